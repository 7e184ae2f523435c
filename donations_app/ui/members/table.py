"""Members in a table: what each owes of a year and paid, where he stands, and what comes next."""

from collections.abc import Sequence
from typing import Any, Final

from donations_app.code_words import CALLS, DUES_STATES, together, word
from donations_app.db.queries.dues import Member
from donations_app.domain.folding import fold
from donations_app.i18n import _, day, isolated, money, pgettext
from donations_app.ui.widgets.table import Column, Table, WindowedModel

_TONES: Final = {
    "paid": "ok", "partly_paid": "warn", "owed": "info", "late": "bad", "exempt": "plain", "suspended": "plain",
    "honorary": "info", "left": "plain",
}  # fmt: skip
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
            Column(_("Dues"), _fee, 84, is_amount=True, is_spare=True),
            Column(_("Paid"), lambda one: money(one.dues.paid), 84, is_amount=True, is_spare=True),
            Column(
                _("State"),
                lambda one: word(DUES_STATES, one.standing),
                108,
                tone=lambda one: _TONES[one.standing],
            ),
            Column(
                pgettext("members", "Next"),
                next_words,
                176,
                tone=lambda _one: "muted",
                order="missing",
                may_be_long=True,
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


def _fee(one: Member) -> str:
    if one.standing in ("suspended", "honorary", "exempt"):
        return pgettext("dues", "none")
    return money(one.dues.fee)


def next_words(one: Member) -> str:
    """Return the next fact of a member: until or since when, what is left, the last letter, years paid ahead."""
    if one.standing == "left" and one.until:
        return _("until {day}").format(day=day(one.until))
    if one.pause:
        if one.pause.until:
            return _("until {day}").format(day=day(one.pause.until))
        return _("since {day}").format(day=day(one.pause.since))
    if not one.open_years:
        ahead = (one.dues.year, *one.ahead) if one.ahead and one.dues.state == "paid" else one.ahead
        return together(*(isolated(str(year)) for year in ahead))
    said = []
    if one.missing != one.dues.fee or one.earlier:
        said.append(_("{amount} left").format(amount=money(one.missing)))
    if one.written:
        last = one.written[-1]
        said.append(f"{word(CALLS, last.step)} {day(last.on)}")
    elif one.standing == "late":
        said.append(_("never reminded"))
    return together(*said)
