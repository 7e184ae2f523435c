"""Members in a table: what each owes of a year, paid, and since when he is late."""

from collections.abc import Sequence
from typing import Any, Final

from donations_app.code_words import DUES_STATES, together, word
from donations_app.db.queries.dues import Member
from donations_app.domain.folding import fold
from donations_app.i18n import _, isolated, money
from donations_app.ui.widgets.table import Column, Table, WindowedModel

_TONES: Final = {"paid": "ok", "partly_paid": "warn", "owed": "info", "late": "bad", "exempt": "plain"}
_ORDERS: Final[dict[str, Any]] = {
    "name": lambda one: (fold(one.name), one.ref),
    "since": lambda one: (one.since, one.ref),
    "missing": lambda one: (one.missing, one.ref),
}


class MemberTable(Table):
    """Who is a member, of which kind, and where his dues stand; one sorts by some of its headings."""

    def __init__(self) -> None:
        self._found: dict[int, Member] = {}
        columns: list[Column[Member]] = [
            Column(
                _("Member"), lambda one: one.name, 0, weight=500, order="name", least=170, may_be_long=True
            ),
            Column(_("Membership"), lambda one: one.kind_name, 110, is_spare=True, may_be_long=True),
            Column(_("Since"), lambda one: isolated(str(one.since.year)), 70, is_spare=True, order="since"),
            Column(_("Dues"), lambda one: money(one.dues.fee), 84, is_amount=True, is_spare=True),
            Column(_("Paid"), lambda one: money(one.dues.paid), 84, is_amount=True, is_spare=True),
            Column(
                _("Still to be paid"),
                lambda one: money(one.missing),
                110,
                is_amount=True,
                weight=500,
                order="missing",
            ),
            Column(
                _("State"),
                lambda one: word(DUES_STATES, one.standing),
                108,
                tone=lambda one: _TONES[one.standing],
            ),
            Column(
                _("Years overdue"), _years, 110, tone=lambda _one: "muted", is_spare=True, may_be_long=True
            ),
        ]
        model: WindowedModel[Member] = WindowedModel(columns, self._rows)
        super().__init__(model, _("Members"), empty=_("Nobody is a member like that."))
        model.setParent(self)
        self.sort_by("name", is_descending=False)

    def show_members(self, found: Sequence[Member]) -> None:
        """Show members in the order asked for; the one looked at stays chosen."""
        chosen = self.current_key()
        order, is_descending = self.order
        ordered = sorted(found, key=_ORDERS[order], reverse=is_descending)
        self._found = {one.id: one for one in ordered}
        keys = list(self._found)
        self.show_keys(keys)
        if keys:
            self.choose_row(keys.index(chosen) if chosen in self._found else 0)

    def _rows(self, keys: Sequence[int]) -> list[Member | None]:
        return [self._found.get(key) for key in keys]


def _years(one: Member) -> str:
    late = [*one.earlier, *([one.dues] if one.dues.state == "late" else [])]
    return together(*(isolated(str(year.year)) for year in late))
