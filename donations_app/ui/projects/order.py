"""By what the table of projects stands."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from donations_app.db.queries.project_overview import ListedProject
from donations_app.domain.folding import fold
from donations_app.domain.project_table import in_order
from donations_app.domain.projects import STATES
from donations_app.i18n import language
from donations_app.words.projects import reference_names

Value = Callable[[ListedProject], Any]


def ordered(found: list[ListedProject], order: str, *, is_descending: bool) -> list[ListedProject]:
    """Return projects as a heading of the table asks."""
    value = None if order in ("missing", "abroad") else _VALUES[order]
    return in_order(found, lambda one: one.share.share, value, is_descending=is_descending)


def _named(field: str) -> Value:
    return lambda one: fold(reference_names(one.row, language())[field]) or None


_VALUES: Final[Mapping[str, Value]] = {
    "title": lambda one: fold(one.row.title(language())),
    "cost": lambda one: one.share.share.cost or None,
    "percent": lambda one: one.share.share.basis_points if one.share.share.cost else None,
    "private": lambda one: one.share.share.private,
    "expected": lambda one: one.share.share.expected,
    "code": lambda one: one.row.code,
    "state": lambda one: STATES.index(one.row.state),
    "programme": lambda one: one.row.programme or None,
    "starts_on": lambda one: one.row.starts_on,
    "ends_on": lambda one: one.row.ends_on,
} | {field: _named(field) for field in ("axis", "action", "province", "municipality")}
