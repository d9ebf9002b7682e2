"""Which code a line of UTF-8 was read in, if any, and which of its words were.

Every code gives a reading of the line. The best is the one that takes away the most strangeness; a line from which it takes
away little is left alone, and so is a word that it would make stranger.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from textfix.mojibake.sequences import CODES, Repair, decoded, ends, repairs_of, sequences, starts, table
from textfix.mojibake.strangeness import DIACRITICS, RARELY, kind, strangeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LAYERS = 4  # of mojibake on one another
SAMPLE = 2000  # code points from the first sign of trouble by which the codes of a long line are told
CANDIDATES = 4  # codes whose readings of a line are compared: those that explain most of it
# Strangeness that a reading must take away from a line; from a line of which it changes letters only; from a word, to count.
LEAST, LEAST_OF_LETTERS, LEAST_OF_A_WORD = 1.0, 2.5, 0.75
SURE = 2.0  # taken away from a line: it was read in this code …
TOLERATED = 1.0  # … and a word of it may become this much stranger
MOST_LEFT = 6.0  # strangeness of a word after its repair, unless it was twice as strange before
# What a sequence says beyond how strange it looks, by its bytes, if it holds more than letters.
SAYS = {2: 0.2, 3: 1.0, 4: 2.0}
LETTERLIKE = frozenset({"l", "L", "CYRILLIC", "GREEK"})


class Gain(NamedTuple):
    taken: float  # strangeness that a repair takes away from a word
    left: float  # and that it leaves
    deeper: bool = False  # it is not the last layer


NOT_BELIEVED = Gain(-math.inf, 0.0)
Known = dict[tuple[str, str], Gain]  # word, repaired word


def repaired(line: str, at: int = 0) -> str:
    """A line without mojibake, whatever its layers; the same if no reading is better. `at` is where trouble shows first.

    >>> repaired("CafÃ© Â« Ã€ lâ€™heure Â»")
    'Café « À l’heure »'
    """
    for _ in range(LAYERS):
        repairs, settled = best_reading(line, at)
        line = _done(line, repairs, 0, len(line))
        if settled or not repairs:
            break
    return line


def best_reading(text: str, at: int = 0) -> tuple[list[Repair], bool]:
    """The repairs of a line, of the one code that makes it the least strange; none if none makes it better.

    With them, whether they are the last layer.
    """
    best: tuple[float, list[Repair]] = (0.0, [])
    known: Known = {}
    settled = True
    long = len(text) > SAMPLE
    for code, repairs in _candidates(text[at : at + SAMPLE] if long else text):
        if long:
            repairs = _readable(text, code)
        words = [(_gain(text, code, word, known), word) for word in _words(text, repairs)]
        total = sum(gain.taken for gain, _ in words if gain.taken >= LEAST_OF_A_WORD)
        if total > best[0]:
            sure = total >= SURE
            whole = sure and _explains(text, repairs)
            chosen = [(gain, word) for gain, word in words if gain.taken >= _least(text, word, sure=sure, whole=whole)]
            best = total, [repair for _, word in chosen for repair in word]
            settled = not any(gain.deeper for gain, _ in chosen)
            if whole and len(chosen) == len(words):
                break  # nothing is left to explain
    total, repairs = best
    believed = total >= (LEAST_OF_LETTERS if _only_letters(text, repairs) else LEAST)
    return (repairs, settled) if believed else ([], True)


def _candidates(text: str) -> list[tuple[str, list[Repair]]]:
    """The codes that a line may have been read in, with their readings, the one that explains most of it first.

    Of those with equal readings only the first.
    """
    chars = set(text)
    beyond = [char for char in chars if not char.isascii()]
    beside = {a + b for a, b in pairwise(text) if a > "\x7f" and b > "\x7f"}
    seen: set[tuple[int | None, ...]] = set()
    found: list[tuple[int, int, str, list[Repair]]] = []
    for rank, code in enumerate(CODES):
        leads, tails = ends(code)
        if chars.isdisjoint(leads) or chars.isdisjoint(tails) or (rank and beside.isdisjoint(starts(code))):
            continue  # only the first code is believed where no sequence is whole
        known = table(code)
        as_bytes = tuple([known.get(char) for char in beyond])
        if as_bytes not in seen:
            seen.add(as_bytes)
            repairs = _readable(text, code)
            if repairs and not any(repairs == other for *_, other in found):
                found.append((-sum([end - start for start, end, _, _ in repairs]), rank, code, repairs))
    return [(code, repairs) for _, _, code, repairs in sorted(found)[:CANDIDATES]]


def _readable(text: str, code: str) -> list[Repair]:
    """What could be UTF-8. Sequences that lost something count beside whole ones; alone, only the commonest do."""
    repairs = [*repairs_of(text, code)]
    if any(whole for _, _, _, whole in repairs):
        return repairs
    if code != CODES[0]:
        return []
    return [repair for repair in repairs if repair[2][0] == "à" or " " not in text[repair[0] : repair[1] + 1]]


def _least(text: str, word: list[Repair], *, sure: bool, whole: bool) -> float:
    """Above how much must be taken away from a word."""
    return -TOLERATED if whole or (sure and not _only_letters(text, word)) else LEAST_OF_A_WORD


def _done(text: str, repairs: Iterable[Repair], at: int, end: int) -> str:
    """A span of a text with its repairs done."""
    parts: list[str] = []
    for start, last, new, _ in repairs:
        parts += text[at:start], new
        at = last
    return "".join(parts) + text[at:end]


def _explains(text: str, repairs: list[Repair]) -> bool:
    """Whether every letter of a line beyond ASCII is part of a repair: then the whole line was read in that code."""
    at = 0
    for start, end, _, _ in (*repairs, (len(text), len(text), "", True)):
        between = text[at:start]
        if not between.isascii() and any(char.isalpha() and not char.isascii() for char in between):
            return False
        at = end
    return True


def _only_letters(text: str, repairs: Iterable[Repair]) -> bool:
    """Whether repairs replace nothing but letters: a sign is a surer mark of mojibake."""
    return all(whole and all(kind(char) in LETTERLIKE for char in text[start:end]) for start, end, _, whole in repairs)


def _words(text: str, repairs: Iterable[Repair]) -> Iterator[list[Repair]]:
    """Repairs that stand in one word together."""
    word: list[Repair] = []
    for repair in repairs:
        if word and " " in text[word[-1][1] : repair[0]]:
            yield word
            word = []
        word.append(repair)
    if word:
        yield word


def _gain(text: str, code: str, word: list[Repair], known: Known) -> Gain:
    """How much strangeness the repairs in a word take away, also if it is not the last layer, and how much they leave."""
    first, last = word[0][0], word[-1][1]
    while first > 0 and text[first - 1] not in " \n":
        first -= 1
    while last < len(text) and text[last] not in " \n":
        last += 1
    before, after = text[first:last], _done(text, word, first, last)
    key = (before, after)
    if key not in known:
        known[key] = _weighed(text, code, word, before, after)
    return known[key]


def _weighed(text: str, code: str, word: list[Repair], before: str, after: str) -> Gain:
    controls = code.startswith(("cp125", "iso"))  # codes in which a second layer shows control characters
    new = "".join([repair for _, _, repair, _ in word])
    if any(kind(char) == "?" or (kind(char) == "!" and not (controls and char < "\xa0")) for char in set(new)):
        return NOT_BELIEVED
    left, once = strangeness(after), after
    for _ in range(LAYERS):
        deeper = _peeled(code, after) if left else after
        if left and deeper == after:
            deeper = _peeled(CODES[0], after)
        if deeper == after:
            break
        after, left = deeper, min(left, strangeness(deeper))
    was = strangeness(before)
    if left > MOST_LEFT and left > was / 2:
        return NOT_BELIEVED  # a garble of garbles: nobody knows what it was
    said = sum([SAYS[len(char.encode())] for repair in word if _says(text, repair) for char in repair[2]])
    said -= RARELY * sum([char in DIACRITICS for char in new])
    return Gain(was + said - left, left, after != once)


def _says(text: str, repair: Repair) -> bool:
    """Whether a run is more than letters, or a letter and the marks that stand beside words."""
    start, end, _, whole = repair
    run = text[start:end]
    return whole and not run.isalpha() and any(kind(char) not in ".q" for char in run[1:])


def _peeled(code: str, text: str) -> str:
    """A text without one more layer of mojibake."""
    parts: list[str] = []
    at = 0
    for match in sequences(code).finditer(text):
        if match["whole"]:
            parts += text[at : match.start()], decoded(code, match[0])
            at = match.end()
    return "".join(parts) + text[at:]
