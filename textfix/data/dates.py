"""Dates as news sites write them, in twelve languages."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from textfix.data import read_toml
from textfix.text.patterns import Pattern


class DateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    months: dict[str, list[str]]  # language -> twelve months, each with its forms
    words: dict[str, str]


@cache
def _table() -> DateWords:
    return read_toml("dates.toml", DateWords)


@cache
def month_numbers() -> dict[str, int]:
    """Month names of all languages, lower case -> 1–12. A form that two languages use for two months is left out."""
    found: dict[str, set[int]] = {}
    for months in _table().months.values():
        for number, forms in enumerate(months, 1):
            for form in forms.split():
                found.setdefault(form, set()).add(number)
    return {form: min(numbers) for form, numbers in found.items() if len(numbers) == 1}


TOKEN = Pattern(r"(?P<number>\d[\d.:/\-]{0,18})|(?P<word>[^\W\d_]++(?:['.][^\W\d_]++)*+)|[\s,./|\-–—()ºª]{1,4}")
WITHIN = frozenset("of de st nd rd th er".split())  # between a day and its month
MOST_TOKENS = 24  # of a date: numbers, words and what stands between them
CERTAIN = Pattern(
    r"\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}"
    r"|\d{1,2}[:.h]\d{2}|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|uhr|h\b|godz)"
    r"|\d{1,3} ?[^\W\d_]{1,12}\.? ago\b|\d\D{1,20}(?:назад|тому|önce|前)|(?:vor|hace|il y a|há|منذ) \d{1,3} \w"
    r"|\d ?[年月日]"
)


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """All words of dates, and the months among them."""
    months = {form for names in _table().months.values() for month in names for form in month.split()}
    return frozenset(months.union(*(words.split() for words in _table().words.values()))), frozenset(months)


NEAR = Pattern(
    r"\d\W{0,2}+(?:(?:de|of|st|nd|rd|th|er)\W)?([^\W\d_]++)|(?<![^\W\d_])([^\W\d_]++)\W{1,2}(?=\d)"
)  # words beside numbers


def may_hold_date(text: str) -> bool:
    """Whether a text, in lower case, could hold a date: cheap."""
    months = _words()[1]
    return CERTAIN.search(text) is not None or any(a in months or b in months for a, b in NEAR.findall(text))


@lru_cache(maxsize=1000)  # a line is held against several forms
def is_date(text: str) -> bool:
    """Whether a text, in lower case, is a date, a time of day or an age in any of the languages, and nothing else.

    It is a row of numbers and date words, if among them a month beside a number, a date in figures, a time of day or an age
    (`2 hours ago`) stands.
    """
    words, months = _words()
    at, kinds = 0, ""
    for match in TOKEN.finditer(text):
        if match.start() != at:
            return False
        at = match.end()
        word = match["word"]
        if word is None:
            kinds += "1" if match["number"] else ""
        elif word in months:
            kinds += "m"
        elif word in words or _is_row_of(word, words):
            kinds += "" if word in WITHIN else "w"
        else:
            return False
    if at < len(text) or len(kinds) > MOST_TOKENS or "1" not in kinds:
        return False
    return "1m" in kinds or "m1" in kinds or CERTAIN.search(text) is not None


def _is_row_of(text: str, words: frozenset[str]) -> bool:
    """Whether a text is a row of words without spaces, as Chinese writes them."""
    while text:
        length = next((k for k in range(min(len(text), 5), 0, -1) if text[:k] in words), 0)
        if not length or text.isascii():
            return False
        text = text[length:]
    return True
