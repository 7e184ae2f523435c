"""The claims of a year in a table; its keys are their references."""

from collections.abc import Sequence

from donations_app.db.queries.expenses import ClaimRow, claim_rows
from donations_app.i18n import _, count, day, money
from donations_app.ui.desk import Desk
from donations_app.ui.expenses.claim_words import STATES, state_of
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel


class ClaimTable(Table):
    """Who claimed what, and where each claim stands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        columns: list[Column[ClaimRow]] = [
            Column(_("Volunteer"), lambda row: row.name, 0, weight=500, may_be_long=True),
            Column(_("Date"), lambda row: day(row.on), 96, tone=lambda _row: "muted", is_spare=True),
            Column(_("km"), lambda row: count(row.km), 68, is_amount=True, is_spare=True),
            Column(_("Amount"), lambda row: money(row.amount), 106, is_amount=True, weight=500),
            Column(_("Waiver"), _waiver, 122, tone=_tone, sign=_sign),
            Column(_("Scale"), _scale, 118, tone=_scale_tone, sign=_scale_sign, is_spare=True),
            Column(
                _("Receipt"), _receipt, 112, tone=lambda row: "ok" if row.receipt else "info", is_spare=True
            ),
        ]
        model: WindowedModel[ClaimRow] = WindowedModel(columns, self._rows)
        super().__init__(model, _("Claims"), empty=_("Nobody has claimed expenses in this year."))
        model.setParent(self)

    def _rows(self, refs: Sequence[str]) -> list[ClaimRow | None]:
        found = {row.ref: row for row in self._desk.read(claim_rows, refs)}
        return [found.get(ref) for ref in refs]


def _waiver(row: ClaimRow) -> str:
    return _(STATES[state_of(row)][0])


def _tone(row: ClaimRow) -> str:
    return STATES[state_of(row)][1]


def _sign(row: ClaimRow) -> str:
    return STATES[state_of(row)][2]


def _stands(row: ClaimRow) -> bool:
    return state_of(row) in ("to_sign", "waived")


def _scale(row: ClaimRow) -> str:
    if not row.trips or not _stands(row):
        return ""
    return _("Provisional") if row.is_provisional else _("Final")


def _scale_tone(row: ClaimRow) -> str:
    return "warn" if row.is_provisional else "plain"


def _scale_sign(row: ClaimRow) -> str:
    return "triangle-alert" if row.is_provisional else ""


def _receipt(row: ClaimRow) -> str:
    if row.receipt:
        return _("Issued")
    return _("To issue") if state_of(row) == "waived" else ""
