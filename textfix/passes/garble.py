"""Words in the wrong sense that only their context shows: `the lower chamber returned the invoice`, `a penalty aim`.

The channel says what a word may have been, a language model and word vectors say what fits, a small trained ranker weighs them
for each word of the document, and the document as a whole says whether it was spun at all. What is sure is repaired; where
a word is surely wrong and its original is not sure, it is only pointed at. Names, numbers, codes and function words are
never touched and never written; quotations only where the document is surely spun.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.fingerprints import fingerprints
from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.passes.wording import in_case_of, is_abbreviated, is_mentioned, with_article
from textfix.text.edits import Edit
from textfix.text.scan import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textfix.garble.decode import Suspect
    from textfix.text.scan import Hit
    from textfix.text.view import Span, View

# A short text is always ranked, since one spun word is a large part of it; a long one if it holds more of the words that
# spinners write than news does, and if the sentences that hold them look spun; and what is no article, but a book or a dump,
# never.
SHORT, LONG = 800, 100_000  # code points
FOREIGN = 1.5  # ln of how much more often spun text has a word than news, from which it counts
DENSE = 0.0135  # sum of these logs a word: one clean article in fifty has more
SAMPLE = 600  # code points of the sentences that are ranked first
SUSPICIOUS = 0.4  # judgement on them from which all is ranked
WORD = 6  # code points of a word and its space, on average
SMOOTHING = 60  # words
COMMON = frozenset(
    "a and are as at by for from has have he his in is it its of on that they this to was were will with".split()
)
FEWEST_COMMON = 2  # different words of these in an English text without `the`

SPUN_FROM = 0.5  # judgement from which a document counts as spun
WORTH_ASKING = 0.05  # judgement from which the neural model is asked, where it is switched on
SURE = 0.6  # probability of a repair that is done
SURE_AMONG, MANY = 0.55, 4  # … in a text with so many suspects
SURE_ALONE = 0.7  # … in a text with no other: two of five between are wrong
SURE_PHRASE = 0.85  # … of a phrase: good English has more phrases that look spun than words
SURELY_SPUN = 0.75  # judgement from which quotations are repaired too
# Share of the words that were probably spun, from which no repair brings the author's text back: as many again are not seen.
# Own spinners: a fifth of the words replaced gives 0.11, a quarter 0.16, one in twelve 0.06.
REWRITTEN = 0.1
SUSPECT = 0.28  # probability that a word was spun, from which it is pointed at
ALONE = 400  # code points of a text in which one suspect proves nothing: a spinner leaves more
MOST_A_SENTENCE = 5  # repairs
REMEMBERED = 32  # texts

WRONG_SENSE = Rule(
    id="garble/wrong-sense",
    defect="SPIN02",
    why="the word is foreign to its context, and in this document a spinner stood between",
    level="likely",
    examples=(
        Example(
            "The beach recourse attracts tourists. The supermarket necklace will shut shops.",
            "The beach resort attracts tourists. The supermarket chain will shut shops.",
        ),
    ),
    keeps=(
        "She had no recourse to the courts. A gold necklace was sold at auction.",
        "He did not choose his words well, the court said, and the invoice was never paid.",
        "63 min: Corner for the hosts. 71 min: The keeper saves. 90 min: It is all over.",
        "Md. Board Meeting Worries Democrats. The members of the board voted to close two schools.",
    ),
)
SUSPECTED = Rule(
    id="garble/suspected",
    defect="SPIN02",
    why="the word is probably not what the author wrote",
    level="suggest",
    examples=(
        Example(
            "The beach recourse attracts tourists. The supermarket necklace will shut shops. The ship was earthed in the storm.",
            "The beach resort attracts tourists. The supermarket chain will shut shops. The ship was grounded in the storm.",
        ),
    ),
    keeps=("The wire must be earthed before the power is turned on.",),
)


class Least(NamedTuple):
    """Probabilities from which something is done, as above."""

    sure: float
    among: float
    alone: float
    phrase: float
    suspect: float


RANKER_LEAST = Least(SURE, SURE_AMONG, SURE_ALONE, SURE_PHRASE, SUSPECT)
NEURAL_LEAST = Least(0.5, 0.45, 0.5, 0.8, 0.25)  # the mean of two judges is further from certainty, and as often right


class Look(NamedTuple):
    """What a text looks like to the ranker."""

    judgement: float  # how sure it is, 0-1, that the document was spun
    share: float  # of its words that were probably spun
    suspects: tuple[Suspect, ...]  # the surest repairs first


@lru_cache(maxsize=REMEMBERED)
def look(text: str, model: str | None = None) -> Look:
    """Kept, since a text is looked at until it is quiet. `model`: the GGUF file that is asked too, "" for the installed one."""
    from textfix.garble.decode import rank
    from textfix.garble.gate import judgement
    from textfix.garble.knowledge import knowledge

    known = knowledge()
    ranked = rank(text, known)
    judged = judgement(ranked)
    if model is not None and judged >= WORTH_ASKING:
        from textfix.garble import neural
        from textfix.neural.files import reader

        ranked = neural.refine(ranked, known, reader(model))
        judged = judgement(ranked, neural.stored().gate)
    share = round(float(ranked.garbled.sum()) / max(1, len(ranked.words)), 3)
    return Look(judged, share, tuple(ranked.suspects(known, least(model).suspect)))


def least(model: str | None) -> Least:
    return RANKER_LEAST if model is None else NEURAL_LEAST


def find(view: View, hits: Sequence[Hit], options: Options) -> Iterable[Finding]:
    if not worth_ranking(view, hits):
        return
    model = options["model"] if options["neural"] else None
    judged, share, suspects = look(view.text, model)
    yield Note(0, 0, "garble", str(judged))
    yield Note(0, 0, "spun_share", str(share))
    if judged < SPUN_FROM or len(suspects) * ALONE < len(view.text):
        return
    wanted = least(model)
    repairs: dict[int, int] = {}
    for suspect in suspects:
        before, text = view.text[suspect.start : suspect.end], view.text
        usual = wanted.among if len(suspects) >= MANY else wanted.sure if len(suspects) > 1 else wanted.alone
        sure = max(usual, wanted.phrase if " " in before else 0.0)
        if is_mentioned(text, suspect.start, suspect.end) or is_abbreviated(text, suspect.start, suspect.end):
            continue
        done = suspect.sureness >= sure and suspect.gain > 0 and (not suspect.quoted or judged >= SURELY_SPUN)
        if done:
            sentence = view.sentence(suspect.start, suspect.end).start
            repairs[sentence] = repairs.get(sentence, 0) + 1
            done = repairs[sentence] <= MOST_A_SENTENCE
        rule = WRONG_SENSE if done else SUSPECTED
        written = [
            (with_article(text, suspect.start, in_case_of(before, new, inside=False)), p) for new, p in suspect.options
        ]
        (start, after), sureness = written[0]
        others = tuple((new, p) for (at, new), p in written if at == start)
        yield Edit(start, suspect.end, after, (rule.id,), sureness, others)


def worth_ranking(view: View, hits: Sequence[Hit]) -> bool:
    """The glance that every text can afford: is it short English, or does it hold many words of spinners, in such places?"""
    text = view.text
    if len(text) <= SHORT:
        return looks_english(text)
    if not hits or len(text) > LONG:
        return False
    table = _foreign()
    found = {literal: at for at, _, literal in hits}
    if sum([table[literal] for literal in found]) <= DENSE * (len(text) / WORD + SMOOTHING):
        return False
    return look(_sample(view, sorted(found, key=table.__getitem__, reverse=True), found)).judgement >= SUSPICIOUS


def _sample(view: View, literals: Sequence[str], places: Mapping[str, int]) -> str:
    """The sentences around the first of some literals."""
    spans: dict[Span, None] = {}
    for literal in literals:
        spans[view.sentence(places[literal] + 1, places[literal] + len(literal) - 1)] = None
        if sum(end - start for start, end in spans) >= SAMPLE:
            break
    return "\n".join(view.text[start:end].strip() for start, end in sorted(spans))


def looks_english(text: str) -> bool:
    """Whether the beginning has the commonest words of English: a tenth of what asking for the language costs."""
    words = set(text[:SHORT].lower().split())
    return "the" in words or len(words & COMMON) >= FEWEST_COMMON


def check(options: Options) -> None:
    """Raises: ConfigError where the neural model is asked for and not there."""
    if options["neural"]:
        from textfix.neural.files import check_installed

        check_installed(options["model"])


@cache
def _foreign() -> dict[str, float]:
    """The words that count, between spaces."""
    return {f" {word} ": log for word, log in fingerprints().items() if log >= FOREIGN}


PASS = Pass(
    id="garble",
    repairs="Words in the wrong sense, as article spinners and bad translations leave them",
    find=find,
    rules=(WRONG_SENSE, SUSPECTED),
    triggers=lambda: tuple(Trigger(literal, caseless=False) for literal in _foreign()),  # a capital makes a name
    always=True,
    languages=frozenset({"en"}),
    options={"neural": False, "model": ""},
    check=check,
)
