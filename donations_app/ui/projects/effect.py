"""What would change, before anything is written: what is missing, projects and parts reached, what falls."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.share_tally import ShareTally
from donations_app.i18n import _, count, money, ngettext
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped
from donations_app.ui.widgets.fields import Note
from donations_app.ui.widgets.signs import Pill


class _Figure(QWidget):
    """One figure: its name, what it is, what it would be."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.before, self.after = Label("", "body", "muted"), Label("", "card", "ok")
        self.below = Wrapped("", "small", "muted")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(2))
        rows.addWidget(Label(name, "small", "muted"))
        figures = QHBoxLayout()
        figures.setSpacing(theme().px(6))
        figures.addWidget(self.before)
        figures.addWidget(self.after)
        figures.addStretch(1)
        rows.addLayout(figures)
        rows.addWidget(self.below)

    def show_figure(self, before: str, after: str, below: str, *, is_worse: bool) -> None:
        """Show what it is and would be; alone where it stays."""
        self.before.setVisible(before != after)
        self.before.setText(_("{before} →").format(before=before))
        self.after.setText(after)
        self.after.set_tone("bad" if is_worse else "ok" if before != after else "")
        self.below.setText(below)
        self.below.setVisible(bool(below))

    def show_reached(self, before: int, after: int, of_all: int, unknown: int) -> None:
        """Show how many are reached, of how many, and how many have no verdict."""
        told = ngettext("{count} without a verdict", "{count} without a verdict", unknown)
        whole = _("{reached} of {all}").format(reached=count(after), all=count(of_all))
        self.show_figure(
            whole if before == after else count(before),
            whole,
            told.format(count=count(unknown)) if unknown else "",
            is_worse=after < before,
        )


class EffectCard(Card):
    """The figures of all projects, then what has to be known."""

    def __init__(self) -> None:
        super().__init__(gap=10)
        self.verdict = Pill(_("No share falls"), "ok", "circle-check")
        head = QHBoxLayout()
        head.addWidget(Label(_("Effect before saving"), "card"))
        head.addStretch(1)
        head.addWidget(self.verdict)
        self.rows.addLayout(head)
        self.missing = _Figure(_("Missing in all"))
        self.projects = _Figure(_("Projects reached"))
        self.parts = _Figure(_("Parts reached"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme().px(20))
        self.rows.addLayout(self._grid)
        self.arrange(narrow=False)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(theme().px(4))
        self.rows.addLayout(self._notes)
        self.falls, self.receipts, self.wishes = Note(), Note(), Note()
        for note in (self.falls, self.receipts, self.wishes):
            self._notes.addWidget(note)

    def arrange(self, *, narrow: bool) -> None:
        """Stand beside each other, or under each other."""
        for n, one in enumerate((self.missing, self.projects, self.parts)):
            self._grid.addWidget(one, n if narrow else 0, 0 if narrow else n)
        for column in range(3):
            self._grid.setColumnStretch(column, int(column == 0 or not narrow))

    def show_tally(self, before: ShareTally, after: ShareTally) -> None:
        """Show what all projects come to now and would."""
        self.missing.show_figure(
            money(before.missing), money(after.missing), "", is_worse=after.missing > before.missing
        )
        self.projects.show_reached(before.reached, after.reached, after.projects, after.without_verdict)
        self.parts.show_reached(before.parts_reached, after.parts_reached, after.parts, after.parts_unknown)

    def say(self, falls: Sequence[str], receipts: str, wishes: str) -> None:
        """Say which shares fall, which receipts stand on what is moved, whose wish it leaves."""
        self.verdict.setVisible(not falls)
        self.falls.say("\n".join(falls), "bad")
        self.receipts.say(receipts, "warn")
        self.wishes.say(wishes, "warn")
