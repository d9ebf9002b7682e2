"""The words that rules, edits, blocks, segments and flags use: part of the public contract."""

from __future__ import annotations

from typing import Literal

Defect = Literal[
    "CHAR01", "CHAR02", "CHAR03", "CHAR04", "CHAR05", "CHAR06", "CHAR07", "CHAR08", "CHAR09", "CHAR10",
    "HTML01", "HTML02", "HTML03", "HTML04",
    "STR01", "STR02", "STR03", "STR04", "STR05", "STR06",
    "META01", "META02", "META03", "META04", "META05",
    "BP01", "BP02", "BP03", "BP04", "BP05", "BP06", "BP07", "BP08", "BP09", "BP10",
    "BP11", "BP12", "BP13", "BP14", "BP15", "BP16", "BP17", "BP18", "BP19", "BP20",
    "DUP01", "DUP02", "DUP03",
    "SPIN01", "SPIN02", "SPIN03", "SPIN04", "SPIN05", "SPIN06",
    "TERM01", "NAME01", "CASE01", "PUNC01", "PUNC02", "GRAM01",
    "FILL01", "FACT01", "TIME01", "SPLICE01", "LANG01",
]  # fmt: skip

Kind = Literal["title", "subheading", "paragraph", "quote", "list_item"]

Role = Literal[
    "navigation", "summary", "related", "share", "follow", "newsletter", "cookie", "advertisement", "paywall",
    "caption", "comments", "counters", "copyright", "origin", "app", "player", "poll", "liveblog", "translate",
    "error_report", "affiliate", "agency_notice", "breadcrumbs", "menu", "bot_wall", "byline", "timestamp", "tags",
    "site_name", "repeat", "markup", "code", "truncation",
]  # fmt: skip

FlagName = Literal[
    "truncated", "spun", "machine_rewritten", "boilerplate_prose", "smuggled_characters", "bidi_characters",
    "lost_characters", "language_unsure", "wall_of_text", "no_headline", "not_an_article", "unstable",
]  # fmt: skip
