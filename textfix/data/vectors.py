"""What English words are about: vectors, near each other for words that stand in the same texts.

`vectors/en.npz` is built by `corpora/garble/vectors.py` from GloVe 6B (© Stanford University, Public Domain Dedication and
Licence).
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from textfix.data import read_bytes
from textfix.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def vectors(language: str = "en") -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The words that have a vector, and their vectors, of length one: shape (words, size).

    Raises: DataError when there are none.
    """
    try:
        data = read_bytes(f"vectors/{language}.npz")
    except OSError as error:
        raise DataError(f"textfix/data/vectors: none for {language!r}") from error
    with np.load(BytesIO(data)) as arrays:
        table = arrays["vectors"].astype(np.float32)
        words = tuple(bytes(arrays["words"]).decode().split("\n"))
    return words, table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), np.float32(1e-6))
