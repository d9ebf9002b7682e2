"""Datelines: `MINSK, 18 July (BelTA) –`, `LONDON (Reuters) -`, `WASHINGTON —`. Read into a field; the text stays.

A dateline opens one of the first paragraphs: a place, often in capitals; a date; an agency in brackets; a dash. A place that
is not in capitals counts only with a known agency. The year is known only when it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textfix.data.agencies import agencies
from textfix.data.dates import month_numbers
from textfix.passes.base import Finding, Note, Options, Pass
from textfix.text.patterns import VERBOSE, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

PARAGRAPHS = 3  # in which a dateline is looked for: a title and a caption may stand before it
REACH = 120  # code points of a paragraph that a dateline can take

WORD = r"[^\W\d_][\w.'\N{RIGHT SINGLE QUOTATION MARK}-]{0,25}"
MONTH = r"[^\W\d_]{3,12}"
DATELINE = Pattern(
    rf"""(?P<place> {WORD} (?: (?: ,[ ] | [ ] | / ) {WORD} ){{0,4}}? )
    (?: ,? \s (?P<date>
        \d{{1,2}}\.? \s {MONTH}\.? (?: ,? \s \d{{4}} )?         # 18 July 2022
      | {MONTH}\.? \s \d{{1,2}} (?: ,? \s \d{{4}} )?            # July 18, 2022
      | \d{{1,2}}[./]\d{{1,2}}[./]\d{{4}} ) )?                  # 18.07.2022
    (?= \s* (?: [(\[] [^\W\d_] | \N{{EM DASH}} | \N{{EN DASH}} | -{{1,2}} \s | : \s ) )  # the place goes on up to one of these
    (?: \s* [(\[] (?P<agency> [^\W\d_][\w /.&-]{{1,30}} ) [)\]] )?
    \.? \s* (?P<dash> \N{{EM DASH}} | \N{{EN DASH}} | -{{1,2}} (?=\s) | : (?=\s) )? \s*""",
    VERBOSE,
)
CHINESE = Pattern(
    r"(?P<agency>[\u3400-\u9fff]{2,4}社)(?P<place>[\u3400-\u9fff]{2,8}?)(?P<date>\d{1,2}月\d{1,2}日)[电電]"
)
DATE = Pattern(
    r"""(?P<day>\d{1,2}) \D{1,3} (?P<month>[^\W\d_]{3,12}) \.? ,? [ ] (?P<year>\d{4})
      | (?P<month2>[^\W\d_]{3,12}) \.? [ ] (?P<day2>\d{1,2}) ,? [ ] (?P<year2>\d{4})
      | (?P<day3>\d{1,2}) [./] (?P<month3>\d{1,2}) [./] (?P<year3>\d{4})""",
    VERBOSE,
)


class Dateline(NamedTuple):
    place: str
    date: str | None
    agency: str | None
    iso_date: str | None


def find(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    for start, end in view.paragraphs[:PARAGRAPHS]:
        stop = min(end, start + REACH)
        match = CHINESE.match(view.text, start, stop) or DATELINE.match(view.text, start, stop)
        if match and match.end() < end and read(match[0]):
            yield Note(start, match.end(), "dateline", match[0])
            return


def read(text: str) -> Dateline | None:
    """The parts of a dateline, or None if the text is none.

    >>> read("MINSK, 18 July (BelTA) – ")
    Dateline(place='MINSK', date='18 July', agency='BelTA', iso_date=None)
    >>> read("KYIV, July 18, 2022 — ").iso_date
    '2022-07-18'
    >>> read("NEW YORK (Reuters) - ").place, read("THOUSAND OAKS, Calif. -- ").place
    ('NEW YORK', 'THOUSAND OAKS, Calif.')
    >>> read("新华社北京7月18日电").place
    '北京'
    >>> read("However, ") is None
    True
    """
    if match := CHINESE.match(text):
        return Dateline(match["place"], match["date"], match["agency"], None)
    match = DATELINE.match(text)
    if not match:
        return None
    place, date, agency = match["place"], match["date"], match["agency"]
    town = place.split(",")[0]  # `THOUSAND OAKS, Calif.`
    capitals = town.isupper() and len(town) >= 4
    known = agency is not None and (agency in agencies() or agency.split("/")[0].strip() in agencies())
    if date and _month(date) is None and not date[0].isdigit():
        return None
    if not ((known and (match["dash"] or capitals)) or (match["dash"] and capitals and (match["dash"] != ":" or date))):
        return None
    if not place[0].isupper() and place[0].isascii():
        return None
    return Dateline(place, date, agency, _iso(date) if date else None)


def _month(date: str) -> int | None:
    months = month_numbers()
    return next(
        (months[word] for word in date.lower().replace(".", " ").replace(",", " ").split() if word in months), None
    )


def _iso(date: str) -> str | None:
    match = DATE.fullmatch(date)
    if not match:
        return None
    day, year = match["day"] or match["day2"] or match["day3"], match["year"] or match["year2"] or match["year3"]
    month = int(match["month3"]) if match["month3"] else _month(date)
    if not month or not 1 <= month <= 12 or not 1 <= int(day) <= 31:
        return None
    return f"{year}-{month:02}-{int(day):02}"


PASS = Pass(
    id="datelines",
    repairs="Reads the dateline into a field",
    find=find,
    rules=(),
    reader=True,
)
