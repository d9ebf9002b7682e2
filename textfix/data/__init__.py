"""Lexicons and their loader. Files are TOML, read once, when first needed, and checked against their types.

Every file says in its head how it was made and under which licence.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

import msgspec

from textfix.errors import DataError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from numpy.lib.npyio import NpzFile

T = TypeVar("T")

ROOT = files("textfix.data")


def names(folder: str, ending: str = ".toml") -> list[str]:
    """The files of a folder of the package data, sorted: `phrases/en` -> `["phrases/en/collocations.toml", …]`."""
    found = _at(folder)
    if not found.is_dir():
        return []
    return sorted(f"{folder}/{item.name}" for item in found.iterdir() if item.name.endswith(ending))


def read_toml(name: str, kind: type[T]) -> T:
    """One TOML file as a typed value.

    Raises: DataError, naming file, place and what was expected.
    """
    try:
        return msgspec.toml.decode(read_bytes(name), type=kind)
    except (msgspec.DecodeError, OSError) as error:
        raise DataError(f"textfix/data/{name}: {error}") from error


def read_bytes(name: str) -> bytes:
    return _at(name).read_bytes()


def read_arrays(name: str) -> NpzFile:
    """The arrays of one `.npz` file, each unpacked when it is asked for.

    Raises: DataError when there is no such file.
    """
    import numpy as np

    try:
        data = read_bytes(name)
    except OSError as error:
        raise DataError(f"textfix/data/{name}: there is no such table") from error
    found: NpzFile = np.load(BytesIO(data))
    return found


def _at(name: str) -> Traversable:
    return ROOT.joinpath(*name.split("/"))
