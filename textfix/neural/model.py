"""A causal language model of the Llama family on numpy, and the scoring of many continuations of one text.

What stands before a place is computed once, and all continuations of all places branch off from it: each row of a branch looks
at the rows of the text before the branch, and at the rows of its own branch. So a candidate costs its own tokens and
the few words after it, and gets exactly the log probability that the whole text with it in place would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

BRANCHES = 48  # run together: some hundred rows, where a matrix product is at its fastest
ROWS = 128  # of logits that are held at a time: 25 MB of a vocabulary of 49,152


class Shape(NamedTuple):
    """The numbers that say how large a model is."""

    layers: int
    width: int
    heads: int
    groups: int  # of heads that share keys and values
    inner: int  # width of the feed-forward layer
    vocabulary: int
    base: float  # of the rotary angles
    epsilon: float  # of the norms

    @property
    def head(self) -> int:
        """Width of a head."""
        return self.width // self.heads

    @property
    def shared(self) -> int:
        """Width of all keys of a row."""
        return self.head * self.groups

    def arrays(self) -> dict[str, tuple[int, ...]]:
        """The arrays of a model in their order: name -> shape, (out, in) of a matrix. The norms before the matrices are in them."""
        out: dict[str, tuple[int, ...]] = {"embedding": (self.vocabulary, self.width), "norm": (self.width,)}
        for k in range(self.layers):
            out[f"{k}.attention"] = (self.width + 2 * self.shared, self.width)  # queries, keys, values
            out[f"{k}.out"] = (self.width, self.width)
            out[f"{k}.up"] = (2 * self.inner, self.width)  # gate, up
            out[f"{k}.down"] = (self.width, self.inner)
        return out


class Read(NamedTuple):
    """A text that the model has read. `t` tokens, the first of which is the mark of the beginning."""

    tokens: Numbers  # t
    keys: list[Floats]  # of each layer: groups, t, head
    values: list[Floats]
    hidden: Floats  # t, width: what is known after each token


class Branch(NamedTuple):
    """Other tokens in place of those from `at` on, and how the text goes on after them."""

    at: int
    tokens: Sequence[int]


class Model:
    """Weights, ready to use. Changes nothing of itself: threads may share it."""

    def __init__(self, shape: Shape, arrays: dict[str, Floats]) -> None:
        self.shape, self.arrays = shape, arrays
        self.turn = shape.base ** (-np.arange(0, shape.head, 2) / shape.head)

    def read(self, tokens: Sequence[int]) -> Read:
        """Shape: t tokens.

        Cost: t rows, and t squared in their attention.
        """
        numbers = np.array(tokens, np.int64)
        keys: list[Floats] = []
        values: list[Floats] = []
        hidden = self._run(numbers, np.arange(len(numbers)), np.array([len(numbers)]), None, (keys, values))
        return Read(numbers, keys, values, hidden)

    def log_probabilities(self, read: Read) -> tuple[Floats, Numbers]:
        """Of each token after the first, given those before it: ln P, and how many tokens are likelier. Shape: t - 1 each."""
        count = len(read.tokens) - 1
        logs, ranks = np.empty(count, np.float32), np.empty(count, np.int64)
        for at in range(0, count, ROWS):
            logits = self.logits(read.hidden[at : min(at + ROWS, count)])
            own = logits[np.arange(len(logits)), read.tokens[at + 1 : at + 1 + len(logits)]]
            ranks[at : at + len(logits)] = (logits > own[:, None]).sum(1)
            logs[at : at + len(logits)] = own - log_sum(logits)
        return logs, ranks

    def continuations(self, read: Read, branches: Sequence[Branch]) -> list[Floats]:
        """Of each branch: ln P of its tokens, each given all before it. A branch is at 1 or later, and has a token.

        Cost: a row a token.
        """
        out: list[Floats] = [np.zeros(0, np.float32)] * len(branches)
        order = sorted(range(len(branches)), key=lambda k: branches[k].at)
        for start in range(0, len(order), BRANCHES):
            part = order[start : start + BRANCHES]
            for k, logs in zip(part, self._continuations(read, [branches[k] for k in part]), strict=True):
                out[k] = logs
        return out

    def _continuations(self, read: Read, branches: Sequence[Branch]) -> list[Floats]:
        at = np.array([branch.at for branch in branches])
        size = np.array([len(branch.tokens) for branch in branches])
        rows = size - 1  # nothing follows the last token
        tokens = np.array([token for branch in branches for token in branch.tokens[:-1]], np.int64)
        inside = np.arange(len(tokens)) - np.repeat(np.cumsum(rows) - rows, rows)
        hidden = self._run(tokens, np.repeat(at, rows) + inside, rows, (read, at), None)
        before = np.empty((int(size.sum()), self.shape.width), np.float32)  # what is known before each token
        first = np.cumsum(size) - size
        later = np.ones(len(before), np.bool_)
        later[first] = False
        before[first], before[later] = read.hidden[at - 1], hidden
        wanted = np.array([token for branch in branches for token in branch.tokens], np.int64)
        logs = np.empty(len(wanted), np.float32)
        for start in range(0, len(wanted), ROWS):
            logits = self.logits(before[start : start + ROWS])
            chosen = wanted[start : start + ROWS]
            own = logits[np.arange(len(chosen)), chosen]
            logs[start : start + ROWS] = own - log_sum(logits)
        return np.split(logs, first[1:])

    def logits(self, hidden: Floats) -> Floats:
        """Shape: r, width -> r, vocabulary."""
        out: Floats = np.asarray((self._normal(hidden) * self.arrays["norm"]) @ self.arrays["embedding"].T)
        return out

    def _normal(self, x: Floats) -> Floats:
        mean: Floats = np.einsum("ij,ij->i", x, x) / np.float32(x.shape[1])
        out: Floats = x / np.sqrt(mean + np.float32(self.shape.epsilon))[:, None]
        return out

    def _run(
        self,
        tokens: Numbers,
        places: Numbers,
        sizes: Numbers,
        past: tuple[Read, Numbers] | None,
        kept: tuple[list[Floats], list[Floats]] | None,
    ) -> Floats:
        """Rows of branches of `sizes`, one after the other, through all layers. Shape: r -> r, width."""
        shape, arrays = self.shape, self.arrays
        x = arrays["embedding"][tokens]
        if not len(x):
            return x
        angles = places[:, None] * self.turn
        turned = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
        attend = Attention(shape, sizes, past)
        for k in range(shape.layers):
            mixed = self._normal(x) @ arrays[f"{k}.attention"].T
            q, key, value = np.split(mixed, (shape.width, shape.width + shape.shared), axis=1)
            q, key = _rotate(q, *turned), _rotate(key, *turned)
            if kept is not None:
                for column, rows in zip(kept, (key, value), strict=True):
                    column.append(np.ascontiguousarray(rows.reshape(-1, shape.groups, shape.head).transpose(1, 0, 2)))
            x = x + attend(k, q, key, value) @ arrays[f"{k}.out"].T
            gate, up = np.split(self._normal(x) @ arrays[f"{k}.up"].T, 2, axis=1)
            x = x + (gate / (1 + np.exp(-gate)) * up) @ arrays[f"{k}.down"].T
        return x


class Attention:
    """Each row looks at its own branch up to itself, and at what was read before the branch."""

    def __init__(self, shape: Shape, sizes: Numbers, past: tuple[Read, Numbers] | None) -> None:
        self.shape, self.past = shape, past
        self.longest = int(sizes.max(initial=0))
        self.there = np.arange(self.longest) < sizes[:, None]  # b, n
        later = np.triu(np.ones((self.longest, self.longest), np.bool_), 1)
        own = np.where(later, np.float32(-np.inf), np.float32(0))  # n, n
        self.own = np.tile(own, (shape.heads // shape.groups, 1))
        self.seen = int(past[1].max(initial=0)) if past else 0
        if past is not None:
            hidden = np.arange(self.seen) >= past[1][:, None]  # b, s
            self.hidden = np.where(hidden, np.float32(-np.inf), np.float32(0))[None, :, None, :]

    def __call__(self, layer: int, q: Floats, key: Floats, value: Floats) -> Floats:
        """Shape: r, … -> r, width."""
        shape, n = self.shape, self.longest
        each = shape.heads // shape.groups
        count = len(self.there)
        # g, b, heads of the group times n, head
        queries = self._spread(q, shape.heads).reshape(count, n, shape.groups, each, shape.head)
        queries = np.ascontiguousarray(queries.transpose(2, 0, 3, 1, 4)).reshape(
            shape.groups, count, each * n, shape.head
        )
        queries *= np.float32(shape.head**-0.5)
        keys, values = (self._spread(rows, shape.groups).transpose(2, 0, 1, 3) for rows in (key, value))
        scores = queries @ keys.transpose(0, 1, 3, 2) + self.own
        if self.past is None:
            weights = _softmax(scores)
            mixed = weights @ values
        else:
            read = self.past[0]
            flat = queries.reshape(shape.groups, -1, shape.head)
            old = flat @ read.keys[layer][:, : self.seen].transpose(0, 2, 1)
            old = old.reshape(shape.groups, count, each * n, self.seen) + self.hidden
            weights = _softmax(np.concatenate((old, scores), axis=3))
            past = weights[..., : self.seen].reshape(shape.groups, -1, self.seen) @ read.values[layer][:, : self.seen]
            mixed = past.reshape(shape.groups, count, each * n, shape.head) + weights[..., self.seen :] @ values
        mixed = mixed.reshape(shape.groups, count, each, n, shape.head).transpose(1, 3, 0, 2, 4)
        out: Floats = mixed.reshape(count, n, shape.width)[self.there]
        return out

    def _spread(self, rows: Floats, heads: int) -> Floats:
        """Rows by branch, zero where a branch is shorter than the longest. Shape: r, … -> b, n, heads, head."""
        out = np.zeros((*self.there.shape, heads, self.shape.head), np.float32)
        out[self.there] = rows.reshape(len(rows), heads, self.shape.head)
        return out


def _rotate(x: Floats, cos: Floats, sin: Floats) -> Floats:
    """Neighbouring columns of each head turned by the angle of their place."""
    pairs = x.reshape(len(x), -1, cos.shape[1], 2)
    even, odd = pairs[..., 0], pairs[..., 1]
    c, s = cos[:, None, :], sin[:, None, :]
    return np.stack((even * c - odd * s, even * s + odd * c), axis=-1).reshape(x.shape)


def _softmax(scores: Floats) -> Floats:
    """In place."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def log_sum(logits: Floats) -> Floats:
    """ln of the sum of exponentials, which takes the place of the logits. Shape: r, v -> r."""
    top = logits.max(axis=1)
    logits -= top[:, None]
    np.exp(logits, out=logits)
    out: Floats = top + np.log(logits.sum(axis=1))
    return out
