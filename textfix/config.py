"""Settings: what a run applies, and where they are read from.

The same names serve as keywords, as keys of `[tool.textfix]` in `pyproject.toml` or of `textfix.toml`, and as flags.
"""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from textfix.errors import ConfigError
from textfix.text.edits import Level

if TYPE_CHECKING:
    from pathlib import Path


FILES = ("textfix.toml", "pyproject.toml")  # looked for in this order, from a folder upwards


class Config(BaseModel):
    """What a Cleaner does. Frozen; an unknown key is an error.

    `level` is the riskiest level that is applied; what is riskier, or less sure than `min_confidence`, is suggested.
    `select` and `ignore` take pass ids (`phrases`), rule ids (`phrases/in-order-to`) and defects (`SPIN01`); an empty
    `select` is everything. What makes a text canonical is always done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Literal["news"] = "news"
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    level: Level = "likely"
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    options: dict[str, dict[str, Any]] = {}

    @property
    def digest(self) -> str:
        """Eight bytes of hash over all settings, in hexadecimal."""
        return hashlib.blake2b(self.model_dump_json().encode(), digest_size=8).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    @classmethod
    def make(cls, /, **settings: Any) -> Config:
        """A Config, with pydantic's complaints as a ConfigError of one line each.

        Raises: ConfigError.
        """
        try:
            return cls(**settings)
        except ValidationError as error:
            lines = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            raise ConfigError("; ".join(lines)) from error


def read_settings(path: Path) -> dict[str, Any]:
    """The settings that a TOML file holds: a whole `textfix.toml`, or `[tool.textfix]` of a `pyproject.toml`.

    Raises: ConfigError.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if path.name == "pyproject.toml":
        tool = data.get("tool", {})
        data = tool.get("textfix", {}) if isinstance(tool, dict) else {}
        if not isinstance(data, dict):
            raise ConfigError(f"{path}: [tool.textfix] must be a table")
    return data


def find_settings(folder: Path) -> dict[str, Any]:
    """The settings of the nearest folder upwards that has any; {} where none has.

    Raises: ConfigError.
    """
    for place in (folder, *folder.parents):
        for name in FILES:
            path = place / name
            if path.is_file() and (settings := read_settings(path)):
                return settings
    return {}
