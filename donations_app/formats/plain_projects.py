"""Plain projects of a file by columns (``plain_lines``)."""

from collections.abc import Mapping
from typing import Any, Final

from donations_app.domain.money import ZERO
from donations_app.domain.payments import LARGEST
from donations_app.domain.plain_projects import PlainProject, is_sound
from donations_app.formats.plain_lines import NOT_PLAIN, REF, TEXT, Parse, Plain, alone, any_day, plain_drafts
from donations_app.formats.plain_payments import plain_amount
from donations_app.formats.reference import axis_and_action, code_of, municipalities, provinces
from donations_app.formats.tables import Table


def plain_projects(table: Table, positions: Mapping[str, int]) -> list[PlainProject | None]:
    """Return the plain project of each row of a file; ``None`` where it is not plain.

    Args:
        table: under the headings that mean our columns.
        positions: of our columns.
    """
    return alone(table, positions["code"], plain_drafts(table, positions, _PLAIN), "code")


def _made(cells: tuple[Any, ...]) -> PlainProject | None:
    one = PlainProject._make(cells)
    return one if is_sound(one) else None


def _named(code: Parse) -> Parse:
    """Return what reads a name of the reference data, which ``code`` makes a code."""

    def read(text: str) -> Any:
        known = TEXT(text)
        return code(known) if known and known is not NOT_PLAIN else known

    return read


_PLAIN: Final = Plain(
    {  # in the order of ``PlainProject``
        "code": REF,
        "title_fr": REF,
        "cost": lambda text: plain_amount(text, LARGEST),
        "title_en": TEXT,
        "title_ar": TEXT,
        "axis": _named(lambda text: axis_and_action(text, "")["axis"]),
        "municipality": _named(lambda text: code_of(text, municipalities())),
        "province": _named(lambda text: code_of(text, provinces())),
        "starts_on": any_day,
        "ends_on": any_day,
        "association": TEXT,
        "association_cost": lambda text: plain_amount(text, LARGEST) if text else ZERO,
    },
    _made,
    {"currency": "EUR"},
)
