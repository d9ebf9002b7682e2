"""UTF-8 that was read in a single-byte code: where its sequences stand, and what they are.

A sequence is a lead byte and its continuation bytes, each shown as the character that the wrong code has for it. Bytes that
a code leaves undefined are shown as control characters, as browsers do (WHATWG Encoding), or were lost to `?` or U+FFFD.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from textfix.mojibake.strangeness import FREE_SCRIPTS, kind
from textfix.text.patterns import Pattern, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = (  # the likely ones first: of readings that are as good, the first is taken
    "cp1252", "cp1250", "cp1251", "mac_roman", "cp437", "cp1254", "cp1253", "cp1257", "iso8859-2", "cp850", "cp852", "koi8-r",
    "cp866", "mac_cyrillic", "iso8859-5", "iso8859-7", "cp1255", "cp1256",
)  # fmt: skip
PORTUGUESE = Pattern(r"(?:s|quel[ae]s?|quilo)\b(?!')")  # `às`, `àquele` …, of which the space is part of `à`
INVISIBLE = frozenset("\u2000\u2001\u2010\u200d\u200e\u200f")
LOST = "\N{REPLACEMENT CHARACTER}"


# A span, what it was, and whether no byte of it was lost. Units: code points, half-open. A bare tuple, since hostile texts are
# full of them, and the garbage collector walks instances of any subclass again and again.
Repair = tuple[int, int, str, bool]


@cache
def table(code: str) -> dict[str, int]:
    """Character -> byte from 0x80 on, with the control characters for what the code leaves undefined.

    Latin-1 is Windows-1252 with control characters; where both occur, one table reads both.
    """
    found: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        try:
            found[bytes((byte,)).decode(code)] = byte
        except UnicodeDecodeError:
            found[chr(byte)] = byte
    if code == "cp1252":
        for byte in range(0x80, 0xA0):
            found.setdefault(chr(byte), byte)
    return found


@cache
def undefined(code: str) -> tuple[int, ...]:
    """The bytes that a Windows code page leaves undefined: the ones that readers lose."""
    return tuple(byte for char, byte in table(code).items() if char == chr(byte) < "\xa0" and code != "cp1252") or (
        (0x81, 0x8D, 0x8F, 0x90, 0x9D) if code == "cp1252" else ()
    )


@cache
def sequences(code: str) -> Pattern:
    """Runs of whole sequences of UTF-8, as the code shows them (`whole`), or one that lost something (`lost`).

    No overlong forms and no codes beyond Unicode; surrogates only in pairs, as CESU-8 has them. What was lost is a byte, now
    U+FFFD, or the no-break space of byte 0xA0, now a space.
    """
    known = table(code)

    def chars(low: int, high: int, more: str = "") -> str:
        return "[" + "".join(literal(char) for char, byte in known.items() if low <= byte <= high) + more + "]"

    tail, lead3 = chars(0x80, 0xBF), chars(0xE1, 0xEF)
    any_tail = chars(0x80, 0xBF, LOST + " ")
    two = f"{chars(0xC2, 0xDF)}{tail}"
    three = f"{chars(0xE0, 0xE0)}{chars(0xA0, 0xBF)}{tail}|(?:{chars(0xE1, 0xEC)}|{chars(0xEE, 0xEF)}){tail}{{2}}"
    three += f"|{chars(0xED, 0xED)}{chars(0x80, 0x9F)}{tail}"
    pair = f"{chars(0xED, 0xED)}{chars(0xA0, 0xAF)}{tail}{chars(0xED, 0xED)}{chars(0xB0, 0xBF)}{tail}"
    four = f"{chars(0xF0, 0xF0)}{chars(0x90, 0xBF)}{tail}{{2}}|{chars(0xF1, 0xF3)}{tail}{{3}}"
    lost = f"{chars(0xC2, 0xDF)}[{LOST} ]|(?:{chars(0xE0, 0xE0)}|{lead3}){any_tail}{{2}}|{chars(0xF0, 0xF3)}{any_tail}{{3}}"
    if code == "cp1252":
        lost += "|â€(?:[?](?![A-Za-z])|(?!\\w))"
    return Pattern(f"(?P<whole>(?:{two}|{three}|{pair}|{four})++)|(?P<lost>{lost})")


def decoded(code: str, run: str) -> str:
    """What a run of whole sequences was."""
    known = table(code)
    data = bytes([known[char] for char in run])
    try:
        return data.decode()
    except UnicodeDecodeError:  # CESU-8
        return data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")


@cache
def ends(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The characters that stand for lead bytes, and those that stand for continuation bytes or what is left of one."""
    known = table(code)
    leads = frozenset(char for char, byte in known.items() if 0xC2 <= byte < 0xF4)
    return leads, frozenset(char for char, byte in known.items() if byte < 0xC0) | {LOST, " "}


@cache
def starts(code: str) -> frozenset[str]:
    """What whole sequences can begin with: a lead byte and a continuation byte."""
    known = table(code).items()
    tails = [char for char, byte in known if byte < 0xC0]
    return frozenset(char + tail for char, byte in known if 0xC2 <= byte < 0xF4 for tail in tails)


def guessed(code: str, run: str) -> str | None:
    """What a sequence was that lost something: the one good character that it can have been, or U+FFFD; None if neither."""
    known = table(code)
    if (LOST in run) == (" " in run):
        return "\N{RIGHT DOUBLE QUOTATION MARK}" if run.startswith("â€") and len(run) < 4 and LOST not in run else None
    if " " in run:
        try:
            char = bytes([known.get(char, 0xA0) for char in run]).decode()
        except UnicodeDecodeError:
            return None
        return char if kind(char) != "m" and (len(run) == 2 or kind(char) not in FREE_SCRIPTS) else None
    if all(kind(char) == "CYRILLIC" for char in run if char != LOST):
        return None
    found = set()
    for byte in undefined(code) if run.count(LOST) == 1 else ():
        with suppress(UnicodeDecodeError):
            char = bytes([known.get(char, byte) for char in run]).decode()
            if kind(char) not in "?!" and char not in INVISIBLE:
                found.add(char)
    return found.pop() if len(found) == 1 else LOST


def repairs_of(text: str, code: str) -> Iterator[Repair]:
    """All that could be UTF-8 in a text, if it was read in a code."""
    for match in sequences(code).finditer(text):
        first, last = match.span()
        if match["whole"]:
            yield first, last, decoded(code, match[0]), True
        elif (new := guessed(code, match[0])) is not None:
            if match[0][-1] == " " and len(match[0]) == 2 and (new == "à" or text[first - 1 : first].isalnum()):
                # `Ã` was `à` and the blank after it, or the no-break space of the sequence and the blank became one
                blank = text[last : last + 1] != " " and not PORTUGUESE.match(text, last)
                last -= blank
            yield first, last, new, False
