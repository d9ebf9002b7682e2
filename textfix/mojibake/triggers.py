"""What mojibake cannot do without and good text hardly has: the literals by which it is found."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from string import ascii_lowercase

from textfix.data.letters import letter_pairs
from textfix.mojibake.cyrillic import CHAINS, mapping
from textfix.mojibake.sequences import CODES, LOST, table
from textfix.mojibake.strangeness import HARDLY, kind, strangeness

MARKS = "‘’“”„–—…•€™‚«»′″‹›№→"  # signs of three bytes that stand in texts of any language
LATIN_LEADS = frozenset("ÂÃÄÅÐÑÎÏ×ØÙ")
MACEDONIAN = frozenset("ѕЅѓЃќЌ")  # letters before which none of its words has a capital Р or С
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
# In nats, as in the table of letter pairs.
USUAL_PAIR, USUAL_TRIPLE, RARE, RARE_TRIPLE = 4.0, 6.0, 8.0, 10.5
# What was lost, and beginnings of three- and four-byte sequences.
OTHERS = (
    {f"Ã{blank}" for blank in (" ", "\N{NO-BREAK SPACE}", "™")}
    | {"Â\N{NO-BREAK SPACE}", "â€", "ï¿½", "ï»¿", "ðŸ", "áº", "á»", "Г‚В", "ГѓВ"}
    | {f"â{tail}" for tail in "œš˜™†‡ˆž¬\xad"}
    | {f"{lead}{LOST}" for lead in "ÃÄÅÐÑ"}
)


@cache
def pairs() -> frozenset[str]:
    """The first two characters of sequences, where they tell enough, and whole marks."""
    found = set(OTHERS)
    for code in CODES:
        shown = {byte: char for char, byte in table(code).items()}
        for lead in range(0xC2, 0xE0):
            for tail in range(0x80, 0xC0):
                char = bytes((lead, tail)).decode()
                if kind(char) not in "?!s" or char in "£°»«©®§½":
                    pair = shown[lead] + shown[tail]
                    if _tells(pair):
                        found.add(pair)
        for lead in range(0xE0, 0xF0):
            for tail in range(0x80, 0xC0):
                pair = shown[lead] + shown[tail]
                if strangeness(pair) >= HARDLY and kind(pair[1]) in "sx":
                    found.add(pair)
        found |= {
            small + shown[lead]
            for small in ascii_lowercase
            for lead in (0xC3, 0xC4, 0xC5)
            if shown[lead].isupper() or shown[lead] == "ƒ"
        }
        for mark in MARKS:
            with suppress(KeyError):
                found.add("".join(shown[byte] for byte in mark.encode()))
    return frozenset(found)


def _tells(pair: str) -> bool:
    first, second = kind(pair[0]), kind(pair[1])
    if second == "q":
        return pair[0] in LATIN_LEADS
    return (
        strangeness(pair) >= HARDLY
        or "+" in (first, second)
        or "x" in (first, second)
        or (pair[0] in "РС" and pair[1] in MACEDONIAN)
    )


@cache
def misread() -> frozenset[str]:
    """What common pairs and triples of Cyrillic letters look like in another code, where nobody writes that."""
    usual = letter_pairs()
    pairs = [pair for pair, cost in usual.items() if cost < USUAL_PAIR and " " not in pair]
    triples = [
        pair + third for pair in pairs for third in RUSSIAN if usual[pair] + usual[pair[1] + third] < USUAL_TRIPLE
    ]
    found: set[str] = set()
    for was, read in CHAINS:
        shown = {meant: chr(char) for char, meant in mapping(was, read).items()}
        for text in (*pairs, *triples, *map(str.title, pairs)):
            image = "".join(shown.get(char, char) for char in text)
            if (
                text.istitle()
                and kind(image[0]) == kind(image[1]) == "CYRILLIC"
                and image[0].islower()
                and image[1].isupper()
            ):
                found.add(image)
            if len(text) == 2 and strangeness(image) >= HARDLY:
                found.add(image)
            if len(text) == 3 and all(kind(char) == "CYRILLIC" for char in image):
                low = image.lower()
                if usual.get(low[:2], RARE) + usual.get(low[1:], RARE) > RARE_TRIPLE:
                    found.add(image)
    return frozenset(found)
