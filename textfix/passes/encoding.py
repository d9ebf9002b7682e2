"""Mojibake: text whose bytes were read in the wrong code (`Russiaâ€™s`, `cafÃ©`, `РџСЂРёРІРµС‚`).

It comes from a scraper that trusted a wrong header, once or several times. UTF-8 that was read in a single-byte code gives
itself away: its sequences of bytes are too regular to be chance, and they show as pairs of characters that no language writes.
Where such a pair stands, the line is read again in every code that it may have been read in, and the reading that is the least
strange is taken, if the line as it stands is stranger. Words that read well as they are stay, also beside broken ones.

A byte that was lost on the way is U+FFFD, or the one character that it can have been; curly quotes stay as they are.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import edits_from_change
from textfix.text.scan import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import Span, View

REMEMBERED, LONGEST_REMEMBERED = 2048, 1000  # lines, code points of one

MOJIBAKE = Rule(
    id="encoding/mojibake",
    defect="CHAR01",
    why="UTF-8 was read as a single-byte encoding; the bytes still tell the text",
    examples=(
        Example("Russiaâ€™s exports rose.", "Russia\N{RIGHT SINGLE QUOTATION MARK}s exports rose."),
        Example("A cafÃ© in Besançon.", "A café in Besançon."),
        Example("РџСЂРёРІРµС‚ РёР· РњРѕСЃРєРІС‹.", "Привет из Москвы."),
        Example("Die KĂĽste ist nah.", "Die Küste ist nah."),
        Example("Das war ein gro√ües Fest.", "Das war ein großes Fest."),
        Example("Eine Schw├ñche ΓÇô mehr nicht.", "Eine Schwäche – mehr nicht."),
        Example("Â«Ã€ lâ€™heureÂ», dit-il, voilÃ  tout.", "«À l’heure», dit-il, voilà tout."),
        Example("ItÃ¢â‚¬â„¢s over.", "It’s over."),
        Example("â€œNo comment,â€� he said.", "“No comment,” he said."),
        Example("SlovenÄ�ina", "Sloven\N{REPLACEMENT CHARACTER}ina"),
    ),
    keeps=(
        "SÃO PAULO",
        "Das „Große“ und das ‚Kleine‘",
        "Три роки в Україні",
        "Â la carte",
        "AMANHÃ” e a IRMÃ DULCE",
        "AHÅ™, the new sofa",
        "√π and ∆° are formulas: 5×£35 (“×”)",
        "├┤a┼┐a┼┐a",
        "РІК СІЧНІ РЈЕЧНИК Англії",
    ),
)
CYRILLIC = Rule(
    id="encoding/cyrillic",
    defect="CHAR01",
    why="Cyrillic in one single-byte encoding was read in another; the letters as they were make words",
    examples=(
        Example("Ïðèâåò èç Ìîñêâû.", "Привет из Москвы."),
        Example("рТЙЧЕФ ЙЪ нПУЛЧЩ.", "Привет из Москвы."),
        Example("оПХБЕР ХГ лНЯЙБШ.", "Привет из Москвы."),
        Example("Сегодня â ãîðîäå òåïëî, говорят в Киеве.", "Сегодня в городе тепло, говорят в Киеве."),
        Example("Óðÿä óõâàëèâ ð³øåííÿ ïðî ïåíñ³¿.", "Уряд ухвалив рішення про пенсії."),
    ),
    keeps=(
        "Það er þú, Ýr, og ég á óðali.",
        "МВД И ФСБ: УФНС, ЮФО, ЦБ РФ",
        "кВт и мРНК, ВУЗы и СпецСвязь",
        "Партыя КХП-БНФ абскарджвае патрабаваньне ўладаў.",
        "Ó, é à Évora que é só ir: já!",
        "ÓÄÖÜ ÀÉÈÙ åäö æøå ñç ßþð",
    ),
)
WINDOWS = Rule(
    id="encoding/windows",
    defect="CHAR01",
    why="Windows-1252 was read as Latin-1: a control character stands for a quotation mark, a dash or another sign",
    examples=(
        Example("It\x92s \x93over\x94\x85", "It’s “over”…"),
        Example("Prices \x96 up 5 \x80", "Prices – up 5 €"),
    ),
    keeps=("It’s “over”…",),
)
WINDOWS_SIGNS = {
    byte: bytes((byte,)).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


@cache
def _triggers() -> tuple[Trigger, ...]:
    from textfix.mojibake.triggers import misread, pairs

    literals = pairs() | misread() | {chr(code) for code in range(0x80, 0xA0)}
    return tuple(Trigger(literal, caseless=False) for literal in sorted(literals))


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    for (start, end), at, cyrillic in _lines(view, hits):
        line = view.text[start:end]
        read = _remembered if end - start <= LONGEST_REMEMBERED else _read_again
        after, rule = read(line, at - start, cyrillic=cyrillic)
        for edit in edits_from_change(line, after, (rule,), start):
            before = line[edit.start - start : edit.end - start]
            yield edit._replace(rules=(WINDOWS.id,)) if before.translate(WINDOWS_SIGNS) == edit.new else edit


@lru_cache(maxsize=REMEMBERED)
def _remembered(line: str, at: int, *, cyrillic: bool) -> tuple[str, str]:
    """Kept, since a text is looked at until it is quiet, and hostile ones hold one line many times."""
    return _read_again(line, at, cyrillic=cyrillic)


def _read_again(line: str, at: int, *, cyrillic: bool) -> tuple[str, str]:
    """A line as it was, and the rule that says so: UTF-8, unless Cyrillic in another code leaves less that is strange."""
    from textfix.mojibake.cyrillic import reread
    from textfix.mojibake.readings import repaired
    from textfix.mojibake.strangeness import strangeness

    after = repaired(line, at)
    if cyrillic and (after == line or strangeness(after)):
        other = reread(line, at)
        if other != line and (after == line or strangeness(other) < strangeness(after)):
            return other, CYRILLIC.id
    return after.translate(WINDOWS_SIGNS), MOJIBAKE.id


def _lines(view: View, hits: Sequence[Hit]) -> Iterator[tuple[Span, int, bool]]:
    """The lines with hits, where the first hit of each stands, and whether one of them may be misread Cyrillic."""
    from textfix.mojibake.triggers import misread

    letters = misread()
    last: tuple[Span, int] | None = None
    cyrillic = False
    for at, _, literal in hits:
        if last is None or at > last[0].end:
            if last:
                yield *last, cyrillic
            last, cyrillic = (view.line(at), at), False
        cyrillic = cyrillic or literal in letters
    if last:
        yield *last, cyrillic


PASS = Pass(
    id="encoding",
    repairs="Mojibake: text decoded with the wrong character set",
    find=find,
    rules=(MOJIBAKE, CYRILLIC, WINDOWS),
    triggers=_triggers,
)
