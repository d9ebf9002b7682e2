"""The error tree. Content never raises; configuration, data files, input and broken passes do.

TextfixError
├── ConfigError   a setting is unknown or out of range
├── DataError     a data file is malformed: names file, entry, field and what was expected
├── ReadError     an input could not be read or decoded
└── EditError     a pass broke the rules of edits: names the pass, the edit and its neighbour
"""


class TextfixError(Exception):
    """Base of every error that textfix raises on purpose."""


class ConfigError(TextfixError):
    """A setting is unknown, of the wrong type or out of range."""


class DataError(TextfixError):
    """A data file is malformed."""


class ReadError(TextfixError):
    """An input could not be read or decoded."""


class EditError(TextfixError):
    """A pass proposed edits that break the rules of a layer."""
