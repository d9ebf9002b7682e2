"""Dates as news sites write them, in twelve languages."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from textfix.data import read_toml
from textfix.text.patterns import IGNORECASE, Pattern, literal


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


NUMERIC = r"\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}"
CLOCK = r"\d{1,2}[:.h]\d{2}|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|uhr|h\b|godz)"
AGO = r"\d{1,3} ?[^\W\d_]{1,12}\.? ago\b|\d\D{1,20}(?:назад|тому|önce|前)|(?:vor|hace|il y a|há|منذ) \d"


@lru_cache(maxsize=1000)  # a line is held against several forms
def is_date(text: str, language: str) -> bool:
    """Whether a text is a date, a time of day or an age, and nothing else."""
    return _pattern(language).fullmatch(text) is not None


@cache
def _pattern(language: str) -> Pattern:
    """A date, a time of day, or both, in a language or in English.

    It takes a row of numbers and date words, if among them a month with a number, a date in figures, a time of day or an
    age (`2 hours ago`) stands.
    """
    table = _table()
    months = {form for lang in {language, "en"} for month in table.months.get(lang, []) for form in month.split()}
    words = {word for lang in {language, "en"} for word in table.words.get(lang, "").split()}

    def listed(items: set[str]) -> str:
        return "|".join(literal(word) for word in sorted(items, key=lambda w: (-len(w), w)))

    month = listed(months)
    named = (
        rf"(?<!\w)(?:{month})\.?\W{{1,2}}\d"
        rf"|\d{{1,2}}(?:st|nd|rd|th|\.|er|º|ª)?\W{{0,2}}(?:de |of )?(?:{month})(?!\w)|\d ?[年月日]"
    )
    between = r"[\s,./|\-\N{EN DASH}\N{EM DASH}()]{0,4}"
    return Pattern(
        rf"(?=\D{{0,40}}\d)(?=.{{0,40}}?(?:{NUMERIC}|{CLOCK}|{AGO}|{named}))"
        rf"(?:(?:\d[\d.:/\-]{{0,18}}|{listed(words | months)}){between}){{1,12}}",
        IGNORECASE,
    )
