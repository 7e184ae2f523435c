"""What stands where something long runs: how far it is, how long it will take, and the stop that asks first."""

from time import monotonic

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QProgressBar, QWidget
from shiboken6 import isValid

from donations_app.i18n import _, count, ngettext
from donations_app.ui.jobs import Job
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Button, Label, set_kind
from donations_app.words.codes import together


class StopButton(Button):
    """Stops what runs once a question is answered; Enter, which one may hold from before, goes on with it."""

    stopped = Signal()  # it is to be stopped, and somebody said so

    def __init__(self, kind: str = "") -> None:
        super().__init__(_("Stop"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_kind(self, kind)
        self._question: QMessageBox | None = None
        self.clicked.connect(self._ask)

    def _ask(self) -> None:
        box = QMessageBox(self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Tiwizi")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(_("Stop what is running?"))
        box.setInformativeText(_("What is finished stays, the rest waits; of a file, no half is left."))
        yes = box.addButton(_("Stop"), QMessageBox.ButtonRole.AcceptRole)
        goes_on = box.addButton(_("Go on"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(goes_on)
        box.setEscapeButton(goes_on)
        box.buttonClicked.connect(lambda pressed: self.stopped.emit() if pressed is yes else None)
        self._question = box
        box.open()

    def hideEvent(self, event: QHideEvent) -> None:
        """What ran has ended, or is no longer looked at: nothing is asked about it any more."""
        super().hideEvent(event)
        box, self._question = self._question, None
        if box is not None and isValid(box):
            box.close()


class Running(QWidget):
    """The progress of one long job, in a row with its stop."""

    def __init__(self) -> None:
        super().__init__()
        self.stop = StopButton()
        self.progress = progress_bar()
        self.told = Label("", "small", "muted")
        self.told.setMinimumWidth(theme().px(90))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(10))
        row.addWidget(self.progress, 1)
        row.addWidget(self.told)
        row.addWidget(self.stop)
        self._began = 0.0

    def begin(self) -> None:
        """Show that something runs, before it first tells how far it is."""
        self.progress.setRange(0, 0)
        self.told.setText("")
        self._began = monotonic()

    def follow(self, job: Job) -> None:
        """Show how far a job is, and let it be stopped."""
        self.begin()
        self.show()
        job.progressed.connect(self.show_progress)
        self.stop.stopped.connect(job.cancel)

    def take_focus(self, rows: QWidget) -> None:
        """Take the focus from the buttons whose place this takes: Qt would hand it to the stop."""
        focused = self.window().focusWidget()
        if focused is None or rows.isAncestorOf(focused):
            self.progress.setFocus()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        told = _("{done} of {total}").format(done=count(done), total=count(total))
        left = time_left(done, total, monotonic() - self._began)
        self.told.setText(together(told, left) if left else told)


def progress_bar() -> QProgressBar:
    """Make a bar without a number in it, that a reader of the screen names and Tab may reach."""
    made = QProgressBar()
    made.setTextVisible(False)
    made.setAccessibleName(_("Progress"))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def time_left(done: int, total: int, seconds: float) -> str:
    """Return how long the rest will take at the pace so far; nothing while the pace is not known."""
    if not done or seconds < 1 or done >= total:
        return ""
    rest = round(seconds * (total - done) / done)
    if rest < 60:
        return ngettext("{count} second left", "{count} seconds left", rest).format(count=count(rest))
    minutes = -(-rest // 60)
    return ngettext("{count} minute left", "{count} minutes left", minutes).format(count=count(minutes))
