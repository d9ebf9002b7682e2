"""Tags and pieces of tags in the text: `<pIn a related`, `</p>`, `class="x">`, `/p>`, comments, CDATA.

No HTML parser: on broken input each of them loses text. This is a scanner that looks at one `<` at a time, knows the names of
HTML's elements and is sure of a tag only when the name is one of them and what follows is shaped like attributes. It never
reads past the next `<`, so it is linear. A `<` in mathematics, a ticker `<TXN.N>`, an address `<a@b.org>` and an unknown name
stay, and so does a tag that is spoken of: `the <b> tag`, `"<div>"`. A tag that ends a block leaves a line end, so that no two
words are glued.
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
    "map mark meta nobr object output param path picture q ref s samp small source span strike strong sub sup svg time track "
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
                              | [\u201c\u201d\u2033] [^\u201c\u201d\u2033<>]{0,500}+ [\u201c\u201d\u2033]
                              | [^\s"'<>]{1,2000}+ ) )?+ )
    )*+ )
    [\s/]*+ (?P<end> >? )""",
    VERBOSE,
)
CLOSER = Pattern(
    r"</(?P<name>[A-Za-z][A-Za-z0-9-]{0,15}+)(?:[^\S\n]*+(?P<end>>)|(?![\w-]|\.\w))"
)  # `</a> on`, `</a on`
# What stands around a tag that a text speaks of.
MENTION = Pattern(
    r"""
    (?: ^ | (?<= [\s("'`\u2018\u201c\u00ab] ) ) </? [A-Za-z][A-Za-z0-9]{0,10} \s? /? >
    (?: ["'`\u2019\u201d\u00bb]? ,? \s (?: and | or | to | with | und | et | y ) \s          # `<p> and </p> tags`
        ["'`\u2018\u201c]? </? [A-Za-z][A-Za-z0-9]{0,10} > ){0,2}
    ["'`\u2019\u201d\u00bb]? [ -] (?: (?: opening | closing | HTML ) [ ] )? (?: tags? | elements? | attributes? ) \b
    """,
    VERBOSE | IGNORECASE,
)
QUOTED = {
    "`": "`",
    '"': '"',
    "'": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "\N{LEFT SINGLE QUOTATION MARK}": "\N{RIGHT SINGLE QUOTATION MARK}",
}
BARE = Pattern(
    r"(?:[\s/]++(?:hidden|async|defer|disabled|checked|selected|nowrap|noshade|controls|autoplay|loop|muted|required))*+[\s/]*+",
    IGNORECASE,
)
FUSED_NAME = Pattern(
    r"<(?P<name>[a-z][a-z0-9]{0,9}?)"
    r"(?=[A-Z\N{LEFT DOUBLE QUOTATION MARK}](?:[a-z\N{RIGHT SINGLE QUOTATION MARK}]|\s)|(?<!<[bi])[A-Z]{2,}\b)"
)
SENTENCE_MARKS = ".!?:;\"'>)\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{HORIZONTAL ELLIPSIS}"
TAIL = Pattern(
    r"""(?: (?<= \s ) | (?<= ^ ) )
    (?: (?: class|id|style|href|src|target|rel|alt|title|width|height|align|border|color|size|face|data-[a-z-]{1,30})
        = (?: "[^"<>\n]{0,500}+" | '[^'<>\n]{0,500}+' | [^\s"'<>]{1,500}+ ["']?+ ) \s*+ )++
    /?>""",
    VERBOSE,
)
BREAK_PIECE = Pattern(r"(?:(?<=\s)|^)[bh]r ?/>")
WORD_CLOSERS = frozenset("span strong font div blockquote td tr h1 h2 h3 h4 h5 h6".split())  # `rose/span>`
LETTER_CLOSERS = frozenset("a b i u p em li ul ol".split())  # the same, behind another piece in their line
TAIL_REACH = 600  # code points before `">` in which the attributes of a lost tag begin
CLOSERS = tuple(sorted(f"/{name}>" for name in NAMES if len(name) > 1 or name in "abpi"))
DECLARATION = Pattern(r"<!(?:doctype|element|entity)\b[^<>]{0,200}+>", IGNORECASE)
LONGEST_COMMENT = 5000  # code points

FUSED_TAG = Rule(
    id="html-fragments/fused-tag",
    defect="HTML01",
    why="a tag lost its end and stuck to the word",
    examples=(
        Example("<pIn a related development, sales rose.", "In a related development, sales rose."),
        Example("Sales rose.<divThe minister said so.", "Sales rose.\n\nThe minister said so."),
        Example("<pLONDON (Reuters) - Sales rose.", "LONDON (Reuters) - Sales rose."),
    ),
    keeps=("If x <pY then stop.", "<iOS 17 and <bBC", "<TXN.N> rose.", "I <3 you", "a <b and b> c"),
)
WHOLE_TAG = Rule(
    id="html-fragments/tag",
    defect="HTML02",
    why="an HTML tag is markup, not text",
    examples=(
        Example('<p>Sales <b>rose</b>.</p><p class="x">They fell.</p>', "Sales rose.\n\nThey fell."),
        Example("Sales rose.<br/>They fell.", "Sales rose.\n\nThey fell."),
        Example('See <a href="https://example.com/">the report</a>.', "See the report."),
        Example('Shares of <a href="/q?t=AB.N target=/full">AB.N</a on Monday', "Shares of AB.N on Monday"),
        Example("See <a href=\u201dhttps://example.com/\u201d>the report</a>.", "See the report."),
        Example("<b>Popular</b> tags and <i>the</i> rest</p", "Popular tags and the rest"),
    ),
    keeps=(
        "Use the <b> tag to make text bold.",
        "Wrap it in <p> and </p> tags.",
        "The `<div>` box, the '<span>' box and the “<td>” cell differ.",
        "An <h1> element comes first.",
        "x</2 is no tag, nor is a </b.c",
        "<a@b.org> and <https://example.com/b>",
        "Then -> and <- and <-> and => and <= and >=.",
        "I <3 you, she <b3 him",
        "x < y > z and j<k>l",
        "std::vector<int> and Map<String, Integer>",
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
        Example("/* <![CDATA[ */\n\nSales rose.\n\n//]]>", "Sales rose."),
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
        Example('Shares of target=/stocks/quote">AB.N/A> rose.', "Shares of AB.N rose."),
        Example("Sales rose/span> in May. br />They fell.", "Sales rose in May.\n\nThey fell."),
    ),
    keeps=(
        "Use and/or > 5.",
        "He set class = 3.",
        "https://example.com/p>",
        "https://example.com/span>",
        "The value is N/A> 5.",
        "The width=5> and size=3 of it",
        "Audio/video> input/output> text/html>",
        "a/b>c",
        'He said "a target=5" > b.',
    ),
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
    if text.startswith("</", at) and (close := CLOSER.match(text, at)):
        name = close["name"].lower()
        if name not in NAMES or _is_mentioned(text, at, close.end()):
            return None
        return Edit(*close.span(), _instead(text, name, at, close.end()), (WHOLE_TAG.id,))
    match = TAG.match(text, at)
    if not match or match["name"].lower() not in NAMES or not _is_markup(match):
        return None
    name, end = match["name"].lower(), match.end()
    if not match["attributes"].strip() and _is_mentioned(text, at, end):
        return None
    if name in CONTENT_IS_CODE and not match["close"] and match["end"]:
        close_at = _find(text, f"</{name}", end, missing)
        if close_at >= 0:
            finish = text.find(">", close_at, close_at + 20)
            return Edit(at, finish + 1 if finish >= 0 else close_at, "\n", (CODE.id,))
    return Edit(at, end, _instead(text, name, at, end), (WHOLE_TAG.id,))


def _is_mentioned(text: str, at: int, end: int) -> bool:
    """Whether the text speaks of this tag: it stands between quotation marks, or is called a tag."""
    before = text[at - 1 : at]
    quoted = before in QUOTED and text[end : end + 1] == QUOTED[before]
    return quoted or MENTION.match(text, at) is not None


def _is_markup(match: Match) -> bool:
    """Whether what follows a known name is shaped like the rest of a tag: `a <b and c> d` is not."""
    attributes = match["attributes"]
    plain = "=" in attributes or BARE.fullmatch(attributes) is not None
    return plain if match["end"] else "=" in attributes and not match["close"]


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
        return _cdata(text, at, at + 9)
    match = DECLARATION.match(text, at)
    return Edit(*match.span(), "", (COMMENT.id,)) if match else None


def _cdata(text: str, at: int, end: int) -> Edit:
    """A mark of CDATA, with the comment of a script in which it may stand: `/* <![CDATA[ */`, `//]]>`."""
    if text[at - 3 : at] == "/* " and text.startswith(" */", end):
        at, end = at - 3, end + 3
    elif text[at - 2 : at] == "//" and text[at - 3 : at - 2] in ("", "\n"):
        at -= 2
    return Edit(at, end, "", (COMMENT.id,))


def _piece(view: View, hit: Hit, done: int) -> Edit | None:
    text, (at, end, literal) = view.text, hit
    if literal in ("]]>", "-->"):
        return _cdata(text, at, end) if literal == "]]>" else None
    if literal in CLOSERS:
        before = text[at - 1 : at]
        if before in tuple("<:/_-") or (before.isalnum() and not _ends_word(view, at, literal[1:-1])):
            return None
        return Edit(at, end, _instead(text, literal[1:-1], at, end), (PIECE.id,))
    if literal == "r />" or literal == "r/>":
        match = BREAK_PIECE.match(text, at - 1, end)
        return Edit(at - 1, end, _instead(text, "br", at - 1, end), (PIECE.id,)) if match else None
    start = max(view.line(at).start, done, end - TAIL_REACH)
    for match in TAIL.finditer(text, start, end):
        if match.end() == end:
            return Edit(*match.span(), "", (PIECE.id,))
    return None


def _ends_word(view: View, at: int, name: str) -> bool:
    """Whether a lost closer hangs on a word: `rose/span>`, and `AB.N/a>` behind the rest of its opener; no path, no `N/A>`."""
    text, line = view.text, view.line(at)
    reach = max(line.start, at - TAIL_REACH)
    if name in LETTER_CLOSERS:
        return text.find('">', reach, at) >= 0 or text.find("'>", reach, at) >= 0
    return name in WORD_CLOSERS and "/" not in text[max(reach, text.rfind(" ", reach, at)) : at]


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
    triggers=("<", "]]>", '">', "'>", "r />", "r/>", *CLOSERS),
)
