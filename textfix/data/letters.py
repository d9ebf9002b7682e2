"""How usual pairs of letters are: the table `letters/cyrillic.tsv`, which says how it was made."""

from __future__ import annotations

from functools import cache

from textfix.data import read_bytes

TENTH = 10.0  # steps of a nat in the table


@cache
def letter_pairs(script: str = "cyrillic") -> dict[str, float]:
    """Two small letters, or a letter and the blank at an end of a word -> -ln of the probability of the second."""
    rows = [row for row in read_bytes(f"letters/{script}.tsv").decode().splitlines() if not row.startswith("#")]
    seconds = rows[0].split("\t")[1:]
    return {
        first + second: int(steps) / TENTH
        for first, *values in (row.split("\t") for row in rows[1:])
        for second, steps in zip(seconds, values, strict=True)
    }
