"""The command line: `textfix clean`, `explain` and `rules`, one module a command.

Results go to stdout, everything else to stderr. Starting up imports nothing heavy: a command imports the cleaner, and
with it pydantic, inside the function that needs it.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from textfix import __version__
from textfix.cli import clean, explain, rules
from textfix.cli.terminal import FAILED, INTERRUPTED, USAGE, abandon_stdout, flush, in_one_line, say
from textfix.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints cannot carry terminal escapes from a file name."""

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the arguments, and leave with exit code 2."""
        super().error(in_one_line(message))


def make_parser() -> Parser:
    """The parser of all commands."""
    parser = Parser(prog="textfix", description="Repair scraped news, with every edit recorded.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"textfix {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (clean, explain, rules):
        command.add_command(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Raises: SystemExit from `--help`, `--version` and wrong arguments (2), as argparse does.
    """
    try:
        return _run(argv)
    except ConfigError as error:
        say(f"textfix: {error}")
        return USAGE
    except BrokenPipeError:
        # Whoever read the results has read enough (`| head`): that is no failure.
        abandon_stdout()
        return 0
    except OSError as error:
        say(f"textfix: cannot write: {error.strerror or error}")
        abandon_stdout()
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(argv: Sequence[str] | None) -> int:
    try:
        args = make_parser().parse_args(argv)
        code: int = args.run(args)
        return code
    finally:
        # Here, and not when the interpreter shuts down: there a closed pipe could no longer be caught.
        flush()
