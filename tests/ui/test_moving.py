"""A move in the window: the day and the new address on the card of a person, the one of before below it."""

from datetime import date

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.addresses import addresses_of
from donations_app.i18n import day
from donations_app.services.people.moving import move_party
from donations_app.ui.main_window import MainWindow
from donations_app.ui.people.moving import NoteMove
from donations_app.ui.people.screen import PeopleScreen
from tests.ui.looking import SIZES, Open, none_shown, shown, stands_within
from tests.ui.test_people import click, look_at, page, said, settle, texts
from tests.world import gift

SEPTEMBER = date(2026, 9, 1)


def opened(screen: PeopleScreen, ref: str, qtbot: QtBot) -> NoteMove:
    look_at(screen, ref, qtbot)
    click(screen.panel.addresses.moves)
    dialog = shown(NoteMove)
    settle(screen, qtbot)
    return dialog


def type_in(dialog: NoteMove, day: str, **facts: str) -> None:
    dialog.day.setText(day)
    for name, text in facts.items():
        dialog.edits[name].clear()
        QTest.keyClicks(dialog.edits[name], text)


def test_a_move_is_noted_on_the_card_and_says_which_receipts_carry_it(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    gift(people, 20_00, received_on=date(2026, 2, 1), credited_on=date(2026, 2, 1))
    screen = page(open_window()[1], qtbot)
    dialog = opened(screen, "A1", qtbot)
    assert dialog.waits.text == "2 receipts to issue will carry the new address."
    assert any("1 rue de la République, 13001 Marseille" in text for text in texts(dialog))
    dialog.accept()  # nothing is typed yet
    wrong = {name for name, field in dialog.fields.items() if field.state == "bad"}
    assert wrong == {"on"}
    type_in(dialog, "24/11/2026", address="4 rue des Écoles", postcode="13090")
    dialog.accept()
    assert said(dialog.fields["on"].note.text) == "“24/11/2026” lies in the future."
    assert said(dialog.fields["city"].note.text) == "This must be filled in."
    type_in(dialog, "01/09/2026", city="Aix-en-Provence")
    dialog.accept()
    settle(screen, qtbot)
    assert none_shown(NoteMove)
    with people.read() as session:
        found = [(one.address, one.since, one.until) for one in addresses_of(session, "A1")]
    assert found == [
        ("4 rue des Écoles", date(2026, 9, 1), None), ("1 rue de la République", None, date(2026, 8, 31)),
    ]  # fmt: skip
    told = texts(screen.panel)
    assert "4 rue des Écoles\n13090 Aix-en-Provence" in told
    assert "1 rue de la République, 13001 Marseille" in told
    assert {said(f"since {day(SEPTEMBER)}"), said(f"until {day(date(2026, 8, 31))}")} <= set(told)
    assert said(screen.panel.note.text).startswith("2 receipts to issue will carry the new address.")


@pytest.mark.parametrize(
    ("language", "look", "zoom"), [("fr", "light", 100), ("ar", "dark", 100), ("en", "light", 150)]
)
@pytest.mark.usefixtures("dressed")
def test_the_line_of_time_stands_within_the_window(
    open_window: Open, people: Books, qtbot: QtBot, language: str, look: str, zoom: int
) -> None:
    from uuid import uuid4

    from msgspec.structs import replace

    from donations_app.db.queries.drafts import party_draft

    with people.read() as session:
        draft, seen = party_draft(session, "A1")
    there = replace(
        draft, address="4 rue des Écoles de la Méditerranée", postcode="13090", city="Aix-en-Provence"
    )
    move_party(people, there, on=date(2026, 9, 1), key=uuid4(), seen=seen)
    window: MainWindow = open_window(language, look, zoom=zoom)[1]
    screen = page(window, qtbot)
    look_at(screen, "A1", qtbot)
    for size in SIZES:
        window.resize(*size)
        stands_within(window, screen)
