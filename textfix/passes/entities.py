"""HTML entities that were never decoded, encoded twice or broken: `&amp;#8217;`, `&nbsp;`, `& quot;`, `&#39s`.

A whole chain of `&amp;` is decoded at once, so that one look settles it. `&lt;TXN.N&gt;` becomes `<TXN.N>`, which no
later pass takes for a tag. An ampersand in a URL, in `AT&T` or in `R&D` is no entity: a name counts only with its
semicolon, save a few names that no word is, outside of addresses. What names no character (`&#0;`, `&#xD800;`, five
thousand digits) stays, and so do the entities of a text about HTML entities.
"""

from __future__ import annotations

from html.entities import html5
from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Match, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

ENTITY = Pattern(
    r"""
    & (?: (?:amp|AMP|\#0*38|\#[xX]0*26) ; )*+          # `&`, encoded any number of times
    (?: (?P<name> [A-Za-z][A-Za-z0-9]{1,31}+ ) ;
      | \# (?P<number> [0-9]{1,7}+ ) ;
      | \# [xX] (?P<hex> [0-9A-Fa-f]{1,6}+ ) ;
      | nbsp (?![A-Za-z0-9=])
    )""",
    VERBOSE,
)
ADDRESS_REACH = 300  # code points before an ampersand in which an address begins
SPOKEN = frozenset({"nbsp", "apos", "rsquo", "lsquo", "rdquo", "ldquo", "ndash", "mdash", "hellip"})  # in any case
AMPERSANDS = Pattern(r"&(?:(?:amp|AMP|\#0*38|\#[xX]0*26);)++")
NAMES = "quot|QUOT|amp|AMP|apos|nbsp|lt|gt|LT|GT|[mn]dash|[lr][sd]quo|hellip"  # no word begins or ends like these
ACCENTED = "[A-Za-z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)|szlig|[lr]aquo|frac(?:12|14|34)"  # no word at all
SIGNS = "copy|reg|deg|pound|euro"  # words, too: not behind a letter
BROKEN = Pattern(
    r"""
    &(?:amp;)?+ (?: [ ]? \#[ ]? (?P<number> [0-9]{2,5}+ ) [ ]?; | [ ] (?P<spaced> NAMES ) [ ]?; | (?P<name> NAMES ) [ ];
      | \# (?P<open> 34 | 39 | 160 | 8[0-9]{3} | 1[4-5][0-9] ) (?![0-9;=])
      | (?P<bare> NAMES | (?<![A-Za-z]&) (?: SIGNS ) ) (?![A-Za-z0-9;=])
      | (?P<accented> ACCENTED ) (?![;=]) )""".replace("NAMES", NAMES)
    .replace("ACCENTED", ACCENTED)
    .replace("SIGNS", SIGNS),
    VERBOSE,
)
ABOUT = Pattern(r"HTML entit|character entit|character reference|\bentity references?\b", IGNORECASE)

WINDOWS = {
    code: bytes((code,)).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}  # what browsers make of &#146; (WHATWG HTML, numeric character reference end state)

DECODED = Rule(
    id="entities/entity",
    defect="CHAR02",
    why="an HTML entity stands for this character",
    examples=(
        Example("Profits at AT&amp;T rose.", "Profits at AT&T rose."),
        Example("Russia&amp;#8217;s exports", "Russia\N{RIGHT SINGLE QUOTATION MARK}s exports"),
        Example("Texas Instruments (&lt;TXN.N&gt;) fell.", "Texas Instruments (<TXN.N>) fell."),
        Example("Iraq&#146;s oil &#151; all of it", "Iraq\N{RIGHT SINGLE QUOTATION MARK}s oil \N{EM DASH} all of it"),
        Example("Marks & amp; Spencer and AT&ampT;", "Marks & Spencer and AT&ampT;"),
        Example(
            "It doesn&#39t say & #8220;no&# 8221; to it.",
            "It doesn't say \N{LEFT DOUBLE QUOTATION MARK}no\N{RIGHT DOUBLE QUOTATION MARK} to it.",
        ),
        Example("R&eacutesum&eacute &copy 2020, 5&deg", "Résumé © 2020, 5°"),
        Example("He said &quotno&quot and left&nbsp;; Smith &amp Sons", 'He said &quotno" and left ; Smith & Sons'),
    ),
    keeps=(
        "AT&T and R&D; Q&A",
        "See https://example.com/?a=1&copy=2 for more.",
        "See https://example.com/?a=1&lt=2&quot for more.",
        "&#0; names nothing.",
        "AT&T; Bed Bath & Beyond; R & D; the end.",
        "The character reference &nbsp; makes a blank, and the HTML entity &lt; a bracket.",
        "He was ranked & #39 in the world.",
        "Ben & amplifier; Tom & gtar;",
        "Cut&copy and paste, Jones&reg of Leeds",
        "P&L; M&A; S&P 500; B&B&C;",
        "#news&quotes and &ampersand",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, done = view.text, 0
    if speaks_of_entities(text):
        return
    for at, _, _ in hits:
        if at >= done and (edit := _entity(text, at)):
            done = edit.end
            yield edit


def speaks_of_entities(text: str) -> bool:
    """Whether entities are what the text is about: they stay."""
    return ("entit" in text or "reference" in text) and ABOUT.search(text) is not None


def _entity(text: str, at: int) -> Edit | None:
    """Decode what begins with this ampersand, or the ampersand itself."""
    if (match := ENTITY.match(text, at)) and (char := _character(match)):
        return Edit(*match.span(), char, (DECODED.id,))
    if (match := BROKEN.match(text, at)) and (char := _broken(match)) and not in_address(text, at):
        return Edit(*match.span(), char, (DECODED.id,))
    match = AMPERSANDS.match(text, at)
    return Edit(*match.span(), "&", (DECODED.id,)) if match else None


def _broken(match: Match) -> str | None:
    """The character of an entity with a space in it or without its semicolon."""
    number = match["number"] or match["open"]
    if number:
        return WINDOWS.get(int(number)) or (chr(int(number)) if not 0xD800 <= int(number) < 0xE000 else None)
    return html5.get(f"{match['spaced'] or match['name'] or match['bare'] or match['accented']};")


def in_address(text: str, at: int) -> bool:
    """Whether a position stands in a URL or its query."""
    left = text[max(0, at - ADDRESS_REACH) : at].rsplit(None, 1)
    word = left[-1] if left and not text[at - 1 : at].isspace() else ""
    return "://" in word or "=" in word or word.startswith("www.")


def _character(match: Match) -> str | None:
    """The character that an entity names, if it names one."""
    name, number, digits = match["name"], match["number"], match["hex"]
    if name:
        return html5.get(f"{name};") or (html5.get(f"{name.lower()};") if name.lower() in SPOKEN else None)
    if not number and not digits:
        return "\N{NO-BREAK SPACE}"
    code = int(number) if number else int(digits or "", 16)
    if code in WINDOWS:
        return WINDOWS[code]
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return None
    return chr(code)


PASS = Pass(
    id="entities",
    repairs="HTML entities, also double, with a space in them or without their semicolon",
    find=find,
    rules=(DECODED,),
    triggers=("&",),
)
