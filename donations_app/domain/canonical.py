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
    kind: Any = type(content)
    return (_of_kind(kind, shared) if shared else _writer(content))(content)


def _writer(value: Any) -> _Writer:
    """Return what writes a value: asked of each, so that most are written by one call."""
    kind: Any = type(value)
    return _WRITERS.get(kind) or _WRITERS.setdefault(kind, _of_kind(kind, ()))


@lru_cache(maxsize=64)
def _written_once(value: Any) -> str:
    return _writer(value)(value)


@cache
def _of_kind(kind: Any, shared: tuple[str, ...]) -> _Writer:
    """Return what writes the objects of a kind of dataclass."""
    names = sorted(one.name for one in fields(kind))
    form = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
    often = [name in shared for name in names]
    values: Callable[[Any], Any] = attrgetter(*names)
    known = _WRITERS.get
    if len(names) == 1:
        return lambda value: form % _writer(values(value))(values(value))
    return lambda value: (
        form
        % tuple(
            [
                _written_once(one) if is_often else (known(type(one)) or _writer(one))(one)
                for one, is_often in zip(values(value), often, strict=True)
            ]
        )
    )


def _object(values: Mapping[str, Any]) -> str:
    said = (f"{encode_basestring(name)}:{_writer(value)(value)}" for name, value in sorted(values.items()))
    return f"{{{','.join(said)}}}"


def _array(values: Iterable[Any]) -> str:
    return f"[{','.join([_writer(value)(value) for value in values])}]"


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
