"""What English words are about: vectors, near each other for words that stand in the same texts.

`vectors/en.npz` is built by `corpora/garble/vectors.py` from GloVe 6B (© Stanford University, Public Domain Dedication and
Licence).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.data import read_arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def vectors(language: str = "en") -> tuple[list[str], NDArray[np.int8]]:
    """The words that have a vector, and their vectors, whose length says nothing: shape (words, size).

    Raises: DataError when there are none.
    """
    with read_arrays(f"vectors/{language}.npz") as arrays:
        return bytes(arrays["words"]).decode().split("\n"), arrays["vectors"]
