"""Set expressions that a spinner or a bad translation broke: `in buy to`, `created the assertion`, `less than the aegis of`.

A thesaurus knows words, not phrases: it swaps `order` for `buy` although `in order to` is one expression. The lexicon lists
such broken expressions with the context in which they cannot be correct English, and restores the good form, inflected alike.
Entries whose broken form is possible English act only in a document that others have shown to be spun.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.phrases import Variant, fill, phrases, variants
from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.text.edits import Edit, keep_apart
from textfix.text.patterns import IGNORECASE, Match, Pattern
from textfix.text.view import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

SURE, LESS_SURE = 0.97, 0.85  # precision of the entries, without and with the evidence of others, on hand-written pairs
SPUN_FROM = 3  # different broken expressions that show a document to be spun (read off 43 public pages of spun news)
LONGEST_WORD = 15  # code points that a word of the context takes at most, on average
OPENING = ('"', "'", "\N{LEFT DOUBLE QUOTATION MARK}", "\N{LEFT SINGLE QUOTATION MARK}")
CLOSING = ('"', "'", "\N{RIGHT DOUBLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}")
ARTICLE = Pattern(r"(?<!\w)(?P<article>an?) $", IGNORECASE)
VOWEL_SOUND = Pattern(r"(?!uni(?!n|m)|use|usu|eu|one\b|once\b|ut[ei])[aeiou]|hono?u?r|hour|heir|honest", IGNORECASE)


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
            examples=(Example(*phrase.example),),
            keeps=tuple(phrase.keep),
        )
        for phrase in phrases()
    )


def find(view: View, hits: Sequence[Hit], options: Options) -> Iterable[Finding]:
    found = list(_matches(view, hits))
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


def _matches(view: View, hits: Sequence[Hit]) -> Iterator[Found]:
    table = variants()
    seen: set[tuple[int, int, str]] = set()
    for at, stop, literal in hits:
        for variant in table.get(literal, ()):
            line = view.line(at)
            start, end = max(line.start, at - variant.reach), min(line.end, stop + variant.reach)
            for match in variant.pattern.finditer(view.text, start, end):
                key = (*match.span(), variant.phrase.id)
                if match.start() <= at and stop <= match.end() and key not in seen:
                    seen.add(key)
                    if _context_fits(view, variant, match) and not _is_quoted(view.text, match):
                        yield Found(variant, match)


def _is_quoted(text: str, match: Match) -> bool:
    """Whether quotation marks stand right around a match: somebody writes about the expression."""
    return text[match.start() - 1 : match.start()] in OPENING and text[match.end() : match.end() + 1] in CLOSING


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
    before, after = match[0], fill(variant, match, text)
    if variant.caseless:
        letters = [char for char in before if char.isalpha()]
        if len(letters) > 1 and all(map(str.isupper, letters)):
            after = after.upper()
        elif before[0].isupper():
            after = after[0].upper() + after[1:]
    old, new = before.split(" "), after.split(" ")
    head = 0
    while head < min(len(old), len(new)) - 1 and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head - 1 and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start = match.start() + sum(len(word) + 1 for word in old[:head])
    end = match.end() - sum(len(word) + 1 for word in old[len(old) - tail :])
    repair = " ".join(new[head : len(new) - tail])
    article = ARTICLE.search(text, max(0, start - 4), start)
    if article:
        right = "an" if VOWEL_SOUND.match(repair) else "a"
        if article["article"].lower() != right:
            start = article.start("article")
            repair = f"{right.capitalize() if text[start].isupper() else right} {repair}"
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
    triggers=lambda: tuple(variants()),
    languages=frozenset({"en"}),
    options={"spun_from": SPUN_FROM},
)
