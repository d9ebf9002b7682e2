"""Marks that only an article spinner leaves: `rose three.2%`, `the U.Ok.`, `{that a}`, `100 and sixty-five`, `2.3 p.c`.

Spinners replace word by word and know neither numbers nor abbreviations: the 3 of `3.2%` becomes a word, the K of `U.K.`
is taken for `okay`, braces of their own syntax stay behind. No writer makes these marks, so they are repaired wherever their
neighbours show what they are. The digits that are written stand in the text as words; no amount changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Pattern
from textfix.text.scan import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

SURE = 0.98
VALUES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "a pair of": 2, "a couple of": 2, "a couple": 2,
}  # fmt: skip
FRACTION = Pattern(r"\.\d{1,3}(?![\d.]*\w)")
UNIT = Pattern(
    r"""% | [ ]?(?: percent | per[ ]cent | p\.c | pc | million | billion | trillion | mln | bln | bn | m | points? | times | tons?
      | tonnes | miles | km | kilomet(?:er|re)s | degrees | pounds | dollars | euros | barrels | inches | feet | met(?:er|re)s
      | magnitude | goals | kg | lit(?:er|re)s | gallons | acres | hectares | seconds )\b""",
    VERBOSE | IGNORECASE,
)
BEFORE_NUMBER = Pattern(
    r"(?:[$£€]|\b(?:of|to|by|at|from|than|about|nearly|almost|around|was|were|is|reached|or|some)) ?$", IGNORECASE
)
INITIALS = Pattern(r"(?<![A-Za-z.])(?:[A-Z]\.)+$")
PERCENT = Pattern(r"(?<=\d )p\.c(?![\w.])")
HUNDRED = Pattern(
    r"(?<![\w.,-])100 and (?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?P<hyphen>-[a-z]{3,5})?|[a-z]{2,5}teen|ten|eleven|twelve"
    r"|one|two|three|four|five|six|seven|eight|nine)(?![\w-])"
)
SENTENCE_START = Pattern(r"(?:^|\n|[.!?][\"\N{RIGHT DOUBLE QUOTATION MARK}]? )$")
BRACES = Pattern(r"(?<= )\{(?P<text>[a-z]{2,20}(?: [a-z]{1,20}){0,3})\}(?=[ .,;:?!\n]|$)")
CODE_SIGN = Pattern(r"[=;<>\\$|]|\{[^a-z]|\}[^ .,?!\n]")
PLACES = frozenset(
    "name title date url link text author city id user username email number count value key image content body item size time"
    " year price product brand company host path file type page site keyword keywords location state country phone".split()
)  # what templates call their places: between braces, such a word is one
DECIMALS = Rule(
    id="spinner-marks/decimal",
    defect="SPIN06",
    why="a spinner wrote the first digit of a decimal as a word",
    level="likely",
    numbers=True,
    examples=(
        Example("Prices rose three.2% in May.", "Prices rose 3.2% in May."),
        Example(
            "It cut its forecast from two.7 to a pair of.4 percent.", "It cut its forecast from 2.7 to 2.4 percent."
        ),
    ),
    keeps=(
        "They sold two.5 minutes later they left.",
        "He bought a pair of shoes.",
        "Prices rose 3.2% in May.",
        "The third of the three.2 The next part",
        "Write to item-two.5@example.org or see someone.9",
    ),
)
OKS = Rule(
    id="spinner-marks/initial",
    defect="SPIN04",
    why="a spinner took the initial K for “okay”",
    level="likely",
    examples=(
        Example("Exports to the U.Ok. rose.", "Exports to the U.K. rose."),
        Example("The author J.Ok. Rolling spoke.", "The author J.K. Rolling spoke."),
    ),
    keeps=("He said: “Ok.”", "I'm O.K. now.", "Ok. We will come."),
)
PERCENTS = Rule(
    id="spinner-marks/percent",
    defect="SPIN06",
    why="a spinner shortened “percent”",
    level="likely",
    examples=(Example("Prices rose 2.3 p.c, the office said.", "Prices rose 2.3 percent, the office said."),),
    keeps=("Prices rose 2.3 p.c. in May.", "Open p.c and see."),
)
HUNDREDS = Rule(
    id="spinner-marks/hundred",
    defect="SPIN06",
    why="a spinner wrote half of a number in digits",
    level="likely",
    examples=(
        Example("100 and sixty-five deputies voted.", "One hundred and sixty-five deputies voted."),
        Example("The vote was 100 and sixty-five to 12.", "The vote was one hundred and sixty-five to 12."),
    ),
    keeps=("It sold 100 and forty staff left.", "From 100 and up", "1,100 and sixty-five"),
)
BRACE = Rule(
    id="spinner-marks/braces",
    defect="SPIN01",
    why="braces of a spinner's own syntax",
    level="likely",
    examples=(
        Example("It is a fact {that a} bank failed.", "It is a fact that a bank failed."),
        Example("Billions of {dollars} were lost.", "Billions of dollars were lost."),
    ),
    keeps=("The set {1, 2} is small.", "Dear {name}, welcome.", "Use f {x} = {two words} here.", "A {good|great} day"),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    done = 0
    for at, _, literal in hits:
        if at < done:
            continue
        edits = _braces(view, at) if literal == "{" else _mark(view.text, at, literal)
        if edits:
            done = edits[-1].end
            yield from edits


def _mark(text: str, at: int, literal: str) -> list[Edit]:
    if literal == " p.c":
        match = PERCENT.match(text, at + 1)
        return (
            [Edit(*match.span(), "per cent" if "per cent" in text else "percent", (PERCENTS.id,), SURE)]
            if match
            else []
        )
    if literal == ".Ok":
        known = INITIALS.search(text, max(0, at - 7), at + 1) and not text[at + 3 : at + 4].isalnum()
        return [Edit(at + 1, at + 3, "K", (OKS.id,), SURE)] if known else []
    if literal == "100 and ":
        match = HUNDRED.match(text, at)
        begins = SENTENCE_START.search(text, max(0, at - 3), at) is not None
        if not match or not (begins or match["hyphen"]):
            return []  # two numbers of two things
        return [Edit(at, at + 3, "One hundred" if begins else "one hundred", (HUNDREDS.id,), SURE)]
    return _decimal(text, at, literal[:-2])


def _decimal(text: str, at: int, word: str) -> list[Edit]:
    """`three` of `three.2%`: what follows is a unit, or what comes before asks for a number."""
    end = at + len(word)
    fraction = FRACTION.match(text, end)
    if not fraction or text[at - 1 : at].isalnum() or text[at - 1 : at] in ("-", "."):
        return []
    if not UNIT.match(text, fraction.end()) and not BEFORE_NUMBER.search(text, max(0, at - 10), at):
        return []
    return [Edit(at, end, str(VALUES[word]), (DECIMALS.id,), SURE)]


def _braces(view: View, at: int) -> list[Edit]:
    """Plain words of a sentence between braces; in code and templates braces are right."""
    match = BRACES.match(view.text, at)
    if not match or match["text"] in PLACES or not view.text[at - 2 : at - 1].isalpha():
        return []
    line = view.line(at)
    if CODE_SIGN.search(view.text, line.start, line.end):
        return []
    return [
        Edit(at, at + 1, "", (BRACE.id,), SURE),
        Edit(match.end() - 1, match.end(), "", (BRACE.id,), SURE),
    ]


PASS = Pass(
    id="spinner-marks",
    repairs="Numbers, abbreviations and braces that an article spinner broke",
    find=find,
    rules=(DECIMALS, OKS, PERCENTS, HUNDREDS, BRACE),
    triggers=(
        "{",
        " p.c",
        Trigger(".Ok", caseless=False),
        "100 and ",
        *(f"{word}.{digit}" for word in VALUES for digit in range(10)),
    ),
    languages=frozenset({"en"}),
)
