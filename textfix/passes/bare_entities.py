"""Entities whose ampersand a feed has lost: `#39;`, `quot;`, `amp;`, `lt;b gt;`.

Most of these feeds put a space in the ampersand's place: `Iraq #39;s`, `the captives #39; fate`, `"a mistake quot; he said`. A
mark between two spaces therefore hangs on the word before it, unless it opens a quotation that is closed later in its line.
`issue #39; then` is a number, `his belt; then` a word, and both stay.
"""

from __future__ import annotations

from html.entities import html5
from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.passes.entities import WINDOWS, in_address, speaks_of_entities
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

FEED_NAMES = ("quot", "amp", "apos", "nbsp", "lt", "gt", "mdash", "ndash", "rsquo", "lsquo", "rdquo", "ldquo", "hellip")
FEED_NUMBERS = (
    34, 36, 37, 38, 39, 60, 62, 124, 133, 145, 146, 147, 148, 149, 150, 151, 153, 160, 163, 165, 169, 174, 176, 183, 189,
    8211, 8212, 8216, 8217, 8220, 8221, 8226, 8230, 8364, 8482,
)  # fmt: skip
FEED = {f"{name};": html5[f"{name};"] for name in FEED_NAMES}
CLITIC = Pattern(r"(?:s|t|ve|re|ll|d|m)\b", IGNORECASE)  # what follows the apostrophe of a possessive or contraction
ELISION = Pattern(r"(?<!\w)[BCDLMNOQSTdlmnst] ")  # `O #39;Neill`
CLOSING = frozenset("'\"\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}")
DASHES = frozenset("\N{EN DASH}\N{EM DASH}")
TAGGED = Pattern(r"lt; ?(?P<tag>/?[A-Za-z][\w.:-]{0,15}+(?: [a-zA-Z-]{1,20}=[^<>;\n]{1,300}?)?) ?gt;")  # `lt;b gt;`
AMP_CHAIN = Pattern(r"(?:amp;)++")
ESCAPED = Pattern(r"(?:#[0-9]{2,5}|[a-zA-Z]{2,8});")  # what an ampersand makes an entity of
INITIALS = Pattern(r"(?<![^\W_])[A-Z0-9]{1,3} \Z")  # `AT amp;T`
INITIAL = Pattern(r"[A-Z0-9]{1,2}s?\b")
LAST_WORD = Pattern(r"([^\W\d_]*)[ ]\Z")
WORD_REACH = 24  # code points in which the word before a mark is looked for
LETTERS_BEFORE = Pattern(r"(?<![^\W_])[A-Z]\w* \Z")
LATER_QUOTE = {"'": Pattern(r"\w ?(?:#39;|')(?=[ ,.;:?!)]|\Z)"), '"': Pattern(r"quot;|\"")}
QUOTATION = 200  # code points within which a quotation is closed
FEED_TEXT = Pattern(
    r"[ (]#39;(?:s|t|re|ve|ll|d|m)\b|(?<![&\w])quot;\w|\wquot;|[ (]#36;[0-9]|(?<![&\w])amp;\w"
)  # no other text holds this
OPENED = Pattern(r"(?:(?<![\w.,?!]) |^|[(])(?:#39;|')(?! |s\b)\w")  # a quotation in single marks
# Behind these stands a number.
NUMBERED = frozenset(
    "a and apartment apt as at box bug bugs bus by car case chapter closed closes comment commit currently district "
    "episode finished finishes fix fixed fixes flat for form from gate hole hotel house in is issue issues item jersey "
    "lane line locker lot merged model no nos nr number numbers of on only or order orders page pages part pick picks "
    "player point pr problem question race rank ranked ranks request requests room rooms route scene school season see "
    "seed seeded serial shirt shop size sizes stage station step store suite than the ticket tickets to track tracks unit "
    "units vol volume was were with world".split()
)
FEEDS = Rule(
    id="bare-entities/feed",
    defect="CHAR02",
    why="a feed lost the ampersand of an HTML entity",
    examples=(
        Example("Oil prices hit a record, Iraq #39;s minister said.", "Oil prices hit a record, Iraq's minister said."),
        Example("He called it quot;a mistakequot; on Monday.", 'He called it "a mistake" on Monday.'),
        Example("The captives #39; fate is unknown.", "The captives' fate is unknown."),
        Example('He called it "a mistake, quot; and left.', 'He called it "a mistake," and left.'),
        Example("They spoke of quot; a mistake quot; on Monday.", 'They spoke of "a mistake" on Monday.'),
        Example("Minister denies 'dirty tricks #39; claim", "Minister denies 'dirty tricks' claim"),
        Example("Smith amp; Sons paid AT amp;T #36;10 million.", "Smith & Sons paid AT&T $10 million."),
        Example("Its best #151; and only #151; hope", "Its best \N{EM DASH} and only \N{EM DASH} hope"),
        Example(
            "It isn #39;t known what fans #39; groups of Leeds #39; want.",
            "It isn't known what fans' groups of Leeds' want.",
        ),
        Example(
            'O #39;Brien won 3 amp;2 and called it "a good day quot;.', 'O\'Brien won 3&2 and called it "a good day".'
        ),
        Example("Shares of TI lt;TXN.N gt; rose.", "Shares of TI <TXN.N> rose."),
        Example("The plans #39;s cost rose to 3 #163;5 bonds.", "The plans's cost rose to 3 \N{POUND SIGN}5 bonds."),
    ),
    keeps=(
        "He took off his belt; the lamp; the swing.",
        "Order # 39; then go on.",
        "Apartment #12 and #3990; they are sold.",
        "He closed issue #39; then he fixed #150; the rest waits.",
        "She is ranked #39; her sister is #151; both train here.",
        "The amp;s of the guitars",
        "The guitar needs an amp; the drums do not.",
        "He plugged it into the Amp; nothing came.",
        "A Mustang GT; a Golf GTI; a Polo gt; all sold.",
        "See https://example.com/?a=1#39;b for it.",
        "Bus #39; bus #34; both were late.",
        "The runner with #39; a girl from Leeds, won.",
        "Sizes #38; #39; and #40; are sold.",
        "Fixes #36; see #37; closes #38.",
        "color: #333; border: #160;",
        "x lt; y and y gt; z",
        "The default; the result; a melt; a walt;",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    if speaks_of_entities(view.text):
        return
    done = 0
    feed = Feed(view)
    for at, stop, literal in hits:
        if at >= done and (edit := feed.edit(at, stop, literal)) and edit.start >= done:
            done = edit.end
            yield edit


class Feed:
    """What a feed left of entities, in a text that is read from left to right."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._line, self._seen, self._doubles = -1, 0, 0
        self._opened = False
        self._known: bool | None = None

    def edit(self, at: int, end: int, literal: str) -> Edit | None:
        """`Iraq #39;s` and `quot;No,quot; he said`: no URL or `&` comes before it, and it is no number."""
        text = self.view.text
        before, after = text[at - 1 : at], text[end : end + 1]
        address = literal[0] == "#" and (before in tuple("?.:") or in_address(text, at))
        if address or before in tuple("&#/=\\") or text[at - 4 : at] == "amp;":
            return None
        if literal == "lt;" and (match := TAGGED.match(text, at)):
            return Edit(at, match.end(), f"<{match['tag']}>", (FEEDS.id,)) if not before.isalnum() else None
        char = FEED.get(literal) or WINDOWS.get(code := int(literal[1:-1]), chr(code))
        if char == "&":
            return _ampersand(text, at, end)
        if not before.strip() and not after.strip():
            return self._alone(at, end, char)
        if (
            char == "'"
            and before == " "
            and (CLITIC.match(text, end) or (after.isupper() and ELISION.match(text, max(0, at - 2))))
        ):
            return Edit(at - 1, end, char, (FEEDS.id,))
        if char in CLOSING and before == " " and after in tuple(".,;:!?)") and text[at - 2 : at - 1].strip():
            return Edit(at - 1, end, char, (FEEDS.id,))
        if before.isalnum() and (char in "<>" or (literal[0] == "#" and char != "'")):
            return None  # `belt;` holds no `<`
        return Edit(at, end, char, (FEEDS.id,))

    def _alone(self, at: int, end: int, char: str) -> Edit | None:
        """A mark with a space on both sides, or at the edge of a line."""
        text = self.view.text
        previous = text[at - 2 : at - 1]
        match = LAST_WORD.search(text, max(0, at - WORD_REACH), at)
        word = match[1].lower() if match else ""
        numbered = word in NUMBERED and text[at] == "#"
        doubled = char == "'" and (text.startswith(" #39;", end) or text[at - 5 : at] == "#39; ")
        if not previous.strip() or text[at - 1] != " ":  # a line begins with it
            opens = text[end : end + 2].strip() and (char == '"' or doubled)
            return Edit(at, end + 1, char, (FEEDS.id,)) if opens else None
        if not (previous.isalnum() or previous in ".,!?)%\"'" or doubled):
            return None
        if char in DASHES:
            sure = (
                not numbered
                or self._is_feed()
                or text.count(text[at:end], at - QUOTATION if at > QUOTATION else 0, end + QUOTATION) > 1
            )
            return Edit(at, end, char, (FEEDS.id,)) if sure else None
        if char not in "'\"" or (char == '"' and numbered):
            return None
        if self._opens(at, end, char, word):
            self._opened = self._opened or char == "'"
            return Edit(at, end + 1, char, (FEEDS.id,))
        if char == "'" and not (
            self._opened or doubled or (not numbered and (word[-1:] in tuple("sxz") or self._is_feed()))
        ):
            return None
        self._opened = self._opened and char != "'"
        return Edit(at - 1, end, char, (FEEDS.id,))

    def _opens(self, at: int, end: int, char: str, word: str) -> bool:
        """Whether a mark opens a quotation: none is open in its line, and it is closed later."""
        line = self.view.line(at)
        if line.start != self._line:
            self._line, self._seen, self._doubles, self._opened = line.start, line.start, 0, False
        text = self.view.text
        self._doubles += text.count('"', self._seen, at) + text.count("quot;", self._seen, at)
        self._opened = self._opened or OPENED.search(text, max(line.start, self._seen - 1), at) is not None
        self._seen = at
        if text[end : end + 1] != " " or not word or (self._doubles % 2 if char == '"' else self._opened):
            return False
        if char == "'" and (word[-1] in "sxz" or word in NUMBERED):
            return False
        return LATER_QUOTE[char].search(text, end, min(line.end, end + QUOTATION)) is not None

    def _is_feed(self) -> bool:
        if self._known is None:
            self._known = FEED_TEXT.search(self.view.text) is not None
        return self._known


def _ampersand(text: str, at: int, end: int) -> Edit | None:
    """`Smith amp; Sons`, `AT amp;T`, `amp;quot;`: what was lost is only the ampersand of `&amp;`."""
    if match := AMP_CHAIN.match(text, at):
        end = match.end()
    before, after = text[at - 1 : at], text[end : end + 1]
    if ESCAPED.match(text, end):
        return Edit(at, end, "&", (FEEDS.id,))
    if before != " " or not after:
        return None
    left, reach = text[max(0, at - WORD_REACH) : at], max(0, at - WORD_REACH)
    if after.isalnum():
        if INITIALS.search(text, reach, at) and INITIAL.match(text, end):
            return Edit(at - 1, end, "&", (FEEDS.id,))
        return Edit(at, end, "& ", (FEEDS.id,)) if left.strip() and not after.islower() else None
    if text[at] == "#":
        return None
    named = LETTERS_BEFORE.search(text, reach, at) is not None
    follows = text[end + 1 : end + 2]
    return (
        Edit(at, end, "&", (FEEDS.id,)) if named and after == " " and (follows.isupper() or follows.isdigit()) else None
    )


PASS = Pass(
    id="bare-entities",
    repairs="HTML entities that have lost their ampersand",
    find=find,
    rules=(FEEDS,),
    triggers=(*FEED, *(f"#{code};" for code in FEED_NUMBERS)),
)
