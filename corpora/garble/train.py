"""Trains `textfix/data/ranker/en.json`, which ranks what a spun word may have been and judges documents, and counts
`textfix/data/rates/en.npz`, how often news has each spun form and each original.

    python corpora/garble/train.py CLEAN_FOLDER [--parts bbc2005 …] [--seed 0]

The folder holds clean English news as `.jsonl` files with a field `text`; rows with `dirty` are left out. A third of it stays
clean, the rest is spun (`spin.py`) anew in each of six rounds: by the weights of the channel table, by their square roots,
and as sentences without a theme, eight together or alone. The last fifth of the articles is never trained on and serves
`evaluate.py`.

What is learned: a softmax over the candidates of a span and leaving it alone. The right candidate is hidden in 15 % of the
spun spans, so that the ranker does not trust the table blindly. Where spun form and original mean nearly the same (cosine above
0.6), or both are ordinary English, the span counts neither way. The second look is trained on what the first one finds in
text spun with other seeds. Deterministic on one machine; no text goes into the weights but through them.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
from spin import FLAT, TABLE, Spun, articles, sentences

from textfix.data import rates
from textfix.data.channel import channel
from textfix.data.language_model import BITS, language_model
from textfix.data.vectors import vectors
from textfix.garble.choices import Choices, choices
from textfix.garble.decode import by_word, rank, repaired
from textfix.garble.features import FIRST, SECOND, Sense, first_look, fits, refit, second_look, spun_words, worth_a_look
from textfix.garble.gate import evidence
from textfix.garble.knowledge import LONGEST, Knowledge, pack
from textfix.garble.ranker import Network, Stored, Weights, probabilities
from textfix.garble.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from textfix.garble.knowledge import Floats, Numbers

OUT = Path(__file__).parent.parent.parent / "textfix" / "data" / "ranker" / "en.json"
RATES = OUT.parent.parent / "rates" / "en.npz"
PARTS = ("bbc2005", "cnn_dm_xsum", "masakhanews_en", "gum")
TRAINED = 0.8  # of the articles
ROUNDS = 6
HIDDEN_SHARE = 0.15
SAME_MEANING = 0.6
HIDDEN, EPOCHS, BATCH, RATE, DECAY = 64, 8, 1000, 5e-3, 1e-5


class Data(NamedTuple):
    """Candidates of many documents."""

    features: Floats
    span: Numbers
    spans: int
    right: Numbers  # of each span: its row, -1 for leaving it
    weight: Floats  # of each span


def texts(folder: Path, parts: Sequence[str]) -> list[str]:
    """All articles, shuffled."""
    found = []
    for part in parts:
        for path in sorted(folder.glob(f"{part}*.jsonl")):
            rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            found += [row["text"] for row in rows if not row.get("dirty")]
    random.Random(1).shuffle(found)
    return found


def spun_corpus(found: Sequence[str], seed: int) -> list[Spun]:
    rng = random.Random(seed)
    rng.shuffle(mixed := list(found))
    ends = [int(len(mixed) * share) for share in (0, 0.22, 0.34, 0.66, 0.84, 1)]
    table, flat, clean, some, more = (mixed[a:b] for a, b in itertools.pairwise(ends))
    return [
        *articles(table, rng, TABLE),
        *articles(flat, rng, FLAT),
        *articles(clean, rng, None),
        *sentences(some, rng, 400, TABLE),
        *sentences(more, rng, 250, FLAT),
        *sentences(some, rng, 1200, TABLE, 1),
        *sentences(more, rng, 800, FLAT, 1),
    ]


def labels(
    words: Words, made: Choices, known: Knowledge, document: Spun, rng: random.Random, hide: float
) -> tuple[Numbers, Floats, Any]:
    """Of each span the row of the right candidate, and its weight; of each candidate whether it is kept."""
    start, end = words.start[made.word], words.end[made.word + made.size - 1]
    first = np.searchsorted(made.span, np.arange(len(made.word) + 1))
    right, weight = np.full(len(made.word), -1), np.ones(len(made.word), np.float32)
    kept = np.ones(len(made.span), np.bool_)
    old = known.mean(spun_words(words, made, known))
    for a, b, original, ordinary in document.spans:
        for span in np.nonzero((start < b) & (end > a))[0]:
            whole = start[span] <= a and end[span] >= b
            wanted = document.text[start[span] : a] + original + document.text[b : end[span]]
            if not whole or ordinary:
                weight[span] = 0
            rows = range(first[span], first[span + 1]) if whole else ()
            for row in rows:
                if known.originals[made.original[row]].lower() == wanted.lower():
                    if rng.random() < hide:
                        kept[row] = False
                    else:
                        right[span] = row
                    if old[span] @ known.mean(known.parts[[made.original[row]]])[0] > SAME_MEANING:
                        weight[span] = 0
                    break
    return np.where(right >= 0, (np.cumsum(kept) - 1)[right], -1), weight, kept


def gather(
    documents: Iterable[Spun], known: Knowledge, seed: int, before: Network | None, hide: float = HIDDEN_SHARE
) -> Data:
    """The features of all candidates, for the second look where the network of the first is given."""
    rng = random.Random(seed)
    parts: list[Data] = []
    for document in documents:
        words = Words(document.text, known)
        made = choices(words, known)
        made, here = worth_a_look(made, fits(words, made, known, words.stream), known)
        if not len(made.span):
            continue
        right, weight, kept = labels(words, made, known, document, rng, hide)
        spans = np.zeros(len(made.word), np.bool_)
        spans[made.span[kept]] = True
        if not spans.any():
            continue
        made, here, right, weight = made.only(kept, spans), here.only(kept, spans), right[spans], weight[spans]
        sense = Sense(words, made, known)
        features = first_look(words, made, known, here, sense)
        if before is not None:
            first = probabilities(before.scores(features), made.span, made.starts)
            context = refit(words, made, known, here, repaired(words, made, known, first))
            more = second_look(words, made, known, first, by_word(words, made, first), context, sense)
            features = np.concatenate((features, more), axis=1)
        parts.append(Data(features, made.span, len(made.word), right, weight))
    return join(parts)


def join(parts: Sequence[Data]) -> Data:
    rows = np.cumsum([0, *(len(part.features) for part in parts)])
    spans = np.cumsum([0, *(part.spans for part in parts)])
    return Data(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.span + at for part, at in zip(parts, spans, strict=False)]),
        int(spans[-1]),
        np.concatenate([np.where(part.right >= 0, part.right + at, -1) for part, at in zip(parts, rows, strict=False)]),
        np.concatenate([part.weight for part in parts]),
    )


def fit(data: Data, names: Sequence[str], seed: int) -> Weights:
    """Adam on the cross-entropy of the spans, the step halved every two epochs."""
    rng = np.random.default_rng(seed)
    size = data.features.shape[1]
    mean, scale = data.features.mean(0), data.features.std(0) + 1e-3
    parameters: list[NDArray[np.float32]] = [
        (rng.normal(size=(size, HIDDEN)) / np.sqrt(size)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        (0.3 * rng.normal(size=HIDDEN) / np.sqrt(HIDDEN)).astype(np.float32),
        np.full(1, -2, np.float32),
        np.zeros(size, np.float32),
    ]
    hidden, bias, out, base, linear = parameters
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    first = np.searchsorted(data.span, np.arange(data.spans + 1))
    step = 0
    for epoch in range(EPOCHS):
        order, loss = rng.permutation(data.spans), 0.0
        for at in range(0, data.spans, BATCH):
            spans = np.sort(order[at : at + BATCH])
            count = first[spans + 1] - first[spans]
            rows = np.repeat(first[spans] - np.cumsum(count) + count, count) + np.arange(count.sum())
            local = np.repeat(np.arange(len(spans)), count)
            z = (data.features[rows] - mean) / scale
            before = z @ hidden + bias
            active = np.maximum(before, 0)
            probability = probabilities(active @ out + base + z @ linear, local, np.cumsum(count) - count)
            chosen = data.right[spans]
            target = np.zeros(len(rows), np.float32)
            target[np.searchsorted(rows, chosen[chosen >= 0])] = 1
            weight = data.weight[spans]
            left = 1 - np.bincount(local, probability, len(spans))
            loss -= float((weight * np.where(chosen < 0, np.log(np.maximum(left, 1e-9)), 0)).sum())
            loss -= float((weight[local] * target * np.log(probability + 1e-9)).sum())
            slope = ((probability - target) * weight[local] / len(spans)).astype(np.float32)
            inner = slope[:, None] * out * (before > 0)
            slopes = (z.T @ inner, inner.sum(0), active.T @ slope, slope.sum(keepdims=True), z.T @ slope)
            step += 1
            for p, g, (m, v) in zip(parameters, slopes, moments, strict=True):
                g = g + DECAY * p
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= RATE * 0.5 ** (epoch / 2) * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        print(f"  epoch {epoch}: {loss / data.spans:.5f}", flush=True)

    def plain(values: Any) -> Any:
        return json.loads(json.dumps(np.asarray(values, np.float64).round(4).tolist()))

    return Weights(
        list(names),
        plain(mean),
        plain(scale),
        plain(linear),
        plain(hidden),
        plain(bias),
        plain(out),
        float(round(float(base[0]), 4)),
    )


def fit_gate(found: Sequence[str], known: Knowledge, nets: tuple[Network, Network], seed: int) -> list[float]:
    """A logistic regression on whether a document is spun, by Newton's method; what is hardly spun counts neither way."""
    rng = random.Random(seed)
    documents = [*articles(found, rng, None), *sentences(found, rng, 300, None), *sentences(found, rng, 400, None, 1)]
    for kind in (TABLE, FLAT):
        documents += [
            *articles(found, rng, kind),
            *sentences(found, rng, 300, kind),
            *sentences(found, rng, 400, kind, 1),
        ]
    spun = [len(document.spans) / len(document.text.split()) for document in documents]
    rows = [
        (*evidence(rank(document.text, known, nets)), share > 0)
        for document, share in zip(documents, spun, strict=True)
        if not 0 < share < SPARSE
    ]
    return logistic(np.array(rows, np.float64), PRIOR)


def logistic(table: NDArray[np.float64], prior: float) -> list[float]:
    """Base and weights of a logistic regression, the last column being 0 or 1, 1 in a share `prior` of the cases."""
    x, y = np.column_stack((np.ones(len(table)), table[:, :-1])), table[:, -1]
    weight = np.where(y > 0, prior / y.mean(), (1 - prior) / (1 - y.mean()))
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ (weight * (y - p)) - 1e-3 * beta
        beta += np.linalg.solve((x * (weight * p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(beta)), slope)
    return [round(float(b), 4) for b in beta]


def save(weights: Stored) -> None:
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(msgspec.json.format(msgspec.json.encode(weights), indent=1) + b"\n")


RARE = 0.3  # occurrences added to those that were counted
PRIOR = 0.25  # share of the documents that are spun, where somebody wants to know
SPARSE = 0.04  # share of the words of a document that is hardly spun


def count_rates(found: Sequence[str], known: Knowledge) -> None:
    """How often news has each spun form and each original: ln of occurrences in a million words."""
    spun = [text.decode() for text in channel().spun]
    keys = np.array([pack(known.numbers(spun[number])) for number in known.number], np.int64)
    order = np.argsort(keys, kind="stable")
    forms = keys[order]
    own = np.array([pack(known.parts[k, : min(LONGEST, size)]) for k, size in enumerate(known.length)], np.int64)
    by_own = np.argsort(own, kind="stable")
    originals = own[by_own]
    form_counts, counts, total = np.zeros(len(forms)), np.zeros(len(own)), 0
    for text in found:
        words = Words(text, known)
        total += len(words)
        numbers = words.stream + 1
        for size in range(1, LONGEST + 1):
            last = max(0, len(numbers) - size + 1)
            key = sum(numbers[k : last + k] << (BITS * k) for k in range(size))
            at = np.minimum(np.searchsorted(forms, key), len(forms) - 1)
            np.add.at(form_counts, order[at[forms[at] == key]], 1)
            at, stop = np.searchsorted(originals, key), np.searchsorted(originals, key, "right")
            for shift in range(int((stop - at).max(initial=0))):
                np.add.at(counts, by_own[at[at + shift < stop] + shift], 1)
    known.form_rate = np.log((form_counts + RARE) / total * 1e6).astype(np.float32)
    known.rate = np.log((counts + RARE) / total * 1e6).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parts", nargs="*", default=PARTS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    known = Knowledge(
        language_model(), table := channel(), vectors(), (np.zeros(len(table)), np.zeros(len(table.good)))
    )
    found = texts(options.folder, options.parts)
    found = found[: int(TRAINED * len(found))]
    seeds = range(options.seed, options.seed + options.rounds)
    halves = found[::2], found[1::2]

    def crossed(seeds: range, before: Network | None) -> Data:
        """Each half spun, with the rates of words counted in the other."""
        parts = []
        for one, other in (halves, halves[::-1]):
            count_rates(other, known)
            parts += [gather(spun_corpus(one, seed), known, seed, before) for seed in seeds]
        return join(parts)

    data = crossed(seeds, None)
    print(f"{len(data.features):,} candidates, {np.count_nonzero(data.right >= 0):,} right ones")
    first = fit(data, FIRST, options.seed)
    del data
    seeds = range(options.seed + options.rounds, options.seed + 2 * options.rounds)
    data = crossed(seeds, Network(first))
    second = fit(data, [*FIRST, *SECOND], options.seed)
    count_rates(found, known)
    forms = np.full(len(channel()), rates.LOWEST, np.float32)
    forms[known.number] = known.form_rate
    RATES.parent.mkdir(exist_ok=True)
    RATES.write_bytes(rates.pack(forms, known.rate))
    save(Stored(first, second, fit_gate(found, known, (Network(first), Network(second)), options.seed)))
    print(OUT)


if __name__ == "__main__":
    main()
