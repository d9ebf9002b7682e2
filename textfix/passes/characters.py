"""Characters that are not what a reader sees: controls, soft hyphens, zero-width and bidi marks, ligatures, not NFC.

Controls, soft hyphens, byte-order marks and zero-width spaces stand for nothing in running text and go. Joiners stay where
they do work: between the letters of scripts that join, and inside emoji. Direction marks stay in paragraphs with
right-to-left letters. Tag characters and runs of variation selectors can smuggle text past a reader: they are flagged and
stay. What NFC would compose is composed word by word; `10²` and `½` are no ligatures and stay.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.text.edits import Edit, edits_from_change
from textfix.text.patterns import Pattern
from textfix.text.scan import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

CONTROLS = frozenset(map(chr, [*range(0x01, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]))
NOTHING = frozenset("\u00ad\ufeff\u200b\u2060\u180e\ufff9\ufffa\ufffb")
JOINERS = frozenset("\u200c\u200d")
DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LIGATURES = {char: unicodedata.normalize("NFKC", char) for char in "ﬀﬁﬂﬃﬄﬅﬆŉǄǅǆǇǈǉǊǋǌĲĳ"}
FULL_WIDTH = {
    chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
LOST = "\N{REPLACEMENT CHARACTER}"
ZWJ = "\N{ZERO WIDTH JOINER}"
BLACK_FLAG = "\N{WAVING BLACK FLAG}"
FLAGGED = {LOST: "lost_characters"} | dict.fromkeys("\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "bidi_characters")

ESCAPE = Pattern(r"\x1b(?:\[[0-9;?]{0,32}+[ -/]{0,4}+[@-~]|\][^\x07\x1b\n]{0,256}+(?:\x07|\x1b\\)|[@-Z\\^_])")
TAGS = Pattern(r"\U0001F3F4[\U000E0020-\U000E007E]{2,6}+\U000E007F|[\U000E0000-\U000E007F]++")
SELECTORS = Pattern("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}+")  # one selects a form of its letter; a run is a message
RIGHT_TO_LEFT = Pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
JOINING = Pattern(
    "[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufefc]"
)  # Arabic, Indic, Burmese, Khmer, Mongolian
PICTURE = Pattern(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3]")
JOINER_RUN = Pattern("[\u200c\u200d]++")
WORD = Pattern(r"\S++")
LONG_WORD = 1000  # code points: above, `unicodedata.normalize` can be quadratic in combining marks

CONTROL = Rule(
    id="characters/control",
    defect="CHAR03",
    why="a control character or terminal escape stands for nothing in a text",
    canonical=True,
    examples=(Example("Prices\x07 rose \x1b[31msharply\x1b[0m.", "Prices rose sharply."),),
    keeps=("Prices rose [31m sharply.",),
)
INVISIBLE = Rule(
    id="characters/invisible",
    defect="CHAR03",
    why="a soft hyphen, byte-order mark, zero-width or direction mark that does no work here",
    canonical=True,
    examples=(
        Example("The inter\u00adnatio\u200bnal bank", "The international bank"),
        Example("\ufeffThe bank\u200e", "The bank"),
        Example("word\u200dword", "wordword"),
    ),
    keeps=("Family: \U0001f468\u200d\U0001f469\u200d\U0001f467", "می\u200cخواهم", "\u200fשלום (A)"),
)
NFC = Rule(
    id="characters/nfc",
    defect="CHAR07",
    why="letter and accent are one character in NFC",
    canonical=True,
    examples=(Example("cafe\u0301", "café"), Example("\u212bngstrom", "Ångstrom")),
    keeps=("café", "10² and ½"),
)
LIGATURE = Rule(
    id="characters/ligature",
    defect="CHAR07",
    why="a typographic ligature or digraph stands for its letters",
    examples=(
        Example("The ﬁrst o\ufb03ce", "The first office"),
        Example("\u01c4epovi, dovo\u01c9no, ko\u01cc", "DŽepovi, dovoljno, konj"),
        Example("\u0132sland en \u0149 huis", "IJsland en ʼn huis"),
    ),
    keeps=("Œuvre and æsthetic", "Straße", "Dž and lj and nj"),
)
WIDTH = Rule(
    id="characters/full-width",
    defect="CHAR07",
    why="full-width Latin letters and digits in a text that is not Chinese, Japanese or Korean",
    examples=(Example("The ＩＭＦ said so.", "The IMF said so."),),
    keeps=("株式会社ＮＴＴは", "价格：１２元"),
)
TAG = Rule(
    id="characters/tags",
    defect="CHAR10",
    why="tag characters and runs of variation selectors are invisible and can carry hidden text",
    level="suggest",
    examples=(
        Example("Hello\U000e0068\U000e0069 there", "Hello there"),
        Example("Hello 😀\U000e0158\U000e0155\U000e015c there", "Hello 😀 there"),
    ),
    keeps=(
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f won",
        "葛\U000e0100城市と❤\ufe0f and 1\ufe0f\u20e3",
    ),
)
COMPOSING_VOWELS = (
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35"
    "\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)
CJK = Pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uff0f\uff1a-\uff20]")


@cache
def _composing() -> frozenset[str]:
    """Characters whose presence can mean that a text is not in NFC: combining marks, and what NFC replaces."""
    return frozenset(
        char
        for char in map(
            chr,
            [
                *range(0x300, 0xAC00),
                *range(0xF900, 0xFB50),
                *range(0xFE20, 0xFE30),
                *range(0x10000, 0x12000),
                *range(0x16000, 0x17000),
                *range(0x1B000, 0x1F000),
                *range(0x2F800, 0x2FA20),
            ],
        )
        if unicodedata.combining(char) or not unicodedata.is_normalized("NFC", char) or _joins(char)
    )


def _joins(char: str) -> bool:
    # Vowel signs and jamo that are no combining marks by class, yet compose with the letter before them.
    return char in COMPOSING_VOWELS or "\u1161" <= char <= "\u1175" or "\u11a8" <= char <= "\u11c2"


def _triggers() -> tuple[Trigger, ...]:
    single = CONTROLS | NOTHING | JOINERS | DIRECTION | set(LIGATURES) | set(FULL_WIDTH) | {LOST} | _composing()
    tags = {chr(code) for code in (*range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0))}
    return tuple(Trigger(char, caseless=False) for char in sorted(single | tags))


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    done = 0  # the text is settled up to here
    checked = 0  # and in NFC up to here
    flagged: set[str] = set()
    lines: dict[tuple[int, str], bool] = {}
    composing = _composing()
    for at, end, literal in hits:
        if at < done:
            continue
        if (flag := FLAGGED.get(literal)) and flag not in flagged:
            flagged.add(flag)
            yield Note(at, end, f"flag:{flag}")
        if literal in composing:
            if at < checked:
                continue
            found, checked = _compose(view, at, done)
        elif literal >= "\U000e0000":
            found = []
            tags = _tags(view.text, at)
            if tags and tags.hidden and "smuggled_characters" not in flagged:
                flagged.add("smuggled_characters")
                yield Note(tags.start, tags.end, "flag:smuggled_characters")
            if tags and tags.hidden:
                found = [Edit(tags.start, tags.end, "", (TAG.id,))]
            done = tags.end if tags else done
        else:
            found = _single(view, (at, end, literal), done, lines)
        yield from found
        done = max(done, *(edit.end for edit in found)) if found else done


def _single(view: View, hit: Hit, done: int, lines: dict[tuple[int, str], bool]) -> list[Edit]:
    """What is done to one character that stands for nothing, or for another."""
    text, (start, end, char) = view.text, hit
    if char in CONTROLS:
        escape = ESCAPE.match(text, start) if char == "\x1b" else None
        while not escape and text[end : end + 1] in CONTROLS and text[end] != "\x1b":
            end += 1
        return [Edit(start, escape.end() if escape else end, "", (CONTROL.id,))]
    if char in NOTHING or (char in DIRECTION and not _line_holds(RIGHT_TO_LEFT, view, start, lines)):
        while text[end : end + 1] in NOTHING:
            end += 1
        return [Edit(start, end, "", (INVISIBLE.id,))]
    if char in JOINERS:
        return _joiners(text, start, done)
    if char in LIGATURES:
        return [_replaced(text, start, LIGATURES, LIGATURE.id)]
    if char in FULL_WIDTH and not _line_holds(CJK, view, start, lines):
        return [_replaced(text, start, FULL_WIDTH, WIDTH.id)]
    return []


def _replaced(text: str, start: int, table: dict[str, str], rule: str) -> Edit:
    """One edit for a run of characters that a table replaces."""
    end = start + 1
    while text[end : end + 1] in table:
        end += 1
    return Edit(start, end, "".join(table[char] for char in text[start:end]), (rule,))


def _compose(view: View, at: int, done: int) -> tuple[list[Edit], int]:
    """Bring the word around a position into NFC; then how far the text has been looked at."""
    first, last = _word(view, at)
    first = max(first, done)
    word = view.text[first:last]
    return edits_from_change(word, nfc(word), (NFC.id,), first), last


class Tags(NamedTuple):
    """A run of tag characters or variation selectors; those of a flag emoji are not hidden text."""

    start: int
    end: int
    hidden: bool


def _tags(text: str, at: int) -> Tags | None:
    match = SELECTORS.match(text, at) or TAGS.match(text, at - 1 if text[at - 1 : at] == BLACK_FLAG else at)
    return Tags(*match.span(), match[0][0] != BLACK_FLAG) if match else None


def _line_holds(pattern: Pattern, view: View, at: int, known: dict[tuple[int, str], bool]) -> bool:
    """Whether the line around a position holds a match; each line is searched once."""
    line = view.line(at)
    key = (line.start, pattern.source)
    if key not in known:
        known[key] = pattern.search(view.text, *line) is not None
    return known[key]


def _joiners(text: str, at: int, done: int) -> list[Edit]:
    """Remove a run of joiners that does no work, as a change of the character that it hangs on: clusters stay whole."""
    run = JOINER_RUN.match(text, at)
    end = run.end() if run else at + 1
    before, after = text[at - 1 : at], text[end : end + 1]
    if (
        before
        and after
        and (JOINING.match(before) or (text[at:end] == ZWJ and PICTURE.match(before) and PICTURE.match(after)))
    ):
        return []
    if not before or before.isspace() or at - 1 < done:
        return [Edit(at, end, "", (INVISIBLE.id,))]
    return [Edit(at - 1, end, before, (INVISIBLE.id,))]


def _word(view: View, at: int) -> tuple[int, int]:
    """The run without white space around a position."""
    text = view.text
    start = at
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    match = WORD.match(text, start)
    return start, match.end() if match else at + 1


def nfc(text: str) -> str:
    """Unicode normalization form C, in linear time whatever the input.

    In long words each run of combining marks is sorted first: `unicodedata.normalize` sorts by insertion.
    """
    if len(text) <= LONG_WORD:
        return unicodedata.normalize("NFC", text)
    parts: list[str] = []
    run: list[str] = []
    for char in text:
        for piece in unicodedata.normalize("NFD", char):
            if unicodedata.combining(piece):
                run.append(piece)
            else:
                parts += sorted(run, key=unicodedata.combining)
                parts.append(piece)
                run = []
    parts += sorted(run, key=unicodedata.combining)
    return unicodedata.normalize("NFC", "".join(parts))


PASS = Pass(
    id="characters",
    repairs="Control and invisible characters, ligatures, full-width letters, text that is not in NFC",
    find=find,
    rules=(CONTROL, INVISIBLE, NFC, LIGATURE, WIDTH, TAG),
    triggers=_triggers,
)
