"""Measures the knowledge about garble: how far the channel reaches, and what the phrase lexicon does.

    python corpora/measure.py reach substitutions.jsonl      rows with spun, original and, if known, type, family, alternatives
    python corpora/measure.py lexicon CLEAN_FOLDER [SPUN…]   hits on clean text, entries that never fire, entries that conflict

Reach at k: the share of substitutions whose original is among the first k candidates by channel prior alone, by type and
family, harmless ones apart. Clean text: every `.jsonl` (field `text`) and `.txt` of the folder; a hit there is a false one.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textfix.data.phrases import phrases
from textfix.garble.candidates import candidates
from textfix.passes.phrases import PASS, every_match
from textfix.text.edits import Edit
from textfix.text.scan import Scanner
from textfix.text.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = (1, 4, 8, 32)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of all clean texts of a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".jsonl":
            for k, row in enumerate(rows(path)):
                if isinstance(row.get("text"), str):
                    yield f"{path.name}:{k + 1}", row["text"]
        elif path.suffix == ".txt":
            yield path.name, path.read_text(encoding="utf-8")


def reach(path: Path) -> None:
    groups: dict[str, list[int | None]] = defaultdict(list)
    for row in rows(path):
        if row.get("harmless") or row.get("silent"):
            continue
        spun, good = row["spun"].lower(), [text.lower() for text in (row["original"], *row.get("alternatives", ()))]
        found = [item.text.lower() for item in candidates(spun, STEPS[-1])]
        place = min((found.index(text) for text in good if text in found), default=None)
        several = " " in spun or all(" " in text for text in good)
        for group in (
            f"words: {'several' if several else 'one for one'}",
            f"type: {row.get('type', '?')}",
            f"family: {row.get('family', '?')}",
        ):
            groups[group].append(place)
    print(f"{'reach at':40}" + "".join(f"{k:>7}" for k in STEPS) + "      n")
    for group, places in sorted(groups.items()):
        shares = (sum(place is not None and place < k for place in places) / len(places) for k in STEPS)
        print(f"{group:40}" + "".join(f"{share:7.3f}" for share in shares) + f"{len(places):7}")


def fired(text: str, scanner: Scanner, *, gated: bool) -> list[Edit]:
    """The edits of the lexicon; with `gated`, also those that need a document shown to be spun."""
    own = scanner.scan(text).get(PASS.id, [])
    found = PASS.find(View(text, told="en"), own, {"spun_from": 0 if gated else PASS.options["spun_from"]})
    return [item for item in found if isinstance(item, Edit)]


def lexicon(clean: Path, spun: list[Path]) -> None:
    scanner = Scanner({PASS.id: PASS.trigger_list()})
    words = 0
    false: Counter[str] = Counter()
    where: dict[str, str] = {}
    for name, text in texts(clean):
        words += len(text.split())
        for edit in fired(text, scanner, gated=True):
            false[edit.rules[0]] += 1
            where.setdefault(edit.rules[0], f"{name}: …{text[max(0, edit.start - 40) : edit.end + 30]!r}")
    gated = {f"phrases/{phrase.id}" for phrase in phrases() if phrase.spun}
    sure = sum(count for rule, count in false.items() if rule not in gated)
    more = sum(false.values()) - sure
    print(f"{len(phrases())} entries; {words:,} clean words: {sure} false hits, {more} more behind the gate")
    for rule, count in false.most_common():
        print(f"  {count} {rule}{' (gated)' if rule in gated else ''} {where[rule]}")
    used: Counter[str] = Counter()
    for path in spun:
        for row in rows(path):
            used.update(edit.rules[0] for edit in fired(row["spun"], scanner, gated=True))
    if spun:
        silent = [phrase.id for phrase in phrases() if f"phrases/{phrase.id}" not in used]
        print(f"{sum(used.values())} hits on spun text, by {len(used)} entries; {len(silent)} never fire there")
    for first, second, example in conflicts():
        print(f"  conflict: {first} and {second} on {example!r}")


def conflicts() -> Iterator[tuple[str, str, str]]:
    """Entries that match the same words of an example and would write different ones."""
    for phrase in phrases():
        text = phrase.example[0]
        found = sorted(every_match(View(text, told="en")), key=lambda item: (item.match.span(), item.variant.phrase.id))
        for one, two in pairwise(found):
            first, second = one.variant.phrase, two.variant.phrase
            if two.match.start() < one.match.end() and first.good != second.good:
                yield first.id, second.id, text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("reach").add_argument("file", type=Path)
    part = commands.add_parser("lexicon")
    part.add_argument("clean", type=Path)
    part.add_argument("spun", type=Path, nargs="*")
    options = parser.parse_args()
    if options.command == "reach":
        reach(options.file)
    else:
        lexicon(options.clean, options.spun)
