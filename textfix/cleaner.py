"""The Cleaner: a configuration that cleans texts."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from textfix import pipeline
from textfix.config import Config
from textfix.plan import make_plan
from textfix.text.view import NOTHING_KNOWN, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textfix.model import Document
    from textfix.passes.base import Pass
    from textfix.plan import Plan

CHUNK = 16  # texts that a worker process gets at once


class Cleaner:
    """Cleans texts under one configuration. Picklable; cheap to build, also in a worker process.

    `extra` adds passes: `(pass, "after", "phrases")` or `(pass, "before", "spacing")`.
    """

    def __init__(self, config: Config | None = None, *, extra: Iterable[tuple[Pass, str, str]] = ()) -> None:
        self.config = config or Config()
        self.extra = tuple(extra)

    def clean(
        self,
        text: str,
        *,
        title: str | None = None,
        url: str | None = None,
        source: str | None = None,
        language: str | None = None,
    ) -> Document:
        """The Document of one text. What else the caller knows is evidence, never inserted.

        Raises: TypeError for anything but `str`. No text raises.
        """
        _check_type(text)
        evidence = Evidence(title, url, source) if title or url or source else NOTHING_KNOWN
        return pipeline.clean(self._plan(), text, evidence, language)

    def clean_many(self, texts: Iterable[str | Mapping[str, Any]], jobs: int = 1) -> Iterator[Document]:
        """The Documents of many texts, lazily and in order. A record is a mapping with `text` and, as it likes, `title`,
        `url`, `source` and `language`.

        With `jobs` above 1, that many processes work, and no more than a few chunks are read ahead.
        """
        if jobs <= 1:
            for item in texts:
                yield self._clean_item(item)
            return
        from concurrent.futures import ProcessPoolExecutor

        items = iter(texts)
        with ProcessPoolExecutor(jobs) as pool:
            running = deque(pool.submit(self._clean_chunk, chunk) for chunk in islice(_chunks(items), 2 * jobs))
            while running:
                done = running.popleft()
                running += (pool.submit(self._clean_chunk, chunk) for chunk in islice(_chunks(items), 1))
                yield from done.result()

    def _clean_item(self, item: str | Mapping[str, Any]) -> Document:
        if not isinstance(item, Mapping):
            return self.clean(item)
        known = {name: item[name] for name in ("title", "url", "source", "language") if isinstance(item.get(name), str)}
        return self.clean(item["text"], **known)

    def _clean_chunk(self, chunk: list[str | Mapping[str, Any]]) -> list[Document]:
        return [self._clean_item(item) for item in chunk]

    def _plan(self) -> Plan:
        if "_made" not in self.__dict__:
            self._made = make_plan(self.config, self.extra)
        return self._made

    def __getstate__(self) -> dict[str, Any]:
        return {"config": self.config, "extra": self.extra}


def _check_type(text: object) -> None:
    if not isinstance(text, str):
        hint = "; decode it first: data.decode('utf-8')" if isinstance(text, bytes | bytearray) else ""
        raise TypeError(f"textfix cleans str, not {type(text).__name__}{hint}")


def _chunks(items: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk


@cache
def _default() -> Cleaner:
    return Cleaner()


def clean(text: str) -> Document:
    """The Document of a text under the default configuration."""
    return _default().clean(text)


def fix_text(text: str) -> str:
    """The clean text alone: the same as `clean(text).text`."""
    return clean(text).text
