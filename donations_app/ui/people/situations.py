"""Changes of situation on the card of a person: what changed when, and the menu of what can be noted."""

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from donations_app.domain.parties import PEOPLE, PartyDraft
from donations_app.domain.situations import Change
from donations_app.i18n import _, isolated, labelled, pgettext
from donations_app.ui.people.section import Section
from donations_app.ui.widgets.basic import Wrapped, button, clear
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.menu import Menu
from donations_app.words.situations import change_line


class Situations(Section):
    """The changes of somebody's situation, the latest first, and the link that opens the menu of others."""

    wanted = Signal(str)  # what is to be noted: a key of ``choices``
    undo_wanted = Signal(str)  # the kind of a change
    to_person = Signal(str)  # reference

    def __init__(self, *, read_only: bool) -> None:
        super().__init__(_("Situation"), _("Change of situation ..."), read_only=read_only)
        self._writes = not read_only
        self.link.clicked.connect(lambda *_: self.open_menu())
        self._offered: dict[str, str] = {}

    def show_situations(self, draft: PartyDraft, found: Sequence[Change]) -> None:
        """Show what changed; where two of them lead to another person, a link goes there."""
        clear(self.list)
        self._offered = choices(draft, found)
        last = {one.kind: place for place, one in reversed(list(enumerate(found)))}  # of each kind
        for place, one in enumerate(found):
            self.list.addWidget(Wrapped(change_line(one), "small", "muted"))
            may_go = self._writes and last[one.kind] == place
            if links := [*self._to_other(one), *(self._undo(one) if may_go else ())]:
                self.list.addWidget(Flow(*links))
        if not found:
            self.list.addWidget(Wrapped(_("No change is noted."), "small", "muted"))

    def _to_other(self, one: Change) -> Iterator[QPushButton]:
        if one.other and one.kind == "separated":
            link = button(_("Card of {name}").format(name=isolated(one.name)), "link")
            link.clicked.connect(partial(self.to_person.emit, one.other))
            yield link

    def _undo(self, one: Change) -> Iterator[QPushButton]:
        told = pgettext("situation", "Take it back")
        back = button(told, "link", "undo-2")
        back.setAccessibleName(labelled(told, change_line(one)))
        back.clicked.connect(partial(self.undo_wanted.emit, one.kind))
        yield back

    def open_menu(self) -> QMenu:
        """Open the menu of what can be noted of who is shown."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, text in self._offered.items():
            menu.addAction(text, partial(self.wanted.emit, kind))
        menu.popup(self.link.mapToGlobal(self.link.rect().bottomLeft()))
        return menu


def choices(draft: PartyDraft, found: Sequence[Change]) -> dict[str, str]:
    """Return what can be noted of somebody: ``couple``, ``separated``, ``of_age``, ``renamed`` or ``death``."""
    if draft.kind not in PEOPLE:
        return {"renamed": _("It bears another name ...")}
    offered = {}
    is_alive = not (draft.deceased_on or draft.second_deceased_on)
    if draft.kind == "individual" and draft.minor:
        offered["of_age"] = _("Is of age ...")
    elif draft.kind == "individual" and is_alive:
        offered["couple"] = _("Forms a couple ...")
    elif is_alive and not any(one.kind == "separated" and not one.is_origin for one in found):
        offered["separated"] = _("They separate ...")
    return offered | {"death": _("A death ...")}
