r"""Code that was scraped with the page: lines and blocks of scripts, style sheets and JSON-LD, holes of templates.

A line goes only if it is code from its beginning to its end, a block only if it opens like a rule, a function or an object, each
of its lines reads like code, and its braces close. Holes are places that were never filled: `{{ title }}`, `<%= name %>`,
`${name}`, `%%title%%`, `%s`, a line that says `undefined`. In a text about code all of that is the subject and stays.
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
    from textfix.text.view import Span, View

LINE_ENDS = (";", "}", "})", "{")  # of a line of code
LINE = Pattern(
    r"""[^\S\n]*+ (?:
        (?: window | document | googletag | dataLayer | adsbygoogle | gtag | fbq | _gaq | jQuery | \$ )
            (?: \.\w | \( | \[ | \ ?= ) [^\n]{0,2000} [;)}]
      | [!;]? \(? \s* (?: adsbygoogle | function | window ) \b [^\n]{0,2000} [;)}]
      | (?: var | let | const ) \s [\w$]{1,40} \s? = [^\n]{0,2000} ;
      | if \s? \( (?: typeof | window | document | ! ) [^\n]{0,2000} [;}]
      | if \s? \( [^\n{]{1,300}+ \{ [^\n]{0,2000} \}
      | \}\) \( \w{1,20} \) ; | \}\);
      | @(?: media | font-face | import | keyframes ) \b [^\n]{0,2000} [;}]
      | (?: [.\#][\w-]{1,60} | (?: body | html | div | span | img | table | p | a | h[1-6] | ul | li ) (?= [\ .:{,\#] ) )
        (?: [\ ,>+~:.\#*]{1,3} [\w-]{1,60} ){0,8} \s? \{ [^{}\n]{0,2000} : [^{}\n]{0,2000} \}
      | \{ \s* "@(?: context | type | graph )" [^\n]{0,20000} \}
    ) [^\S\n]*+ (?= \n | $ )""",
    VERBOSE,
)
OPENER = Pattern(
    r"""[^\S\n]*+ (?:
        (?: [.\#@][\w-]{1,60} | (?: body | html | div | span | img | table | p | a | h[1-6] | ul | li ) (?= [\ .:{,\#] ) )
            (?: [\ ,>+~:.\#*()]{1,3} [\w-]{0,60} ){0,12} \{
      | (?: window | document | googletag | dataLayer | gtag | fbq | jQuery | \$ ) [.(\[] [^\n]{0,200} \{
      | [!;]? \(? \s* function \b [^\n]{0,200} \{
      | \{
    ) [^\S\n]*+ (?= \n | $ )""",
    VERBOSE,
)
BODY = Pattern(
    r"""[^\n]{0,2000}[;{},\[\])(][^\S\n]*+|[^\S\n]*+(?://|/\*|\*|")[^\n]{0,2000}|[^\S\n]*+[a-z-]{2,40}: ?[^\s][^\n]{0,200}"""
)
BLOCK_LINES = 80  # more than that is no leftover
SETTLED = Pattern(
    r'"@(?:context|type|graph)"|[a-z-]{2,40}: ?[^\n]{1,200};|[\w)] ?= ?[^\n]{1,200};|\);'
)  # what only code holds
HOLE = Pattern(
    r"""\{\{ (?! (?: \s* (?:convert|cvt|lang|nowrap|abbr|circa|as\ of|start\ date|birth\ date) \b ) ) \{?+ [^{}\n]{0,400}+ \}\}\}?+
      | \{% [^{}%\n]{0,200}+ %\}
      | <% [=-]?+ [^%<>\n]{0,200}+ %> | <\?(?:php\b|=) [^<>\n]{0,400}? \?>
      | \$\{ [A-Za-z_][\w.]{0,60}+ \} | (?<![\w{]) \{\$ [A-Za-z_][\w.]{0,60}+ \}
      | (?<![\w%]) %% [a-z_]{2,30}+ %% (?![\w%])
      | \{ (?:loadposition|loadmodule|mosimage|mospagebreak|jcomments) \b [^{}\n]{0,100}+ \}
      | \[object\ Object\]""",
    VERBOSE,
)
FORMATS = ("%s", "%d", "%1$", "%2$")
FORMAT = Pattern(r"(?<=[ (])%(?:[0-9]\$)?[sd](?=[ .,;:!?)\n]|\Z)")
EMPTY = frozenset({"undefined", "null", "NaN"})  # lines that a script wrote
ABOUT = Pattern(
    r"""\b(?: source \s code | code \s (?: snippet | example | block | below | above ) | snippets? | stylesheet
      | template \s (?: engine | language | literal | variable | syntax ) | placeholder | programming \s language | programmers?
      | compiler | tutorial | syntax | regex | printf | format \s (?: string | specifier ) | Stack \s Overflow | Jinja | Handlebars
      | JavaScript \s (?: code | function | developer | object ) | CSS \s (?: rule | selector | class ) | selector ) \b | ```""",
    VERBOSE | IGNORECASE,
)

LINES = Rule(
    id="code-leftovers/line",
    defect="HTML04",
    why="a line or block of a script, style sheet or JSON-LD",
    role="code",
    examples=(
        Example("Sales rose.\n\nwindow.dataLayer = window.dataLayer || [];", "Sales rose."),
        Example("Sales rose.\n\n.lead p { margin: 0; }", "Sales rose."),
        Example("Sales rose.\n\nif (a > b) { hide(); }", "Sales rose."),
        Example("Sales rose.\n\nbody{margin:0}\n\nThey fell.", "Sales rose.\n\nThey fell."),
        Example(
            "Sales rose.\n\n.lead {\n  color: red;\n  margin: 0 auto;\n}\n\nThey fell.", "Sales rose.\n\nThey fell."
        ),
        Example('Sales rose.\n\n{\n"@context": "https://schema.org",\n"@type": "NewsArticle"\n}', "Sales rose."),
        Example("Sales rose.\n\njQuery(document).ready(function($){\n$('.x').hide();\n});", "Sales rose."),
    ),
    keeps=(
        "Call document.write() with care.",
        "The function f (x) is even;",
        "Use let x = 5 to begin.",
        "He set out three conditions:\n\n{\n\nPrices fell, he said.\n\n}",
        "The source code reads:\n\nvar a = 1;",
        "In this tutorial a rule is\n\n.lead { color: red; }",
        "A man; a plan; a canal;",
        "if (and only if) the bank agrees;",
    ),
)
HOLES = Rule(
    id="code-leftovers/template-hole",
    defect="HTML04",
    why="a template's place that was never filled",
    role="code",
    examples=(
        Example("Sales {{ article.title }} rose.", "Sales rose."),
        Example("{{#items}}{{{message}}}{{/items}}Sales rose.", "Sales rose."),
        Example("Sales rose. <%= author %> ${name} %%title%%", "Sales rose."),
        Example("Sales rose.\n\nundefined\n\nPublished %s ago", "Sales rose.\n\nPublished ago"),
        Example("Sales rose. <?php echo $title; ?>", "Sales rose."),
    ),
    keeps=(
        "The set {1, 2} is small.",
        "{he said}",
        "He rides {{convert|5|km}} a day.",
        "Rates rose 5% since May, and 100%d is no word.",
        "The template variable {{ title }} is filled in by the template engine.",
        "In printf, %s is a text.",
        "The null hypothesis is undefined.",
        "Fees of ${5} and $5 {net}",
        "a <% b and c > d < e",
        "https://example.com/%20a%sb",
        "A 100 %% sure bet",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text, done, tried = view.text, 0, 0
    about: bool | None = None
    for at, end, literal in hits:
        if at < done:
            continue
        edit = None
        if literal[1:] in EMPTY:
            line = view.line(end)
            if line.end == end:
                edit = Edit(line.start, line.end, "", (HOLES.id,))
        elif literal in FORMATS:
            match = FORMAT.match(text, at)
            edit = Edit(*match.span(), "", (HOLES.id,)) if match else None
        elif match := HOLE.match(text, at):
            edit = Edit(*match.span(), "", (HOLES.id,)) if not _is_argument(text, at) else None
        if not edit and literal in LINE_ENDS and end == view.line(at).end:
            line = view.line(at)
            if LINE.fullmatch(text, line.start, line.end):
                edit = Edit(line.start, line.end, "", (LINES.id,))
            elif literal == "{" and at >= tried and OPENER.fullmatch(text, line.start, line.end):
                edit, tried = _block(view, line)
        if not edit or edit.start < done:
            continue
        if about is None:
            about = ABOUT.search(text) is not None
        if about:
            return
        done = edit.end
        yield edit


def _is_argument(text: str, at: int) -> bool:
    r"""Whether braces belong to a command: `\frac{{a}}{b}`."""
    left = text[max(0, at - 30) : at].rsplit(None, 1)
    return bool(left) and not text[at - 1].isspace() and "\\" in left[-1]


def _block(view: View, first: Span) -> tuple[Edit | None, int]:
    """The lines from an opener to the brace that closes it, if all are code; then how far has been looked."""
    text, at, depth = view.text, first.start, 0
    for _ in range(BLOCK_LINES):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        if text[at:stop].strip() and not BODY.fullmatch(text, at, stop):
            break
        depth += text.count("{", at, stop) - text.count("}", at, stop)
        if depth <= 0:
            code = SETTLED.search(text, first.end, stop) is not None
            return (Edit(first.start, stop, "", (LINES.id,)) if code else None), stop
        at = stop + 1
        if at > len(text):
            break
    return None, at


PASS = Pass(
    id="code-leftovers",
    repairs="Lines of scripts, style sheets and JSON-LD; template holes",
    find=find,
    rules=(LINES, HOLES),
    triggers=(
        *(
            "{{",
            "{%",
            "<%",
            "<?",
            "${",
            "{$",
            "%%",
            "[object object]",
            "{loadposition",
            "{loadmodule",
            "{mos",
            "{jcomments",
        ),
        *FORMATS,
        *(Trigger(f"\n{word}", caseless=False) for word in sorted(EMPTY)),
        *LINE_ENDS,
    ),
)
