"""Patterns: compiled late, and nowhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import textfix
from textfix.text.patterns import IGNORECASE, MULTILINE, VERBOSE, Pattern, literal

ROOT = Path(textfix.__file__).parent
COMPILERS = {"compile", "match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split", "template"}


def calls_of_re(tree: ast.AST) -> list[int]:
    """Lines in which `re.` or `regex.` does anything, or a name is imported from them."""
    lines = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            if node.func.value.id in ("re", "regex") and node.func.attr in COMPILERS:
                lines.append(node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module in ("re", "regex"):
            lines += [node.lineno for name in node.names if name.name in COMPILERS]
    return lines


def test_only_the_patterns_module_compiles_regular_expressions() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sorted(ROOT.rglob("*.py"))
        if (lines := calls_of_re(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert list(found) == ["text/patterns.py"]


def test_the_walk_sees_calls_and_imports() -> None:
    assert calls_of_re(
        ast.parse("import re\nre.compile('x')\nfrom regex import sub\nregex.search('x', y)\nre.escape(x)")
    ) == [3, 2, 4]


@pytest.mark.parametrize(
    ("start", "end", "matched", "full", "found"),
    [
        (0, 99, "ab", None, (0, 2)),
        (1, 99, None, None, (3, 5)),
        (3, 5, "ab", "ab", (3, 5)),
        (3, 4, None, None, None),
        (0, 2, "ab", "ab", (0, 2)),
    ],
)
def test_matching_keeps_within_its_bounds(
    start: int, end: int, matched: str | None, full: str | None, found: tuple[int, int] | None
) -> None:
    pattern, text = Pattern("ab"), "ab abx"
    match, whole, search = (
        pattern.match(text, start, end),
        pattern.fullmatch(text, start, end),
        pattern.search(text, start, end),
    )
    assert (match[0] if match else None) == matched
    assert (whole[0] if whole else None) == full
    assert (search.span() if search else None) == found
    assert [m.span() for m in pattern.finditer(text, start, end)] == [
        span for span in ((0, 2), (3, 5)) if start <= span[0] and span[1] <= end
    ]


def test_without_bounds_the_whole_text_is_searched() -> None:
    pattern, text = Pattern("b+"), "abbab"
    assert pattern.match(text) is None
    assert pattern.fullmatch(text) is None
    assert [m.span() for m in pattern.finditer(text)] == [(1, 3), (4, 5)]
    assert pattern.findall(text) == ["bb", "b"]
    assert pattern.search(text) is not None


def test_flags_are_those_of_re() -> None:
    assert (VERBOSE, IGNORECASE, MULTILINE) == (re.VERBOSE, re.IGNORECASE, re.MULTILINE)
    assert Pattern("a b", VERBOSE | IGNORECASE).fullmatch("AB") is not None
    assert Pattern("a b").fullmatch("AB") is None


def test_properties_of_unicode_need_the_regex_package() -> None:
    match = Pattern(r"\p{Emoji_Modifier}+").search("a\U0001f3fd")
    assert match is not None
    assert "regex" in type(match.re).__module__
    plain = Pattern(r"\w+").search("a")
    assert plain is not None
    assert type(plain.re).__module__ == "re"


def test_a_pattern_is_compiled_at_its_first_use() -> None:
    broken = Pattern("(")
    with pytest.raises(re.error):
        broken.search("x")


def test_one_pattern_is_compiled_once() -> None:
    first, second = Pattern("once+").search("once"), Pattern("once+").search("once")
    assert first is not None
    assert second is not None
    assert first.re is second.re


@pytest.mark.parametrize("text", ["a.b", "(x|y)*", "[z]", "a b#c", "^$\\", "é中"])
def test_a_literal_matches_itself_alone(text: str) -> None:
    assert Pattern(literal(text), VERBOSE).fullmatch(text) is not None
    assert Pattern(literal("a.b")).fullmatch("axb") is None
