"""`textfix explain`: what was done to a text, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.cli import files
from textfix.cli.settings import add_flags, make_cleaner
from textfix.cli.terminal import complain, emit, in_one_line, revealed
from textfix.errors import ReadError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Iterator

    from textfix.model import Document, Edit

CONTEXT = 30  # code points either side of an edit
LONGEST = 300  # code points of a quotation; the removed lines are listed whole
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add `explain` to the commands."""
    parser = commands.add_parser(
        "explain",
        help="show each edit and why",
        description="Show what cleaning does to a text, and why.",
        allow_abbrev=False,
    )
    parser.add_argument("path", metavar="FILE", help="a file; - for stdin")
    add_flags(parser)
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Explain what cleaning does to a file, and return the exit code.

    Raises: ConfigError, OSError.
    """
    cleaner = make_cleaner(args)
    try:
        source = files.read(args.path)
    except (OSError, ReadError) as error:
        return complain(f"cannot read {args.path}", error)
    emit("".join(f"{line}\n" for line in report(in_one_line(source.name), cleaner.clean(source.text))))
    return 0


def report(name: str, document: Document) -> Iterator[str]:
    """The lines of the explanation: fields, edits, what was removed, captions, suggestions, flags."""
    yield f"{name}: {len(document.original)} characters, {len(document.text)} after cleaning"
    sections = (
        ("Fields", list(_fields(document)), None),
        ("Edits", list(_edits(document)), len(document.edits)),
        ("Removed", [f"{s.role}: {revealed(s.text)}  ({s.rule})" for s in document.removed], len(document.removed)),
        ("Captions", list(_captions(document)), len(document.captions)),
        ("Suggestions", list(_suggestions(document)), len(document.suggestions)),
        ("Flags", list(_flags(document)), len(document.flags)),
    )
    for title, lines, count in sections:
        if lines:
            yield ""
            yield title if count is None else f"{title} ({count})"
            yield from (f"  {line}".rstrip() for line in lines)
    if not document.edits:
        yield ""
        yield "Nothing to repair."


def _fields(document: Document) -> Iterator[str]:
    line = document.dateline
    dateline = "; ".join(filter(None, (line.place, line.date, line.agency, line.iso_date))) if line else None
    language = f"{document.language} ({document.language_confidence:.2f})" if document.language else "unsure"
    found = {
        "language": language,
        "title": document.title,
        "byline": document.byline,
        "dateline": dateline,
        "timestamp": document.timestamp,
        "tags": ", ".join(document.tags),
        "sources": ", ".join(document.sources),
    }
    return (f"{name}: {revealed(value)}" for name, value in found.items() if value)


def _edits(document: Document) -> Iterator[str]:
    for number, edit in enumerate(document.edits, 1):
        if number > 1:
            yield ""
        yield from _edit(document.original, edit, number)
        yield f"   +{_short(edit.after)}"


def _suggestions(document: Document) -> Iterator[str]:
    for number, suggestion in enumerate(document.suggestions, 1):
        if number > 1:
            yield ""
        yield from _edit(document.original, suggestion, number)
        candidates = (f"{_short(text) or '(nothing)'} ({sure:.2f})" for text, sure in suggestion.candidates)
        yield f"   could be: {', '.join(candidates)}"


def _edit(original: str, edit: Edit, number: int) -> Iterator[str]:
    yield f"{number}. {' + '.join(edit.rules)}  {edit.defect}  {edit.level}  {edit.confidence:.2f}"
    yield f"   {edit.why}"
    left = revealed(original[max(0, edit.start - CONTEXT) : edit.start])
    right = revealed(original[edit.end : edit.end + CONTEXT])
    yield f"   {left}[{_short(edit.before, CONTEXT)}]{right}"
    yield f"   -{_short(edit.before)}"


def _captions(document: Document) -> Iterator[str]:
    for caption in document.captions:
        credit = f"  (credit: {revealed(caption.credit)})" if caption.credit else ""
        yield revealed(caption.text) + credit + ("  (archive)" if caption.archive else "")


def _flags(document: Document) -> Iterator[str]:
    for flag in document.flags:
        parts: list[str] = [flag.name]
        if flag.detail:
            parts.append(revealed(flag.detail))
        if flag.start is not None and flag.end is not None and flag.end > flag.start:
            parts.append(_short(document.original[flag.start : flag.end], 2 * CONTEXT))
        yield ": ".join(parts)


def _short(text: str, longest: int = LONGEST) -> str:
    if len(text) <= longest:
        return revealed(text)
    half = longest // 2
    return f"{revealed(text[:half])}{ELLIPSIS}{revealed(text[-half:])}"
