"""A change of situation in the window: what it does is said before, and the card tells it after."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.situations import situations_of
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.services.payments.recurring import agree_recurring
from donations_app.ui.entry.person import PersonPanel
from donations_app.ui.people.changing import NoteAge, NoteChange, NoteName
from donations_app.ui.people.couples import FormCouple, Separate
from donations_app.ui.people.deaths import NoteDeaths
from donations_app.ui.people.officers import AddOfficer, EndOfficer
from donations_app.ui.people.screen import PeopleScreen
from tests.ui.looking import Open, none_shown, shown
from tests.ui.test_people import click, link, page, said, settle, texts, type_into
from tests.world import company, person

JUNE = "14/06/2026"


def fill(people: Books) -> None:
    person(people, "Y1", last_name="Zahra", first_name="Claire", email="c@example.org", minor=True)
    person(
        people, "Y2", last_name="Zidane", first_name="Paul", email="p@example.org", address="9 quai du Port"
    )
    company(people, "Y3", organisation="Zellige du Port")
    agree_recurring(
        people,
        RecurringGift(
            key=uuid4(), ref="D9", payer="Y2", amount=Money(15_00), frequency="monthly", first_on=date(2026, 1, 5),
            method="transfer",
        ),
    )  # fmt: skip


Choose = Callable[[str, str], None]


def test_each_change_says_what_it_does_and_stands_on_the_card(
    open_window: Open, people: Books, qtbot: QtBot
) -> None:
    fill(people)
    screen = page(open_window()[1], qtbot)

    def choose(ref: str, text: str) -> None:
        screen.show_ref(ref)
        settle(screen, qtbot)
        menu = screen.panel.situations.open_menu()
        next(one for one in menu.actions() if said(one.text()) == text).trigger()
        menu.close()
        settle(screen, qtbot)

    for does in (is_of_age, forms_a_couple, separates, bears_another_name):
        does(choose, people)
        settle(screen, qtbot)
        assert none_shown(NoteChange)
        assert set(TOLD[does.__name__]) <= set(texts(screen.panel))
    choose("Y1", "A death ...")
    shown(NoteDeaths).reject()
    with people.read() as session:
        other = situations_of(session, "Y1")[0].other
    screen.panel.situations.to_person.emit(other)
    settle(screen, qtbot)
    assert screen.panel.found is not None
    assert screen.panel.found.card.name == "Paul Zidane"
    is_taken_back(screen, qtbot)
    has_officers_and_a_place(choose, screen, qtbot)


def is_taken_back(screen: PeopleScreen, qtbot: QtBot) -> None:
    """The separation is undone from the card of one of both, once that is confirmed."""
    screen.show_ref("Y1")
    settle(screen, qtbot)
    for pressed, left in (("Leave it", True), ("Take it back", False)):
        buttons = screen.panel.situations.findChildren(QPushButton)
        one = next(each for each in buttons if "Separated" in each.accessibleName())
        one.click()
        box = shown(QMessageBox)
        next(each for each in box.buttons() if each.text() == pressed).click()
        settle(screen, qtbot)
        assert ("Separated since 23/11/2026: Claire Zahra (" in " ".join(texts(screen.panel))) == left


TOLD = {
    "is_of_age": ["Of age since 14/06/2026"],
    "forms_a_couple": ["A couple since 14/06/2026; recorded apart before: Paul Zidane (Y2)"],
    "separates": ["Card of Paul Zidane", "Card of Claire Zahra"],
    "bears_another_name": ["Bears this name since 23/11/2026; before: Zellige du Port (SARL)"],
}


def is_of_age(choose: Choose, _people: Books) -> None:
    choose("Y1", "Is of age ...")
    age = shown(NoteAge)
    age.day.setText("24/11/2026")
    age.accept()
    assert said(age.fields["on"].note.text) == "“24/11/2026” lies in the future."
    age.day.setText(JUNE)
    age.accept()


def forms_a_couple(choose: Choose, people: Books) -> None:
    choose("Y1", "Forms a couple ...")
    couple = shown(FormCouple)
    couple.accept()
    assert said(couple.fields["first_name"].note.text) == "This must be filled in."
    couple.other.choose(couple._find("zidane")[0])
    couple.day.setText(JUNE)
    assert not couple.fields["email"].isHidden()
    assert couple.fields["phone"].isHidden()
    couple.choices["address"].choose("other")
    assert [said(line) for line in couple.effects] == [
        "Agreed gift D9, 15,00 € / month: it goes on as it is, for the couple.",
        "Receipts to come: gifts until 13/06/2026 name the one who gave, later ones name both.",
    ]
    couple.accept()
    with people.read() as session:
        draft = party_draft(session, "Y2")[0]
    assert (draft.ref, draft.kind, draft.address) == ("Y1", "couple", "9 quai du Port")
    assert draft.email == "c@example.org"


def separates(choose: Choose, _people: Books) -> None:
    choose("Y1", "They separate ...")
    parts = shown(Separate)
    parts.gifts["D9"].choose("second")
    parts.contact.choose("first")
    assert [said(line) for line in parts.effects] == [
        "Agreed gift D9, 15,00 € / month: from 23/11/2026 on it is of Paul Zidane.",
        "Receipts to come: gifts until 22/11/2026 name both, later ones the one who gives.",
    ]
    parts.accept()


def bears_another_name(choose: Choose, _people: Books) -> None:
    choose("Y3", "It bears another name ...")
    named = shown(NoteName)
    named.accept()
    assert said(named.fields["organisation"].note.text) == "This must be filled in."
    named.name.setText("Zellige de l'Atlas")
    named.accept()


def says_who_holds_the_office(screen: PeopleScreen) -> None:
    click(screen.panel.officers.link)
    added = shown(AddOfficer)
    added.name.setText("Ali Ouali")
    former = added.fields["former"]
    assert said(former.note.text) == "President: Zohra Amrani, since 23/11/2026"
    assert [added.former.itemData(n) for n in range(added.former.count())] == ["", "stays"]
    added.accept()
    assert said(former.note.text).endswith("Say whether that ends the day before, or both hold it.")
    added.role.choose("vice_president")
    assert not former.isVisible()
    added.reject()


def has_officers_and_a_place(choose: Choose, screen: PeopleScreen, qtbot: QtBot) -> None:
    choose("AMAN", "It bears another name ...")
    shown(NoteName).reject()
    click(screen.panel.officers.link)
    added = shown(AddOfficer)
    added.accept()
    assert said(added.fields["name"].note.text) == "This must be filled in."
    added.name.setText("Zohra Amrani")
    added.accept()
    settle(screen, qtbot)
    assert "President: Zohra Amrani, since 23/11/2026" in texts(screen.panel)
    says_who_holds_the_office(screen)
    click(link(screen.panel, "End ..."))
    shown(EndOfficer).accept()
    settle(screen, qtbot)
    assert "President: Zohra Amrani, from 23/11/2026 to 23/11/2026" in texts(screen.panel)
    screen.panel.change()
    type_into(screen, "municipality", "Amismiz")
    click(screen.panel.saver)
    told = said(screen.panel.form.fields["municipality"].note.text)
    assert told.endswith("Nearest by name: Amizmiz.")
    type_into(screen, "municipality", "amizmiz")
    click(screen.panel.saver)
    settle(screen, qtbot)
    assert {"Amizmiz", "Al Haouz"} <= set(texts(screen.panel))
    screen.panel.change()
    assert screen.panel.form.text("municipality") == "Amizmiz"
    assert screen.panel.form.changes() == {}
    screen.panel.leave()
    new = PersonPanel(screen.desk)
    qtbot.addWidget(new)
    new.start("")
    assert not new._fields["municipality"].isVisibleTo(new)
    new.kind.choose("association")
    for name, text in (("organisation", "Tifawin"), ("country", "MA"), ("municipality", "Amismiz")):
        new._edit(new._fields[name]).setText(text)
    new.save()
    assert said(new._fields["municipality"].note.text).endswith("Nearest by name: Amizmiz.")
    new._edit(new._fields["municipality"]).setText("أمزميز")
    with qtbot.waitSignal(new.saved) as saved:
        new.save()
    draft = screen.desk.read(party_draft, saved.args[0])[0]
    assert (draft.municipality, draft.province) == ("07.041.01.03", "07.041")
