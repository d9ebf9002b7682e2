"""Reports what the cleaner makes of garble: repaired, found, missed and wrong, by type, family and the number of words.

    python corpora/garble/evaluate.py rows sentences.jsonl …     rows with spun, spans [[start, end, original], …] and, if known,
                                                                 types, families, alternatives, harmless, silent
    python corpora/garble/evaluate.py spun CLEAN_FOLDER          the fifth of the articles that the ranker was not trained on, spun
                                                                 by the kinds it was trained on, and by one it was not
    python corpora/garble/evaluate.py gate CLEAN_FOLDER          the same against the clean articles: area under the curve

A span counts as repaired when the edits in it make the original of it, or one of the alternatives; as found when an edit or a
suggestion touches it. Harmless and silent spans are owed by nobody. Intervals are Wilson's, at 95 %.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from spin import FLAT, RATES, TABLE, Kind, Spinner, Spun, articles, sentences
from train import PARTS, TRAINED, texts

from textfix import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix import Document

UNIFORM = Kind(0.0, 0.12)  # any form as likely as any other: a spinner that the ranker never saw
SPINNERS = {"table": TABLE, "flat": FLAT, "uniform": UNIFORM}
MOST = 150  # documents of a kind


class Owed(NamedTuple):
    start: int
    end: int
    originals: tuple[str, ...]
    groups: tuple[str, ...]
    owed: bool


class Case(NamedTuple):
    text: str
    spans: list[Owed]


def interval(hits: int, of: int) -> str:
    if not of:
        return "–"
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * ((p * (1 - p) + z * z / (4 * of)) / of) ** 0.5
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return f"{p:.3f} ({max(0, low):.3f}-{min(1, high):.3f}, {hits}/{of})"


def case_of_row(row: dict[str, Any]) -> Case:
    count = len(row["spans"])

    def column(name: str, default: Any) -> list[Any]:
        return row.get(name) or [default] * count

    spans = []
    for (start, end, good), more, type_, family, harmless, silent in zip(
        (span[:3] for span in row["spans"]), column("alternatives", []), column("types", "?"), column("families", "?"),
        column("harmless", False), column("silent", False), strict=False,
    ):  # fmt: skip
        size = "several words" if " " in row["spun"][start:end] + good else "one for one"
        groups = f"type: {type_}", f"family: {family}", f"words: {size}"
        spans.append(Owed(start, end, (good, *more), groups, not (harmless or silent)))
    return Case(row["spun"], spans)


def case_of_spun(document: Spun, name: str) -> Case:
    spans = []
    for start, end, original, ordinary in document.spans:
        size = "several words" if " " in document.text[start:end] + original else "one for one"
        spans.append(Owed(start, end, (original,), (f"spinner: {name}", f"words: {size}"), not ordinary))
    return Case(document.text, spans)


def repaired(case: Case, doc: Document, span: Owed) -> bool:
    inside = [e for e in doc.edits if e.start < span.end and span.start < e.end]
    if not inside:
        return False
    start, end = min(span.start, inside[0].start), max(span.end, inside[-1].end)
    got, at = "", start
    for edit in inside:
        got += case.text[at : edit.start] + edit.after
        at = edit.end
    got += case.text[at:end]
    left, right = case.text[start : span.start], case.text[span.end : end]
    return plain(got) in {plain(left + good + right) for good in span.originals}


def plain(text: str) -> str:
    return " ".join(("a" if word == "an" else word) for word in text.casefold().split())


def report(cases: Iterable[Case], cleaner: Cleaner) -> None:
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    right = done = touched = marks = 0
    for case in cases:
        doc = cleaner.clean(case.text)
        wording = [e for e in doc.edits if e.before.split() != e.after.split()]
        spans = [(e.start, e.end) for e in (*wording, *doc.suggestions)]
        good = {span: repaired(case, doc, span) for span in case.spans}
        for span in case.spans:
            found = any(a < span.end and span.start < b for a, b in spans)
            state = "repaired" if good[span] else "found" if found else "missed"
            for group in ("all", *span.groups) if span.owed else ():
                tally[group][state] += 1
        for edit in wording:
            near = [span for span in case.spans if span.start < edit.end and edit.start < span.end]
            if any(span.owed for span in near) or not any(good[span] for span in near):
                done += 1
                right += any(good[span] for span in near)
        marks += len(spans)
        touched += sum(any(span.start < b and a < span.end for span in case.spans) for a, b in spans)
    print(f"precision of edits {interval(right, done)}; marks on garble {interval(touched, marks)}")
    print(f"{'':40}{'repaired':>10}{'found':>10}{'missed':>10}{'n':>7}")
    for group in sorted(tally):
        counts = tally[group]
        total = counts.total()
        shares = "".join(f"{counts[state] / total:10.3f}" for state in ("repaired", "found", "missed"))
        print(f"{group:40}{shares}{total:7}")
    print(f"repaired {interval(tally['all']['repaired'], tally['all'].total())}")


def unseen(folder: Path) -> list[str]:
    found = texts(folder, PARTS)
    return found[int(TRAINED * len(found)) :]


def spun_cases(folder: Path) -> list[Case]:
    found, out = unseen(folder), []
    for name, kind in SPINNERS.items():
        rng = random.Random(7)
        made = [*[*articles(found[:80], rng, kind)][:MOST], *sentences(found[80:], rng, 40, kind)]
        out += [case_of_spun(document, name) for document in made]
    return out


def gate(folder: Path, cleaner: Cleaner) -> None:
    found = unseen(folder)
    clean = [cleaner.clean(document.text).scores.garble for document in articles(found, random.Random(3), None)]
    print(f"clean: {sum(score >= 0.5 for score in clean)} of {len(clean)} judged spun")
    for name, kind in SPINNERS.items():
        for rate in RATES:
            documents = [
                Spinner(random.Random(k), kind).spin(d.text, rate)
                for k, d in enumerate(articles(found[:100], random.Random(3), None))
            ]
            density = sum(len(d.spans) for d in documents) / sum(len(d.text.split()) for d in documents)
            scores = [cleaner.clean(document.text).scores.garble for document in documents]
            print(f"{name:10} {density:6.1%} of the words spun: AUC {auc(scores, clean):.3f}")


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    order = sorted(negative)
    return sum(bisect_left(order, x) + bisect_right(order, x) for x in positive) / (2 * len(positive) * len(order))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rows", "spun", "gate"))
    parser.add_argument("paths", type=Path, nargs="+")
    options = parser.parse_args()
    cleaner = Cleaner()
    if options.what == "gate":
        gate(options.paths[0], cleaner)
    elif options.what == "spun":
        report(spun_cases(options.paths[0]), cleaner)
    else:
        rows = [json.loads(line) for path in options.paths for line in path.read_text(encoding="utf-8").splitlines()]
        report(map(case_of_row, rows), cleaner)


if __name__ == "__main__":
    main()
