"""Mojibake: UTF-8 that was read as Windows-1252, Latin-1, MacRoman or another single-byte code (`Russiaâ€™s`, `cafÃ©`).

It comes from a scraper that trusted a wrong header. It is told from good text by pairs that no language writes: a lead
byte's letter and a continuation byte's sign. Where such a pair stands, ftfy decides on the line; it knows the chains and
refuses what could be meant. Curly quotes stay as they are.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import edits_from_change
from textfix.text.scan import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

LONGEST = 300  # code points that are given to ftfy at once, if the line is longer: it is dear, and mojibake is local

MOJIBAKE = Rule(
    id="encoding/mojibake",
    defect="CHAR01",
    why="UTF-8 was read as a single-byte encoding; the bytes still tell the text",
    examples=(
        Example("Russiaâ€™s exports rose.", "Russia\N{RIGHT SINGLE QUOTATION MARK}s exports rose."),
        Example("A cafÃ© in Besançon.", "A café in Besançon."),
        Example("РџСЂРёРІРµС‚ РёР· РњРѕСЃРєРІС‹.", "Привет из Москвы."),
    ),
    keeps=("SÃO PAULO", "Das „Große“ und das ‚Kleine‘", "Три роки в Україні", "Â la carte"),
)


@cache
def _triggers() -> tuple[Trigger, ...]:
    """Pairs that a wrong decoding makes: the letter of a lead byte, the sign of a continuation byte.

    Pairs whose second half is a letter of the same script are left out (`Ð` + a letter is Icelandic): any mojibake longer
    than a word holds others.
    """
    pairs: set[str] = set()
    for codec in ("cp1252", "latin-1", "cp1251", "cp1250", "cp1254", "mac_roman", "cp437", "koi8-r"):
        for lead in range(0xC2, 0xF0):
            for tail in range(0x80, 0xC0):
                try:
                    pair = bytes((lead, tail)).decode(codec)
                except UnicodeDecodeError:
                    continue
                if (pair[0] in "ÃÂÅÄ" and pair[1] in "ªºµƒŠŒŽšœžŸ") or (
                    not pair[0].isspace() and not pair[1].isalpha() and pair[1] not in "\N{NO-BREAK SPACE}«»‘’“”„–—…"
                ):
                    pairs.add(pair)
    # Three-byte sequences, the way quotes and dashes break.
    for mark in "‘’“”–—…•€™":
        for codec in ("cp1252", "latin-1", "cp1251", "cp1250", "mac_roman", "cp437"):
            try:
                pairs.add(mark.encode().decode(codec))
            except UnicodeDecodeError:
                continue
    # What cp1252 lost: the third byte of a closing quote, and an accented letter before a no-break space.
    pairs |= {"â€", "Ã\N{NO-BREAK SPACE}", "Â\N{NO-BREAK SPACE}", "ï¿½", "ï»¿"}
    pairs |= {chr(code) for code in range(0x80, 0xA0)}
    return tuple(Trigger(pair, caseless=False) for pair in sorted(pairs))


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    import ftfy

    config = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False)
    known: dict[str, str] = {}  # hostile texts hold one line many times
    for start, end in _lines(view, hits):
        before = view.text[start:end]
        if before not in known:
            known[before] = ftfy.fix_encoding(before, config)
        after = known[before]
        # A decoder that gives up characters, or makes line ends, is not believed.
        if "\n" not in after and after.count("\N{REPLACEMENT CHARACTER}") <= before.count("\N{REPLACEMENT CHARACTER}"):
            yield from edits_from_change(before, after, (MOJIBAKE.id,), start)


def _lines(view: View, hits: Sequence[Hit]) -> Iterator[tuple[int, int]]:
    """The lines with hits, long ones in pieces cut at spaces."""
    done = 0
    for at, _, _ in hits:
        if at < done:
            continue
        line = view.line(at)
        start = max(line.start, done)
        if line.end - start > LONGEST:
            cut = view.text.rfind(" ", start, at)
            start = cut + 1 if cut >= 0 else max(start, at - LONGEST // 2)
            cut = view.text.find(" ", start + LONGEST, line.end)
            line = line._replace(end=cut if cut >= 0 else min(line.end, start + 2 * LONGEST))
        yield start, line.end
        done = line.end


PASS = Pass(
    id="encoding",
    repairs="Mojibake: text decoded with the wrong character set",
    find=find,
    rules=(MOJIBAKE,),
    triggers=_triggers,
)
