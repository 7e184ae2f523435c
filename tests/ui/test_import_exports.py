"""An export of a platform dropped on the window: judged, its campaigns led, written, known again."""

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import Allocation, Payment, PaymentLine, Project
from donations_app.domain.money import Money
from donations_app.i18n import without_marks
from donations_app.machine import preferences
from donations_app.ui.importing.rows import said_of
from tests.db.test_platforms import HEAD, row
from tests.ui.looking import Open
from tests.ui.test_imports import drop, settle, tabs


def test_an_export_is_led_to_its_projects_written_and_known_again(
    open_window: Open, people: Books, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preferences, "_mappings_place", lambda: tmp_path / "c" / "imports.json")
    window = open_window()[1]
    path = tmp_path / "paiements.csv"
    path.write_text(HEAD + row(1, "45,00") + row(2, "9,00", status="Test") + row(3, "8,00", status="Traité"))
    dialog = drop(window, path, qtbot)
    assert (dialog.head.kind.value(), dialog.left.currentWidget()) == ("platform", dialog.campaigns)
    assert tabs(dialog) == ["All 3", "New 1", "Set aside 1", "Refused 1"]
    assert dialog.preview is not None
    (aside,) = dialog.preview.rows(dialog.preview.places("left_out"))
    assert aside is not None
    assert said_of(aside) == "A test: no money was paid."
    assert not dialog.foot.writes.isEnabled()
    said = without_marks(dialog.foot.sums.text()).replace("\u00a0", " ")
    assert said == "What will be written: 1 payment, 1 new person, 45,00 €"
    dialog.foot.mode._buttons["sound"].click()
    dialog.campaigns.choices["Gala"].choose("EAU")
    dialog.campaigns.issued.setChecked(True)
    dialog.campaigns.kept_as.name.setText("Notre export")
    dialog.campaigns.kept_as.wanted.setChecked(True)
    settle(dialog, qtbot)
    assert dialog.is_typed()
    dialog.write()
    settle(dialog, qtbot)
    query = select(Payment.receipt_issued_by, Project.code, Allocation.amount).select_from(Payment)
    query = query.join(PaymentLine).join(Allocation).join(Project).where(Payment.other_ref == "HA-1")
    with people.read() as session:
        assert list(map(tuple, session.execute(query))) == [("HelloAsso", "EAU", Money(45_00))]
    kept = json.loads((tmp_path / "c" / "imports.json").read_text(encoding="utf-8"))["Notre export"]
    assert (kept["kind"], kept["campaigns"]) == ("platform", {"Gala": "EAU"})
    assert "I-MRS-000001" in dialog.foot.note.text
    assert not dialog.foot.back.isHidden()
    dialog.reject()
    again = drop(window, path, qtbot)
    assert (again.campaigns.choices["Gala"].value(), again.campaigns.issued.isChecked()) == ("EAU", True)
    assert tabs(again) == ["All 3", "Already there 1", "Set aside 1", "Refused 1"]
    again.reject()
