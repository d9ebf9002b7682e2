"""Words in the wrong sense that only their context shows: `the lower chamber returned the invoice`, `a penalty aim`.

The channel says what a word may have been, a language model and word vectors say what fits, a small trained ranker weighs them
for each word of the document, and the document as a whole says whether it was spun at all. What is sure is repaired; where
a word is surely wrong and its original is not sure, it is only pointed at. Names, numbers, codes and function words are
never touched and never written; quotations only where the document is surely spun.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.fingerprints import fingerprints
from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.passes.wording import in_case_of, with_article
from textfix.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.garble.decode import Suspect
    from textfix.text.scan import Hit
    from textfix.text.view import View

# The glance: a short text is always ranked, since one spun word is a large part of it.
SHORT = 800  # code points of a text that is always looked at: one spun word is a large part of it
SAMPLE = 6000  # code points of a long text that are glanced at
WORD = 6  # code points of a word and its space, on average
SMOOTHING = 60  # words
DENSE = 0.04  # sum of the logs of fingerprints a word: two clean articles in a hundred have more
COMMON = frozenset("the of and to in is was for on that with by as at from it are has".split())
FEWEST_COMMON = 2  # different words of these in any English text of a line

SPUN_FROM = 0.5  # judgement from which a document counts as spun
SURE = 0.6  # probability of a repair that is done
SURELY_SPUN = 0.9  # judgement from which quotations are repaired too
SUSPECT = 0.3  # probability that a word was spun, from which it is pointed at
MOST_A_SENTENCE = 5  # repairs
REMEMBERED = 32  # texts

WRONG_SENSE = Rule(
    id="garble/wrong-sense",
    defect="SPIN02",
    why="the word is foreign to its context, and in this document a spinner stood between",
    level="likely",
    examples=(
        Example(
            "The choose adjourned the case until October. The lower chamber returned the invoice with minor changes.",
            "The judge adjourned the case until October. The lower chamber returned the bill with minor changes.",
        ),
    ),
    keeps=(
        "The judge may choose to adjourn the case. The builder sent an invoice for the work.",
        "He did not choose his words well, the court said, and the invoice was never paid.",
    ),
)
SUSPECTED = Rule(
    id="garble/suspected",
    defect="SPIN02",
    why="the word is probably not what the author wrote",
    level="suggest",
    examples=(Example("The choose adjourned the case until October.", "The judge adjourned the case until October."),),
    keeps=("The judge may choose to adjourn the case until October.",),
)


class Look(NamedTuple):
    """What a text looks like to the ranker."""

    judgement: float  # how sure it is, 0-1, that the document was spun
    suspects: tuple[Suspect, ...]  # the surest repairs first


@lru_cache(maxsize=REMEMBERED)
def look(text: str) -> Look:
    """Kept, since a text is looked at until it is quiet."""
    from textfix.garble.decode import rank
    from textfix.garble.gate import judgement
    from textfix.garble.knowledge import knowledge

    known = knowledge()
    ranked = rank(text, known)
    return Look(judgement(ranked), tuple(ranked.suspects(known, SUSPECT)))


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    judged, suspects = look(view.text)
    yield Note(0, 0, "garble", str(judged))
    if judged < SPUN_FROM:
        return
    repairs: dict[int, int] = {}
    for suspect in suspects:
        done = suspect.sureness >= SURE and (not suspect.quoted or judged >= SURELY_SPUN)
        if done:
            sentence = view.sentence(suspect.start, suspect.end).start
            repairs[sentence] = repairs.get(sentence, 0) + 1
            done = repairs[sentence] <= MOST_A_SENTENCE
        before = view.text[suspect.start : suspect.end]
        start, after = with_article(view.text, suspect.start, in_case_of(before, suspect.options[0][0], inside=False))
        yield Edit(start, suspect.end, after, ((WRONG_SENSE if done else SUSPECTED).id,), suspect.sureness)


def worth_ranking(view: View) -> bool:
    """The glance: whether a text is English and short, or holds more words of spinners than news does.

    Cost: some twenty nanoseconds a word.
    """
    text = view.text
    words = set(text[:SAMPLE].lower().split())
    if len(words & COMMON) < FEWEST_COMMON:
        return False
    if len(text) <= SHORT:
        return True
    table = fingerprints()
    found = sum([table[word] for word in words & table.keys()])
    return found / (min(len(text), SAMPLE) / WORD + SMOOTHING) > DENSE


PASS = Pass(
    id="garble",
    repairs="Words in the wrong sense, as article spinners and bad translations leave them",
    find=find,
    rules=(WRONG_SENSE, SUSPECTED),
    always=True,
    gate=worth_ranking,
    languages=frozenset({"en"}),
)
