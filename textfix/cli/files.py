"""Reading inputs and writing results: nothing is half written, and a rewritten file keeps what is not its text."""

from __future__ import annotations

import codecs
import errno
import os
import secrets
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from textfix.cli.terminal import binary_stdout
from textfix.errors import ReadError
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

STDIN = "-"
# The marks of UTF-32 first: that of UTF-32-LE begins with that of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OTHER_LINE_END = Pattern(r"(?<!\r)\n|\r(?!\n)")


class Decoded(NamedTuple):
    """A text, and what its bytes were apart from it."""

    text: str  # line ends as they are in the file
    encoding: str
    mark: bytes  # the byte order mark; empty where there was none


class Source(NamedTuple):
    """One input."""

    name: str  # for messages
    path: Path | None  # None: stdin
    raw: bytes
    text: str
    encoding: str
    mark: bytes


def read(argument: str) -> Source:
    """Read a file, or stdin where the argument is `-`.

    Raises: OSError; ReadError for what is not text.
    """
    if argument == STDIN:
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed")
        raw = sys.stdin.buffer.read()
        return Source("<stdin>", None, raw, *decode(raw))
    path = Path(argument)
    raw = path.read_bytes()
    return Source(argument, path, raw, *decode(raw))


def decode(raw: bytes) -> Decoded:
    """Decode UTF-8, or UTF-16 and UTF-32 where a byte order mark says so. Line ends are not translated.

    Raises: ReadError that names the first wrong byte.
    """
    mark, encoding = next((found for found in MARKS if raw.startswith(found[0])), (b"", "utf-8"))
    if encoding == "utf-8" and (nul := raw.find(0)) >= 0:
        raise ReadError(f"looks binary (byte 0x00 at offset {nul})")
    try:
        return Decoded(raw[len(mark) :].decode(encoding), encoding, mark)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise ReadError(f"not {name} (byte 0x{raw[at]:02x} at offset {at})") from error


def uses_crlf(text: str) -> bool:
    """Whether every line ends in CR LF."""
    return "\r\n" in text and not OTHER_LINE_END.search(text)


def in_style_of(original: str, clean: str) -> str:
    r"""The clean text as the file would hold it: with its line ends, and with a final newline if it had one.

    A file whose text is clean is not changed by that, whatever its line ends.

    >>> in_style_of("One .\r\n\r\nTwo.\r\n", "One.\n\nTwo.")
    'One.\r\n\r\nTwo.\r\n'
    """
    text = clean + "\n" if original.endswith(("\n", "\r")) else clean
    return text.replace("\n", "\r\n") if uses_crlf(original) else text


def check_rewritable(argument: str) -> None:
    """Refuse what cannot be replaced by a new file without breaking something: links, devices, pipes.

    Raises: OSError; ReadError with the reason.
    """
    mode = Path(argument).lstat().st_mode
    if stat.S_ISLNK(mode):
        raise ReadError("it is a symbolic link; name the file that it points to")
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise ReadError("it is not a regular file")


def rewrite(source: Source, path: Path, text: str, backup: str | None) -> None:
    """Replace the text of a file and keep its mark, encoding, mode and owner.

    With `backup`, a suffix, the file is copied first.

    Raises: OSError.
    """
    status = path.lstat()
    if backup:
        copy = path.with_name(path.name + backup)
        with replacing(copy, like=status) as file:
            file.write(source.raw)
        os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))
    with replacing(path, like=status) as file:
        file.write(source.mark + text.encode(source.encoding))


@contextmanager
def replacing(path: Path, like: os.stat_result | None = None) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of `path` at the end; if anything fails, `path` is as it was.

    The new file gets mode and owner (the owner as far as we may) of `like`, or what any new file gets.
    """
    temporary = path.with_name(f".textfix-{secrets.token_hex(8)}.tmp")
    # Until it has its final mode, nobody else may read what could be private.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if like else 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if like:
            _take_over(temporary, like)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _take_over(path: Path, like: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # only root gives files away
            os.chown(path, like.st_uid, like.st_gid)
    path.chmod(stat.S_IMODE(like.st_mode))  # after the owner: a change of owner clears the set-user-id bit


@contextmanager
def opened(output: str | None) -> Iterator[BinaryIO]:
    """Where results go: stdout for None and `-`, otherwise the file, which appears at the end and whole.

    Raises: OSError.
    """
    if output in (None, STDIN):
        yield binary_stdout()
        return
    path = Path(os.path.realpath(str(output)))  # as with a redirection, a link stays and its target is written
    status = path.stat() if path.exists() else None
    if status is None or stat.S_ISREG(status.st_mode):
        with replacing(path, like=status) as file:
            yield file
    else:  # a device or pipe must not be replaced by a file; a folder fails here
        with path.open("wb") as file:
            yield file
