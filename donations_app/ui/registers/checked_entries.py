"""A file of entries (FEC) that somebody shows, held against its rules."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from donations_app.i18n import _
from donations_app.ui.checked import CheckedFile, Verdict
from donations_app.ui.desk import Desk
from donations_app.words.accounting import checked_lines, checked_sentence

_SHOWN = 2  # places of one kind of fault


def checked_entries(desk: Desk, path: Path, parent: QWidget) -> CheckedFile:
    """Return the dialog that says what does not keep to the rules."""

    def check() -> Verdict:
        from donations_app.formats.fec import check_fec

        found = check_fec(path)
        return Verdict(
            "bad" if found.counted else "ok", checked_sentence(found), checked_lines(found, _SHOWN)
        )

    return CheckedFile(desk, path, parent, title=_("Check of a file of entries (FEC)"), check=check)
