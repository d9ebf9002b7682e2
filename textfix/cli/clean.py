"""`textfix clean`: clean files or stdin."""

from __future__ import annotations

import difflib
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from textfix.cli import files
from textfix.cli.settings import add_flags, make_cleaner
from textfix.cli.terminal import DIFFERS, complain, emit, in_one_line, say, table, visible
from textfix.errors import ReadError
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Callable, Iterable, Iterator

    from textfix.cleaner import Cleaner
    from textfix.cli.files import Source
    from textfix.model import Document

    Cleaned = tuple[Source, Document]

FORMATS = ("text", "json", "jsonl")
LINE = Pattern(r"[^\n]*\n|[^\n]+")
NO_NEWLINE = "\n\\ No newline at end of file\n"  # the mark that diff and patch know
# `--backup a.txt` would take the file for the suffix, and leave it out of the work without a word.
SUFFIX = Pattern(r"[.~_-][^/\\]*")
# Legal in JSON strings, but C1 steers terminals, and many readers take NEL and the separators for line ends.
UNSAFE_IN_JSON = Pattern("[\x7f-\x9f\u2028\u2029]")
JSON_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add `clean` to the commands."""
    parser = commands.add_parser(
        "clean", help="clean files or stdin", description="Clean files or stdin.", allow_abbrev=False
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files; - or none at all for stdin")
    parser.add_argument("-o", "--output", metavar="OUT", help="write the result to this file instead of stdout")
    parser.add_argument("--format", choices=FORMATS, help="default: text for one input, jsonl for several")
    parser.add_argument("--in-place", action="store_true", help="rewrite the files")
    parser.add_argument(
        "--backup", nargs="?", const=".bak", metavar="SUFFIX", help="with --in-place: copy each file first (.bak)"
    )
    parser.add_argument("--check", action="store_true", help="only name the files that would change; exit 1 if any")
    parser.add_argument("--diff", action="store_true", help="show what would change as a unified diff; exit 1 if any")
    parser.add_argument("--stats", action="store_true", help="count what was done, on stderr")
    add_flags(parser)
    parser.set_defaults(run=run, fail=parser.error)


@dataclass
class Tally:
    """What happened so far."""

    code: int = 0  # the gravest exit code
    inputs: int = 0
    changed: int = 0
    edits: Counter[str] = field(default_factory=Counter)  # by pass
    removed: Counter[str] = field(default_factory=Counter)  # by role
    suggestions: int = 0

    def fail(self, code: int) -> None:
        """Note an exit code. The gravest is the highest."""
        self.code = max(self.code, code)


def run(args: Namespace) -> int:
    """Clean the inputs and return the exit code.

    Raises: ConfigError, OSError.
    """
    paths = args.paths or [files.STDIN]
    if complaint := _complaint(args, paths):
        args.fail(complaint)
    cleaner, tally = make_cleaner(args), Tally()
    cleaned = _cleaned(cleaner, paths, args, tally)
    if args.in_place:
        _rewrite(cleaned, args.backup, tally)
    elif args.check or args.diff:
        _compare(cleaned, args, tally)
    else:
        try:
            _write(cleaned, args, len(paths))
        except OSError as error:
            if args.output in (None, files.STDIN):
                raise  # what becomes of stdout is for `main` to say
            tally.fail(complain(f"cannot write {args.output}", error))
    if args.stats:
        for line in table(_stats(tally)):
            say(line)
    return tally.code


def _complaint(args: Namespace, paths: list[str]) -> str | None:
    compares = args.check or args.diff
    rules = (
        (
            args.backup is not None and not SUFFIX.fullmatch(args.backup),
            f"--backup: {args.backup!r} is no suffix such as .bak (a file after --backup? write --backup=.bak)",
        ),
        (args.in_place and files.STDIN in paths, "--in-place needs files, not stdin"),
        (args.in_place and args.output is not None, "--in-place writes no other file: leave out -o"),
        (args.in_place and compares, "--in-place does not go with --check or --diff"),
        (args.in_place and args.format, "--in-place writes the text: leave out --format"),
        (args.backup is not None and not args.in_place, "--backup goes with --in-place"),
        (compares and args.output is not None, "--check and --diff write no file: leave out -o"),
        (compares and args.format, "--check and --diff know no --format"),
        (
            args.output is not None and len(paths) > 1 and args.format == "text",
            "-o with several inputs needs --format json or jsonl",
        ),
        (paths.count(files.STDIN) > 1, "stdin can be read only once"),
    )
    return next((complaint for broken, complaint in rules if broken), None)


def _cleaned(cleaner: Cleaner, paths: Iterable[str], args: Namespace, tally: Tally) -> Iterator[Cleaned]:
    for path in paths:
        tally.inputs += 1
        try:
            if args.in_place:
                files.check_rewritable(path)
            source = files.read(path)
        except (OSError, ReadError) as error:
            tally.fail(complain(f"cannot {'rewrite' if args.in_place else 'read'} {path}", error))
            continue
        document = cleaner.clean(source.text)
        if args.stats:
            _count(source, document, tally)
        yield source, document


# ---------------------------------------------------------------------- results


def _write(cleaned: Iterator[Cleaned], args: Namespace, inputs: int) -> None:
    first = next(cleaned, None)
    if first is None:  # nothing could be read: a file that stands at OUT stays
        return
    form: Callable[[Iterable[Cleaned]], Iterator[str]]
    match args.format or ("text" if inputs == 1 else "jsonl"):
        case "text":
            form = _as_text if inputs == 1 else _as_texts
        case "json":
            form = _as_json if inputs == 1 else _as_array
        case _:
            form = _as_lines
    with files.opened(args.output) as output:
        for part in form(chain([first], cleaned)):
            output.write(part.encode("utf-8"))


def _as_text(cleaned: Iterable[Cleaned]) -> Iterator[str]:
    for _, document in cleaned:
        yield document.text + "\n" if document.text else ""


def _as_texts(cleaned: Iterable[Cleaned]) -> Iterator[str]:
    gap = ""
    for source, document in cleaned:
        yield f"{gap}==> {in_one_line(source.name)} <==\n"
        yield document.text + "\n" if document.text else ""
        gap = "\n"


def _as_lines(cleaned: Iterable[Cleaned]) -> Iterator[str]:
    for _, document in cleaned:
        yield _safe_json(document.model_dump_json()) + "\n"


def _as_json(cleaned: Iterable[Cleaned]) -> Iterator[str]:
    for _, document in cleaned:
        yield _safe_json(document.model_dump_json(indent=2)) + "\n"


def _as_array(cleaned: Iterable[Cleaned]) -> Iterator[str]:
    gap = "[\n"
    for _, document in cleaned:
        yield gap + textwrap.indent(_safe_json(document.model_dump_json(indent=2)), "  ")
        gap = ",\n"
    yield "\n]\n"


def _safe_json(json: str) -> str:
    return json.translate(JSON_ESCAPES) if UNSAFE_IN_JSON.search(json) else json


# ---------------------------------------------------------------------- in place, check, diff


def _rewrite(cleaned: Iterable[Cleaned], backup: str | None, tally: Tally) -> None:
    for source, document in cleaned:
        text = files.in_style_of(source.text, document.text)
        if source.path is None or text == source.text:
            continue
        try:
            files.rewrite(source, source.path, text, backup)
        except OSError as error:
            tally.fail(complain(f"cannot rewrite {source.name}", error))


def _compare(cleaned: Iterable[Cleaned], args: Namespace, tally: Tally) -> None:
    for source, document in cleaned:
        text = files.in_style_of(source.text, document.text)
        if text == source.text:
            continue
        tally.fail(DIFFERS)
        if args.check:
            say(source.name)
        if args.diff:
            for line in _diff(source, text):
                emit(line)


def _diff(source: Source, text: str) -> Iterator[str]:
    before, after = source.text, text
    if files.uses_crlf(before):
        before, after = before.replace("\r\n", "\n"), after.replace("\r\n", "\n")
    name = in_one_line(source.name)
    for line in difflib.unified_diff(LINE.findall(before), LINE.findall(after), name, name):
        yield visible(line if line.endswith("\n") else line + NO_NEWLINE)


# ---------------------------------------------------------------------- stats


def _count(source: Source, document: Document, tally: Tally) -> None:
    tally.changed += files.in_style_of(source.text, document.text) != source.text
    tally.edits.update(document.scores.counts)
    tally.removed.update(segment.role for segment in document.removed)
    tally.suggestions += len(document.suggestions)


def _stats(tally: Tally) -> Iterator[tuple[str, str]]:
    rows = [("inputs", tally.inputs), ("changed", tally.changed)]
    rows += [(f"edits: {name}", count) for name, count in sorted(tally.edits.items())]
    rows += [(f"removed: {role}", count) for role, count in sorted(tally.removed.items())]
    rows.append(("suggestions", tally.suggestions))
    width = max(len(str(count)) for _, count in rows)
    for name, count in rows:
        yield name, str(count).rjust(width)
