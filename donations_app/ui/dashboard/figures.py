"""The four figures of the year at the head of the dashboard."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout

from donations_app.db.queries.dashboard import Figures
from donations_app.db.queries.share_tally import tally as tally_of
from donations_app.db.queries.shares import ProjectShare
from donations_app.domain.money import Money
from donations_app.domain.waiting import Counted
from donations_app.i18n import _, count, isolated, labelled, ngettext, whole_euros
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Elided, Label, Wrapped, picture_label
from donations_app.ui.widgets.linked import LinkCard
from donations_app.words.codes import OVERDUE_SUMS

LINES = 3  # below a figure, at most
DUES = 1  # the place of the dues of the year among the four
SHARES = 3  # the place of the private shares among the four
WAITING = 2  # the place of the donors without a receipt among the four


class Figure(LinkCard):
    """A figure with its name above and what it is compared with below."""

    def __init__(self, name: str, icon_name: str) -> None:
        super().__init__(gap=2)
        # two lines of detail leave the page as high as one
        self.rows.setContentsMargins(*theme().margins(20, 11, 20, 11))
        head = QHBoxLayout()
        head.addWidget(Elided(name, "body", "muted"), 1)
        head.addWidget(picture_label(icon_name, theme().muted))
        self._shown, self._details = Label("", "figure"), [Wrapped("", "small") for _line in range(LINES)]
        self.rows.addLayout(head)
        for row in (self._shown, *self._details):
            self.rows.addWidget(row)
        self.rows.addStretch()

    def say(self, shown: str, details: Sequence[str], tone: str) -> None:
        """Show a figure and what stands below it, a line each."""
        self._shown.setText(shown)
        lines = [*details, *[""] * LINES]
        for label, told in zip(self._details, lines, strict=False):
            label.set_tone(tone)
            label.setText(told)
            label.setVisible(bool(told))


def figure_cards(
    found: Figures,
    shares: Sequence[ProjectShare],
    waits: Counted | None,
    today: date,
    to_receipts: Callable[[], object],
    *,
    overdue: Mapping[str, Money],
) -> list[Figure]:
    """Return the four figures of the year.

    Args:
        found: what the year brought.
        shares: of all projects.
        waits: by the plan; ``None`` while it is counted.
        today: the day of the page.
        to_receipts: leads to the receipts.
        overdue: instalments for projects that are late, and those that are missed.
    """
    before = isolated(str(today.year - 1))
    trend, tone = "", "muted"
    if (points := change(found.received, found.received_before)) is not None:
        told = _("{change} compared with {year}")
        sign = "-" if points < 0 else "+"
        trend = told.format(change=isolated(f"{sign}{count(abs(points))}\u00a0%"), year=before)
        tone = "ok" if points >= 0 else "warn"
    of = _("{paid} of {members}")
    owing = found.members_owing
    reminders = ngettext("{count} member still owes", "{count} members still owe", owing)
    waiting = Figure(_("Donors without a receipt"), "receipt-text")
    say_waiting(waiting, waits, today, to_receipts)
    return [
        _figure(_("Gifts and dues received"), whole_euros(found.received), [trend], tone, "hand-coins"),
        _figure(_("Dues of {year} paid").format(year=isolated(str(today.year))),
                of.format(paid=count(found.members_paid), members=count(found.members)),
                [reminders.format(count=count(owing))], "muted", "users"),
        waiting,
        _shares_figure(shares, overdue),
    ]  # fmt: skip


def _shares_figure(shares: Sequence[ProjectShare], overdue: Mapping[str, Money]) -> Figure:
    counted = tally_of(shares)
    reached, soon = counted.reached, counted.soon
    more = ngettext("{count} more with what is expected", "{count} more with what is expected", soon)
    late = [
        _(OVERDUE_SUMS[state]).format(amount=whole_euros(amount))
        for state, amount in overdue.items()
        if amount
    ]
    of = _("{paid} of {members}").format(paid=count(reached), members=count(len(shares)))
    details = [*late, more.format(count=count(soon))] if soon or not late else late
    return _figure(_("Private shares reached"), of, details, "warn" if late else "muted", "target")


def say_waiting(
    figure: Figure, waits: Counted | None, today: date, to_receipts: Callable[[], object]
) -> None:
    """Say how many donors wait for a receipt; ``waits`` is ``None`` while they are counted."""
    donors = "…" if waits is None else count(waits.donors)
    before = isolated(str(today.year - 1))
    figure.say(donors, [_waiting(waits, before)], "warn" if waits and waits.donors else "muted")
    figure.lead(to_receipts, labelled(_("Donors without a receipt"), donors))


def _waiting(waits: Counted | None, year: str) -> str:
    """Return how many receipts the plan of the year holds, as its list counts them."""
    if waits is None:
        return _("for the gifts of {year}").format(year=year)
    number = waits.receipts
    told = ngettext(
        "{count} receipt for the gifts of {year}", "{count} receipts for the gifts of {year}", number
    )
    return told.format(count=count(number), year=year)


def change(now: Money, before: Money) -> int | None:
    """Return the change in whole percent, towards zero so that it never says more than it was.

    ``None`` where nothing, or less than nothing, was received before.
    """
    if before.cents <= 0:
        return None
    difference = now.cents - before.cents
    whole = abs(difference) * 100 // before.cents
    return whole if difference >= 0 else -whole


def _figure(name: str, shown: str, details: Sequence[str], tone: str, icon_name: str) -> Figure:
    card = Figure(name, icon_name)
    card.say(shown, details, tone)
    return card
