"""How the page of rapid entry is laid out: the form, the batch and what the payer gave, the keys below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from donations_app.i18n import _, isolated
from donations_app.ui.entry.batch import BatchPane
from donations_app.ui.entry.form import PaymentForm
from donations_app.ui.entry.person import PersonPanel
from donations_app.ui.screen import Screen
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, picture_label, set_kind
from donations_app.ui.widgets.fields import Note, in_order
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.signs import key_row

_FORM, _FULL_FORM = 456, 496  # pixels of the form's card: two fields, and three, beside each other
_PERSON = (
    462  # pixels that a person to be typed needs beside it, with the margins of the page and between them
)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_NARROW = 800  # pixels; below, the batch stands under the form


_SHARES = (9, 11)  # of the width: that of the fields, and of what stands beside them
_TIGHT = ((900, (12, 8)), (1000, (11, 9)))  # the same below so many pixels


class EntryPage(Screen):
    """Lays the page out, and leads Tab over it."""

    def build(self) -> None:
        self.form = PaymentForm(self.desk)
        self.batch = BatchPane(self.desk)
        self.person = PersonPanel(self.desk)
        self._beside = QStackedWidget()
        self._beside.addWidget(self._batch_and_past())
        self._beside.addWidget(self.person)
        self._beside.currentChanged.connect(lambda *_: self.arrange())
        self._sides = QHBoxLayout()
        self._sides.setSpacing(theme().px(16))
        self._card = self._form_card()
        self._sides.addWidget(self._card)
        self._sides.addWidget(self._beside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*theme().margins(28, 4, 28, 12))
        rows.setSpacing(theme().px(10))
        rows.addLayout(self._sides, 1)
        if not self.desk.books.read_only:
            rows.addWidget(
                key_row(
                    ("⏎", _("next")),
                    ("Ctrl+Z", _("take back")),
                    ("Ctrl+D", _("same again")),
                    ("F2", _("pin")),
                    ("F4", _("new person")),
                    ("F8", _("more fields")),
                )
            )

    def _batch_and_past(self) -> QWidget:
        """The batch, and below it what the payer gave before."""
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(12))
        rows.addWidget(self.batch, 1)
        rows.addWidget(self.form.past)
        return whole

    def _form_card(self) -> Card:
        card = Card(padding=20, gap=10)
        self.note = Note()
        card.rows.addWidget(self.note)
        self._fields = Scrolled(self.form)
        card.rows.addWidget(self._fields, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme().px(10))
        self.save_button = button(_("Save and next"), "primary", "corner-down-left")
        self._emptier = button(_("Empty"))
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self._emptier)
        card.rows.addLayout(buttons)
        if self.desk.books.read_only:
            for hidden in (self._fields, self.save_button, self._emptier):
                hidden.hide()
            card.rows.insertLayout(0, _explanation())
            card.rows.addStretch(1)
        return card

    def subtitle(self) -> str:
        return (
            self.batch.batch.name
            if self.batch.batch
            else _("Office {code}").format(code=isolated(self.desk.author.office))
        )

    def refresh(self) -> None:
        self.batch.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let letters typed onto a button of the line, which takes none, go on into a field."""
        button = self.focusWidget()
        is_typing = event.text().isprintable() and event.text().strip() and not event.modifiers() & _COMMANDS
        if is_typing and isinstance(button, QAbstractButton) and self._card.isAncestorOf(button):
            self.form.type_on(button, event.text())
        else:
            super().keyPressEvent(event)

    @property
    def has_panel(self) -> bool:
        """Whether the panel of a new person is open."""
        return self._beside.currentIndex() == 1

    def show_beside(self, *, panel: bool) -> None:
        """Show the panel of a new person beside the form, or the batch; one button is filled at a time."""
        self._beside.setCurrentIndex(int(panel))
        set_kind(self.save_button, "" if panel else "primary", "corner-down-left")

    def say_reopened(self, ref: str) -> None:
        """Say which line is being put right, and what the buttons do to it; empty: a new one is typed."""
        told = _("Line {ref} is being put right. Esc leaves it as it was.")
        self.note.say(told.format(ref=isolated(ref)) if ref else "")
        self.save_button.setText(_("Put it right") if ref else _("Save and next"))
        self._emptier.setText(_("Give up") if ref else _("Empty"))

    def _order(self) -> None:
        """Let Tab go as one sees the page: the fields, what saves them, then what stands beside."""
        beside = [*self.batch.stops(), *self.person.stops()]
        in_order(*self.form.stops(), self.save_button, self._emptier, *beside)

    def arrange(self) -> None:
        narrow = self.room < theme().px(_NARROW)
        shares = next((one for below, one in _TIGHT if self.room < theme().px(below)), _SHARES)
        if self._beside.currentWidget() is self.person:  # what is typed stands there
            shares = _SHARES
        for place, share in enumerate(shares):
            self._sides.setStretch(place, share)
        ways = QBoxLayout.Direction
        self._sides.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        least = min(max(theme().px(_FORM), self.room - theme().px(_PERSON)), theme().px(_FULL_FORM))
        self._card.setMinimumWidth(0 if narrow else least)
        self._fields.setMinimumHeight(theme().px(230) if narrow else 0)


def _explanation() -> QVBoxLayout:
    """Say why nothing can be typed."""
    rows = QVBoxLayout()
    rows.setSpacing(theme().px(8))
    rows.addWidget(picture_label("lock", theme().muted, 24))
    rows.addWidget(Label(_("These books are open for reading only"), "card"))
    told = _("Payments are typed in a window that may write. What was recorded is shown beside.")
    rows.addWidget(Wrapped(told, "body", "muted"))
    return rows
