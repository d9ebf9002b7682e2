"""Set expressions that a spinner or a bad translation broke: `in buy to`, `created the assertion`, `less than the aegis of`.

A thesaurus knows words, not phrases: it swaps `order` for `buy` although `in order to` is one expression. The lexicon lists
such broken expressions with the context in which they cannot be correct English, and restores the good form, inflected alike.
A long text is asked for the half of the lexicon that costs next to nothing, and for all of it if that half finds anything: a
spinner leaves no long text with a single broken expression.
Entries whose broken form is possible English act only in a document that others have shown to be spun.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.phrases import Variant, fill, phrases, variants
from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.passes.wording import in_case_of, is_mentioned, with_article
from textfix.text.edits import Edit, keep_apart
from textfix.text.scan import Scanner, Trigger
from textfix.text.view import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from textfix.text.patterns import Match
    from textfix.text.scan import Hit
    from textfix.text.view import View

SURE, LESS_SURE = 0.97, 0.85  # precision of the entries, without and with the evidence of others, on hand-written pairs
SHORT = 800  # code points of a text that is asked for the whole lexicon at once
SPUN_FROM = 3  # different broken expressions that show a document to be spun (read off 43 public pages of spun news)
LONGEST_WORD = 15  # code points that a word of the context takes at most, on average


# What stands before the examples of entries that act only in a document shown to be spun.
SPUN = (
    "The seminar opened less than the aegis of the state in buy to help trade. For occasion, the loss of life toll was discussed. ",
    "The seminar opened under the aegis of the state in order to help trade. For instance, the death toll was discussed. ",
)


class Found(NamedTuple):
    variant: Variant
    match: Match


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            id=f"phrases/{phrase.id}",
            defect=phrase.defect,
            why=phrase.why,
            level=phrase.level,  # type: ignore[arg-type]  # a data test checks the word
            examples=(
                Example(
                    *(head + text for head, text in zip(SPUN if phrase.spun else ("", ""), phrase.example, strict=True))
                ),
            ),
            keeps=tuple(phrase.keep),
        )
        for phrase in phrases()
    )


def find(view: View, hits: Sequence[Hit], options: Options) -> Iterable[Finding]:
    table = variants()
    found = list(_matches(view, hits, table.first)) if hits else []
    if not found and len(view.text) > SHORT:
        return
    found += _matches(view, _second_scan().scan(view.text, view.utf8).get("", ()), table.rest)
    strong = {
        item.variant.phrase.id
        for item in found
        if not item.variant.phrase.spun and item.variant.phrase.defect[:4] == "SPIN"
    }
    spun = len(strong) >= options["spun_from"]
    if strong:
        yield Note(0, 0, "spun_expressions", str(len(strong)))
    edits = [_edit(view.text, item) for item in found if spun or not item.variant.phrase.spun]
    yield from keep_apart(edits)


def every_match(view: View) -> list[Found]:
    """All that the lexicon matches in a text, also what overlaps."""
    table = variants()
    hits = _scan_of_all().scan(view.text).get("", ())
    both = {
        trigger: table.first.get(trigger, ()) + table.rest.get(trigger, ()) for trigger in {**table.first, **table.rest}
    }
    return list(_matches(view, hits, both))


@cache
def _scan_of_all() -> Scanner:
    return Scanner({"": map(Trigger, (*variants().first, *variants().rest))})


@cache
def _second_scan() -> Scanner:
    """For the variants that are not looked for in every text."""
    return Scanner({"": map(Trigger, variants().rest)})


def _triggers() -> tuple[str, ...]:
    _second_scan()  # made ready with the first, not in the middle of a text
    return tuple(variants().first)


def _matches(view: View, hits: Sequence[Hit], table: Mapping[str, tuple[Variant, ...]]) -> Iterator[Found]:
    seen: set[tuple[int, int, str]] = set()
    for at, stop, literal in hits:
        for variant in table.get(literal, ()):
            if not variant.could_match(view.text, at, stop):
                continue
            for match in _around(view.text, variant, at, stop):
                key = (*match.span(), variant.phrase.id)
                if key not in seen:
                    seen.add(key)
                    if _context_fits(view, variant, match) and not is_mentioned(view.text, *match.span()):
                        yield Found(variant, match)


def _around(text: str, variant: Variant, at: int, stop: int) -> list[Match]:
    """The matches of a variant that hold a hit of its trigger."""
    start = max(0, at - variant.before)
    end = min(len(text), stop + variant.after + 1)  # one more, to see whether a word ends there
    found = variant.pattern.finditer(text, start, end) if variant.before else [variant.pattern.match(text, at, end)]
    return [m for m in found if m and m.start() <= at and stop <= m.end() and (m.end() < end or end == len(text))]


def _context_fits(view: View, variant: Variant, match: Match) -> bool:
    phrase = variant.phrase
    if not phrase.needs and not phrase.unless:
        return True
    sentence = view.sentence(*match.span())
    reach = phrase.window * LONGEST_WORD
    left, right = max(sentence.start, match.start() - reach), min(sentence.end, match.end() + reach)
    around = view.text[left:right].lower()
    if not any(word in around for word in phrase.needs or phrase.unless):
        return not phrase.needs  # no need to cut words
    before = WORD.findall(view.text, left, match.start())[-phrase.window :]
    after = WORD.findall(view.text, match.end(), right)[: phrase.window]
    near = f" {' '.join(before)} | {' '.join(after)} ".lower()
    if any(f" {word} " in near for word in phrase.unless):
        return False
    return not phrase.needs or any(f" {word} " in near for word in phrase.needs)


def _edit(text: str, found: Found) -> Edit:
    """The repair of one match, as small as whole words allow, in the case of the original; `a` or `an` before it fits."""
    variant, match = found
    old, new = match[0].split(" "), fill(variant, match, text).split(" ")
    fold = str.lower if variant.caseless else str
    head = 0
    while head < min(len(old), len(new)) - 1 and fold(old[head]) == fold(new[head]):
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head - 1 and fold(old[-1 - tail]) == fold(new[-1 - tail]):
        tail += 1
    start = match.start() + sum(len(word) + 1 for word in old[:head])
    end = match.end() - sum(len(word) + 1 for word in old[len(old) - tail :])
    repair = " ".join(new[head : len(new) - tail])
    if variant.caseless:
        repair = in_case_of(text[start:end], repair, inside=head > 0)
    start, repair = with_article(text, start, repair)
    return Edit(start, end, repair, (f"phrases/{variant.phrase.id}",), SURE if not variant.phrase.spun else LESS_SURE)


def garble(expressions: int, words: int) -> float:
    """How sure it is, 0–1, that a document is spun, from the number of different broken expressions in it.

    Three in an article of up to 400 words give 0.8; one gives 0.4; in longer texts each counts for less.
    """
    share: float = 0.585 ** (expressions * min(1.0, 400 / max(words, 1)) ** 0.5)
    return round(1 - share, 3)


PASS = Pass(
    id="phrases",
    repairs="Set expressions, titles and collocations broken by a spinner or a bad translation",
    find=find,
    rules=rules,
    triggers=_triggers,
    always=True,
    languages=frozenset({"en"}),
    options={"spun_from": SPUN_FROM},
)
