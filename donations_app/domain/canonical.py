"""What is frozen as canonical JSON: the same content is the same text, on every machine and in every version."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, Final

_Writer = Callable[[Any], str]


def canonical(content: Any, *, shared: tuple[str, ...] = ()) -> str:
    """Return a content, of dataclasses, as canonical JSON: sorted keys, ISO dates, cents.

    Args:
        content: what is frozen.
        shared: fields of it, made of texts, that many contents have alike: what is equal is written once.
    """
    write = _WRITERS.get(type(content)) or _of_kind(type(content), shared)
    return write(content)


def _written(value: Any) -> str:
    kind = type(value)
    write = _WRITERS.get(kind) or _of_kind(kind, ())
    return write(value)


@lru_cache(maxsize=64)
def _written_once(value: Any) -> str:
    return _written(value)


@cache  # a receipt is made of ten objects of six kinds
def _of_kind(kind: Any, shared: tuple[str, ...]) -> _Writer:
    """Return what writes the objects of a kind of dataclass."""
    names = sorted(one.name for one in fields(kind))
    form = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
    writers = [_written_once if name in shared else _written for name in names]
    values: Callable[[Any], Any] = attrgetter(*names)
    if len(names) == 1:
        return lambda value: form % _written(values(value))
    return lambda value: form % tuple([write(one) for write, one in zip(writers, values(value), strict=True)])


def _object(values: Mapping[str, Any]) -> str:
    said = (f"{encode_basestring(name)}:{_written(value)}" for name, value in sorted(values.items()))
    return f"{{{','.join(said)}}}"


def _array(values: Iterable[Any]) -> str:
    return f"[{','.join(map(_written, values))}]"


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


_WRITERS: Final[dict[Any, _Writer]] = {
    str: encode_basestring,
    int: str,
    date: _day,
    tuple: _array,
    list: _array,
    dict: _object,
    bool: json.dumps,
    type(None): json.dumps,
}
