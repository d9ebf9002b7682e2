"""What to repair in a text, and what only to point at.

The candidates of each span are ranked twice; then the surest repair is taken, and the next that does not overlap it, under
the caps. The words are looked at again with the repairs in place, until nothing more is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textfix.garble.choices import Choices, choices
from textfix.garble.features import Sense, first_look, fits, highest, refit, second_look, worth_a_look
from textfix.garble.ranker import probabilities, ranker
from textfix.garble.words import Words

if TYPE_CHECKING:
    from textfix.garble.knowledge import Floats, Knowledge, Numbers
    from textfix.garble.ranker import Network

LIKELY = 0.5  # probability from which a word stands in the context as repaired
FAINT = 0.1  # probability that every word of a text must stay below for one look to be enough
OPTIONS = 3  # candidates that are told of each span


class Suspect(NamedTuple):
    """A span of a text that was probably spun."""

    start: int
    end: int
    options: tuple[tuple[str, float], ...]  # what may have stood there, in lower case save names: the likeliest first
    garbled: float  # probability that one of its candidates stood there
    gain: float  # ln of how much likelier the sentence is with the first option, and with the likely repairs around it
    quoted: bool

    @property
    def sureness(self) -> float:
        """Probability of the first option."""
        return self.options[0][1]


class Ranked(NamedTuple):
    """A text with the probability of each of its candidates."""

    words: Words
    choices: Choices
    probability: Floats  # c
    gain: Floats  # c
    garbled: Floats  # n: of each word

    def suspects(self, known: Knowledge, least: float) -> list[Suspect]:
        """The spans that were spun with at least this probability, none of which overlap: the surest repairs first."""
        made, words = self.choices, self.words
        if not len(made.span) or self.garbled.max() < least:
            return []
        first = np.append(made.starts, len(made.span))
        spans = np.add.reduceat(self.probability, first[:-1])
        best = highest(self.probability, made)
        out: list[Suspect] = []
        free = np.ones(len(words), np.bool_)
        for span in np.lexsort((made.word, -spans, -best)):
            word, size = made.word[span], made.size[span]
            if spans[span] < least or not free[word : word + size].all():
                continue
            free[word : word + size] = False
            rows = first[span] + np.argsort(-self.probability[first[span] : first[span + 1]], kind="stable")[:OPTIONS]
            options = tuple(
                (known.originals[made.original[row]], round(float(self.probability[row]), 3)) for row in rows
            )
            start, end = int(words.start[word]), int(words.end[word + size - 1])
            gain = round(float(self.gain[rows[0]]), 3)
            out.append(Suspect(start, end, options, round(float(spans[span]), 3), gain, bool(words.quoted[word])))
        return out


def rank(text: str, known: Knowledge, networks: tuple[Network, Network] | None = None) -> Ranked:
    """Looks at a text twice, if the first look sees anything; with other networks than the package's, if they are given.

    Cost: a few microseconds a candidate, of which there are about ten a word.
    """
    words = Words(text, known)
    made = choices(words, known)
    made, here = worth_a_look(made, fits(words, made, known, words.stream), known)
    if not len(made.span):
        none = np.zeros(0, np.float32)
        return Ranked(words, made, none, none, np.zeros(len(words), np.float32))
    one, two = networks or ranker()
    sense, starts = Sense(words, made, known), made.starts
    features = first_look(words, made, known, here, sense)
    first = probabilities(one.scores(features), made.span, starts)
    garbled = by_word(words, made, first)
    if garbled.max() < FAINT:
        return Ranked(words, made, first, here.gain(made.span), garbled)
    context = refit(words, made, known, here, repaired(words, made, known, first))
    more = second_look(words, made, known, first, garbled, context, sense)
    second = probabilities(two.scores(np.concatenate((features, more), axis=1)), made.span, starts)
    return Ranked(words, made, second, context.gain(made.span), by_word(words, made, second))


def by_word(words: Words, made: Choices, probability: Floats) -> Floats:
    """The probability that each word was spun: that of the likeliest span that holds it."""
    spans = np.add.reduceat(probability, made.starts)
    out = np.zeros(len(words), np.float32)
    for k in range(int(made.size.max(initial=0))):
        longer = made.size > k
        np.maximum.at(out, made.word[longer] + k, spans[longer])
    return out


def repaired(words: Words, made: Choices, known: Knowledge, probability: Floats) -> Numbers:
    """The stream with the likely repairs of single words in place."""
    best = highest(probability, made)[made.span]
    sure = (
        (probability >= best)
        & (probability > LIKELY)
        & (known.length[made.original] == 1)
        & (made.size[made.span] == 1)
    )
    out = words.stream.copy()
    out[words.at[made.word[made.span[sure]]]] = known.parts[made.original[sure], 0]
    return out
