"""What can be done below each table, and the progress of what is being done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from donations_app.i18n import _
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import CheckBox, Wrapped, button, tool
from donations_app.ui.widgets.flow import Flow, OneOf
from donations_app.ui.widgets.running import Running

VIEWS = ("ready", "left", "issued", "sending")


class Actions(OneOf):
    """One row of buttons for each view; the running job takes their place."""

    def __init__(self, *, read_only: bool) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.accept = CheckBox(_("Also those with a warning"))
        self.issue_all = button(_("Issue all"), "primary")
        self.issue_some = button(_("Issue the selection"))
        self.complete = button("", "primary")
        self.cancel_one = button(_("Cancel ..."))
        self.right_one = button(_("Put right ..."))
        self.notice_one = button(_("Tell the donor ..."))
        self.duplicate_one = tool("copy", _("Duplicate"))
        self.save_some = tool("download", _("Save as PDF"))
        self.letters = button(_("Letters ..."))
        self.back_one = button(_("Came back ..."))
        self.back_one.hide()
        self.folder = tool("folder-open", _("A file each into a folder"))
        self.post = button(_("Post ..."))
        self.mail = button(_("E-mail ..."), "primary")
        self.running = Running()
        self.advice = Wrapped(_("Complete what is named, and these lines join the plan."), "small", "muted")
        self.addWidget(Flow(self.accept, None, self.issue_some, self.issue_all))
        self.addWidget(_row(self.advice, self.complete))
        self.addWidget(
            Flow(self.cancel_one, self.notice_one, self.right_one, None, self.duplicate_one, self.save_some)
        )
        self.addWidget(Flow(self.letters, self.back_one, None, self.folder, self.post, self.mail))
        self.addWidget(self.running)
        for writes in (
            self.issue_all,
            self.issue_some,
            self.complete,
            self.cancel_one,
            self.right_one,
            self.duplicate_one,
            self.accept,
        ):
            writes.setVisible(not read_only)

    def show_view(self, view: str) -> None:
        """Show the buttons of a view."""
        self.setCurrentIndex(VIEWS.index(view))

    def allow_issued(self, number: int, *, cancelled: bool, read_only: bool) -> None:
        """Allow what can be done with so many issued receipts; of a cancelled one the donor is told."""
        for made in (self.cancel_one, self.right_one, self.duplicate_one):
            made.setEnabled(number == 1)
        self.save_some.setEnabled(bool(number))
        self.notice_one.setVisible(cancelled)
        self.cancel_one.setVisible(not cancelled and not read_only)

    def allow_sending(self, number: int, *, may_return: bool, read_only: bool) -> None:
        """Allow what can be done with so many receipts; a button that cannot says why.

        Where an e-mail of the only one selected may come back, that button stands in the place of the letters.
        """
        self.back_one.setVisible(may_return and not read_only)
        self.letters.setVisible(self.back_one.isHidden())
        why = "" if number else _("No receipt is in the list.")
        self.folder.setEnabled(bool(number))
        self.folder.setToolTip(why or _("A file each into a folder"))
        why = _("Read only: nothing can be changed here.") if read_only else why
        for made in (self.post, self.mail):
            made.setEnabled(not why)
            made.setToolTip(why)

    def show_running(self) -> None:
        """Show that something runs, before it first tells how far it is."""
        self.running.begin()
        self.running.take_focus(self)
        self.setCurrentWidget(self.running)


def _row(first: QWidget, *others: QWidget) -> QWidget:
    """Put widgets beside each other; the first takes the room that is left."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().px(10))
    row.addWidget(first, 1, Qt.AlignmentFlag.AlignVCenter)
    for widget in others:
        row.addWidget(widget)
    return whole
