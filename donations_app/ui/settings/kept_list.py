"""The backups in the folder of this machine: age, size, whether they were checked, and why they stay."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.trail import begun_on
from donations_app.domain.errors import KnownError
from donations_app.domain.rotation import FIGURES
from donations_app.formats.encrypted import opens
from donations_app.i18n import _, isolated, moment
from donations_app.machine import passwords
from donations_app.machine.backup_checks import Check, check_again, damaged_in, is_damage, last_check
from donations_app.machine.drills import is_late, last_drill, note_drill
from donations_app.ui import errors
from donations_app.ui.desk import Desk
from donations_app.ui.passphrase import AskPassphrase
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Wrapped, button
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import Column, WindowedModel
from donations_app.words.backups import drilled_lines
from donations_app.words.codes import together
from donations_app.words.drills import tried_sentence
from donations_app.words.rotation import (
    age_word,
    checked_words,
    days_since,
    late_sentence,
    rotation_sentence,
    size_word,
    why_words,
)

if TYPE_CHECKING:
    from donations_app.services.exchange.kept_backups import Judged, Listed


class Row(Struct, frozen=True):
    """A backup, and the last check of it."""

    judged: "Judged"
    check: Check | None


class KeptList(QWidget):
    """A table of backups, the newest first; one that is chosen is checked again."""

    said = Signal(str)  # what a check found

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._begun: date | None = None  # the books
        self.table = _table(desk.today)
        self.table.setMinimumHeight(theme().px(150))
        self.rule = Wrapped("", "small", "muted")
        self.checker = button(_("Check it again"), "small", clicked=self.check)
        self.tryer = button(_("Try to restore it"), "small", clicked=self.drill)
        self.tried = Wrapped("", "small", "muted")
        self.changer = button(_("Keep more or fewer ..."), "small", clicked=self._change_rule)
        self.changer.setVisible(desk.books.answers)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(8))
        rows.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme().px(10))
        foot.addWidget(self.rule, 1, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(Flow(None, self.changer, self.tryer, self.checker), 1, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(self.tried)
        rows.addLayout(foot)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._allow())
        self._allow()

    def read(self) -> None:
        """Read the folder of this machine anew."""
        books, folder = self.desk.books, self.desk.keeping.folder

        def work(_report: Callable[[int, int], None]) -> Any:
            from donations_app.services.exchange.kept_backups import list_backups

            found = list_backups(books, folder, damaged=damaged_in(folder))
            with books.read() as session:
                self._begun = begun_on(session)
            return found, [Row(one, last_check(one.known.path)) for one in found.backups]

        self.desk.jobs.start(work, of=self, done=self._show, failed=self._failed, may_be_lost=True)

    def _show(self, found: "tuple[Listed, list[Row]]") -> None:
        listed, rows = found
        at = max(self.table.currentIndex().row(), 0)
        self.table.show_keys(rows)
        if rows:
            self.table.choose_row(min(at, len(rows) - 1))
        late = late_sentence(self.desk.keeping.late)
        self.rule.setText(f"{rotation_sentence(listed.rotation)} {late}")
        self._allow()
        self._show_tried()
        good = (row.judged.known for row in rows if row.judged.why != "damaged")
        if newest := next(good, None):
            self.desk.keeping.find(newest.path, newest.label.made_at)

    def _show_tried(self) -> None:
        """Show when a restore was last tried; a quarter later that is a warning."""
        if self._begun is None:
            return
        tried, today = last_drill(self.desk.keeping.books), self.desk.today()
        self.tried.setText(tried_sentence(tried, today, begun_on=self._begun))
        self.tried.set_tone("warn" if is_late(tried, today, begun_on=self._begun) else "muted")

    def _failed(self, error: BaseException) -> None:
        errors.tell(error, self)

    def _change_rule(self) -> None:
        self.desk.setting_wanted.emit(f"figures/{FIGURES['days']}")

    def _allow(self) -> None:
        for made in (self.checker, self.tryer):
            made.setEnabled(isinstance(self.table.current_key(), Row))

    @property
    def current(self) -> Path | None:
        """The file that is looked at."""
        row = self.table.current_key()
        return row.judged.known.path if isinstance(row, Row) else None

    def check(self) -> None:
        """Verify the chosen backup."""
        self._with_passphrase(self._check)

    def drill(self) -> None:
        """Put the chosen backup back where it harms nobody, and note what came of it."""
        self._with_passphrase(self._drill)

    def _with_passphrase(self, then: Callable[[Path, str], None]) -> None:
        """Do something with the chosen backup, after asking for its passphrase where the keyring keeps none."""
        row = self.table.current_key()
        if not isinstance(row, Row):
            return
        path, jobs = row.judged.known.path, self.desk.jobs
        kept = passwords.passphrase_of(self.desk.keeping.books) if row.judged.known.is_encrypted else ""
        if not row.judged.known.is_encrypted or kept:
            then(path, kept)
            return
        asked = AskPassphrase(path, self, opens=lambda typed: jobs.call(lambda: opens(path, typed)))
        asked.accepted.connect(lambda: then(path, asked.typed.text()))
        asked.open()

    def _check(self, path: Path, passphrase: str) -> None:
        clock = self.desk.books.clock

        def work(report: Callable[[int, int], None]) -> Any:
            return path, not check_again(path, clock, passphrase=passphrase, progress=report)[1]

        self._wait()
        self.desk.jobs.start(work, of=self, done=self._checked, failed=self._not_checked)

    def _wait(self) -> None:
        for made in (self.checker, self.tryer):
            made.setEnabled(False)

    def _drill(self, path: Path, passphrase: str) -> None:
        books, own = self.desk.books, self.desk.keeping.books

        def work(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.exchange.drills import drill

            try:
                done = drill(books, path, books.clock, passphrase=passphrase, progress=report)
            except KnownError as error:
                if is_damage(error):
                    note_drill(own, books.clock(), path, is_good=False)
                raise
            note_drill(own, books.clock(), path, is_good=True)
            return drilled_lines(path, done.manifest, done.lost.changes)

        self._wait()
        self.desk.jobs.start(work, of=self, done=self._drilled, failed=self._not_checked)

    def _drilled(self, lines: list[str]) -> None:
        self.said.emit(lines[0])
        self.read()

    def _checked(self, found: tuple[Path, bool]) -> None:
        path, is_good = found
        told = _("The backup is whole: {path}") if is_good else _("The backup is damaged: {path}")
        self.said.emit(told.format(path=isolated(str(path))))
        self.read()

    def _not_checked(self, error: BaseException) -> None:
        errors.tell(error, self)
        self.read()


def _why(row: Row) -> str:
    why = why_words(row.judged.why)
    return together(_("encrypted"), why) if row.judged.known.is_encrypted else why


def _table(today: Callable[[], date]) -> Table:
    def age(row: Row) -> str:
        return age_word(days_since(row.judged.known.label.made_at.astimezone().date(), today()))

    columns: list[Column[Row]] = [
        Column(_("Made on"), lambda row: moment(row.judged.known.label.made_at), 140, weight=500),
        Column(_("Age"), age, 84),
        Column(_("Size"), lambda row: size_word(row.judged.size), 90, is_amount=True),
        Column(
            _("Checked"),
            lambda row: checked_words(row.check, is_verified=row.judged.known.label.verified),
            212,
            tone=lambda row: "muted" if row.check is None else "ok" if row.check.is_good else "bad",
        ),
        Column(_("Why it stays"), _why, 0, may_be_long=True),
    ]
    model: WindowedModel[Row] = WindowedModel(columns, list)
    table = Table(model, _("Backups in this folder"), empty=_("No backup of these books lies here yet."))
    model.setParent(table)
    return table
