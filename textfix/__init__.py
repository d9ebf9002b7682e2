"""Repair scraped news, with every edit recorded, explained, reversible and mapped to the source.

>>> import textfix
>>> textfix.fix_text("<pIt was done in buy to solve the problem.")
'It was done in order to solve the problem.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from textfix.cleaner import Cleaner, clean, fix_text
    from textfix.config import Config
    from textfix.errors import ConfigError, DataError, EditError, ReadError, TextfixError
    from textfix.model import Block, Caption, Dateline, Document, Edit, Flag, Segment, Suggestion

_HOMES = {
    "Block": "model",
    "Caption": "model",
    "Cleaner": "cleaner",
    "Config": "config",
    "ConfigError": "errors",
    "DataError": "errors",
    "Dateline": "model",
    "Document": "model",
    "Edit": "model",
    "EditError": "errors",
    "Flag": "model",
    "ReadError": "errors",
    "Segment": "model",
    "Suggestion": "model",
    "TextfixError": "errors",
    "clean": "cleaner",
    "fix_text": "cleaner",
}

__all__ = [
    "Block",
    "Caption",
    "Cleaner",
    "Config",
    "ConfigError",
    "DataError",
    "Dateline",
    "Document",
    "Edit",
    "EditError",
    "Flag",
    "ReadError",
    "Segment",
    "Suggestion",
    "TextfixError",
    "__version__",
    "clean",
    "fix_text",
]


def __getattr__(name: str) -> Any:
    # Importing textfix imports nothing heavy; a name is fetched from its module when it is first used.
    if name not in _HOMES:
        raise AttributeError(f"module 'textfix' has no attribute {name!r}")
    value = getattr(import_module(f"textfix.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
