"""Dates as news sites write them, in twelve languages."""

from __future__ import annotations

from functools import cache

import msgspec

from textfix.data import read_toml
from textfix.text.patterns import literal


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


@cache
def date_pattern(language: str) -> str:
    """Source of a pattern for a date, a time of day, or both, in a language or in English. Holds at least one digit."""
    table = _table()
    words = {word for lang in {language, "en"} for word in table.words.get(lang, "").split()}
    words |= {form for lang in {language, "en"} for month in table.months.get(lang, []) for form in month.split()}
    listed = "|".join(literal(word) for word in sorted(words, key=lambda w: (-len(w), w)))
    between = r"[\s,./|\-\N{EN DASH}\N{EM DASH}()]{0,4}"
    return rf"(?=\D{{0,40}}\d)(?:(?:\d[\d.:/\-]{{0,18}}|{listed}){between}){{1,12}}"
