"""The one scan: all triggers of all passes, found in one walk over the text.

Built on Hyperscan's literal matcher, which walks news at 100–600 MB/s whatever the number of literals; word boundaries,
context and case are the business of the pass that gets the hit.
"""

from __future__ import annotations

import hashlib
import platform
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from platformdirs import user_cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Trigger(NamedTuple):
    """A literal without which a pass cannot fire.

    A caseless trigger is written in lower case and found in any case; outside ASCII, in lower case, capitalised and in
    capitals.
    """

    literal: str
    caseless: bool = True


# Where a trigger stands: start, end, literal. Units: code points, half-open. A bare tuple, since hostile texts have a hit at
# every character, and the garbage collector walks instances of any subclass again and again.
Hit = tuple[int, int, str]


class Hits(Mapping[str, list[Hit]]):
    """Hits by owner, sorted; an owner without hits is not there. They are made when they are asked for: a pass that changes the
    text makes those of all others stale."""

    def __init__(self, scanner: Scanner, text: str, data: bytes, codes: list[int]) -> None:
        self._scanner, self._text, self._data, self._codes = scanner, text, data, codes
        self._places: list[int] | None = None
        self._own: dict[str, list[int]] = {}  # places in the list of codes
        owners, own = scanner.owners, self._own
        for k, code in enumerate(codes):
            for owner in owners[code & KEY_MASK]:
                try:
                    own[owner].append(k)
                except KeyError:
                    own[owner] = [k]

    def __getitem__(self, owner: str) -> list[Hit]:
        own, codes = self._own[owner], self._codes
        if self._places is None:
            ends = [code >> KEY_BITS for code in codes]
            self._places = ends if len(self._data) == len(self._text) else _code_points(self._data, ends)
        places, lengths, literals = self._places, self._scanner.lengths, self._scanner.literals[owner]
        hits = [
            (places[k] - lengths[key], places[k], literals[key]) for k, key in [(k, codes[k] & KEY_MASK) for k in own]
        ]
        if len(hits) > 1:
            hits.sort()
        return hits

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


KEY_BITS = 24  # of the number of a literal
KEY_MASK = (1 << KEY_BITS) - 1


class Scanner:
    """Finds the triggers of many owners (pass ids) in one walk."""

    def __init__(self, triggers: Mapping[str, Iterable[Trigger]]) -> None:
        owners: dict[tuple[str, bool], dict[str, str]] = {}  # (spelling, caseless) -> owner -> literal
        for owner, own in triggers.items():
            for trigger in own:
                for spelling in _spellings(trigger):
                    owners.setdefault((spelling, trigger.caseless), {})[owner] = trigger.literal
        keys = sorted(owners)
        known: dict[tuple[str, ...], tuple[str, ...]] = {}  # there are a hundred thousand keys, but few sets of owners
        self.owners = [known.setdefault(own, own) for own in (tuple(sorted(owners[key])) for key in keys)]
        self.lengths = [len(spelling) for spelling, _ in keys]
        self.literals: dict[str, dict[int, str]] = {
            owner: {} for owner in triggers
        }  # owner -> number of a key -> literal
        for k, key in enumerate(keys):
            for owner, literal in owners[key].items():
                self.literals[owner][k] = literal
        self._database = _database(keys) if keys else None
        self._local = threading.local()

    def scan(self, text: str, data: bytes | None = None) -> Hits:
        """The hits of each owner that has any, sorted. The text must hold no NUL and no lone surrogate; `data` is its UTF-8.

        Cost: linear in the text and the hits.
        """
        if data is None:
            data = text.encode()
        # End and key in one number: hostile texts have a hit at every character, tuples would be slow.
        found: list[int] = []
        add = found.append

        def on_match(key: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            add(end << KEY_BITS | key)

        if self._database is not None:
            self._database.scan(data, match_event_handler=on_match, scratch=self._scratch())
            found.sort()
        return Hits(self, text, data, found)

    def _scratch(self) -> Any:
        # Hyperscan's working memory serves one scan at a time, so each thread has its own.
        try:
            return self._local.scratch
        except AttributeError:
            import hyperscan

            self._local.scratch = hyperscan.Scratch(self._database)
            return self._local.scratch


CONTINUATION = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that begin no character


def _code_points(data: bytes, ends: list[int]) -> list[int]:
    """Ends in bytes of UTF-8, sorted, as ends in code points."""
    places = []
    byte = at = 0
    for end in ends:
        if end != byte:
            at += len(data[byte:end].translate(None, CONTINUATION))
            byte = end
        places.append(at)
    return places


def _spellings(trigger: Trigger) -> set[str]:
    text = trigger.literal
    if not trigger.caseless or text.isascii():
        return {text}  # Hyperscan folds ASCII itself
    return {text, text.capitalize(), text.title(), text.upper()}


def _database(keys: list[tuple[str, bool]]) -> Any:
    """The compiled literals. Compiling takes a second, so the result is kept in the user's cache folder, if there is one."""
    import hyperscan

    digest = hashlib.blake2b(
        repr((version("hyperscan"), platform.machine(), keys)).encode(), digest_size=16
    ).hexdigest()
    path = Path(user_cache_dir("textfix", appauthor=False)) / f"scan-{digest}.hsdb"
    with suppress(OSError, hyperscan.error):
        return hyperscan.loadb(path.read_bytes(), mode=hyperscan.HS_MODE_BLOCK)
    database = _compile(keys)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, hyperscan.dumpb(database))
    return database


def _write(path: Path, data: bytes) -> None:
    """Write a file so that no other process ever sees a part of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)


def _compile(keys: list[tuple[str, bool]]) -> Any:
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[spelling.encode() for spelling, _ in keys],
        ids=list(range(len(keys))),
        elements=len(keys),
        flags=[hyperscan.HS_FLAG_CASELESS if caseless else 0 for _, caseless in keys],
        literal=True,
    )
    return database
