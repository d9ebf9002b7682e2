"""How often news has each spun form and each original of the channel: ln of occurrences in a million words.

`rates/en.npz` is made by `corpora/garble/train.py` from the articles that it trains on, of which nothing else stays.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from textfix.data import read_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP, LOWEST = 1 / 16, -6.0  # of a stored rate


def rates(language: str = "en") -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of the spun forms and of the originals, in the order of the channel table.

    Raises: DataError when there are none.
    """
    with read_arrays(f"rates/{language}.npz") as arrays:
        forms, originals = (
            arrays[name].astype(np.float32) * np.float32(STEP) + np.float32(LOWEST) for name in ("forms", "originals")
        )
    return forms, originals


def pack(forms: NDArray[np.float32], originals: NDArray[np.float32]) -> bytes:
    """The bytes of a table."""

    def steps(values: NDArray[np.float32]) -> NDArray[np.uint8]:
        return np.clip(np.round((values - LOWEST) / STEP), 0, 255).astype(np.uint8)

    buffer = BytesIO()
    np.savez_compressed(buffer, forms=steps(forms), originals=steps(originals))
    return buffer.getvalue()
