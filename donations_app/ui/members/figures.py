"""The four figures above the list of members: who is up to date, what came in, what is missing, who came and left."""

from datetime import date

from PySide6.QtWidgets import QGridLayout

from donations_app.i18n import _, count, day, isolated, ngettext, whole_euros
from donations_app.ui.dashboard.figures import Figure
from donations_app.ui.members.counting import Totals
from donations_app.ui.theme import theme
from donations_app.words.codes import together
from donations_app.words.dues import rest_words


class MemberFigures(QGridLayout):
    """Four figures beside each other, or two by two where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(theme().px(16))
        self.each = (
            Figure(_("Up to date"), "id-card"),
            Figure(_("Received"), "hand-coins"),
            Figure(_("Still to be paid"), "clock"),
            Figure(_("Joined and left"), "user-plus"),
        )

    def arrange(self, *, across: int) -> None:
        """Lay them out in rows of so many."""
        for number, figure in enumerate(self.each):
            self.addWidget(figure, number // across, number % across)
        for column in range(4):
            self.setColumnStretch(column, 1 if column < across else 0)

    def show_year(self, sums: Totals, year: int) -> None:
        """Say what the dues of a year add up to, and who came and left since it began."""
        up_to_date, received, missing, moved = self.each
        of = _("{paid} of {members}")
        beside = ngettext(
            "{count} exempt, suspended or honorary beside",
            "{count} exempt, suspended or honorary beside",
            sums.beside,
        )
        up_to_date.say(
            of.format(paid=count(sums.by_standing["paid"]), members=count(sums.owing)),
            [beside.format(count=count(sums.beside)) if sums.beside else ""],
            "muted",
        )
        expected = _("of {amount} expected").format(amount=whole_euros(sums.expected))
        received.say(whole_euros(sums.received), [expected], "muted")
        late, partly = sums.by_standing["late"], sums.by_standing["partly_paid"]
        both = ngettext(
            "{late} overdue, {count} paid in part", "{late} overdue, {count} paid in part", partly
        )
        told = [both.format(late=count(late), count=count(partly))]
        if sums.earlier:
            told.append(_("{amount} more of earlier years").format(amount=whole_euros(sums.earlier)))
        if sums.unasked:
            told.append(rest_words(whole_euros(sums.unasked)))
        missing.say(whole_euros(sums.missing), told, "warn" if late or partly else "muted")
        shown = together(isolated(f"+{sums.joined}"), isolated(f"\u2212{sums.gone}"))
        moved.say(shown, [_("since {day}").format(day=day(date(year, 1, 1)))], "muted")
