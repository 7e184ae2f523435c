"""Digests of what was asked: the same key or reference with another content is noticed, never overwritten."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Annotated, Any, Final, TypeVar

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

T = TypeVar("T")
_LATER: Final = "later"
Later = Annotated[
    T, _LATER
]  # of a field that drafts had not from the beginning: its default changes no fingerprint


def fingerprint(*parts: object) -> str:
    """Return 32 hexadecimal digits for plain values: texts, numbers, days and tuples of them."""
    return digest_said(repr(parts))


def digest_said(said: str) -> str:
    """Return the fingerprint of plain values as ``repr`` writes them, a tuple of the parts."""
    return blake2b(said.encode(), digest_size=16).hexdigest()


def fingerprint_of(draft: Any, *, leaving: tuple[str, ...] = ("key",)) -> str:
    """Return the fingerprint of a struct's fields but those in ``leaving``."""
    kind: Any = type(draft)
    asked = _asked(kind, leaving)
    if asked.later(draft) == asked.usual:
        return digest_said(asked.form % asked.always(draft))
    return fingerprint(
        [
            (name, getattr(draft, name))
            for name, is_later, usual in asked.fields
            if not is_later or getattr(draft, name) != usual
        ]
    )


def form_of(
    kind: Any,
    names: Collection[str],
    *,
    leaving: tuple[str, ...] = ("key",),
    fixed: Mapping[str, object] | None = None,
) -> str:
    """Return what ``fingerprint_of`` digests of drafts that say nothing but ``names``, with holes for what they say.

    Args:
        kind: of the drafts, a struct.
        names: fields that drafts always had; the holes are in the order of the struct.
        leaving: fields that are not asked.
        fixed: what other fields say, where they have no usual value.
    """
    said: dict[str, object] = dict(fixed or {})
    for one in fields(kind):
        usual = one.default if one.default_factory is NODEFAULT else one.default_factory()
        said.setdefault(one.name, usual)
    always = (name for name, is_later, _ in _asked(kind, leaving).fields if not is_later)
    return _form({name: "%r" if name in names else repr(said[name]).replace("%", "%%") for name in always})


def _form(holes: Mapping[str, str]) -> str:
    """Return how ``repr`` writes names with what they say."""
    pairs = ", ".join(f"({name!r}, {hole})" for name, hole in holes.items())
    return f"([{pairs}],)"


class _Asked(Struct, frozen=True):
    """What of a struct is asked, found once: to go through its fields takes ten times as long."""

    fields: tuple[tuple[str, bool, Any], ...]  # name, whether drafts had it later, what it is then
    always: Callable[[Any], tuple[Any, ...]]  # the values of those that drafts always had
    later: Callable[[Any], tuple[Any, ...]]
    usual: tuple[Any, ...]  # of the later ones
    form: str  # what ``repr`` writes of the fields that drafts always had, with holes for the values


@cache
def _asked(kind: Any, leaving: tuple[str, ...]) -> _Asked:
    found = [
        (one.name, _LATER in getattr(one.type, "__metadata__", ()), one.default)
        for one in fields(kind)
        if one.name not in leaving
    ]
    always = [name for name, is_later, _ in found if not is_later]
    later = {name: usual for name, is_later, usual in found if is_later}
    form = _form(dict.fromkeys(always, "%r"))
    return _Asked(tuple(found), _values(always), _values(later), tuple(later.values()), form)


def _values(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of fields, however many they are."""
    several = tuple(names)
    if len(several) > 1:
        return attrgetter(*several)
    return lambda draft: tuple(getattr(draft, name) for name in several)
