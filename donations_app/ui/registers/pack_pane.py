"""The pack that the auditor takes away: what it will hold, and its making."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from donations_app.db.queries.receipts import numbers_of
from donations_app.db.queries.register import audit_heads
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.ui.desk import Desk
from donations_app.ui.jobs import Work
from donations_app.ui.registers.pane import Pane, filling
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped
from donations_app.ui.widgets.scrolled import Scrolled
from donations_app.ui.widgets.signs import IconBadge


class PackFound(Struct, frozen=True):
    """What a pack of a year would hold now."""

    receipts: int
    links: int  # of all chains, as the verification counts them


class PackPane(Pane):
    """Says what stands in the ZIP, and makes it."""

    endings = (".zip",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: PackFound | None = None
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(*theme().margins(4, 4, 4, 0))
        rows.setSpacing(theme().px(16))
        for icon_name, name, says in _parts():
            rows.addLayout(_part(icon_name, name, says))
        rows.addStretch(1)
        filling(self, Scrolled(whole))

    def work(self, year: int) -> Work:
        books = self.desk.books

        def read(_report: Callable[[int, int], None]) -> PackFound:
            with books.read() as session:
                links = sum(n for _office, n, _head in audit_heads(session))
                return PackFound(len(numbers_of(session, year)), links)

        return read

    def show_found(self, found: PackFound) -> None:
        self.found = found

    def headline(self) -> str:
        if self.found is None:
            return ""
        receipts, links = self.found.receipts, self.found.links
        one = ngettext("{count} receipt", "{count} receipts", receipts).format(count=count(receipts))
        other = ngettext("{count} link in the audit chains", "{count} links in the audit chains", links)
        return " · ".join((one, other.format(count=count(links))))

    def file_name(self) -> str:
        return f"dossier-commissaire-{self.year}"

    def saving(self, path: Path) -> Work:
        books, year = self.desk.books, self.year

        def write(report: Callable[[int, int], None]) -> Any:
            from donations_app.services.audit.pack import write_pack

            if year is None:
                raise RuntimeError("nothing is shown yet")
            return write_pack(books, path, year, progress=report, force=True)

        return write


def told_pack(packed: Any, path: Path) -> str:
    """Say what was made."""
    return ngettext(
        "{count} receipt and the whole audit trail: {path}",
        "{count} receipts and the whole audit trail: {path}",
        packed.receipts,
    ).format(count=count(packed.receipts), path=isolated(str(path)))


def _parts() -> list[tuple[str, str, str]]:
    """Return icon, name and words of what the pack holds."""
    return [
        ("file-text", _("Register"), _("As PDF, CSV, XLSX and JSON, with the statement to sign.")),
        (
            "file-check",
            _("The controls of the year"),
            _("Receipts against money, declaration, accounts, thresholds, resources from abroad."),
        ),
        ("receipt-text", _("Every receipt"), _("As it was issued; a cancelled one once more with its mark.")),
        (
            "clock",
            _("The whole audit trail"),
            _("Who wrote what, when and from where; each entry holds the hash of the one before."),
        ),
        (
            "settings",
            _("The settings of the day"),
            _("Association, offices, signatories, accounts, legal figures."),
        ),
        (
            "circle-check",
            _("Its own proof"),
            _("All files with their SHA-256, and a script that verifies them without this program."),
        ),
    ]


def _part(icon_name: str, name: str, says: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().px(12))
    row.addWidget(IconBadge(icon_name, "plain"), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(theme().px(2))
    words.addWidget(Label(name, "name"))
    words.addWidget(Wrapped(says, "small", "muted"))
    row.addLayout(words, 1)
    return row
