"""Tags and pieces of tags in the text: `<pIn a related`, `</p>`, `class="x">`, `/p>`, comments, CDATA.

No HTML parser: on broken input each of them loses text. This is a scanner that looks at one `<` at a time, knows the names
of HTML's elements and is sure of a tag only when the name is one of them and what follows is shaped like attributes. It
never reads past the next `<`, so it is linear. A `<` in mathematics, a ticker `<TXN.N>`, an address `<a@b.org>` and an
unknown name stay. A tag that ends a block leaves a line end, so that no two words are glued.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Match, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html iframe legend li main menu nav noscript ol optgroup option p pre script "
    "section select style summary table tbody td textarea tfoot th thead title tr ul video audio".split()
)
INLINE = frozenset(
    "a abbr acronym amp-img b bdi bdo big button cite code data del dfn em embed fbs font i img input ins kbd label link "
    "map mark meta nobr object output param path picture q s samp small source span strike strong sub sup svg time track "
    "tt u var wbr".split()
)
NAMES = BLOCKS | INLINE
CONTENT_IS_CODE = frozenset({"script", "style"})
FUSED = frozenset(
    "p div span br li strong em b i h1 h2 h3 h4 td tr ul ol".split()
)  # that stick to a word when `>` is lost

TAG = Pattern(
    r"""
    < (?P<close> /? )
    (?P<name> [A-Za-z][A-Za-z0-9-]{0,15} )
    (?P<attributes> (?:
        [\s/]++
        (?: [A-Za-z_:@][\w:.-]{0,40}+                           # name
            (?: \s*+ = \s*+ (?: "[^"<]{0,2000}+"                # "value", 'value' or value
                              | '[^'<]{0,2000}+'
                              | [^\s"'<>]{1,2000}+ ) )?+ )
    )*+ )
    [\s/]*+ (?P<end> >? )""",
    VERBOSE,
)
BARE = Pattern(
    r"(?:[\s/]++(?:hidden|async|defer|disabled|checked|selected|nowrap|noshade|controls|autoplay|loop|muted|required))*+[\s/]*+",
    IGNORECASE,
)
FUSED_NAME = Pattern(
    r"<(?P<name>[a-z][a-z0-9]{0,9}?)(?=[A-Z\N{LEFT DOUBLE QUOTATION MARK}](?:[a-z\N{RIGHT SINGLE QUOTATION MARK}]|\s))"
)
SENTENCE_MARKS = ".!?:;\"'>)\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{HORIZONTAL ELLIPSIS}"
TAIL = Pattern(
    r"""(?: (?<= \s ) | (?<= ^ ) )
    (?: (?: class|id|style|href|src|target|rel|alt|title|width|height|align|data-[a-z-]{1,30})
        = (?: "[^"<>\n]{0,500}+" | '[^'<>\n]{0,500}+' ) \s*+ )++
    /?>""",
    VERBOSE,
)
TAIL_REACH = 600  # code points before `">` in which the attributes of a lost tag begin
CLOSERS = tuple(sorted(f"/{name}>" for name in NAMES if len(name) > 1 or name in "pbi"))
DECLARATION = Pattern(r"<!(?:doctype|element|entity)\b[^<>]{0,200}+>", IGNORECASE)
LONGEST_COMMENT = 5000  # code points

FUSED_TAG = Rule(
    id="html-fragments/fused-tag",
    defect="HTML01",
    why="a tag lost its end and stuck to the word",
    examples=(
        Example("<pIn a related development, sales rose.", "In a related development, sales rose."),
        Example("Sales rose.<divThe minister said so.", "Sales rose.\n\nThe minister said so."),
    ),
    keeps=("If x <pY then stop.", "<TXN.N> rose.", "I <3 you", "a <b and b> c"),
)
WHOLE_TAG = Rule(
    id="html-fragments/tag",
    defect="HTML02",
    why="an HTML tag is markup, not text",
    examples=(
        Example('<p>Sales <b>rose</b>.</p><p class="x">They fell.</p>', "Sales rose.\n\nThey fell."),
        Example("Sales rose.<br/>They fell.", "Sales rose.\n\nThey fell."),
        Example('See <a href="https://example.com/">the report</a>.', "See the report."),
    ),
    keeps=(
        "For a < b and c > d it holds.",
        "Write to <a@b.org>.",
        "<TXN.N> rose.",
        "List<String> in Java",
        "a <b and c> d",
    ),
)
CODE = Rule(
    id="html-fragments/code",
    defect="HTML04",
    why="a script or style sheet is not text",
    role="code",
    examples=(Example("Sales rose.<script>var a = 1 < 2;</script>", "Sales rose."),),
    keeps=("The script of the play was lost.",),
)
COMMENT = Rule(
    id="html-fragments/comment",
    defect="HTML02",
    why="an HTML comment, doctype or CDATA mark is not text",
    role="markup",
    examples=(
        Example("Sales <!-- ad slot -->rose.", "Sales rose."),
        Example("<![CDATA[Sales rose.]]>", "Sales rose."),
    ),
    keeps=("He wrote <- and then ->.", "x <! y"),
)
PIECE = Rule(
    id="html-fragments/piece",
    defect="HTML02",
    why="the end of a tag whose beginning was lost",
    examples=(
        Example("Sales rose./p>", "Sales rose."),
        Example('class="lead">Sales rose.', "Sales rose."),
    ),
    keeps=("Use and/or > 5.", "He set class = 3.", "https://example.com/p>"),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, done = view.text, 0
    missing: set[str] = set()  # closers that the rest of the text lacks: looked for once
    for at, end, literal in hits:
        if at < done:
            continue
        if literal == "<":
            edit = _declaration(text, at, missing) or _tag(text, at, missing) or _fused(text, at)
        else:
            edit = _piece(view, (at, end, literal), done)
        # A removal that joins a `<` to what follows could make a tag that was none.
        if edit and edit.start >= done and (edit.new or text[edit.start - 1 : edit.start] != "<"):
            done = edit.end
            yield edit


def _tag(text: str, at: int, missing: set[str]) -> Edit | None:
    match = TAG.match(text, at)
    if not match or match["name"].lower() not in NAMES or not _is_markup(match):
        return None
    name, end = match["name"].lower(), match.end()
    if name in CONTENT_IS_CODE and not match["close"] and match["end"]:
        close = _find(text, f"</{name}", end, missing)
        if close >= 0:
            finish = text.find(">", close, close + 20)
            return Edit(at, finish + 1 if finish >= 0 else close, "\n", (CODE.id,))
    return Edit(at, end, _instead(text, name, at, end), (WHOLE_TAG.id,))


def _is_markup(match: Match) -> bool:
    """Whether what follows a known name is shaped like the rest of a tag: `a <b and c> d` is not."""
    attributes = match["attributes"]
    plain = "=" in attributes or BARE.fullmatch(attributes) is not None
    if match["end"]:
        return plain
    return "=" in attributes or (
        bool(match["close"]) and not attributes and not match.string[match.end() : match.end() + 1].isalnum()
    )


def _fused(text: str, at: int) -> Edit | None:
    match = FUSED_NAME.match(text, at)
    if not match or match["name"] not in FUSED:
        return None
    before = _last_mark(text, at)
    if before not in ("", "\n") and before not in SENTENCE_MARKS:
        return None
    return Edit(at, match.end(), "\n" if before.strip() else "", (FUSED_TAG.id,))


def _declaration(text: str, at: int, missing: set[str]) -> Edit | None:
    if text.startswith("<!--", at):
        end = _find(text, "-->", at + 4, missing)
        whole = 0 <= end - at <= LONGEST_COMMENT
        return Edit(at, end + 3 if whole else at + 4, "", (COMMENT.id,))
    if text.startswith("<![CDATA[", at):
        return Edit(at, at + 9, "", (COMMENT.id,))
    match = DECLARATION.match(text, at)
    return Edit(*match.span(), "", (COMMENT.id,)) if match else None


def _piece(view: View, hit: Hit, done: int) -> Edit | None:
    text, (at, end, literal) = view.text, hit
    if literal in ("]]>", "-->"):
        return Edit(at, end, "", (COMMENT.id,)) if literal == "]]>" else None
    if literal in CLOSERS:
        before = text[at - 1 : at]
        if before.isalnum() or before in tuple("<:/_-"):
            return None
        return Edit(at, end, _instead(text, literal[1:-1], at, end), (PIECE.id,))
    start = max(view.line(at).start, done, end - TAIL_REACH)
    for match in TAIL.finditer(text, start, end):
        if match.end() == end:
            return Edit(*match.span(), "", (PIECE.id,))
    return None


def _find(text: str, closer: str, start: int, missing: set[str]) -> int:
    """Position of a closer, or -1. What is missing once is missing from there on."""
    if closer in missing:
        return -1
    at = text.find(closer, start)
    if at < 0:
        missing.add(closer)
    return at


def _last_mark(text: str, at: int) -> str:
    """The last character before a position that is no blank, or "" at the start."""
    at -= 1
    while at >= 0 and text[at] in " \t":
        at -= 1
    return text[at] if at >= 0 else ""


def _instead(text: str, name: str, start: int, end: int) -> str:
    """What stands for a tag: a line end for a block, a space for a table cell, nothing in a line or at its edge."""
    if name not in BLOCKS or _last_mark(text, start) in ("", "\n") or text[end : end + 1] in ("", "\n"):
        return ""
    return " " if name in ("td", "th", "dd") else "\n"


PASS = Pass(
    id="html-fragments",
    repairs="Tags and broken pieces of tags; the words stay",
    find=find,
    rules=(FUSED_TAG, WHOLE_TAG, CODE, COMMENT, PIECE),
    triggers=("<", "]]>", '">', "'>", *CLOSERS),
)
