"""HTML entities that were never decoded, or encoded twice: `&amp;#8217;`, `&nbsp;`, and the feed's `#39;` and `quot;`.

A whole chain of `&amp;` is decoded at once, so that one look settles it. `&lt;TXN.N&gt;` becomes `<TXN.N>`, which no
later pass takes for a tag. An ampersand in a URL, in `AT&T` or in `R&D` is no entity: a name counts only with its
semicolon (save `&nbsp`, which no word contains). What names no character (`&#0;`, `&#xD800;`, five thousand digits)
stays.
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
AMPERSANDS = Pattern(r"&(?:(?:amp|AMP|\#0*38|\#[xX]0*26);)++")
FEED_NAMES = ("quot", "amp", "apos", "nbsp", "lt", "gt", "mdash", "ndash", "rsquo", "lsquo", "rdquo", "ldquo", "hellip")
FEED_NUMBERS = (34, 36, 38, 39, 60, 62, 145, 146, 147, 148, 150, 151, 160, 8211, 8212, 8216, 8217, 8220, 8221, 8230)
FEED = {f"{name};": html5[f"{name};"] for name in FEED_NAMES}
ESCAPE = Pattern(r"\\u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})")
BYTES = Pattern(r"(?:\\x[89a-fA-F][0-9a-fA-F]){2,}+")
CLITIC = Pattern(r"(?:s|t|ve|re|ll|d|m)\b", IGNORECASE)  # what follows the apostrophe of a possessive or contraction

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
    ),
    keeps=("AT&T and R&D; Q&A", "See https://example.com/?a=1&copy=2 for more.", "&#0; names nothing."),
)
FEEDS = Rule(
    id="entities/without-ampersand",
    defect="CHAR02",
    why="a feed lost the ampersand of an HTML entity",
    examples=(
        Example("Oil prices hit a record, Iraq #39;s minister said.", "Oil prices hit a record, Iraq's minister said."),
        Example("He called it quot;a mistakequot; on Monday.", 'He called it "a mistake" on Monday.'),
    ),
    keeps=(
        "He took off his belt; the lamp; the swing.",
        "Order # 39; then go on.",
        "Apartment #12 and #3990; they are sold.",
        "Boys #39; girls",
    ),
)


ESCAPES = Rule(
    id="entities/escape",
    defect="CHAR08",
    why="an escape of JSON or of a string of bytes was never decoded",
    examples=(
        Example("The city\\u2019s new tram line", "The city\N{RIGHT SINGLE QUOTATION MARK}s new tram line"),
        Example(r"The city\xe2\x80\x99s caf\xc3\xa9", "The city\N{RIGHT SINGLE QUOTATION MARK}s café"),
    ),
    keeps=(
        r"The folder C:\users\new",
        r"\u00 is no character",
        r"\usepackage{news}",
        r"The bytes b'\xe2\x80\x99' and \xff\xfe and \xe9",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, done = view.text, 0
    for at, stop, literal in hits:
        if at < done:
            continue
        if literal == "\\u":
            edit = _escape(text, at)
        elif literal == "\\x":
            edit = _bytes(text, at)
        elif literal != "&":
            edit = _feed(text, at, stop, literal)
        elif (match := ENTITY.match(text, at)) and (char := _character(match)):
            edit = Edit(*match.span(), char, (DECODED.id,))
        elif match := AMPERSANDS.match(text, at):
            edit = Edit(*match.span(), "&", (DECODED.id,))
        else:
            continue
        if edit and edit.start >= done:
            done = edit.end
            yield edit


def _escape(text: str, at: int) -> Edit | None:
    """`\\u2019` as six characters of text. A pair of surrogates is one character; other halves and controls stay."""
    match = ESCAPE.match(text, at)
    if not match:
        return None
    char = (
        match[0].encode("ascii").decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    known = (
        len(char) == 1
        and (char.isprintable() or char == "\N{NO-BREAK SPACE}")
        and char != "\N{REPLACEMENT CHARACTER}"
        and char != "\\"
    )
    return Edit(*match.span(), char, (ESCAPES.id,)) if known else None


def _bytes(text: str, at: int) -> Edit | None:
    """`\\xe2\\x80\\x99` as twelve characters of text, if the bytes are UTF-8. What a quotation mark opens is code."""
    match = BYTES.match(text, at)
    if not match or text[at - 1 : at] in ("'", '"', "`"):
        return None
    try:
        chars = bytes.fromhex(match[0].replace("\\x", "")).decode()
    except UnicodeDecodeError:
        return None
    return Edit(*match.span(), chars, (ESCAPES.id,)) if chars.replace("\N{NO-BREAK SPACE}", "").isprintable() else None


def _feed(text: str, at: int, end: int, literal: str) -> Edit | None:
    """`Iraq #39;s` and `quot;No,quot; he said`: a word or a sign must touch it, and no URL or `&` come before it."""
    before, after = text[at - 1 : at], text[end : end + 1]
    if before in tuple("&#/=?.\\") or not (before + after).strip():
        return None
    char = FEED.get(literal) or WINDOWS.get(code := int(literal[1:-1]), chr(code))
    if char == "'" and before == " " and CLITIC.match(text, end):
        return Edit(at - 1, end, char, (FEEDS.id,))
    if before.isalnum() and (char in "<>&" or (literal[0] == "#" and char != "'")):
        return None  # `belt;` holds no `<`
    return Edit(at, end, char, (FEEDS.id,))


def _character(match: Match) -> str | None:
    """The character that an entity names, if it names one."""
    name, number, digits = match["name"], match["number"], match["hex"]
    if name:
        return html5.get(f"{name};")
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
    repairs="HTML entities, also double or without their ampersand",
    find=find,
    rules=(DECODED, FEEDS, ESCAPES),
    triggers=("&", "\\u", "\\x", *FEED, *(f"#{code};" for code in FEED_NUMBERS)),
)
