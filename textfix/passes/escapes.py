r"""Backslashes that are not part of the text: `\u2019`, `\n`, `\"`, `\$48`, and those that stand for a line break.

They come from JSON that was read as text, from quotes escaped for a database, and from news feeds that wrote a backslash for
every line end: `it would begin\charging a fee`, and two for a paragraph. A backslash of a path (`C:\new`), of LaTeX
(`\frac{1}{2}`), of code (`print("a\n")`) or of a name (`AC\DC`) looks much the same, so nothing is judged alone: a line is mended
only if each of its backslashes is one of a kind known here, and a break between two words counts only beside a mark or a
function word somewhere in its line. A text that speaks of backslashes is left alone, save for `\u2019`.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Match, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

UNICODE = Pattern(r"\\u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})")

BYTES = Pattern(r"(?:\\x[89a-fA-F][0-9a-fA-F]){2,}+")

# What stands in prose and what of it is written instead. The first branch that fits counts.
KNOWN = Pattern(
    r"""
      (?P<lines> (?: \\r \\n | \\n ){2,8}+ (?! [a-z\\] )
               | (?<= [\w.!?:"')>\u2019\u201d] ) (?: \\r \\n | \\n ) (?= ["\u201c]? [A-Z\u00c0-\u00de] ) )
    | (?P<sign> (?<! [\\\w] ) \\ (?= \$ (?: [A-Z]{0,3} \.? \d | [\s.,:;!?)] | \Z ) ) | (?<= [A-Z] ) \\ (?= \$ \.? \d ) )
    | (?P<apostrophe> (?<= [^\W\d_] ) \\ (?= ' (?:s|t|ve|re|ll|d|m) \b ) )
    | (?P<slash> (?<= [:<\w/] ) \\ (?= / ) )
    | (?P<quote> (?<! \\ ) \\ (?= " ) )
    | (?P<double> (?<! \\ ) \\\\ (?! \\ ) )
    | (?P<single> (?<! \\ ) \\ (?! \\ ) )
    | (?P<unknown> \\{3,}+ )
    """,
    VERBOSE,
)
FEED_WIDTH = range(20, 100)  # code points in a line of a feed
TOKEN_REACH = 60  # code points on either side of a backslash that are looked at
BEFORE = Pattern(r"\S{0,60}\Z")
AFTER = Pattern(r"\S{0,60}")
LETTER = Pattern(r"[^\W\d_aAI](?![\w.])")  # `\n'`
LATER = Pattern(r"[^\W\d_]++")
PATH = Pattern(
    r"""(?<!\w) [A-Za-z]:\\ | %\w{1,30}%\\ | \\\\ [\w.$-]{1,60} \\ \w
      | \w \. (?: bat | cfg | cmd | conf | cpp | csv | dat | dll | docx? | exe | html? | ini | jpe?g | js | json | log | pdf | php
               | png | py | sys | tex | txt | xlsx? | xml | zip ) \b""",
    VERBOSE | IGNORECASE,
)
CODE = Pattern(
    r"""
      \w [(\[] ["'] | ["'] [)\]}]? ;  | \s = \s? ["'] | ["'] : \s? ["'\[{\d]        # f("x"), a = "x", "x": 1
    | \{ \w{1,30} [}:|] | [;{}] \s* \Z | [=!]= | => | `
    | \\ [a-zA-Z]{1,20} [{\[] | [\^_]\{ | \$\$                                     # LaTeX
    """,
    VERBOSE,
)
ABOUT = Pattern(r"backslash|back-slash|\bescape (?:sequence|character)|\bLaTeX\b|\bregex", IGNORECASE)
MARKS = frozenset(",.;:!?)\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}%>")
OPENERS = frozenset("(\"'$<\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}")
# Words that no folder, command or one side of a pair is called.
FUNCTION_WORDS = frozenset(
    "a about according after against all also although among an and are as at be because been before being between but by "
    "can could did do during even for from further had has have he her his how if in into is it its may more most no not "
    "now of off on one only or other our out over percent said says several she should since so some such than that the "
    "their them there these they this those three through to two under until up was were what when where which while who "
    "will with would year years "
    "au aux ce ces dans de des du elle est et il la le les par pas plus pour que qui sur un une "
    "al con del el en es las los para por se sin una das dem den der die ein eine im mit nicht sich und von zu".split()
)
# What a backslash joins where a slash was meant.
PAIRS = frozenset(
    frozenset(pair.split("\\"))
    for pair in (
        r"and\or he\she his\her his\hers him\her himself\herself s\he is\are was\were has\have has\had her\their his\their the\a "
        r"yes\no on\off in\out up\down to\from before\after with\without for\against more\less one\two all\some who\what "
        r"either\or and\und ein\eine der\die le\la el\la los\las un\une il\elle por\para"
    ).split()
)
COMMAND = Pattern(
    r"(?:Alpha|Beta|Delta|Gamma|Im|LARGE|LaTeX|Lambda|Large|Omega|Phi|Pi|Psi|Re|Sigma|TeX|Theta|Xi)\b"
)  # of LaTeX
NEWLINE_LETTERS = "nrt"  # `\next` is a broken line, `\nthe` may be an escape

ESCAPES = Rule(
    id="escapes/unicode",
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
LINES = Rule(
    id="escapes/newline",
    defect="CHAR08",
    why=r"`\n` stands for a line end that was never decoded",
    examples=(
        Example(r"The port was shut.\nShips turned back.", "The port was shut.\n\nShips turned back."),
        Example(r"Strike shuts the port\r\n\r\nShips turned back.", "Strike shuts the port\n\nShips turned back."),
        Example(r"By Ann Lee\nThe Volga Herald", "By Ann Lee\n\nThe Volga Herald"),
    ),
    keeps=(
        r'Type print("Done.\nNext") to see both.',
        r"The string `one.\nTwo` holds a line end.",
        r"A text file ends each line with \n or \r\n on disk.",
        r"Look in C:\News\North for it.",
        r"Save it under D:\Ann.\New folder.",
        r"for (x) { puts('A.\nB'); }",
        r"The escape sequence in one.\nTwo is a newline.",
    ),
)
SIGNS = Rule(
    id="escapes/sign",
    defect="CHAR08",
    why="a backslash that escaped a quotation mark, an apostrophe, a slash or a dollar sign",
    examples=(
        Example(r"Oil rose above \$48 a barrel, or US\$48.", "Oil rose above $48 a barrel, or US$48."),
        Example(r"It isn\'t Iraq\'s.", "It isn't Iraq's."),
        Example(r"He spoke of \"a mistake\" on Monday.", 'He spoke of "a mistake" on Monday.'),
        Example(r"See https:\/\/example.com\/a for more.", "See https://example.com/a for more."),
    ),
    keeps=(
        r'print("He said \"no\" twice")',
        r"He left \" in the text.",
        r"In LaTeX one writes \$5 for five dollars.",
        r"The path is C:\$5\bin on that server.",
        r"Shrug: ¯\_(ツ)_/¯",
        r"A backslash goes before the mark: isn\'t.",
        r"echo 'It isn\'t'; exit",
        r"sed 's/a\/b/c/'",
    ),
)
BREAKS = Rule(
    id="escapes/line-break",
    defect="CHAR08",
    why="a news feed wrote a backslash for a line end",
    examples=(
        Example(
            r"Heavy rain over the hills has cut the\roads to three valleys, and the army\said on Friday it would fly food in.",
            "Heavy rain over the hills has cut the roads to three valleys, and the army said on Friday it would fly food in.",
        ),
        Example(r"The bank raised its main rate on\Thursday.", "The bank raised its main rate on Thursday."),
        Example(
            r"Bridge Reopens\\The bridge was shut in May.\\It cost nine million.",
            "Bridge Reopens\n\nThe bridge was shut in May.\n\nIt cost nine million.",
        ),
        Example("The lifts were out of order for a week.\\", "The lifts were out of order for a week."),
        Example(r"The new trams are meant\ for the long lines.", "The new trams are meant for the long lines."),
    ),
    keeps=(
        r"AC\DC played the old harbour on Saturday.",
        r"Each driver must bring his\her papers and\or a copy.",
        r"The client\server model was new.",
        r"The 9\11 museum has TCP\IP and a sign at the\a door.",
        r"Look in C:\Program Files\Common of the old machine.",
        r"It is kept on \\archive\news of the house.",
        r"Copy System32\drivers and then reboot the machine.",
        r"the file is in docs\the plan.txt on disk",
        r"Log in as NORTH\asmith on the old server.",
        r"The set A\B holds what is in A but not in B.",
        r"Let \alpha be small, and \beta\in the unit ball.",
        r"\frac{a}{b} is what the\root of it is",
        "docker run \\\n\n-p 80 news",
        r"The option w\o wheels costs less.",
        r"Use HKEY_LOCAL_MACHINE\Software to find the key.",
        r"A regex such as \d\w in the\text finds it.",
        r"/\/\/\ the hills",
        r"a & b \\ c & d",
        r"Type `cd the\folder` first.",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text = view.text
    silent = ABOUT.search(text) is not None
    for line, own in groupby(hits, key=lambda hit: view.line(hit[0])):
        done = line.start
        escaped = False
        for at, _, _ in own:
            if at >= done and (edit := _unicode(text, at) or _bytes(text, at)):
                done, escaped = edit.end, True
                yield edit
        if not silent and not escaped:  # the rest of such a line in the next round
            yield from _line(text, line.start, line.end)


def _unicode(text: str, at: int) -> Edit | None:
    """`\\u2019` as six characters of text. A pair of surrogates is one character; other halves and controls stay."""
    match = UNICODE.match(text, at)
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


def _line(text: str, start: int, end: int) -> list[Edit]:
    """The edits of a line; none if one of its backslashes is of no known kind."""
    if PATH.search(text, start, end) or CODE.search(text, start, end):
        return []
    edits: list[Edit] = []
    doubts: list[Edit] = []  # breaks between two words, which need a witness
    quotes = 0
    witness = False
    for match in KNOWN.finditer(text, start, end):
        at, stop = match.span()
        kind = match.lastgroup
        if kind == "lines":
            edits.append(Edit(at, stop, "\n", (LINES.id,)))
        elif kind == "unknown" or (kind == "slash" and text[at - 1] != "<" and text.find(":\\/\\/", start, end) < 0):
            return []
        elif kind in ("sign", "apostrophe", "slash"):
            edits.append(Edit(at, stop, "", (SIGNS.id,)))
        elif kind == "quote":
            quotes += 1
            edits.append(Edit(at, stop, "", (SIGNS.id,)))
        else:
            new = _break(text, match, start, end)
            if new is None:
                return []
            sure = new != " " or _is_sure(text, at, stop)
            if sure is None:
                continue  # a slash was meant: stays
            witness = witness or sure
            (edits if sure else doubts).append(Edit(at, stop, new, (BREAKS.id,)))
    if quotes % 2 or (quotes and text.count('"', start, end) != quotes):
        return []
    return edits + doubts if witness or _is_regular(doubts, start) else edits


def _is_regular(breaks: list[Edit], start: int) -> bool:
    """Whether at least two breaks stand as far from one another as the line ends of a feed do."""
    ends = [start, *(edit.start for edit in breaks)]
    return len(breaks) > 1 and all(b - a in FEED_WIDTH for a, b in pairwise(ends))


def _break(text: str, match: Match, start: int, end: int) -> str | None:
    """What stands for one or two backslashes that are a line end, if they are."""
    at, stop = match.span()
    before, after = text[at - 1 : at] if at > start else "", text[stop : stop + 1] if stop < end else ""
    closes = before.isalnum() or before in MARKS
    if match.lastgroup == "double":
        if not before or not after:
            return "" if not after or after.isupper() or after in OPENERS else None
        opens = after.isupper() or after.isdigit() or after in OPENERS or before in MARKS
        return "\n" if closes and opens and not after.isspace() else None
    if not before:
        return "" if after == "<" or not after.strip() or (after.isupper() and not COMMAND.match(text, stop)) else None
    if not after or before == ">" or (after in ",;" and closes):
        return "" if closes else None
    if not closes:
        return None
    left = BEFORE.search(text, max(start, at - TOKEN_REACH), at)
    right = AFTER.match(text, stop, end)
    token = (left[0] if left else "").split("\\\\")[-1] + "\\" + (right[0] if right else "").split("\\\\")[0]
    if after.isspace():
        return "" if "/" not in token and before != ":" else None
    if (
        not (after.isalnum() or after in OPENERS)
        or LETTER.match(text, stop)
        or "_" in token
        or "=" in token
        or before == ":"
    ):
        return None
    if token.count("\\") > 1:
        return None
    return " "


def _is_sure(text: str, at: int, stop: int) -> bool | None:
    """Whether a backslash between two words is a line end beyond doubt; None if it may be an escape, a pair or a name."""
    left = text[max(0, at - TOKEN_REACH) : at].split()[-1].lstrip("(\"'\N{LEFT DOUBLE QUOTATION MARK}")
    match = LATER.match(text, stop, stop + TOKEN_REACH)
    first, second = left.lower(), match[0].lower() if match else ""
    if frozenset((first, second)) in PAIRS or (len(left) == 1 and left not in "aAI" and not left.isdigit()):
        return None
    capitals = len(left) > 1 and left.isupper() and text[stop : stop + len(second)].isupper()
    if capitals or (left.isdigit() and text[stop].isdigit()):  # `TCP\IP`, `9\11`
        return None
    if second[:1] in NEWLINE_LETTERS and second[1:] in FUNCTION_WORDS and second not in FUNCTION_WORDS:
        return None
    return text[at - 1] in MARKS or text[stop] in OPENERS or first in FUNCTION_WORDS or second in FUNCTION_WORDS


PASS = Pass(
    id="escapes",
    repairs=r"Backslashes of JSON and of news feeds: `\u2019`, `\n`, `\"`, and those that stand for a line end",
    find=find,
    rules=(ESCAPES, LINES, SIGNS, BREAKS),
    triggers=("\\",),
)
