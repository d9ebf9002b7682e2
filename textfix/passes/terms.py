"""Terms that drift: `electrical vehicle` once in a text that says `electric vehicle` four times, or in its title.

Rewriters vary a term that is a term. The other form may be meant, so this is suggested, never done. A form is the document's
own when the title or a caption has it, or when it stands at least three times as often as the drifted one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textfix.data import read_toml
from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.passes.titles import has_title
from textfix.text.edits import Edit, keep_apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

MAJORITY = 3  # times as often as the drifted form

DRIFT = Rule(
    id="terms/drift",
    defect="TERM01",
    why="elsewhere the text uses another form of this term",
    level="suggest",
    examples=(
        Example(
            "The electric vehicle is new. No electric vehicle is cheap. Electric vehicle tax fell. The electrical vehicle is sold.",
            "The electric vehicle is new. No electric vehicle is cheap. Electric vehicle tax fell. The electric vehicle is sold.",
        ),
    ),
    keeps=("The electrical vehicle is sold.", "One electric vehicle and one electrical vehicle"),
)


@cache
def _families() -> dict[str, tuple[int, ...]]:
    """Term -> the families it belongs to."""
    out: dict[str, tuple[int, ...]] = {}
    for k, family in enumerate(read_toml("terms/en.toml", dict[str, list[list[str]]])["family"]):
        for term in family:
            out[term] = (*out.get(term, ()), k)
    return out


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, families = view.text, _families()
    whole = [
        (at, end, literal)
        for at, end, literal in hits
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum()
    ]
    if len({literal for _, _, literal in whole}) < 2:
        return
    title = text[slice(*view.paragraphs[0])].lower() if has_title(view) else ""
    counts: dict[str, int] = {}
    for _, _, literal in whole:
        counts[literal] = counts.get(literal, 0) + 1
    edits = []
    for at, end, literal in whole:
        rivals = [
            term for term in sorted(counts)
            if term != literal
            and not any(map(str.isdigit, term))  # a number is never written
            and set(families[term]) & set(families[literal])
            and (counts[term] >= MAJORITY * counts[literal] or (term in title and literal not in title))
        ]  # fmt: skip
        if len(rivals) == 1:
            before, good = text[at:end], rivals[0]
            edits.append(Edit(at, end, good.capitalize() if before[0].isupper() else good, (DRIFT.id,), 0.7))
    yield from keep_apart(edits)


PASS = Pass(
    id="terms",
    repairs="Terms that drift from the title or the majority form (suggested)",
    find=find,
    rules=(DRIFT,),
    triggers=lambda: tuple(_families()),
    languages=frozenset({"en"}),
)
