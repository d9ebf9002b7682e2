"""What reaches the terminal: results on stdout, messages on stderr, and never a raw control character of an input."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.errors import ReadError

# Exit codes.
DIFFERS = 1  # only of --check and --diff
USAGE = 2
REJECTED = 65  # EX_DATAERR of sysexits.h: an input is not text
FAILED = 74  # EX_IOERR: an input or output failed
INTERRUPTED = 130  # what shells give for SIGINT: 128 + 2

RETURN_SYMBOL = "\N{RETURN SYMBOL}"


def _escapes(*ranges: tuple[int, int]) -> dict[int, str]:
    """What `str.translate` needs to write characters as Python escapes. Units: code points, first and last."""
    return {code: ascii(chr(code))[1:-1] for first, last in ranges for code in range(first, last + 1)}


# What moves the cursor, colours, reorders or breaks lines, and what no encoding holds.
UNSAFE = _escapes(
    (0x00, 0x08),  # C0 without tab and newline
    (0x0B, 0x1F),
    (0x7F, 0x9F),  # DEL and C1
    (0x061C, 0x061C),  # bidirectional controls
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2066, 0x2069),
    (0x2028, 0x2029),  # line and paragraph separator
    (0xD800, 0xDFFF),  # lone surrogates
)
# What cannot be seen or looks like a plain space harms no terminal, but a reader could not tell what was repaired.
UNSEEN = UNSAFE | _escapes(
    (0x09, 0x09),
    (0xA0, 0xA0),
    (0xAD, 0xAD),
    (0x1680, 0x1680),
    (0x180E, 0x180E),
    (0x2000, 0x200D),
    (0x202F, 0x202F),
    (0x205F, 0x2064),
    (0x3000, 0x3000),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),
)


def visible(text: str) -> str:
    r"""The text with its control characters as escapes; newlines and tabs stay.

    >>> visible("red: \x1b[31m")
    'red: \\x1b[31m'
    """
    return text.translate(UNSAFE)


def revealed(text: str) -> str:
    r"""The text in one line, with all that cannot be seen as escapes and newlines as ⏎.

    >>> revealed("so\xad-called\n")
    'so\\xad-called⏎'
    """
    return text.translate(UNSEEN).replace("\n", RETURN_SYMBOL)


def in_one_line(text: str) -> str:
    r"""The text, such as a file name or a message, without control characters and newlines.

    >>> in_one_line("a\nb")
    'a\\nb'
    """
    return visible(text).replace("\n", r"\n")


def emit(text: str) -> None:
    """Write a part of the result to stdout, in UTF-8 whatever the locale.

    Raises: OSError.
    """
    binary_stdout().write(text.encode("utf-8"))


def binary_stdout() -> BinaryIO:
    """Stdout, for bytes.

    Raises: OSError where the process was started without one (`>&-`).
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    return sys.stdout.buffer


def say(message: str) -> None:
    """Write one line to stderr. Where nobody listens there, the work goes on."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(in_one_line(message), file=sys.stderr)


def complain(what: str, error: OSError | ReadError) -> int:
    """Tell on stderr what could not be done to an input or output, and return the exit code for it."""
    if isinstance(error, OSError):
        say(f"textfix: {what}: {error.strerror or error}")
        return FAILED
    say(f"textfix: {what}: {error}")
    return REJECTED


def flush() -> None:
    """Push out what is buffered for stdout.

    Raises: OSError.
    """
    if sys.stdout is not None:
        sys.stdout.flush()


def abandon_stdout() -> None:
    """Send what is still buffered to nowhere, so that the interpreter does not stumble over it when it shuts down."""
    if sys.stdout is not None:
        with suppress(OSError):  # a stdout that is no file has nothing to stumble over
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


def table(rows: Iterable[Sequence[str]], gap: str = "  ") -> list[str]:
    """Lines with the columns aligned to the left. All rows have the same number of columns."""
    cells = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [gap.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
