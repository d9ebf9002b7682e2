"""Options, profiles and fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import textfix

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent

# `default` is the same on every run, so that a red test stays red; `thorough` explores.
CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("default", max_examples=25, deadline=None, derandomize=True, suppress_health_check=CHECKS)
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=CHECKS)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--approve", action="store_true", help="write the golden files anew; read the diff before you commit it"
    )
    parser.addoption("--bench", action="store_true", help="run the benchmarks in tests/bench too")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Benchmarks are collected only when asked for, by option or by path."""
    if HERE / "bench" not in (collection_path, *collection_path.parents):
        return None
    asked = config.getoption("--bench") or any("bench" in Path(arg.split("::")[0]).parts for arg in config.args)
    return None if asked else True


@pytest.fixture(scope="session")
def cleaner() -> textfix.Cleaner:
    return textfix.Cleaner()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a value with a golden file; with `--approve`, write the file instead."""
    approve = bool(request.config.getoption("--approve"))

    def check(path: Path, value: str) -> None:
        if approve:
            path.parent.mkdir(exist_ok=True)
            path.write_text(value, encoding="utf-8", newline="\n")
            return
        assert path.is_file(), f"{path.name} is missing: run `pytest --approve`"
        assert value == path.read_text(encoding="utf-8"), (
            f"{path.name} has moved: read the diff, then `pytest --approve`"
        )

    return check
