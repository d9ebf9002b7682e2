"""The README says what is true: its catalogue is the one that the passes give, its commands are the ones that CI runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from textfix.cli import main

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_catalogue_is_the_one_that_the_passes_give(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["rules", "--format", "markdown"]) == 0
    table = capfdbinary.readouterr().out.decode()
    shown = re.search(r"<!-- catalogue: .*? -->\n(.*?)<!-- /catalogue -->", README, re.DOTALL)
    assert shown, "no catalogue in the README"
    assert shown[1].strip() == table.strip()


def test_first_two_commands_are_one_line_each() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
    assert "clean --format text seeds/*.txt" in blocks[0]
    assert blocks[1].strip().endswith("python -m pytest")
