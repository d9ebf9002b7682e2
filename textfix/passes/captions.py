"""Captions and photo credits between the paragraphs of an article.

A caption is a short block that says so itself: it ends in `An archive photo` or `File photo`, in a credit such as
`(Photo by Ann Lee/Getty Images)`, or begins with `Photo:`. It is taken out of the text and kept in `captions`. A caption that
a spinner or a template printed twice (`archive photo` / `archive image`) is kept once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule, remove_paragraphs
from textfix.text.patterns import IGNORECASE, VERBOSE, Pattern
from textfix.text.view import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

LONGEST = 250  # code points of a caption
LONGEST_UNKNOWN = 120  # code points, if the credit names no agency: longer, it may be a paragraph
QUOTES = "\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
AGENCY = Pattern(r"\b(?:getty|afp|reuters|ap|epa|shutterstock|bloomberg|xinhua|tass|pa|dpa|alamy|belta)\b", IGNORECASE)
NEAR = 0.85  # share of common words from which two captions are the same
SAMPLE = "The ministry said on Monday that exports of grain had risen by a tenth in the first half of the year."

ARCHIVE = Pattern(
    r"""(?: ^ | [.,;)\]"'\N{RIGHT DOUBLE QUOTATION MARK}] \s* | \s [-\N{EN DASH}\N{EM DASH}|/] \s | \( | \[ )
    (?: an? \s )? (?: archive[ds]? | archival | file | stock | undated | illustrative )
    \s (?: photo(?:graph|s)? | image s? | picture s? | footage ) [.)\]]* $""",
    VERBOSE | IGNORECASE,
)
CREDIT_END = Pattern(
    r"""(?: ^ | [\s(\[|/\N{EM DASH}\N{EN DASH}-] )
    (?P<credit>
        (?<! \w [ ] )                                    # `Team picture: Raiders in pursuit` is a headline
        (?: photo (?:s|graph)? | picture | image | pic | file\ photo | illustration | video )
            (?: \s credit | \s courtesy )? \s* (?: : | \s by | \s via ) \s* (?: [^\n.:] | (?<= \b [A-Z] ) \. ){2,80}
      | NAME (?: \s NAME ){0,3} \s? / \s?
        (?: getty(?:\ images)? | afp | reuters | ap | epa(?:-efe)? | shutterstock | bloomberg | xinhua | tass | pa | dpa | alamy )
      | (?: photo (?:s|graph)? | picture | image ) (?: \s credit )? \s? : \s? [^\n.:/]{0,40} (?: AGENCIES ) (?: [^\n.:]{0,40} )
      | (?: ap \s photo | reuters | afp | getty \s images | epa | xinhua ) \s? / \s? (?! POLLSTERS ) [^\n.:()\[\]]{2,60}
    ) [.)\]]* $""".replace(
        "NAME", r"(?: [^\s()\[\]/.:;,!?]{2,25} | [^\W\d_]\. | (?:st|jr|sr)\. )"
    )  # no sentence ends in a name
    .replace("AGENCIES", r"getty | afp | reuters | ap | epa | shutterstock | bloomberg | xinhua | tass | dpa | alamy")
    .replace("POLLSTERS", r"(?: ipsos | norc | siena | yougov | marist | harris ) \b"),
    VERBOSE | IGNORECASE,
)

CAPTION = Rule(
    id="captions/caption",
    defect="BP10",
    why="a photo caption stands between the paragraphs; it is kept in `captions`",
    role="caption",
    examples=(
        Example(
            f"{SAMPLE}\n\nAmbassador Vladimir Semashko. An archive photo\n\n{SAMPLE[:-1]}, it said.",
            f"{SAMPLE}\n\n{SAMPLE[:-1]}, it said.",
        ),
        Example(f"{SAMPLE}\n\nA ship is loaded in Odesa in May. (Photo by Ann Lee/Getty Images)", SAMPLE),
    ),
    keeps=(
        f"{SAMPLE}\n\nThe museum bought an archive photo.\n\n{SAMPLE[:-1]}, it said.",
        f"{SAMPLE}\n\nThe file photo shows him in 2010, police said.",
        f"{SAMPLE}\n\nPhoto finish",
        f"{SAMPLE}\n\nPlayoff picture: Raiders in pursuit",
        f"{SAMPLE}\n\nMost citizens oppose the strike: Reuters/Ipsos",
    ),
)


class Caption(NamedTuple):
    text: str
    credit: str | None
    archive: bool


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    doomed: dict[int, str] = {}
    for at, _, _ in hits:
        i = view.paragraph_index(at)
        span = view.paragraphs[i]
        if i in doomed or span.end - span.start > LONGEST or len(view.paragraphs) < 2:
            continue
        block = view.text[slice(*span)]
        caption = read(block)
        known = caption.archive or AGENCY.search(caption.credit or "")
        if known or (caption.credit and len(block) <= LONGEST_UNKNOWN and block[0] not in QUOTES):
            doomed[i] = CAPTION.id
            yield Note(*span, "caption", block, CAPTION.id)
    yield from remove_paragraphs(view, doomed)


def read(text: str) -> Caption:
    """The parts of a caption: what it says, whose picture it is, whether it is from an archive.

    >>> read("The plant in Minsk. File photo")
    Caption(text='The plant in Minsk.', credit=None, archive=True)
    >>> read("A ferry leaves the port on May 5. Photo: J. Ann Lee/Reuters")
    Caption(text='A ferry leaves the port on May 5.', credit='J. Ann Lee/Reuters', archive=False)
    """
    archive = ARCHIVE.search(text)
    if archive:
        head = text[: archive.start()].rstrip()
        mark = text[archive.start() : archive.start() + 1]
        return Caption(head + (mark if mark in ".\"'" else ""), None, True)
    credit = CREDIT_END.search(text)
    if credit:
        name = credit["credit"].split(":", 1)[-1]
        for word in ("photo by ", "photos by ", "picture by ", "image by ", "video by "):
            name = name[len(word) :] if name.lower().startswith(word) else name
        return Caption(text[: credit.start()].rstrip(" ([|/-\N{EN DASH}\N{EM DASH}"), name.strip(), False)
    return Caption(text, None, False)


def same(one: str, other: str) -> bool:
    """Whether two captions say the same, the words for photo and archive apart."""
    first, second = ({word.lower() for word in WORD.findall(read(text).text)} for text in (one, other))
    return len(first & second) >= NEAR * max(len(first), len(second), 1)


PASS = Pass(
    id="captions",
    repairs="Photo captions and credits: taken out of the text, kept as captions",
    find=find,
    rules=(CAPTION,),
    triggers=(
        "archive photo", "archived photo", "archival photo", "archive image", "archive picture", "archives photo", "file photo",
        "file image", "file picture", "file footage", "stock photo", "stock image", "illustrative photo", "illustrative image",
        "undated photo", "photo by", "photos by", "picture by", "image by", "photo:", "photos:", "picture:", "image:", "pic:",
        "photo credit", "image credit", "photo courtesy", "image courtesy", "photo via", "/getty", "/ getty", "/afp", "/ afp",
        "/reuters", "/ reuters", "reuters/", "reuters /", "afp/", "ap photo", "/ap", "/epa", "/shutterstock", "/bloomberg",
        "/alamy", "getty images/", "/tass", "/xinhua", "/dpa", "/pa",
    ),
)  # fmt: skip
