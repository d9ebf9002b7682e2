"""The five seeds are golden files: clean text, and what was done, as people read it. `pytest --approve` writes them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from textfix import Cleaner, Document

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))


@cache
def document(path: Path) -> Document:
    return Cleaner().clean(path.read_text(encoding="utf-8"))


def report(doc: Document) -> dict[str, Any]:
    """What was done to a text, without places: these move with every edit in front of them."""
    return {
        "title": doc.title,
        "byline": doc.byline,
        "timestamp": doc.timestamp,
        "dateline": doc.dateline and doc.dateline.model_dump(),
        "language": doc.language,
        "tags": doc.tags,
        "sources": doc.sources,
        "kinds": [block.kind for block in doc.blocks],
        "flags": [f"{flag.name}: {flag.detail}" if flag.detail else flag.name for flag in doc.flags],
        "scores": doc.scores.model_dump(),
        "edits": [{"before": edit.before, "after": edit.after, "rules": edit.rules} for edit in doc.edits],
        "removed": [{"role": segment.role, "text": segment.text} for segment in doc.removed],
        "captions": [caption.model_dump(include={"text", "credit", "archive"}) for caption in doc.captions],
        "suggestions": [{"before": item.before, "after": item.after, "rules": item.rules} for item in doc.suggestions],
    }


def test_there_are_five_seeds() -> None:
    assert len(SEEDS) == 5


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_clean_text_of_a_seed_is_as_approved(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(HERE / "golden" / path.name, document(path).text + "\n")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_what_was_done_to_a_seed_is_as_approved(path: Path, golden: Callable[[Path, str], None]) -> None:
    value = json.dumps(report(document(path)), ensure_ascii=False, indent=1)
    golden(HERE / "golden" / f"{path.stem}.edits.json", value + "\n")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_seed_stays_as_it_is_when_cleaned_again(path: Path, cleaner: Cleaner) -> None:
    again = cleaner.clean(document(path).text)
    assert again.text == document(path).text
    assert again.edits == ()
    assert document(path).restore() == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    expected = {name for path in SEEDS for name in (path.name, f"{path.stem}.edits.json")}
    assert {path.name for path in (HERE / "golden").iterdir()} <= expected
