"""What a causal language model says of the candidates that the ranker holds possible, and what becomes of them.

Only where it is switched on, and only in texts that look spun. The model reads the text once and so knows how little each
word was to be expected; then the best candidates of the most suspicious spans are put in their places, and the log
probability of candidate and next words is compared with that of what stands there. A small trained network weighs
this beside what the ranker thought: `ranker/neural-en.json`, made by `corpora/garble/train_neural.py`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from textfix.data import read_bytes
from textfix.errors import DataError
from textfix.garble.decode import Ranked, by_word
from textfix.garble.features import highest, spun_words, table
from textfix.garble.ranker import Network, Weights, probabilities
from textfix.neural.model import Branch
from textfix.passes.wording import in_case_of, with_article

if TYPE_CHECKING:
    from textfix.garble.choices import Choices
    from textfix.garble.knowledge import Floats, Knowledge, Numbers
    from textfix.neural.files import Reader

FROM = 0.003  # probability of a span that the model is asked about
MOST = 64  # spans of a text
BEST = 4  # candidates of a span: those beyond are the original once in a hundred times
RIGHT = 6  # tokens after the span that are compared, four or five words
TRUST = np.float32(
    0.7
)  # share of the network in the mean with the ranker: together they are right more often than either
WINDOW, CONTEXT = 384, 128  # tokens that are read at once, and those before them that are read again
START = 0  # the token that begins a text: SmolLM2 was trained with it, whatever the file says
DIGITS = 2  # to which log probabilities are rounded: another machine may differ in the fifth
REACH = 25.0  # of a difference of log probabilities
LEAST = np.float32(1e-5)  # probability
SURPRISING = 3.0  # gain that speaks for garble as much as against it

NAMES = (
    "ranker", "ranker, of span", "gain", "gain left", "gain right", "gain, to next", "gain, to best",
    "left", "left, as is", "right, as is", "rank, as is", "tokens", "tokens, as is", "surprise before", "surprise of text",
    "words", "share", "ordinary", "meaning of both", "same ending", "rate", "rate, as is",
    "same repair elsewhere", "same original elsewhere",
    "words, as is", "density", "gains elsewhere", "words of text", "garble before", "garble after", "garble near",
    "sentence start", "name", "quoted",
)  # fmt: skip


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of weights."""

    network: Weights
    gate: list[float]  # base, and a weight for each piece of evidence


class Gains(NamedTuple):
    """Log probabilities of candidates and of what stands in their place. Shape: a each."""

    left: Floats  # of the candidate
    left_old: Floats
    right: Floats  # of the words after it
    right_old: Floats
    rank: Floats  # how many tokens were likelier than the first one there, ln(1 + n)
    before: Floats  # mean of the tokens before
    text: Floats  # mean of the window
    tokens: Floats
    tokens_old: Floats
    known: Floats  # 1 where the tokens of the text end where its words do


class Asked(NamedTuple):
    """The spans and candidates that the model was asked about."""

    rows: Numbers  # a: which candidates of the text
    made: Choices  # they alone, a
    heard: Gains
    features: Floats  # a, len(NAMES)


@cache
def stored(language: str = "en") -> Stored:
    """The weights of a language.

    Raises: DataError when there are none, or when they want other features.
    """
    name = f"ranker/neural-{language}.json"
    try:
        found = msgspec.json.decode(read_bytes(name), type=Stored)
    except (msgspec.DecodeError, OSError) as error:
        raise DataError(f"textfix/data/{name}: {error}") from error
    if found.network.features != list(NAMES):
        raise DataError(f"textfix/data/{name}: made for other features")
    return found


@cache
def network(language: str = "en") -> Network:
    return Network(stored(language).network)


def refine(ranked: Ranked, known: Knowledge, reader: Reader, weighed: Network | None = None) -> Ranked:
    """The same text with what the model makes of its candidates; with another network than the package's, if it is given.

    Cost: some hundredths of a second a span.
    """
    asked = ask(ranked, known, reader)
    return weigh(ranked, asked, weighed or network()) if len(asked.rows) else ranked


def weigh(ranked: Ranked, asked: Asked, weighed: Network) -> Ranked:
    """The mean of what the ranker thought and of what the network makes of the answers, for the spans that were asked about.

    The network gives nothing to those candidates of a span that were not asked about.
    """
    made = ranked.choices
    probability = ranked.probability.copy()
    probability[np.isin(made.span, made.span[asked.rows])] *= 1 - TRUST
    probability[asked.rows] += TRUST * probabilities(weighed.scores(asked.features), asked.made.span, asked.made.starts)
    return ranked._replace(probability=probability, garbled=by_word(ranked.words, made, probability))


def ask(ranked: Ranked, known: Knowledge, reader: Reader) -> Asked:
    """What the model says of the best candidates of the most suspicious spans."""
    rows = most_suspicious(ranked)
    spans = np.zeros(len(ranked.choices.word), np.bool_)
    spans[ranked.choices.span[rows]] = True
    kept = np.zeros(len(ranked.choices.span), np.bool_)
    kept[rows] = True
    made = ranked.choices.only(kept, spans)
    heard = listen(ranked, made, known, reader)
    fine = heard.known > 0
    if not fine.all():
        keep = np.zeros(len(made.word), np.bool_)
        keep[made.span[fine]] = True
        rows, made = rows[fine], made.only(fine, keep)
        heard = Gains(*(column[fine] for column in heard))
    return Asked(rows, made, heard, features(ranked, made, rows, known, heard))


def most_suspicious(ranked: Ranked) -> Numbers:
    """The candidates to ask about, in their order."""
    made, probability = ranked.choices, ranked.probability
    if not len(made.span):
        return np.zeros(0, np.int64)
    starts = made.starts
    spans = np.add.reduceat(probability, starts)
    chosen = np.argsort(-spans, kind="stable")[:MOST]
    chosen = chosen[spans[chosen] >= FROM]
    order = np.lexsort((np.arange(len(probability)), -probability, made.span))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - starts[made.span[order]]
    return np.nonzero((place < BEST) & np.isin(made.span, chosen))[0]


def listen(ranked: Ranked, made: Choices, known: Knowledge, reader: Reader) -> Gains:
    """The log probabilities. A text is read in windows, those only in which something is asked."""
    words, text = ranked.words, ranked.words.text
    tokens, places = reader.tokens(text)
    first = np.array([start for start, _ in places], np.int64)
    out = np.zeros((len(made.span), len(Gains._fields)), np.float32)
    questions: dict[int, list[tuple[int, int, int, list[int]]]] = {}  # window -> candidate, from, to, tokens
    for c, span in enumerate(made.span):
        word = made.word[span]
        start, end = int(words.start[word]), int(words.end[word + made.size[span] - 1])
        new = in_case_of(text[start:end], known.originals[made.original[c]], inside=False)
        begin, after = with_article(text, start, new)
        lead = " " if text[begin - 1 : begin] == " " else ""
        i, j = (int(at) for at in np.searchsorted(first, (begin - len(lead), end)))
        if i < j and places[i][0] == begin - len(lead) and places[j - 1][1] == end:
            questions.setdefault(i // WINDOW, []).append((c, i, j, reader.tokens(lead + after)[0]))
    for window, asked in questions.items():
        origin = max(0, window * WINDOW - CONTEXT)  # of the window among the tokens
        last = max(j for _, _, j, _ in asked) + RIGHT
        read = reader.model.read([START, *tokens[origin:last]])
        logs, ranks = reader.model.log_probabilities(read)
        rest = [tokens[j : j + RIGHT] for _, _, j, _ in asked]
        branches = [Branch(i - origin + 1, [*put, *right]) for (_, i, _, put), right in zip(asked, rest, strict=True)]
        for (c, i, j, put), right, got in zip(asked, rest, reader.model.continuations(read, branches), strict=True):
            a, b = i - origin, j - origin
            before = logs[max(0, a - RIGHT) : a]
            out[c] = (
                got[: len(put)].sum(), logs[a:b].sum(), got[len(put) :].sum(), logs[b : b + len(right)].sum(),
                np.log1p(ranks[a]), before.mean() if len(before) else 0, logs.mean(), len(put), b - a, 1,
            )  # fmt: skip
    return Gains(*np.round(out, DIGITS).T)


def features(ranked: Ranked, made: Choices, rows: Numbers, known: Knowledge, heard: Gains) -> Floats:
    """Shape: a, len(NAMES)."""
    if not len(rows):
        return np.zeros((0, len(NAMES)), np.float32)
    words, span, pair, original = ranked.words, made.span, made.pair, made.original
    probability = ranked.probability[rows]
    total = np.add.reduceat(ranked.probability, ranked.choices.starts)[np.unique(ranked.choices.span[rows])][span]
    leave = np.maximum(1 - total, LEAST)
    left, right = heard.left - heard.left_old, heard.right - heard.right_old
    gain = left + right
    best = highest(gain, made)
    leads = gain >= best[span]
    rival = np.where(leads, highest(np.where(leads, np.float32(-REACH), gain), made)[span], best[span])
    convinced = 1 / (1 + np.exp(SURPRISING - np.clip(best, -REACH, REACH)))
    old = known.mean(spun_words(words, made, known))[span]
    both = np.einsum("ij,ij->i", known.mean(known.parts[original]), old)
    differences = table(
        np.log(np.maximum(probability, LEAST) / leave), np.log(np.maximum(total, LEAST) / leave), gain, left, right,
        gain - rival, best[span] - gain,
    )  # fmt: skip
    of_candidates = table(
        heard.left, heard.left_old, heard.right_old, heard.rank, heard.tokens, heard.tokens_old, heard.before, heard.text,
        known.length[original], known.share[pair], known.ordinary[pair], both,
        known.ending[original] == known.form_ending[made.form][span], known.rate[original], known.form_rate[made.form][span],
        *elsewhere(ranked, rows),
    )  # fmt: skip
    size = len(words) + 6
    all_, own, near = around(ranked.garbled, made)
    of_spans = table(
        made.size, np.log((all_ - own + 0.3) / size), np.log((convinced.sum() - convinced + 0.3) / size),
        np.full(len(own), np.log(size)), *near, words.first[made.word], made.name, words.quoted[made.word],
    )  # fmt: skip
    return np.concatenate((np.clip(differences, -REACH, REACH), of_candidates, of_spans[span]), axis=1)


def elsewhere(ranked: Ranked, rows: Numbers) -> tuple[Floats, Floats]:
    """How likely the same repair, and another one with the same original, is in the rest of the text. Shape: a each."""
    made = ranked.choices
    sums = []
    for key in (made.pair, made.original):
        _, group = np.unique(key, return_inverse=True)
        sums.append(np.bincount(group, weights=ranked.probability).astype(np.float32)[group])
    same, any_ = sums
    return np.minimum(same - ranked.probability, 3)[rows], np.minimum(any_ - same, 3)[rows]


def around(garbled: Floats, made: Choices) -> tuple[Floats, Floats, tuple[Floats, Floats, Floats]]:
    """How much garble the ranker saw: in all, in each span, and in the words before and after it, and in six on either side."""
    sums = np.append(np.float32(0), np.cumsum(garbled))
    ends = made.word + made.size
    own = sums[ends] - sums[made.word]
    padded = np.concatenate(([0], garbled, [0]))
    wide = sums[np.minimum(made.word + 7, len(garbled))] - sums[np.maximum(made.word - 6, 0)]
    return sums[-1], own, (padded[made.word], padded[ends + 1], np.maximum(0, wide - own))
