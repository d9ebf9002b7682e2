"""News agencies and news sites by name."""

from __future__ import annotations

from functools import cache

import msgspec

from textfix.data import read_toml


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    agencies: list[str]
    sites: list[str]


@cache
def _names() -> Names:
    return read_toml("agencies.toml", Names)


@cache
def agencies() -> frozenset[str]:
    return frozenset(_names().agencies)


@cache
def sites() -> frozenset[str]:
    """Names of news sites, case-folded."""
    return frozenset(name.casefold() for name in _names().sites)
