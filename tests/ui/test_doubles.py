"""Possible doubles in the window: two records side by side, with keys and clicks."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.doubles import doubles, merges
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.people_list import people as people_of
from donations_app.domain.people_filter import PeopleFilter
from donations_app.i18n import without_marks
from donations_app.services.people.merging import merge_people
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.main_window import MainWindow
from donations_app.ui.people.doubles import Doubles
from donations_app.ui.people.pairs_list import PairsModel
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.widgets.basic import Label
from donations_app.ui.widgets.signs import Pill
from tests.ui.looking import SIZES, Open, shown, turn_to
from tests.world import TODAY, gift, person

_KEY = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def twice(people: Books) -> Books:
    """Beside A1 a man recorded twice, D1 and D2, and a couple of one of whom D4 is."""
    person(people, "D1", title="M.", last_name="Akhdar", first_name="Benoît", email="b@exemple.fr")
    person(people, "D2", last_name="Akhdhar", first_name="Benoit", address="4 rue des Écoles", postcode="13090",
           city="Aix-en-Provence", email="b@exemple.fr", language="ar")  # fmt: skip
    person(people, "D3", kind="couple", last_name="Oubella", first_name="Jean", second_first_name="Zahra")
    person(people, "D4", last_name="Oubella", first_name="Jean")
    gift(people, 100_00, payer="D1"), gift(people, 75_00, payer="D2")
    return people


def settle(dialog: Doubles, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not dialog._desk.jobs.is_busy)


@pytest.fixture
def window(open_window: Open) -> Iterator[MainWindow]:
    return open_window()[1]  # type: ignore[return-value]


def opened(window: MainWindow, qtbot: QtBot) -> Doubles:
    page = turn_to(window, PeopleScreen)
    page.doubles.click()
    dialog = shown(Doubles)
    settle(dialog, qtbot)
    return dialog


def pairs(dialog: Doubles) -> list[tuple[str, str]]:
    return [(one.one.ref, one.other.ref) for one in dialog.list.pairs_model.pairs]


def press(dialog: Doubles, *keys: Qt.Key, by: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(dialog.focusWidget() or dialog, key, by)


def told(dialog: Doubles) -> list[str]:
    texts = [label.text() for label in dialog.findChildren(Label)]
    return [without_marks(text).replace("\u202f", " ").replace("\u00a0", " ") for text in texts]


def test_pairs_are_shown_with_their_score_and_merged_by_keys(
    window: MainWindow, people: Books, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    assert pairs(dialog) == [("D1", "D2"), ("D3", "D4")]
    assert {"Names that sound alike", "Same e-mail", "Different addresses", "2 · 175,00 €"} <= set(
        told(dialog)
    )
    assert "80\u00a0%" in {without_marks(pill._text) for pill in dialog.findChildren(Pill)}
    rows = dialog.view.open_rows
    assert [(row.facing.name, row.side) for row in rows] == [
        ("title", "keep"), ("last_name", ""), ("first_name", "keep"), ("address", ""), ("language", ""),
    ]  # fmt: skip
    assert (dialog.merges.text(), dialog.merges.isEnabled()) == ("Merge, 3 choices missing", False)
    press(dialog, _KEY.Key_Return, by=_CTRL)  # nothing yet
    assert pairs(dialog) == [("D1", "D2"), ("D3", "D4")]
    press(dialog, _KEY.Key_Right)  # from the list to the first thing that is to be chosen
    press(dialog, _KEY.Key_Left, _KEY.Key_Down, _KEY.Key_Down, _KEY.Key_Right)
    assert dialog.merges.text() == "Merge, 1 choice missing"
    press(dialog, _KEY.Key_Down, _KEY.Key_Right)
    assert [row.side for row in rows] == ["keep", "keep", "keep", "other", "other"]
    assert (dialog.merges.text(), dialog.merges.isEnabled()) == ("Merge", True)
    press(dialog, _KEY.Key_Return, by=_CTRL)
    settle(dialog, qtbot)
    assert pairs(dialog) == [("D3", "D4")]
    with people.read() as session:
        draft, _version = party_draft(session, "D2")
        assert (draft.ref, draft.last_name, draft.city, draft.language) == (
            "D1", "Akhdar", "Aix-en-Provence", "ar",
        )  # fmt: skip
        given = {row.ref: row.given.cents for row in people_of(session, PeopleFilter(), today=TODAY)}
    assert given["D1"] == 175_00
    assert [taken.merge.gone.ref for taken in dialog.free] == ["D2"]
    press(dialog, _KEY.Key_Z, by=_CTRL)
    settle(dialog, qtbot)
    assert pairs(dialog) == [("D1", "D2"), ("D3", "D4")]
    with people.read() as session:
        assert merges(session) == []


def test_what_cannot_be_merged_says_why_and_n_says_two_persons(
    window: MainWindow, people: Books, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    press(dialog, _KEY.Key_Down)
    settle(dialog, qtbot)
    assert dialog.shown is not None
    assert dialog.shown.gone.ref == "D4"
    assert dialog.note.text == (
        "They cannot be merged: they are of different kinds, such as a person and a couple."
    )
    assert (dialog.merges.text(), dialog.merges.isEnabled()) == ("Merge", False)
    press(dialog, _KEY.Key_N)
    settle(dialog, qtbot)
    assert pairs(dialog) == [("D1", "D2")]
    with people.read() as session:
        assert [(one.one.ref, one.other.ref) for one in doubles(session)] == [("D1", "D2")]
    dialog.later.click()
    settle(dialog, qtbot)
    assert pairs(dialog) == []
    assert "No two records look like one person." in told(dialog)
    assert not dialog.merges.isEnabled()


def test_the_other_record_may_be_kept(window: MainWindow, people: Books, qtbot: QtBot) -> None:
    dialog = opened(window, qtbot)
    dialog.swap.click()
    settle(dialog, qtbot)
    assert dialog.shown is not None
    assert (dialog.shown.kept.ref, dialog.shown.gone.ref) == ("D2", "D1")
    for row in dialog.view.open_rows:
        row.theirs.click()
    dialog.merges.click()
    settle(dialog, qtbot)
    with people.read() as session:
        draft, _version = party_draft(session, "D1")
        assert (draft.ref, draft.last_name, draft.title, draft.city) == ("D2", "Akhdar", "M.", "Marseille")


def test_what_was_built_on_is_not_offered_and_the_card_says_both(
    window: MainWindow, people: Books, qtbot: QtBot
) -> None:
    chosen = {"last_name": "keep", "first_name": "keep", "address": "other", "language": "keep"}
    merge_people(people, "D1", "D2", chosen)  # type: ignore[arg-type]
    gift(people, 5_00, payer="D2", received_on=date(2026, 2, 1))
    dialog = opened(window, qtbot)
    assert dialog.free == []
    assert "1 merge, 0 can be taken back" in told(dialog)
    dialog.accept()
    page = turn_to(window, PeopleScreen)
    page.show_ref("D2")
    qtbot.waitUntil(lambda: page.panel.found is not None and page.panel.found.draft.ref == "D1")
    texts = [without_marks(label.text()) for label in page.panel.findChildren(Label)]
    assert "Recorded twice" in texts
    assert "D2, Benoit Akhdhar, 4 rue des Écoles, 13090 Aix-en-Provence" in texts
    assert any("1 rue de la République" in text for text in texts)  # an address of before


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.usefixtures("dressed")
def test_the_pair_stands_within_small_windows(open_window: Open, qtbot: QtBot, language: str) -> None:
    window = open_window(language)[1]
    dialog = opened(window, qtbot)
    for width, height in SIZES:
        assert dialog.minimumSizeHint().width() <= width - 8
        assert dialog.minimumSizeHint().height() <= height - 40
    if language == "ar":  # left is the side where reading ends
        rows = dialog.view.open_rows
        rows[1].setFocus()
        press(dialog, _KEY.Key_Left)
        assert rows[1].side == "other"


def test_the_model_of_the_pairs_keeps_the_rules(people: Books, qtmodeltester: ModelTester) -> None:
    model = PairsModel()
    with people.read() as session:
        model.show_pairs(doubles(session))
    assert model.rowCount() == 2
    assert without_marks(model.data(model.index(0, 0))) == "Benoît Akhdar and Benoit Akhdhar, 80 of 100"
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_at_entry_somebody_new_who_looks_recorded_is_told_once(
    window: MainWindow, people: Books, qtbot: QtBot
) -> None:
    entry = turn_to(window, EntryScreen)
    entry.new_person()
    panel = entry.person
    panel.start("Benoit Akhdhar")
    panel.save()
    assert "Benoit Akhdhar (D2)" in without_marks(panel.warning.text)
    assert "Save once more" in panel.warning.text
    with people.read() as session:
        before = len(people_of(session, PeopleFilter(), today=TODAY))
    with qtbot.waitSignal(panel.saved):
        panel.save()
    with people.read() as session:
        assert len(people_of(session, PeopleFilter(), today=TODAY)) == before + 1
