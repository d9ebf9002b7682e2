"""Leftovers of other markup: Markdown, wiki links, WordPress shortcodes, spinner tags, template holes.

Only forms that no news prose has: `[caption id="…"]`, `[/caption]`, `{{title}}`, `[ad_1]`, `**bold**` in pairs, `[text](url)`,
a heading's `## ` at a line start. A single asterisk, a bracketed editor's note (`[sic]`, `[the company]`) and `{x}` stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

LINE_ENDS = (";", "}", "})")  # of a line of code
SHORTCODE = Pattern(
    r"""\[ (?: / (?:caption|gallery|embed|video|audio|playlist|vc_\w{1,30}|et_pb_\w{1,30}|su_\w{1,30}|wp_\w{1,30}|contact-form-7)
             | (?: caption|gallery|embed|video|audio|playlist|vc_\w{1,30}|et_pb_\w{1,30}|su_\w{1,30}|wp_\w{1,30}|contact-form-7)
               (?: \s++ [\w-]{1,40}+ = (?: "[^"\[\]\n]{0,300}+" | '[^'\[\]\n]{0,300}+' | [^\s\[\]"']{1,300}+ ) )++ \s*+ /?
             | (?: gallery|embed|vc_\w{1,30}|et_pb_\w{1,30} )
             | ad_\d{1,2} ) \]""",
    VERBOSE | IGNORECASE,
)
HOLE = Pattern(r"\{\{[^{}\n]{0,80}+\}\}|\{%[^{}%\n]{0,80}+%\}")
LINK = Pattern(r"!?\[(?P<text>[^\[\]\n]{0,200}+)\]\((?:https?://|/|www\.|#)[^\s()]{0,400}+(?: \"[^\"\n]{0,100}+\")?\)")
WIKI = Pattern(r"\[\[(?:[^\[\]|\n]{1,100}+\|)?(?P<text>[^\[\]|\n]{1,200}+)\]\]")
BOLD = Pattern(r"(?<![\w*\\])(?P<mark>\*\*|__)(?=\S)(?P<text>[^*_\n]{1,300}+)(?<=\S)(?P=mark)(?![\w*])")
HEADING = Pattern(r"#{1,6}+ ++(?=\S)")

CAPTION = Pattern(r"\[caption\b[^\[\]\n]{0,400}+\](?P<text>[^\[\]\n]{1,400}+)\[/caption\]", IGNORECASE)
OMISSION = Pattern(r"(?<![^\n])[^\S\n]*+\[(?:\N{HORIZONTAL ELLIPSIS}|\.\.\.)\][^\S\n]*+(?![^\n])")
PERCENT = Pattern(r"(?<=\d)\{[0-9a-f]{64}\}")
CODE = Pattern(
    r"""[^\S\n]*+ (?:
        (?: window | document | googletag | dataLayer | adsbygoogle | gtag | fbq | _gaq | jQuery | \$ )
            (?: \.\w | \( | \[ | \ ?= ) [^\n]{0,2000} [;)}]
      | \( \s* (?: adsbygoogle | function | window ) \b [^\n]{0,2000} [;)}]
      | (?: var | let | const ) \s [\w$]{1,40} \s? = [^\n]{0,2000} ;
      | function (?: \s [\w$]{0,40} )? \( [^\n]{0,2000} [;}]
      | if \s? \( [^\n{]{1,300}+ \{ [^\n]{0,2000} \}
      | @(?: media | font-face | import | keyframes ) \b [^\n]{0,2000} [;}]
      | [.\#][\w-]{1,60} (?: [\ ,>+~:.\#]{1,3} [\w-]{1,60} ){0,8} \s? \{ [^{}\n]{0,2000} : [^{}\n]{0,2000} \}
      | \{ \s* "@context" [^\n]{0,20000} \}
    ) [^\S\n]*+ (?= \n | $ )""",
    VERBOSE,
)

SHORTCODES = Rule(
    id="markup-leftovers/shortcode",
    defect="HTML03",
    why="a shortcode is an instruction to the site's software",
    role="code",
    examples=(
        Example("[ad_1]\n\nSales rose.", "Sales rose."),
        Example("[gallery ids='1,2']Sales rose.[/gallery]", "Sales rose."),
    ),
    keeps=("He [the minister] said so [sic].", "See [1] and [video].", "The caption [caption] stays."),
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
CODES = Rule(
    id="markup-leftovers/code-line",
    defect="HTML04",
    why="a line of a script or style sheet",
    role="code",
    examples=(
        Example("Sales rose.\n\nwindow.dataLayer = window.dataLayer || [];", "Sales rose."),
        Example("Sales rose.\n\n.lead p { margin: 0; }", "Sales rose."),
        Example("Sales rose.\n\nif (window.top) { hide(); }", "Sales rose."),
    ),
    keeps=(
        "if (and only if) both agree;",
        "Call document.write() with care.",
        "The function f (x) is even;",
        "Use let x = 5 to begin.",
    ),
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
HOLES = Rule(
    id="markup-leftovers/template-hole",
    defect="HTML04",
    why="a template's place that was never filled",
    role="code",
    examples=(Example("Sales {{ article.title }} rose.", "Sales rose."),),
    keeps=("The set {1, 2} is small.", "{he said}"),
)
MARKDOWN = Rule(
    id="markup-leftovers/markdown",
    defect="HTML03",
    why="Markdown or wiki markup around words",
    examples=(
        Example("See [the report](https://example.com/a) today.", "See the report today."),
        Example("## Exports\n\nSales **rose** in May.", "Exports\n\nSales rose in May."),
        Example("The [[Minsk|capital]] grew.", "The capital grew."),
    ),
    keeps=("He swore: f**k and s**t.", "5 ** 2 is 25", "Issue #1 and # 2", "A * b * c", "[sic] (see above)", "snake__case__name"),
)  # fmt: skip


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, done = view.text, 0
    for at, end, literal in hits:
        at = at
        if at < done:
            continue
        found: list[Edit] = []
        if literal in LINE_ENDS:
            found = _code_line(view, at, end)
        elif literal == "[" and (match := CAPTION.match(text, at)):
            found = [Edit(*match.span(), "", (CAPTIONS.id,))]
            yield Note(*match.span("text"), "caption", match["text"], CAPTIONS.id)
        elif literal == "{" and (match := PERCENT.match(text, at)):
            found = [Edit(*match.span(), "%", (PERCENTS.id,))]
        elif literal == "[" and (match := OMISSION.match(text, at)):
            found = [Edit(*match.span(), "", (OMISSIONS.id,))]
        elif literal == "[" and (match := SHORTCODE.match(text, at)):
            found = [Edit(*match.span(), "", (SHORTCODES.id,))]
        elif literal == "{" and (match := HOLE.match(text, at)):
            found = [Edit(*match.span(), "", (HOLES.id,))]
        elif literal == "[" and (match := LINK.match(text, at - (text[at - 1 : at] == "!")) or WIKI.match(text, at)):
            found = [
                Edit(match.start(), match.start("text"), "", (MARKDOWN.id,)),
                Edit(match.end("text"), match.end(), "", (MARKDOWN.id,)),
            ]
        elif literal in ("**", "__") and (match := BOLD.match(text, at)):
            found = [Edit(at, at + 2, "", (MARKDOWN.id,)), Edit(match.end() - 2, match.end(), "", (MARKDOWN.id,))]
        elif literal == "#" and text[at - 1 : at] in ("", "\n") and (match := HEADING.match(text, at)):
            found = [Edit(*match.span(), "", (MARKDOWN.id,))]
        if found and found[0].start >= done:
            done = found[-1].end
            yield from found


def _code_line(view: View, at: int, end: int) -> list[Edit]:
    """The whole line, if it ends here and is code from its beginning."""
    line = view.line(at)
    if end != line.end:
        return []
    match = CODE.match(view.text, line.start, line.end)
    return [Edit(line.start, line.end, "", (CODES.id,))] if match and match.end() == line.end else []


PASS = Pass(
    id="markup-leftovers",
    repairs="Shortcodes, template holes, Markdown and wiki markup",
    find=find,
    rules=(SHORTCODES, CAPTIONS, PERCENTS, CODES, OMISSIONS, HOLES, MARKDOWN),
    triggers=("[", "{", "**", "__", "#", *LINE_ENDS),
)
