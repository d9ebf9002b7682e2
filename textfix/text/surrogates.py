"""Lone surrogates: legal in a Python string, in no encoding. JSON holds them as U+FFFD with place and code beside it."""

from __future__ import annotations

from typing import Any

from textfix.text.patterns import Pattern

LONE = Pattern("[\ud800-\udfff]")
BESIDE = "_surrogates"  # ending of the field that lists [place, code] pairs for its neighbour


def hide_surrogates(value: Any) -> Any:
    """A copy of a JSON-like tree in which each string field is valid Unicode.

    >>> hide_surrogates({"text": "a\\ud800"}) == {"text": "a\\ufffd", "text_surrogates": [[1, 0xD800]]}
    True
    """
    if isinstance(value, dict):
        out: dict[str, Any] = {}
        for key, item in value.items():
            if isinstance(item, str) and (found := [[m.start(), ord(m[0])] for m in LONE.finditer(item)]):
                out[key] = _put(item, [(at, 0xFFFD) for at, _ in found])
                out[key + BESIDE] = found
            else:
                out[key] = hide_surrogates(item)
        return out
    if isinstance(value, list | tuple):
        return [hide_surrogates(item) for item in value]
    return value


def show_surrogates(value: Any) -> Any:
    """The inverse of `hide_surrogates`. A list beside a field that does not fit it is left for validation to refuse."""
    if isinstance(value, dict):
        out = {key: show_surrogates(item) for key, item in value.items()}
        for key in [key for key in out if key.endswith(BESIDE)]:
            text = out.get(key.removesuffix(BESIDE))
            if isinstance(text, str) and _fits(out[key], text):
                out[key.removesuffix(BESIDE)] = _put(text, out.pop(key))
        return out
    if isinstance(value, list | tuple):
        return [show_surrogates(item) for item in value]
    return value


def _fits(pairs: Any, text: str) -> bool:
    return isinstance(pairs, list) and all(
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(number, int) for number in pair)
        and 0 <= pair[0] < len(text)
        and 0xD800 <= pair[1] <= 0xDFFF
        for pair in pairs
    )


def _put(text: str, codes: Any) -> str:
    chars = list(text)
    for at, code in codes:
        chars[at] = chr(code)
    return "".join(chars)
