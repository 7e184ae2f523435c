"""Members in a table: what each owes of a year and paid, where he stands, and what comes next."""

from collections.abc import Sequence
from typing import Any, Final

from donations_app.db.queries.dues import Member
from donations_app.domain.folding import fold
from donations_app.i18n import _, count, day, isolated, money, ngettext, pgettext
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.codes import DUES_STATES, together, word
from donations_app.words.dues import unasked_words

_TONES: Final = {
    "paid": "ok", "partly_paid": "warn", "owed": "info", "late": "bad", "exempt": "plain", "suspended": "plain",
    "honorary": "info", "left": "plain",
}  # fmt: skip
_ORDERS: Final[dict[str, Any]] = {
    "name": lambda one: (fold(one.name), one.ref),
    "missing": lambda one: (one.missing, one.ref),
}


class MemberTable(Table):
    """Who is a member, of which kind, and where his dues stand; one sorts by some of its headings."""

    def __init__(self) -> None:
        self._found: dict[int, Member] = {}
        columns: list[Column[Member]] = [
            Column(
                _("Member"), lambda one: one.name, 0, weight=500, order="name", least=212, may_be_long=True
            ),
            Column(_("Membership"), lambda one: one.kind_name, 96, is_spare=True, may_be_long=True),
            Column(_("Since"), lambda one: isolated(str(one.since.year)), 58, is_spare=True),
            Column(_("Dues"), _fee, 78, is_amount=True, is_spare=True),
            Column(_("Paid"), lambda one: money(one.dues.paid), 78, is_amount=True),
            Column(
                _("State"),
                lambda one: word(DUES_STATES, one.standing),
                100,
                tone=lambda one: _TONES[one.standing],
            ),
            Column(
                pgettext("members", "Next"),
                next_words,
                166,
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
    """Return the next fact of a member: until or since when, the last letter, what is left, years paid ahead."""
    if one.standing == "left" and one.until:
        told = _("until {day}").format(day=day(one.until))
        return together(*filter(None, (told, unasked_words(one, one.missing))))
    if one.pause:
        told = _("until {day}") if one.pause.until else _("since {day}")
        return told.format(day=day(one.pause.until or one.pause.since))
    return _next_of_dues(one) if one.open_years else _paid_years(one)


def _next_of_dues(one: Member) -> str:
    if one.written:
        told = ngettext("{count} letter, {day}", "{count} letters, {day}", len(one.written))
        return told.format(count=count(len(one.written)), day=day(one.written[-1].on))
    if one.missing != one.dues.fee or one.earlier:
        return _("{amount} left").format(amount=money(one.missing))
    return _("never reminded") if one.standing == "late" else ""


def _paid_years(one: Member) -> str:
    """Return the years that are paid, where some are paid ahead."""
    years = (one.dues.year, *one.ahead) if one.ahead and one.dues.state == "paid" else one.ahead
    return together(*(isolated(str(year)) for year in years))
