"""How fast good news is cleaned, beside ftfy. `pytest --bench tests/bench -s` prints it, and fails only when absurd."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import ftfy

from textfix import Cleaner

if TYPE_CHECKING:
    from collections.abc import Callable

CLEAN = Path(__file__).parents[2] / "corpora" / "clean"
PARTS = 3  # rows of the corpus that make an article of ordinary length
ROUNDS = 7
SLOWEST = 20  # times as slow as ftfy: then something is broken


def articles() -> list[str]:
    lines = [
        line for path in sorted(CLEAN.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").split("\n") if line
    ]
    texts = [json.loads(line)["text"] for line in lines]
    return ["\n\n".join(texts[k : k + PARTS]) for k in range(0, len(texts), PARTS)]


def best(work: Callable[[str], object], texts: list[str]) -> float:
    """Seconds for all texts, the best of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for text in texts:
            work(text)
        times.append(perf_counter() - start)
    return min(times)


def test_good_news_is_cleaned_at_the_speed_of_ftfy() -> None:
    texts, cleaner = articles(), Cleaner()
    size = sum(map(len, texts))
    cleaner.clean(texts[0])
    ours = best(lambda text: cleaner.clean(text).text, texts)
    edits = best(lambda text: cleaner.clean(text).edits, texts)
    whole = best(lambda text: cleaner.clean(text).model_dump_json(), texts)
    theirs = best(ftfy.fix_text, texts)
    print(f"\n{len(texts)} articles, {size / len(texts):.0f} characters each")
    for label, seconds in (
        ("textfix, text", ours),
        ("textfix, edits", edits),
        ("textfix, JSON", whole),
        ("ftfy.fix_text", theirs),
    ):
        print(
            f"{label:15} {1e6 * seconds / len(texts):8.0f} µs/article"
            f" {size / seconds / 1e6:8.2f} M characters/s {seconds / theirs:6.2f} × ftfy"
        )
    assert ours < SLOWEST * theirs
