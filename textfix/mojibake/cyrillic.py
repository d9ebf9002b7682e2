"""Cyrillic in one single-byte code that was read in another (`Ïðèâåò`, `рТЙЧЕФ`, `оПХБЕР` for `Привет`).

No byte is wrong here: every reading is a text. What tells them apart is which letters follow one another. A line is cut into
words; each word costs what its letters cost as they stand, and what they cost in the other reading; and the cheapest way through
the line, where a change of reading has its price, says which words were misread.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from textfix.data.letters import letter_pairs
from textfix.mojibake.strangeness import kind, together
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

# (what it was, what it was read in), the usual ones first.
CHAINS = (
    ("cp1251", "cp1252"), ("koi8-u", "cp1251"), ("cp1251", "koi8-r"), ("koi8-u", "cp1252"), ("cp866", "cp1251"),
    ("cp866", "cp1252"), ("cp1251", "cp866"), ("iso8859-5", "cp1252"), ("iso8859-5", "cp1251"), ("cp1251", "mac_roman"),
    ("mac_cyrillic", "cp1252"), ("cp1251", "cp437"), ("cp1251", "iso8859-5"),
)  # fmt: skip

WORD = Pattern(r"[^ \n]++")
# Costs in nats, as in the table: of a pair that some Latin alphabet has, that none has, of a letter beside a sign, of one
# beside a letter of another script or of no East Slavic language, of a capital after a small letter.
LATIN, NO_LATIN, SIGN, MIXED, CAPITAL = 3.5, 8.0, 6.0, 9.0, 5.0
CHANGE = 6.0  # of going from one reading to the other within a line
SURE = 10.0  # that a reading must save
MARK = 6.0  # of a letter that would have been a mark
ABBREVIATION = 6  # letters
LETTERS = Pattern(r"[^\W\d_]++")
SAMPLE = 2000  # code points from the first sign of trouble by which the chain of a long line is told
USUAL = 3.4  # a pair: good Cyrillic costs 2.5, chance twice as much


@cache
def mapping(was: str, read: str) -> dict[int, str]:
    """What a reader showed -> what it was, for `str.translate`; control characters for what the reader's code leaves undefined."""
    found: dict[int, str] = {}
    for byte in range(0x80, 0x100):
        one = bytes((byte,))
        shown, meant = one.decode(read, "ignore") or chr(byte), one.decode(was, "ignore")
        if meant and shown != meant:
            found[ord(shown)] = meant
    return found


@lru_cache(maxsize=1 << 14)
def _pair_cost(a: str, b: str) -> float:
    known = letter_pairs().get(a.lower() + b.lower())
    if known is not None:
        return known + (CAPITAL if a.islower() and b.isupper() else 0.0)
    one, other = kind(a), kind(b)
    if a == " " or b == " " or (a.isascii() and b.isascii()):
        return LATIN
    if {one, other} <= set("aAlL"):
        return LATIN if a.isascii() or b.isascii() or together(a, b) else NO_LATIN
    return MIXED if a.isalpha() and b.isalpha() else SIGN


def _cost(word: str) -> float:
    """What the letters of a word cost, with its two ends. Marks around it cost nothing, marks inside end it."""
    total = 0.0
    for part in PARTS.findall(word):
        total += sum([_pair_cost(a, b) for a, b in pairwise(f" {part} ")])
    return total


PARTS = Pattern(r"[^\s\d!-/:-@\[-`{-~«»“”„‘’–—…]++")


def reread(line: str, at: int = 0) -> str:
    """A line with the words that were misread as they were; the same if none was. `at` is where trouble shows first.

    >>> reread("Ïðèâåò èç Ìîñêâû")
    'Привет из Москвы'
    """
    sample = line if len(line) <= SAMPLE else line[at : at + SAMPLE]
    chars = {ord(char) for char in set(sample)}
    best, chain = SURE, None
    for was, read in CHAINS:
        table = mapping(was, read)
        if not chars.isdisjoint(table) and (saved := _way(sample, table)[0]) > best:
            best, chain = saved, table
    return _way(line, chain)[1] if chain else line


def _way(line: str, table: Mapping[int, str]) -> tuple[float, str]:
    """What the cheapest way through a line saves, and the line that it makes."""
    words = WORD.findall(line)
    others = [word.translate(table) for word in words]
    plain = misread = 0.0
    entered, left = [], []  # for each word: whether the best way to it in either reading changes the reading before it
    for word, other in zip(words, others, strict=True):
        gain = 0.0 if word == other else _cost(word) - _cost(other) - _marks(word, other)
        if gain > 0 and _is_abbreviation(word):
            gain = 0.0
        entered.append(plain - CHANGE > misread)
        left.append(misread - CHANGE > plain)
        plain, misread = max(plain, misread - CHANGE), max(misread, plain - CHANGE) + gain
    best, wrong = max(plain, misread), misread > plain
    run: list[str] = []
    for k in range(len(words) - 1, -1, -1):
        if wrong:
            words[k] = others[k]
            run.append(others[k])
        wrong = not entered[k] if wrong else left[k]
    if not _is_usual(" ".join(run)):
        return 0.0, line
    fixed = iter(words)
    return best, WORD.sub(lambda _: next(fixed), line)


def _is_abbreviation(word: str) -> bool:
    """Whether a word is a few Cyrillic capitals, or several such with marks between them (`КХП-БНФ`): then it proves nothing
    that they are no Russian word."""
    return (
        word.isupper()
        and all(len(part) <= ABBREVIATION for part in LETTERS.findall(word))
        and all(kind(char) in ("CYRILLIC", ".", "q") or not char.isalnum() for char in word)
    )


def _marks(word: str, other: str) -> float:
    return sum([MARK for a, b in zip(word, other, strict=True) if a != b and a.isalpha() and not b.isalpha()])


def _is_usual(text: str) -> bool:
    """Whether a text is Cyrillic as it is written, and not only less odd than before."""
    parts = [part for part in PARTS.findall(text) if not part.isascii()]
    return sum(map(_cost, parts)) <= USUAL * sum(len(part) + 1 for part in parts)
