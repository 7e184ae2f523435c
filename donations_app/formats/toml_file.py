"""A TOML file as plain tables, a large one read in a process of its own: keys can be made to take hours."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from donations_app.apart import Limits, apart, size_of
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.files import bytes_of

_LARGEST: Final = 1024 * 1024
_SMALL: Final = 8 * 1024  # bytes that are soon read, whatever is in them
_LIMITS: Final = Limits(seconds=3, mebibytes=200)
_DEEPEST: Final = 50  # tables in tables
_MOST_BITS: Final = 10_000  # of a whole number
_CLOCK: Final = "\0clock"  # the key under which a day or an hour is handed on; none that anybody types
_KINDS: Final[dict[str, type[date] | type[time]]] = {"date": date, "datetime": datetime, "time": time}


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a file.

    Raises:
        FileRefused: it is missing, no file, too large, no TOML, or takes too much time or memory.
    """
    said = _told(path) if size_of(path) <= _SMALL else apart(path, _told, path, limits=_LIMITS)
    tables: dict[str, Any] = _as_said(next(said))
    return tables


def _told(path: Path) -> Iterator[Any]:
    import tomllib

    content = bytes_of(path, largest=_LARGEST)
    try:
        yield _plain(tomllib.loads(content.decode("utf-8-sig")), 0)
    except UnicodeDecodeError as error:
        raise FileRefused(str(path), "encoding_unknown") from error
    except (ValueError, RecursionError) as error:
        # broken, a number of thousands of digits, nested without end
        raise FileRefused(str(path), "toml_broken", detail=str(error)) from error


def _plain(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise RecursionError("nested")
    if isinstance(value, dict):
        return {key: _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, depth + 1) for inner in value]
    if isinstance(value, date | time):  # a datetime too
        return {_CLOCK: [type(value).__name__, value.isoformat()]}
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return 1 << _MOST_BITS  # as much too large for whatever it is
    return value


def _as_said(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_CLOCK}:
            kind, text = value[_CLOCK]
            return _KINDS[kind].fromisoformat(text)
        return {key: _as_said(inner) for key, inner in value.items()}
    return [_as_said(inner) for inner in value] if isinstance(value, list) else value
