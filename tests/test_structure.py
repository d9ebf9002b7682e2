"""The shape of the project: floors, public names, light import, docstrings, the fixed top level, the pinned schema."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import textfix
from textfix import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGE = Path(textfix.__file__).parent
REPOSITORY = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

FLOORS = {  # the longest name that fits counts
    "errors": 0,
    "text": 1,
    "vocabulary": 2,
    "model": 2,
    "data": 2,
    "neural": 2,
    "passes": 3,
    "garble": 3,
    "mojibake": 3,
    "config": 4,
    "plan": 4,
    "assembly": 4,
    "pipeline": 4,
    "cleaner": 4,
    "learn": 5,
    "io": 6,
    "engine": 6,
    "cli": 7,
    "integrations": 7,
    "report": 7,
    "__main__": 7,
}

PUBLIC = {
    "Block", "Caption", "Cleaner", "Config", "ConfigError", "DataError", "Dateline", "Document", "Edit", "EditError",
    "Flag", "ReadError", "Segment", "Suggestion", "TextfixError", "clean", "fix_text", "__version__",
}  # fmt: skip

HEAVY = ["pydantic", "ftfy", "regex", "langdetect", "hyperscan", "msgspec", "numpy", "gguf", "tokenizers"]
TOP_LEVEL = {"pyproject.toml", "README.md", "seeds", "textfix", "corpora", "tests", "LICENSE", "CHANGELOG.md"}


def floor(module: str) -> int:
    part = module.removeprefix("textfix.").split(".")[0]
    assert part in FLOORS, f"{module} stands on no floor: see ARCHITECTURE"
    return FLOORS[part]


def imports(module: str, tree: ast.AST, *, package: bool) -> Iterator[tuple[int, str]]:
    """Line and full name of each module of textfix that a module imports, anywhere in it."""
    here = module.split(".") if package else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names if name.name.split(".")[0] == "textfix")
        elif isinstance(node, ast.ImportFrom):
            base = [*here[: len(here) - node.level + 1]] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            if source.split(".")[0] == "textfix":
                yield from ((node.lineno, _home(source, name.name)) for name in node.names)


def _home(source: str, name: str) -> str:
    """The module that `from source import name` reaches."""
    if f"{source}.{name}" in MODULES:
        return f"{source}.{name}"
    if source == "textfix" and name in textfix._HOMES:
        return f"textfix.{textfix._HOMES[name]}"
    return source


@pytest.mark.parametrize("module", [name for name in MODULES if name != "textfix"])
def test_imports_only_go_down(module: str) -> None:
    path = MODULES[module]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reached = imports(module, tree, package=path.name == "__init__.py")
    upwards = [f"line {line}: {name}" for line, name in reached if name != "textfix" and floor(name) > floor(module)]
    assert not upwards


def test_the_walk_sees_every_kind_of_import() -> None:
    source = """
import textfix.cleaner, os
from textfix import Document, pipeline, __version__
from textfix.text import edits as layers
def late():
    from .base import Pass
    from .. import model
    from ..cli import main
"""
    names = [name for _, name in sorted(imports("textfix.passes.phrases", ast.parse(source), package=False))]
    assert names == [
        "textfix.cleaner", "textfix", "textfix.model", "textfix.pipeline", "textfix.text.edits", "textfix.passes.base",
        "textfix.model", "textfix.cli",
    ]  # fmt: skip
    assert list(imports("textfix.passes", ast.parse("from . import base"), package=True)) == [
        (1, "textfix.passes.base")
    ]


def test_public_names_are_pinned() -> None:
    assert set(textfix.__all__) == PUBLIC
    assert len(textfix.__all__) == len(PUBLIC)
    assert all(getattr(textfix, name) is not None for name in PUBLIC)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cleanse'"):
        textfix.cleanse  # noqa: B018


def test_import_loads_nothing_heavy_and_opens_no_data() -> None:
    script = f"""
import sys, warnings, locale, random
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
before = (list(warnings.filters), locale.setlocale(locale.LC_ALL), random.getstate(), sys.getrecursionlimit())
import textfix
textfix.__version__, textfix.__all__
assert before == (list(warnings.filters), locale.setlocale(locale.LC_ALL), random.getstate(), sys.getrecursionlimit())
print([name for name in {HEAVY} if name in sys.modules])
print([path for path in opened if "textfix" in path and not path.endswith((".py", ".pyc")) and ".pyc." not in path])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.splitlines() == ["[]", "[]"]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    assert not source or ast.get_docstring(ast.parse(source))
    assert source or MODULES[module].name == "__init__.py"


def test_the_top_level_holds_only_what_is_allowed() -> None:
    found = {path.name for path in REPOSITORY.iterdir() if not path.name.startswith(".")}
    assert found <= TOP_LEVEL


def test_the_json_schema_is_published_and_pinned(golden: Callable[[Path, str], None]) -> None:
    schema = json.dumps(Document.model_json_schema(), ensure_ascii=False, indent=1)
    golden(PACKAGE / "data" / "document.schema.json", schema + "\n")
