"""Projects and private share: the pages that lie over one another, and the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from donations_app.ui.desk import Desk
from donations_app.ui.projects.view import View
from donations_app.ui.screen import Action, Screen
from donations_app.ui.widgets.flow import OneOf

_Place = tuple[str, str]  # kind of page, key
_ALL: _Place = ("all", "")


class ProjectsScreen(Screen):
    """All projects, and over them one project, one association, or the general fund that is given out."""

    code = "projects"
    nouns = frozenset(("projects", "payments", "parties", "agreements", "receipts", "deposits"))
    to_payment = Signal(str)  # reference
    to_person = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._places: list[_Place] = [_ALL]
        self._views: dict[str, View] = {}

    @property
    def view(self) -> View:
        """The page that is shown."""
        return self._views[self._places[-1][0]]

    def subtitle(self) -> str:
        return self.view.subtitle() if self._views else ""

    def header_action(self) -> Action | None:
        return self.view.action() if self._views else None

    def header_title(self) -> str:
        return (self.view.title if self._views else "") or self.title

    def manual_code(self) -> str:
        return "allocating" if self._places[-1][0] == "allocating" else self.code

    def way_back(self) -> bool:
        return len(self._places) > 1

    def build(self) -> None:
        self._stack = OneOf()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._stack)
        for kind, view in self._made():
            self._views[kind] = view
            self._stack.addWidget(view)
            view.to_project.connect(self.show_project)
            view.to_association.connect(self.show_association)
            view.to_allocating.connect(self.show_allocating)
            view.to_payment.connect(self.to_payment)
            view.to_person.connect(self.to_person)
            view.retitled.connect(self.retitled)
            view.said.connect(self.said)

    def refresh(self) -> None:
        self._show()

    def arrange(self) -> None:
        for view in self._views.values():
            view.fit(self.room)

    def show_project(self, code: str) -> None:
        """Show one project."""
        self._go("project", code)

    def show_association(self, ref: str) -> None:
        """Show one association with all its projects."""
        self._go("association", ref)

    def show_allocating(self, code: str = "") -> None:
        """Show the general fund, and what it could close."""
        self._go("allocating", code)

    def go_back(self) -> None:
        """Show the page from which one came."""
        if self.way_back():
            self._places.pop()
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.way_back():
            self.go_back()
        else:
            super().keyPressEvent(event)

    def _go(self, kind: str, key: str) -> None:
        self.build_once()
        if self._places[-1] != (kind, key):
            self._places.append((kind, key))
        self._show()

    def _show(self) -> None:
        kind, key = self._places[-1]
        view = self._views[kind]
        self._stack.setCurrentWidget(view)
        view.show_key(key)
        self.retitled.emit()

    def _made(self) -> list[tuple[str, View]]:
        from donations_app.ui.projects.allocating import AllocatingView
        from donations_app.ui.projects.association import AssociationView
        from donations_app.ui.projects.overview import Overview
        from donations_app.ui.projects.project import ProjectView

        return [
            ("all", Overview(self.desk, self)),
            ("project", ProjectView(self.desk, self)),
            ("association", AssociationView(self.desk, self)),
            ("allocating", AllocatingView(self.desk, self)),
        ]
