"""Words that spun English has far more often than news: the table `fingerprints/en.tsv`, which says how it was made."""

from __future__ import annotations

from functools import cache

from textfix.data import read_bytes


@cache
def fingerprints(language: str = "en") -> dict[str, float]:
    """Words that spun text has far more often than news -> ln of how much more often."""
    rows = read_bytes(f"fingerprints/{language}.tsv").decode().splitlines()
    return {word: float(log) for word, log in (row.split("\t") for row in rows if not row.startswith("#"))}
