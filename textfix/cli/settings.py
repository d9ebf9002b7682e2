"""The flags that configure a Cleaner. Each has the name of its setting; `profile` and `options` are for files alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textfix.text.edits import LEVELS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from textfix.cleaner import Cleaner

FLAGS = ("language", "level", "min_confidence", "select", "ignore")


def add_flags(parser: ArgumentParser) -> None:
    """Add the flags of the settings, and those that say which settings file is read."""
    group = parser.add_argument_group("settings", "A flag overrides the same key of textfix.toml or pyproject.toml.")
    group.add_argument("--level", choices=LEVELS, help="the riskiest level that is applied (default: likely)")
    group.add_argument("--min-confidence", type=float, metavar="X", help="apply nothing less sure than X, from 0 to 1")
    ids = "passes, rules or defects, separated by commas; can be given again"
    group.add_argument("--select", action="append", metavar="IDS", help=f"apply nothing but these: {ids}")
    group.add_argument("--ignore", action="append", metavar="IDS", help=f"leave these out: {ids}")
    group.add_argument("--language", metavar="xx", help="ISO 639-1 code of the text (default: found out)")
    which = group.add_mutually_exclusive_group()
    which.add_argument("--config", metavar="FILE", help="read settings from this TOML file, and from no other")
    which.add_argument("--isolated", action="store_true", help="read no settings file")


def make_cleaner(args: Namespace) -> Cleaner:
    """The Cleaner that the settings file and the flags ask for, ready for work.

    Raises: ConfigError.
    """
    from textfix.cleaner import Cleaner
    from textfix.config import Config, find_settings, read_settings

    settings = {}
    if args.config is not None:
        settings = read_settings(Path(args.config))
    elif not args.isolated:
        settings = find_settings(Path.cwd())
    given = {name: value for name in FLAGS if (value := getattr(args, name)) is not None}
    for name in ("select", "ignore"):
        if name in given:
            given[name] = _ids(given[name])
    cleaner = Cleaner(Config.make(**{**settings, **given}))
    cleaner.clean("")  # a selection that names nothing comes to light before any input is read
    return cleaner


def _ids(values: list[str]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())
