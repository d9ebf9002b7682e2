"""Lines that the page put around the article: widgets, navigation, share bars, notices, and the headlines they point to.

A line goes only if a form of the lexicon matches all of it; `Advertisement spending fell by a third.` is no advertisement
marker. A label such as `Next Article` takes its payload along: the rest of its line, the headline on the next line, or the
list of headlines after it. A payload looks like a headline: no full stop, not long. Forms that could be a sub-heading of an
article count only at the edges of a text or beside another removed line, or, if they are `lone`, in a text that has no
sub-headings and does not speak of what they name: `Poll` and `Jan Kowalski` stay in an article about the poll, or about
Kowalski. A line that ends in a quotation mark never goes.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.boilerplate import LONG, Form, forms, index
from textfix.data.forms import Line, fold
from textfix.data.forms import match as match_form
from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule, remove_paragraphs
from textfix.text.patterns import Pattern
from textfix.text.view import WORD, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

LONGEST = 300  # code points: a longer line is no boilerplate line
WORST_RANK = 10  # above that of any form
EDGE = 2  # paragraphs at either end of a text that count as its edge
NO_NAME_ENDS = "?!,"  # of a byline: `Joseph Campbell?` is a question
HEADLINE = 200  # code points: a longer line is no headline
LIST_WORDS = 5  # words from which a line inside a text is a headline rather than a sub-heading
LONGEST_LIST = 20  # headlines after a label
LONGEST_OPTION, FEWEST_OPTIONS = 60, 2  # code points of an answer of a poll; answers
SUBHEADING = 80  # code points: a longer line is no sub-heading
MOST_LONE = 8  # labels without other removed lines beside them: a text that holds more is a list
STEM, ENDING = 4, 2  # code points of a word that stand for all its inflections, at least; of an ending, at most
KEPT_MARKS = frozenset("\"'\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}()[]©@$€£%")
QUOTES = ('"', "\N{RIGHT DOUBLE QUOTATION MARK}", "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}.")
OPENING_MARKS = ("\N{INVERTED QUESTION MARK}", "\N{INVERTED EXCLAMATION MARK}")
QUESTIONS = ("?", "\N{ARABIC QUESTION MARK}", "\N{FULLWIDTH QUESTION MARK}")
STOPS = (".", "\N{HORIZONTAL ELLIPSIS}", ":", ";", ",", "\N{IDEOGRAPHIC FULL STOP}")


AFTER_LABEL = Pattern(r"\s*(?:[:\N{FULLWIDTH COLON}|>\N{RIGHTWARDS ARROW}»]|[-\N{EN DASH}\N{EM DASH}] )\s*")
# field -> the slots of a form that hold its value
VALUES = {"byline": ("name", "person"), "timestamp": ("date",), "source": ("source", "name")}


class Match(NamedTuple):
    form: Form
    payload: Span | None  # the rest of the line, where it is the label's payload
    value: str | None = None  # the name or date in it


@cache
def rules() -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for form in forms():
        label = form.label
        if form.rule not in found:
            found[form.rule] = Rule(
                id=form.rule,
                defect=label.defect,
                why=f"a line of the page, not of the article: {label.role.replace('_', ' ')}",
                level=label.level,  # type: ignore[arg-type]  # a data test checks the word
                role=label.role,
                examples=(Example(f"{SAMPLE}\n\n{BESIDE if label.beside else ''}{label.example}", SAMPLE),),
                keeps=tuple(f"{SAMPLE}\n\n{line}\n\n{SAMPLE_END}" for line in label.keep) or (SAMPLE,),
            )
    return tuple(found.values())


# What stands around the examples of the lexicon in the catalogue and in tests.
SAMPLE = "The ministry said on Monday that exports of grain had risen by a tenth in the first half of the year."
BESIDE = "Skip to content\n\n"
SAMPLE_END = "The figures for the second half of the year will be published by the statistics office in early February."


def find(view: View, hits: Sequence[Hit], options: Options) -> Iterable[Finding]:
    matches = {i: match for i, match in _matches(view, hits).items() if match.form.label.role not in options["keep"]}
    if not matches:
        return
    doomed = {i: match for i, match in matches.items() if match.form.stands}
    last = len(view.paragraphs) - 1
    doomed |= _lone(view, matches)
    for i in sorted(matches.keys() - doomed.keys()):
        at_edge = matches[i].form.label.edge and (i < EDGE or i > last - EDGE) and last > 0
        if at_edge or i - 1 in doomed or i + 1 in doomed:
            doomed[i] = matches[i]
    if not doomed:
        return
    rules_of = {i: match.form.rule for i, match in doomed.items()}
    for i, match in sorted(doomed.items()):
        for j in _payload_lines(view, i, match, rules_of):
            rules_of[j] = match.form.rule
    yield from remove_paragraphs(view, rules_of)
    for i, match in sorted(doomed.items()):
        if match.form.label.field:
            span = match.payload or view.paragraphs[i]
            yield Note(
                *span, match.form.label.field, (match.value or view.text[slice(*span)]).strip(" ,.-|"), match.form.rule
            )


def _matches(view: View, hits: Sequence[Hit]) -> dict[int, Match]:
    """The lines that a form matches, by index of the paragraph."""
    table, text = index(), view.text
    hinted: dict[int, dict[str, None]] = {}
    for at, _, literal in hits:
        hinted.setdefault(view.paragraph_index(at), {})[literal] = None
    out: dict[int, Match] = {}
    missed: set[str] = set()  # lines that nothing matches: hostile texts hold one many times
    i, end = -1, -1
    for raw in view.lines:  # not by their spans: most lines are long, and those are never built
        start, end = end + 1, end + 1 + len(raw)
        if not raw or raw.isspace():
            continue
        i += 1
        if raw in missed and i not in hinted:
            continue
        short = end - start <= LONG
        if not (short or i in hinted) or end - start > LONGEST or raw.endswith(QUOTES):
            continue
        span = Span(start + raw.startswith(OPENING_MARKS), end)
        bare = _bare(text, span)
        line = fold(text[slice(*bare)])
        forms = table.candidates(line, raw) if short else ()
        best = WORST_RANK
        named = raw[-1] not in NO_NAME_ENDS and (i == 0 or text[:start].rstrip()[-1:] != ",")  # `Yours sincerely,`
        for form in chain(forms, *(table.by_trigger[trigger] for trigger in hinted.get(i, ()))):
            if form.rank < best and form.could_match(line) and (named or form.label.role != "byline"):
                match = match_line(text, span if form.decorated else bare, form)
                if match:
                    out[i], best = match, form.rank
                    if not best:
                        break
        if i not in out:
            missed.add(raw)
    return out


def _lone(view: View, matches: dict[int, Match]) -> dict[int, Match]:
    """Labels that stand alone inside a text and are no sub-headings of it."""
    lone = {i: match for i, match in matches.items() if match.form.label.lone and i > 0}
    spans, text = view.paragraphs, view.text
    if not 0 < len(lone) <= MOST_LONE:
        return {}
    short = [end - start <= SUBHEADING for start, end in spans]
    for i in range(EDGE, len(spans) - 1):
        if short[i] and not (short[i - 1] or short[i + 1] or i in matches) and headline_like(text[slice(*spans[i])]):
            return {}
    folded = fold(text)
    stems = {i: _stem(folded[slice(*spans[i])]) for i in lone}
    own = "\n".join(folded[slice(*spans[i])] for i in matches)
    return {i: match for i, match in lone.items() if folded.count(stems[i]) == own.count(stems[i])}


def _stem(line: str) -> str:
    """The longest word of a line without its ending; a question is asked in other words than those of the text."""
    if line.endswith(QUESTIONS):
        return line
    word = max(WORD.findall(line), key=len, default=line)
    return word[: max(STEM, len(word) - ENDING)]


def match_line(text: str, span: Span, form: Form) -> Match | None:
    """Whether a form matches a whole line, or its label the start of one whose rest is payload."""
    raw = text[slice(*span)]
    line = Line(raw, fold(raw))
    values = match_form(form.matcher, line, len(raw).__eq__)
    if values is not None:
        wanted = VALUES.get(form.label.field, ())
        return Match(form, None, next((raw[start:end] for slot, start, end in values if slot in wanted), None))
    rest: list[int] = []

    def begins_payload(end: int) -> bool:
        """Whether a label ends here: before a colon, or glued to its payload (`Previous articleRussia`)."""
        mark = AFTER_LABEL.match(raw, end)
        if mark or (0 < end < len(raw) and raw[end - 1].islower() and raw[end].isupper()):
            rest.append(mark.end() if mark else end)
        return bool(rest)

    if form.starts and match_form(form.matcher, line, begins_payload) is not None and rest[-1] < len(raw):
        return Match(form, Span(span.start + rest[-1], span.end))
    return None


def _bare(text: str, span: Span) -> Span:
    """The span without bullets, arrows, emoji and final punctuation."""
    start, end = span
    while start < end and not text[start].isalnum() and text[start] not in KEPT_MARKS:
        start += 1
    while start < end and not text[end - 1].isalnum() and text[end - 1] not in KEPT_MARKS:
        end -= 1
    if end - start > 2 and text[start] in "([" and text[end - 1] in ")]":
        return _bare(text, Span(start + 1, end - 1))
    return Span(start, end)


def headline_like(text: str) -> bool:
    """Whether a line could be the headline of another article: some words, no full stop, not long."""
    words = text.split()
    return (len(words) >= 2 and len(text) <= HEADLINE and not text.endswith((*STOPS, *QUOTES[:1]))) or (
        # Chinese and Japanese do not separate words
        len(words) == 1 and 5 <= len(text) <= 60 and not text.isascii() and not text.endswith(STOPS)
    )


def _payload_lines(view: View, label: int, match: Match, taken: dict[int, str]) -> list[int]:
    """The lines after a label that it points to."""
    kind = match.form.label.payload
    spans, text = view.paragraphs, view.text
    if kind == "options":
        return _options(view, label, taken)
    if kind not in ("next", "list") or match.payload:
        return []
    run = []
    for i in range(label + 1, min(len(spans), label + 1 + (1 if kind == "next" else LONGEST_LIST))):
        if i in taken or not headline_like(text[slice(*spans[i])]):
            break
        run.append(i)
    if not run:
        return []
    after = run[-1] + 1
    at_tail = all(i in taken or headline_like(text[slice(*spans[i])]) for i in range(after, min(len(spans), after + 3)))
    if kind == "next":
        # At the head the next line is the article's own headline, inside a text it may be a sub-heading.
        return run if at_tail and label >= 1 else []
    if at_tail:
        return run
    if len(run) > 1 and after < len(spans) and after not in taken:
        run = run[:-1]  # the last line before the article goes on may be its headline, or a sub-heading
    return [i for i in run if len(text[slice(*spans[i])].split()) >= LIST_WORDS]


def _options(view: View, label: int, taken: dict[int, str]) -> list[int]:
    """The question and the answers after the label of a poll: at least two short lines in a row, where prose has none."""
    spans, text, run = view.paragraphs, view.text, []
    for i in range(label + 1, min(len(spans), label + 1 + LONGEST_LIST)):
        line = text[slice(*spans[i])]
        if len(line) > LONGEST_OPTION or line.endswith((*STOPS, *QUOTES)):
            break
        run.append(i)
    return [i for i in run if i not in taken] if len(run) >= FEWEST_OPTIONS else []


PASS = Pass(
    id="boilerplate-lines",
    repairs="Lines of the page around the article, with the headlines they point to",
    find=find,
    rules=rules,
    triggers=lambda: tuple(sorted(index().by_trigger)),
    always=True,
    options={"keep": []},  # roles whose lines stay
)
