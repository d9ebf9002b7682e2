"""Leftovers of other markup: Markdown, wiki markup, WordPress shortcodes, BBCode, spinner tags.

Only forms that no news prose has: `[caption id="…"]`, `[/caption]`, `[ad_1]`, `[b]…[/b]`, `**bold**` in pairs, `[text](url)`, a
heading's `## ` at a line start. Weaker marks (`*so*`, `_so_`, `''so''`, `> `) count only in a text that holds strong ones of the
same language. A single asterisk, a bracketed editor's note (`[sic]`, `[the company]`), `__init__` and `{x}` stay.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Match, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

SHORTCODE_NAMES = (
    r"audio|box|button|caption|clear|column|columns|contact-form|contact-form-7|divider|dropcap|embed|gallery|googlemaps|"
    r"highlight|iframe|instagram|one_half|one_third|playlist|poll|pullquote|read_more|row|soundcloud|spacer|tab|table|tabs|toggle|"
    r"tweet|twitter|video|vimeo|youtube|wp_\w{1,30}|(?:et_pb|fusion|mks|penci|su|td|tie|vc)_\w{1,30}"
)
SHORTCODE = Pattern(
    r"""\[ (?: / (?:NAMES)
             | [A-Za-z][\w-]{1,40}+ (?: \s++ [\w-]{1,40}+ = (?: "[^"\[\]\n]{0,300}+" | '[^'\[\]\n]{0,300}+' ) )++ \s*+ /?
             | (?:NAMES) (?: \s++ [\w-]{1,40}+ = (?: "[^"\[\]\n]{0,300}+" | '[^'\[\]\n]{0,300}+' | [^\s\[\]"']{1,300}+ ) )++ \s*+ /?
             | (?: gallery | embed | (?: et_pb | fusion | mks | penci | su | td | tie | vc )_\w{1,30} )
             | ad_\d{1,2} ) \]""".replace("NAMES", SHORTCODE_NAMES),
    VERBOSE | IGNORECASE,
)
# `[b]…[/b]`, `[quote]…[/quote]`, and what holds only an address: `[embed]https://…[/embed]`.
PAIR = Pattern(
    r"""\[ (?P<name> b | i | u | s | url | img | size | color | center | left | right | quote | spoiler | list | audio | box
                   | button | dropcap | embed | highlight | pullquote | video | youtube | vimeo | tweet )
        (?: = [^\[\]\n]{1,300}+ )? \]
        (?: (?P<address> \s*+ https?://[^\s\[\]]{1,500}+ \s*+ ) | (?P<text> [^\[\]\n]{1,1500}+ ) ) \[/ (?P=name) \]""",
    VERBOSE | IGNORECASE,
)
LINK = Pattern(r"!?\[(?P<text>[^\[\]\n]{0,200}+)\]\((?:https?://|/|www\.|#)[^\s()]{0,400}+(?: \"[^\"\n]{0,100}+\")?\)")
REFERENCE = Pattern(r"\[(?P<text>[^\[\]\n]{1,200}+)\]\[[\w -]{0,40}+\](?![\w\[(])")  # `[text][1]`
DEFINITION = Pattern(
    r"\[[\w -]{1,40}+\]: ?<?https?://[^\s<>]{1,500}+>?(?: [\"'(][^\"'()\n]{0,200}+[\"')])?[ \t]*(?=\n|$)"
)
DEFINED = Pattern(r"(?:\A|\n)\[[\w -]{1,40}+\]: ?<?https?://")
WIKI = Pattern(r"\[\[(?:[^\[\]|\n]{1,100}+\|)?(?P<text>[^\[\]|\n]{1,200}+)\]\]")
WIKI_FILE = Pattern(
    r"\[\[:?(?:File|Image|Datei|Bild|Fichier|Archivo|Ficheiro|Plik|Файл|Category|Kategorie|Catégorie|Categoría|Kategoria|Категория)"
    r"\s?:[^\[\]\n]{1,400}+\]\]",
    IGNORECASE,
)
WIKI_BOLD = Pattern(
    r"(?<!')(?P<mark>'{3})(?=[^\s'])(?P<text>[^'\n]{1,200}+(?:'[^'\n]{1,200}+){0,5})(?<=\S)(?P=mark)(?!')"
)
WIKI_ITALIC = Pattern(r"(?<!')''(?=[^\s'])(?P<text>[^'\n]{1,200}+(?:'[^'\n]{1,200}+){0,5})(?<=\S)''(?!')")
WIKI_HEADING = Pattern(r"(?P<mark>={2,6}) ?(?P<text>[^=\n]{1,120}?) ?(?P=mark)[ \t]*(?=\n|$)")
BOLD = Pattern(r"(?<![\w*\\])(?P<mark>\*\*\*?|~~)(?=[^\s*~])(?P<text>[^*~\n]{1,300}+)(?<=\S)(?P=mark)(?![\w*~])")
UNDERLINED = Pattern(
    r"(?<![\w\\])__(?=[^\s_])(?P<text>[A-Z][^_\n]{1,300}+|[^_\s]{1,100}+ [^_\n]{1,200}+)(?<=\S)__(?!\w)"
)  # `__init__` is a name
EMPHASIS = Pattern(r"(?<![\w*\\])(?P<mark>[*_])(?=[^\s*_])(?P<text>[^*_\n]{1,200}+)(?<=[^\s*_])(?P=mark)(?![\w*])")
HEADING = Pattern(r"#{1,6}+ ++(?=\S)")
QUOTED = "\n> "  # begins a line of a quotation
MARKDOWN_TEXT = Pattern(r"\*\*[^\s*]|\]\((?:https?://|/)|(?:\A|\n)#{2,6} \S|```")
WIKI_TEXT = Pattern(r"'''[^\s']|\[\[[^\[\]\n]{1,100}\]\]|(?:\A|\n)==+ ?[^=\n]{1,100}==")

CAPTION = Pattern(r"\[caption\b[^\[\]\n]{0,400}+\](?P<text>[^\[\]\n]{1,400}+)\[/caption\]", IGNORECASE)
OMISSION = Pattern(r"(?<![^\n])[^\S\n]*+\[(?:\N{HORIZONTAL ELLIPSIS}|\.\.\.)\][^\S\n]*+(?![^\n])")
PERCENT = Pattern(r"(?<=\d)\{[0-9a-f]{64}\}")
SHORTCODES = Rule(
    id="markup-leftovers/shortcode",
    defect="HTML03",
    why="a shortcode is an instruction to the site's software",
    role="code",
    examples=(
        Example("[ad_1]\n\nSales rose.", "Sales rose."),
        Example("[gallery ids='1,2']Sales rose.[/gallery]", "Sales rose."),
        Example("[b]Sales[/b] rose [url=https://example.com/a]in May[/url].", "Sales rose in May."),
        Example("[embed]https://example.com/v[/embed]\n\nSales rose.", "Sales rose."),
        Example('[pullquote align="left"]Sales rose.[/pullquote] They fell.', "Sales rose. They fell."),
    ),
    keeps=(
        "He [the minister] said so [sic].",
        "See [1] and [video].",
        "The caption [caption] stays.",
        "The [box] and the [quote] of the day [i] and [u].",
        "[b] and [/c] are two keys.",
        "[/rant] he added.",
        "The sum [a = 5] holds.",
    ),
)
CAPTIONS = Rule(
    id="markup-leftovers/caption",
    defect="BP10",
    why="a shortcode marks this as a caption; it is kept in `captions`",
    role="caption",
    examples=(Example('Sales rose.\n\n[caption id="a1"]The plant in May.[/caption]', "Sales rose."),),
    keeps=("The caption [in blue] says so.",),
)
PERCENTS = Rule(
    id="markup-leftovers/percent-hash",
    defect="CHAR09",
    why="a spinner wrote 64 hexadecimal digits for a percent sign",
    examples=(Example("It rose by 52{" + "1f" * 32 + "} in May.", "It rose by 52% in May."),),
    keeps=("The key 52{1f} is short.",),
)
OMISSIONS = Rule(
    id="markup-leftovers/omission-mark",
    defect="STR06",
    why="a mark on a line of its own where a feed left something out",
    role="truncation",
    examples=(
        Example("Sales rose.\n\n[\N{HORIZONTAL ELLIPSIS}]\n\nThey fell in June.", "Sales rose.\n\nThey fell in June."),
    ),
    keeps=("He said: \N{LEFT DOUBLE QUOTATION MARK}The plan [...] is dead.\N{RIGHT DOUBLE QUOTATION MARK}", "[sic]"),
)
MARKDOWN = Rule(
    id="markup-leftovers/markdown",
    defect="HTML03",
    why="Markdown or wiki markup around words",
    examples=(
        Example("See [the report](https://example.com/a) today.", "See the report today."),
        Example("## Exports\n\nSales **rose** in May.", "Exports\n\nSales rose in May."),
        Example("The [[Minsk|capital]] grew.", "The capital grew."),
        Example("Sales ***rose*** in *May*, see [it][1].\n\n[1]: https://example.com/a", "Sales rose in May, see it."),
        Example("## Exports\n\n> Sales _rose_ in ~~June~~ May.", "Exports\n\nSales rose in June May."),
        Example("== History ==\n\n'''Minsk''' is the ''capital''.", "History\n\nMinsk is the capital."),
        Example("Minsk grew.\n\n[[File:a.jpg|thumb|The town]]\n\n[[Category:Towns]]", "Minsk grew."),
    ),
    keeps=(
        "He swore: f**k and s**t.",
        "5 ** 2 is 25",
        "Issue #1 and # 2",
        "A * b * c",
        "[sic] (see above)",
        "snake__case__name",
        "Use the __init__ method and __name__ here.",
        "He *coughed* and wrote _no_ to @ann_lee_.",
        "Prices* rose. *Without tax.",
        "''The views are his.'' And 5'' is five inches.",
        "2 == 2 and a === b",
        "The matrix [a][1] and [b][2] of it",
        "> 5 percent, he said",
        "It costs ~~5 or ~6",
        "[[1, 2], [3, 4]] is a list",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, done = view.text, 0
    kinds = Kinds(text)
    for at, _, literal in hits:
        if at < done:
            continue
        found: list[Edit] = []
        if literal == "[" and (match := CAPTION.match(text, at)):
            found = [Edit(*match.span(), "", (CAPTIONS.id,))]
            yield Note(*match.span("text"), "caption", match["text"], CAPTIONS.id)
        elif literal == "{" and (match := PERCENT.match(text, at)):
            found = [Edit(*match.span(), "%", (PERCENTS.id,))]
        elif literal == "[" and (match := OMISSION.match(text, at)):
            found = [Edit(*match.span(), "", (OMISSIONS.id,))]
        elif literal == "[" and (match := PAIR.match(text, at)):
            whole = match["address"] and match["name"].lower() != "url"
            found = [Edit(*match.span(), "", (SHORTCODES.id,))] if whole else _unwrap(match, SHORTCODES.id)
        elif literal == "[" and (match := SHORTCODE.match(text, at)):
            found = [Edit(*match.span(), "", (SHORTCODES.id,))]
        elif literal == "[" and (match := WIKI_FILE.match(text, at) or _definition(text, at)):
            found = [Edit(*match.span(), "", (MARKDOWN.id,))]
        elif match := _markdown(text, at, literal, kinds):
            found = _unwrap(match, MARKDOWN.id)
        elif literal == "#" and text[at - 1 : at] in ("", "\n") and (match := HEADING.match(text, at)):
            found = [Edit(*match.span(), "", (MARKDOWN.id,))]
        elif literal == QUOTED and kinds.markdown:
            found = [Edit(at + 1, at + len(QUOTED), "", (MARKDOWN.id,))]
        if found and found[0].start >= done:
            done = found[-1].end
            yield from found


class Kinds:
    """Whether a text holds marks that only Markdown or a wiki has. Looked for once, and only if asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def markdown(self) -> bool:
        return MARKDOWN_TEXT.search(self._text) is not None

    @cached_property
    def wiki(self) -> bool:
        return WIKI_TEXT.search(self._text) is not None

    @cached_property
    def references(self) -> bool:
        return DEFINED.search(self._text) is not None


def _markdown(text: str, at: int, literal: str, kinds: Kinds) -> Match | None:
    """Markup around words that begins here."""
    if literal == "[":
        link = LINK.match(text, at - (text[at - 1 : at] == "!")) or WIKI.match(text, at)
        return link or (REFERENCE.match(text, at) if kinds.references else None)
    if literal in ("**", "~~"):
        return BOLD.match(text, at)
    if literal == "__":
        return UNDERLINED.match(text, at)
    if literal == "''":
        return WIKI_BOLD.match(text, at) or (WIKI_ITALIC.match(text, at) if kinds.wiki else None)
    if literal == "==" and text[at - 1 : at] in ("", "\n"):
        return WIKI_HEADING.match(text, at)
    return EMPHASIS.match(text, at) if literal in ("*", "_") and kinds.markdown else None


def _unwrap(match: Match, rule: str) -> list[Edit]:
    """Take away what stands around the text of a match."""
    inner = "text" if match["text"] is not None else "address"
    return [Edit(match.start(), match.start(inner), "", (rule,)), Edit(match.end(inner), match.end(), "", (rule,))]


def _definition(text: str, at: int) -> Match | None:
    """`[1]: https://…`, a line of its own."""
    return DEFINITION.match(text, at) if text[at - 1 : at] in ("", "\n") else None


PASS = Pass(
    id="markup-leftovers",
    repairs="Shortcodes, BBCode, Markdown and wiki markup",
    find=find,
    rules=(SHORTCODES, CAPTIONS, PERCENTS, OMISSIONS, MARKDOWN),
    triggers=("[", "{", "**", "__", "~~", "''", "==", "*", "_", "#", QUOTED),
)
