"""Trains `textfix/data/ranker/neural-en.json`, which weighs what a language model says of the candidates beside the ranker.

    python corpora/garble/train_neural.py CLEAN_FOLDER SCORED [--documents 480] [--seed 0]

Needs the extra `neural` and its model. The folder is that of `train.py`; of the fifth of its articles that the ranker was not
trained on, the first seven tenths are spun (`spin.py`) in the same ways, and the rest is for measuring. What the model says of
the documents is kept in the file SCORED, a pickle of your own, since it takes half an hour; started again, the work goes on
where it ended. A part of the right candidates is hidden, more than from the ranker: real spinners write what is in no table.

What is learned is a softmax over the candidates of a span and leaving it alone, as for the ranker, and then the judgement on
documents from the new probabilities, each half of the documents judged with what was learned from the other.
"""

from __future__ import annotations

import argparse
import pickle
import random
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import msgspec
import numpy as np
import train
from spin import FLAT, TABLE, Spun, articles, sentences
from train import PARTS, PRIOR, SPARSE, TRAINED, Data, fit, join, labels, texts

from textfix.garble.choices import Choices, choices
from textfix.garble.decode import Ranked, by_word, rank
from textfix.garble.gate import evidence
from textfix.garble.knowledge import Knowledge, knowledge
from textfix.garble.neural import NAMES, Asked, Gains, Stored, ask, features, weigh
from textfix.garble.ranker import Network, Weights
from textfix.neural.files import reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from textfix.garble.knowledge import Floats, Numbers
    from textfix.garble.words import Words
    from textfix.neural.files import Reader

OUT = train.OUT.parent / "neural-en.json"
LEARNED = 0.7  # of the articles that the ranker did not see
HIDDEN_SHARE = 0.25  # of the right candidates, before the ranker sees a document
HIDDEN_LATER = 0.6  # … of those that are left, in a copy of what it and the model said
NETWORK = 12, 12, 48, 1e-2, 1e-2  # hidden units, epochs, spans a step, size of a step, decay
NETWORKS = 5
SAVED = 20  # documents between two savings


class Scored(NamedTuple):
    """A document as it goes into the training."""

    ranked: Ranked
    asked: Asked
    right: Numbers
    weight: Floats
    spun: float  # share of its words


def documents(found: Sequence[str], seed: int) -> list[Spun]:
    rng = random.Random(seed)
    made = [
        *rng.sample([*articles(found, rng, TABLE)], 70),
        *rng.sample([*articles(found, rng, FLAT)], 50),
        *rng.sample([*articles(found, rng, None)], 120),
        *sentences(found, rng, 160, TABLE),
        *sentences(found, rng, 110, FLAT),
        *sentences(found, rng, 20, None),
        *sentences(found, rng, 220, TABLE, 1),
        *sentences(found, rng, 150, FLAT, 1),
    ]
    rng.shuffle(made)
    return made


def score(document: Spun, known: Knowledge, heard: Reader, seed: int) -> Scored:
    rng = random.Random(seed)

    def hiding(words: Words, known: Knowledge) -> Choices:
        made = choices(words, known)
        kept = labels(words, made, known, document, rng, HIDDEN_SHARE)[2]
        spans = np.zeros(len(made.word), np.bool_)
        spans[made.span[kept]] = True
        return made.only(kept, spans)

    with patch("textfix.garble.decode.choices", hiding):
        ranked = rank(document.text, known)
    asked = ask(ranked, known, heard)
    right, weight, _ = labels(ranked.words, asked.made, known, document, rng, 0)
    return Scored(ranked, asked, right, weight, len(document.spans) / len(document.text.split()))


def score_all(made: Sequence[Spun], known: Knowledge, path: Path, seconds: float) -> list[Scored]:
    """What is not in the file yet, for as long as there is time."""
    done: list[Scored] = pickle.loads(path.read_bytes()) if path.exists() else []  # noqa: S301
    heard, start = reader(), monotonic()
    while len(done) < len(made) and monotonic() - start < seconds:
        at = len(done)
        done += [score(made[k], known, heard, k) for k in range(at, min(at + SAVED, len(made)))]
        path.write_bytes(pickle.dumps(done))
        print(f"{len(done)} of {len(made)} documents, {monotonic() - start:.0f} s", flush=True)
    return done


def hide(one: Scored, known: Knowledge, rng: random.Random) -> Scored:
    """The same document without some of the right candidates, as if the tables did not have them."""
    made, rows = one.asked.made, one.asked.rows
    gone = [int(row) for row in one.right if row >= 0 and rng.random() < HIDDEN_LATER]
    probability = one.ranked.probability.copy()
    for row in rows[gone]:
        span = one.ranked.choices.span == one.ranked.choices.span[row]
        probability[span] /= np.maximum(1 - probability[row], 1e-3)
        probability[row] = 0
    ranked = one.ranked._replace(
        probability=probability, garbled=by_word(one.ranked.words, one.ranked.choices, probability)
    )
    kept, spans = np.ones(len(rows), np.bool_), np.zeros(len(made.word), np.bool_)
    kept[gone] = False
    spans[made.span[kept]] = True
    right = np.where(np.isin(one.right, gone), -1, (np.cumsum(kept) - 1)[one.right])[spans]
    made, rows, heard = made.only(kept, spans), rows[kept], Gains(*(column[kept] for column in one.asked.heard))
    asked = Asked(rows, made, heard, features(ranked, made, rows, known, heard))
    return Scored(ranked, asked, np.where(one.right[spans] >= 0, right, -1), one.weight[spans], one.spun)


def data(scored: Sequence[Scored]) -> Data:
    return join(
        [
            Data(one.asked.features, one.asked.made.span, len(one.asked.made.word), one.right, one.weight)
            for one in scored
            if len(one.asked.rows)
        ]
    )


def fit_many(scored: Sequence[Scored], known: Knowledge, seed: int) -> Weights:
    """The mean of several networks, each with other candidates hidden, as one: its hidden units are those of all."""
    made = []
    for k in range(seed, seed + NETWORKS):
        rng = random.Random(k)
        made.append(fit(data([*scored, *(hide(one, known, rng) for one in scored)]), NAMES, k))
    # Their features have different means and scales: all are brought to those of the first.
    one = made[0]
    mean, scale = np.array(one.mean), np.array(one.scale)
    linear, base, hidden, bias = np.zeros(len(mean)), 0.0, [], []
    for other in made:
        ratio, shift = scale / np.array(other.scale), (mean - np.array(other.mean)) / np.array(other.scale)
        linear += np.array(other.linear) * ratio / NETWORKS
        base += (other.base + float(shift @ np.array(other.linear))) / NETWORKS
        hidden.append(np.array(other.hidden) * ratio[:, None])
        bias.append(np.array(other.bias) + shift @ np.array(other.hidden))

    def plain(values: NDArray[np.float64]) -> Any:
        return values.round(4).tolist()

    return Weights(
        list(NAMES),
        one.mean,
        one.scale,
        plain(linear),
        plain(np.concatenate(hidden, axis=1)),
        plain(np.concatenate(bias)),
        plain(np.concatenate([other.out for other in made]) / NETWORKS),
        round(base, 4),
    )


def fit_gate(scored: Sequence[Scored], networks: tuple[Network, Network]) -> list[float]:
    """A logistic regression by Newton's method on what the network of the other half makes of each document."""
    rows = []
    for k, one in enumerate(scored):
        if 0 < one.spun < SPARSE:
            continue
        made = weigh(one.ranked, one.asked, networks[1 - k % 2]) if len(one.asked.rows) else one.ranked
        rows.append((*evidence(made), one.spun > 0))
    return train.logistic(np.array(rows, np.float64), PRIOR)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("scored", type=Path)
    parser.add_argument("--parts", nargs="*", default=PARTS)
    parser.add_argument("--documents", type=int, default=480)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    train.HIDDEN, train.EPOCHS, train.BATCH, train.RATE, train.DECAY = NETWORK
    found = texts(options.folder, options.parts)
    found = found[int(TRAINED * len(found)) :]
    found = found[: int(LEARNED * len(found))]
    made = documents(found, options.seed)[: options.documents]
    known = knowledge()
    scored = score_all(made, known, options.scored, options.seconds)
    halves = [Network(fit_many(scored[k::2], known, options.seed)) for k in (0, 1)]
    weights = fit_many(scored, known, options.seed)
    found_gate = fit_gate(scored, (halves[0], halves[1]))
    OUT.write_bytes(msgspec.json.format(msgspec.json.encode(Stored(weights, found_gate)), indent=1) + b"\n")
    print(OUT, found_gate)


if __name__ == "__main__":
    main()
