"""Blanks and marks inside a line: doubled, exotic or lost spaces, a space before a comma, doubled commas.

A blank run is one space. A space before `,` or before a full stop that ends a sentence is a tokeniser's trace (before `!`,
`?`, `:` and `;` it is French and stays). A lost space after a full stop is put back only between two ordinary words where
the next one goes on in lower case, so that `Node.js`, `example.Com`, `U.S.` and file names stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import Pattern
from textfix.text.scan import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

EXOTIC = "\t\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
BLANKS = frozenset(" " + EXOTIC)
SMALL = "a-zß-öø-ÿœ"  # letters of languages that write Latin script with few marks
GLUED = Pattern(
    rf"(?<![\w@/.:\\-])(?P<before>[{SMALL}]{{3,30}})(?P<mark>[.?!])"
    rf"(?P<after>[A-Z][{SMALL}]{{0,20}}+)(?:['\N{{RIGHT SINGLE QUOTATION MARK}}][{SMALL}]{{2,20}}+)?+(?= [a-zA-ZÀ-ÿ\"'\d])"
)
# Ends of domains and file names that a spell checker capitalised.
ENDINGS = frozenset(
    "Com Org Net Edu Gov Info Biz Tv Io Co Ai Me Uk Us De Ru Js Ts Py Rb Php Html Htm Css Pdf Doc Docx Xls Exe Dll Txt Jpg Png Zip "
    "Xml Json Aspx Asp Jsp Mp Inc Ltd".split()
)
GLUED_REACH = 31  # code points before the mark that GLUED may need

BLANK = Rule(
    id="spacing/blanks",
    defect="STR05",
    why="words are separated by one ordinary space",
    canonical=True,
    examples=(Example("Sales  rose\N{NO-BREAK SPACE}by \t5%.", "Sales rose by 5%."),),
    keeps=("Sales rose by 5%.",),
)
BEFORE_MARK = Rule(
    id="spacing/before-mark",
    defect="PUNC01",
    why="no space stands before a comma, or before the full stop of a sentence",
    examples=(Example("Sales rose , the bank said .", "Sales rose, the bank said."),),
    keeps=("Il arrive ! Vraiment ?", "It cost .50 and ran .NET code.", "Wait . . . what?", "and so on ..."),
)
DOUBLED = Rule(
    id="spacing/doubled-comma",
    defect="PUNC01",
    why="a comma stands twice",
    examples=(Example("Sales rose,, the bank said.", "Sales rose, the bank said."),),
    keeps=("Sales rose, the bank said ...",),
)
LOST = Rule(
    id="spacing/lost-after-stop",
    defect="STR05",
    why="a sentence ends here and the next one follows without a space",
    examples=(
        Example(
            "Sales rose in spring.The bank had expected less.", "Sales rose in spring. The bank had expected less."
        ),
        Example("C'est une hypothèse.L'équipe est là.", "C'est une hypothèse. L'équipe est là."),
    ),
    keeps=(
        "Built with node.Js tools.",
        "Visit amazon.Com today.",
        "Read index.Html now.",
        "The U.S.A team won.",
        "an end.Net gain",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, done = view.text, 0
    for start, end, literal in hits:
        if start < done:
            continue
        edit = None
        if literal in (" ,", " ."):
            edit = _before_mark(text, start)
        elif literal == ",,":
            while text[end : end + 1] == ",":
                end += 1
            edit = Edit(start, end, ",", (DOUBLED.id,))
        elif literal[0] in ".?!":
            edit = _lost(text, start)
        else:
            while start > done and text[start - 1] in BLANKS:
                start -= 1
            while text[end : end + 1] and text[end] in BLANKS:
                end += 1
            if text[start:end] != " ":
                edit = Edit(start, end, _blank(text, start, end), (BLANK.id,))
        if edit:
            done = edit.end
            yield edit


def _blank(text: str, start: int, end: int) -> str:
    """One space; none at the edge of a line or before a comma."""
    return "" if text[start - 1 : start] in ("", "\n") or text[end : end + 1] in ("", "\n") else " "


def _before_mark(text: str, at: int) -> Edit | None:
    """` ,` after a word; ` .` where a sentence ends. Not ` .5`, ` .NET`, ` ...`, ` . .`."""
    mark, before, after = text[at + 1], text[at - 1 : at], text[at + 2 : at + 3]
    if not (before.isalnum() or before in tuple("\"')\N{RIGHT DOUBLE QUOTATION MARK}%")) or after not in (
        "",
        " ",
        "\n",
        '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}",
    ):
        return None
    if mark == "." and (text[at + 2 : at + 4] == " ." or before == "." or text[at - 2 : at] == " ."):
        return None
    return Edit(at, at + 1, "", (BEFORE_MARK.id,))


def _lost(text: str, at: int) -> Edit | None:
    """`spring.The bank`: an ordinary word, a mark, and the first words of a sentence."""
    for match in GLUED.finditer(text, max(0, at - GLUED_REACH), at + 40):
        if match.start("mark") == at:
            return Edit(at + 1, at + 1, " ", (LOST.id,)) if match["after"] not in ENDINGS else None
    return None


def _triggers() -> tuple[Trigger, ...]:
    glued = (f"{mark}{chr(code)}" for mark in ".?!" for code in range(ord("A"), ord("Z") + 1))
    return tuple(Trigger(item, caseless=False) for item in ("  ", " ,", " .", ",,", *EXOTIC, *glued))


PASS = Pass(
    id="spacing",
    repairs="Blanks and marks: doubled or exotic spaces, a space before a comma, a lost space after a full stop",
    find=find,
    rules=(BLANK, BEFORE_MARK, DOUBLED, LOST),
    triggers=_triggers,
)
