"""The quality gate: false alarms on good text first, then repairs. `pytest --approve` raises the pins.

What must be low (`…_per_10000_words`) is a ceiling that only falls; what must be high (`…_share`), a floor that rises.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from textfix import Cleaner, Document
from textfix.text.view import WORD

if TYPE_CHECKING:
    from collections.abc import Callable

CORPORA = Path(__file__).parent.parent / "corpora"
PINS = CORPORA / "pins.toml"
HEAD = """\
# What textfix reaches on the corpora beside this file. Ceilings only fall, floors only rise: `pytest --approve` writes
# what is better than before and nothing else. Measured by tests/test_corpora.py; MIT licence.

"""


@cache
def rows(corpus: str) -> tuple[dict[str, Any], ...]:
    lines = (
        line
        for path in sorted((CORPORA / corpus).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").split("\n")
    )
    return tuple(json.loads(line) for line in lines if line)


@cache
def document(text: str) -> Document:
    return Cleaner().clean(text)


def words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def rewordings() -> list[str]:
    """Edits of good text that change a word, as `id: before -> after`."""
    return [
        f"{row['id']}: {edit.before!r} -> {edit.after!r} {edit.rules}"
        for row in rows("clean")
        for edit in document(row["text"]).edits
        if words(edit.before) != words(edit.after)
    ]


def removed_words() -> list[str]:
    return [
        f"{row['id']}: {word}"
        for row in rows("clean")
        for segment in document(row["text"]).removed
        for word in words(segment.text)
    ]


def touched() -> list[str]:
    return [row["id"] for row in rows("clean") if document(row["text"]).text != row["text"]]


def lost_keeps() -> list[str]:
    return [f"{row['id']} ({row['why']})" for row in rows("keeps") if document(row["text"]).text != row["text"]]


def missed_gold() -> list[str]:
    return [row["id"] for row in rows("gold") if document(row["before"]).text != row["after"]]


def per_10000_words(found: list[str]) -> float:
    return 10_000 * len(found) / sum(len(words(row["text"])) for row in rows("clean"))


FIGURES: dict[str, tuple[Callable[[], float], Callable[[], list[str]]]] = {
    "clean_rewordings_per_10000_words": (lambda: per_10000_words(rewordings()), rewordings),
    "clean_removed_per_10000_words": (lambda: per_10000_words(removed_words()), removed_words),
    "clean_untouched_share": (lambda: 1 - len(touched()) / len(rows("clean")), touched),
    "keeps_untouched_share": (lambda: 1 - len(lost_keeps()) / len(rows("keeps")), lost_keeps),
    "gold_exact_share": (lambda: 1 - len(missed_gold()) / len(rows("gold")), missed_gold),
}


def pins() -> dict[str, float]:
    return tomllib.loads(PINS.read_text(encoding="utf-8")) if PINS.is_file() else {}


@pytest.mark.parametrize("name", FIGURES)
def test_quality_is_not_below_its_pin(name: str, request: pytest.FixtureRequest) -> None:
    measure, offenders = FIGURES[name]
    low, known = not name.endswith("_share"), pins()
    value = round(measure(), 4)
    if request.config.getoption("--approve") and (
        name not in known or (value < known[name] if low else value > known[name])
    ):
        known[name] = value
        lines = (f"{key} = {known[key]}\n" for key in FIGURES if key in known)
        PINS.write_text(HEAD + "".join(lines), encoding="utf-8", newline="\n")
    assert value <= known[name] if low else value >= known[name], (
        f"{name} is {value}, pinned {known[name]}: {offenders()}"
    )


def test_every_pin_is_measured() -> None:
    assert list(pins()) == list(FIGURES)


@pytest.mark.parametrize("row", rows("known_failures"), ids=lambda row: str(row["id"]))
@pytest.mark.xfail(strict=True, raises=AssertionError, reason="the day this passes, move the row to corpora/gold")
def test_a_known_failure_is_repaired(row: dict[str, Any]) -> None:
    assert document(row["before"]).text == row["after"]


@pytest.mark.parametrize("corpus", ["clean", "keeps", "gold", "known_failures"])
def test_ids_of_a_corpus_are_unique(corpus: str) -> None:
    ids = [row["id"] for row in rows(corpus)]
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("corpus", ["gold", "known_failures"])
def test_the_repaired_text_of_a_row_stays_as_it_is(corpus: str) -> None:
    moved = [row["id"] for row in rows(corpus) if document(row["after"]).text != row["after"]]
    assert not moved


def test_every_text_of_the_corpora_can_be_restored() -> None:
    texts = [
        row[key]
        for corpus in ("clean", "keeps", "gold")
        for row in rows(corpus)
        for key in ("text", "before")
        if key in row
    ]
    assert all(document(text).restore() == text for text in texts)
    assert all(document(document(text).text).edits == () for text in texts)
