"""A year of a member: she joins, pays in parts, moves, marries, receives what is hers and theirs, and they leave."""

from datetime import date

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from donations_app.db.books import Books
from donations_app.domain.money import Money
from donations_app.services.people.memberships import set_fee
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.members.acts import Leave
from donations_app.ui.members.screen import MembersScreen
from donations_app.ui.people.couples import FormCouple
from donations_app.ui.people.moving import NoteMove
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.receipts.screen import ReceiptsScreen
from tests.receipts.reading import text_of
from tests.ui.looking import screen_of, shown
from tests.ui.stories.hands import KEY, Hands, buttons, named, plain, told
from tests.world import person

PEOPLE, MEMBERS, RECEIPTS = 4, 5, 9
JOINS, MOVES, MARRIES = date(2026, 1, 15), date(2026, 4, 20), date(2026, 6, 15)
GIVE, LEAVE, JANUARY = date(2026, 9, 1), date(2026, 12, 31), date(2027, 1, 12)


def association_of_members(books: Books) -> None:
    """Leave two kinds of membership, and the man whom she marries."""
    set_fee(books, "ADH", name="Member", from_year=2026, fee=Money(30_00))
    set_fee(books, "CPL", name="Couple", from_year=2026, fee=Money(50_00))
    person(books, "Y2", last_name="Zidane", first_name="Paul", address="9 quai du Port", postcode="13002")


def today_is(books: Books, day: date) -> None:
    """Let the books say another day."""
    books.calendar = lambda: day


def joins(hands: Hands) -> None:
    """She is recorded from the page of people, which shows her card, and made a member."""
    people = hands.page(PEOPLE, PeopleScreen)
    hands.does("New person")
    hands.settle()
    assert named(hands.at()) == "Last name"
    typed = {"Last name": "Amrani", "First name": "Salma", **_place("3 rue Neuve", "13001", "Marseille")}
    types_in(hands, typed)
    hands.enter()
    hands.settle()
    assert people.isVisible()
    assert {"Salma Amrani", "3 rue Neuve\n13001 Marseille", "Nothing was paid yet."} <= set(
        told(people.panel)
    )
    assert not screen_of(hands.window, EntryScreen).unsaved()  # no line was begun of it
    members = hands.page(MEMBERS, MembersScreen)
    hands.does("New member ...")
    hands.write("amrani")
    hands.enter()  # takes who was found
    hands.enter()
    hands.settle()
    assert hands.window.status_bar.told._whole == "Salma Amrani: member since 15/01/2026."
    assert {"1 member, 30,00 € still to be paid", "Salma Amrani: 30,00 € owed", "+1, \u22120"} <= set(
        told(members)
    )


def _place(address: str, postcode: str, city: str) -> dict[str, str]:
    return {"Address": address, "Postcode": postcode, "City": city}


def types_in(hands: Hands, typed: dict[str, str]) -> None:
    """Go with Tab to each field and type."""
    for name, text in typed.items():
        hands.to(name)
        hands.write(text)


def pays(hands: Hands, amount: str, day: str, *, proposed: str, after: set[str]) -> None:
    """Take a part of the dues: what is missing is proposed, what was given is typed over it."""
    hands.page(MEMBERS, MembersScreen)
    hands.to("Members")
    hands.does("Take the payment")
    hands.settle()
    form = screen_of(hands.window, EntryScreen).form
    assert (form.payer.text(), form.nature.value(), form.dues_year.text(), form.amount.text()) == (
        "Salma Amrani", "dues", "2026", proposed,
    )  # fmt: skip
    assert form.on.text() == day  # of today, though the window has stood open since
    hands.to("Amount")
    hands.anew(amount)
    hands.enter()
    hands.settle()
    assert after <= set(told(hands.page(MEMBERS, MembersScreen)))


def card(hands: Hands) -> PeopleScreen:
    """Find her card by her name."""
    people = hands.page(PEOPLE, PeopleScreen)
    hands.to("Name, e-mail, telephone, town, reference")
    hands.anew("amrani")
    hands.settle()
    return people


def moves(hands: Hands) -> None:
    people = card(hands)
    hands.does("A move ...")
    hands.settle()
    said = told(shown(NoteMove))
    assert "1 receipt to issue will carry the new address." in said
    hands.write("20/04/2026")
    types_in(hands, _place("8 rue Haute", "69001", "Lyon"))
    hands.enter()
    hands.settle()
    on_card = told(people.panel)
    assert on_card[0].startswith("1 receipt to issue will carry the new address.")
    assert {"8 rue Haute\n69001 Lyon", "since 20/04/2026", "until 19/04/2026"} <= set(on_card)


def marries(hands: Hands) -> None:
    """A couple from the wedding on; what was paid counts for both, and the rest of their dues is owed."""
    people = card(hands)
    assert "1 receipt to issue will carry the new address." not in " ".join(told(people.panel))  # told once
    hands.does("Change of situation ...")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [act.text() for act in menu.actions()] == ["Forms a couple ...", "A death ..."]
    QTest.keyClick(menu, KEY.Key_Down)
    QTest.keyClick(menu, KEY.Key_Return)
    hands.settle()
    dialog = shown(FormCouple)
    assert named(hands.at()) == "From which day on"
    hands.anew("14/06/2026")
    hands.to("The second, where recorded")
    hands.write("zidane")
    hands.enter()
    hands.to("Membership of both")
    hands.press(KEY.Key_End)
    said = told(dialog)
    assert {
        "A membership of both begins on 14/06/2026.",
        "Dues paid for 2026, 30,00 €: they count for the couple.",
        "Receipts to come: gifts until 13/06/2026 name the one who gave, later ones name both.",
    } <= set(said)
    hands.enter()
    hands.settle()
    on_card = told(people.panel)
    assert {"Salma Amrani and Paul Zidane", "Couple", "30,00 € of 50,00 €"} <= set(on_card)
    assert "A couple since 14/06/2026; recorded apart before: Paul Zidane (Y2)" in on_card
    his = on_card.index("9 quai du Port, 13002 Marseille")
    assert on_card[his + 1] == "until 13/06/2026"  # where he lived until they did together
    members = told(hands.page(MEMBERS, MembersScreen))
    assert {"1 member, 20,00 € still to be paid", "0 overdue, 1 paid in part"} <= set(members)


def they_give(hands: Hands) -> None:
    card(hands)
    hands.does("New gift")
    hands.settle()
    form = screen_of(hands.window, EntryScreen).form
    assert (form.payer.text(), form.nature.value()) == ("Salma Amrani and Paul Zidane", "donation")
    hands.write("100")
    assert form.on.text() == "01/09/2026"
    hands.enter()
    hands.settle()


def they_leave(hands: Hands) -> None:
    """What is owed is told before, and stays owed; the reason stands in the notes."""
    hands.page(MEMBERS, MembersScreen)
    hands.to("Members")
    hands.chooses("More", "Leave ...")
    assert "20,00 € of dues is still to be paid." in told(shown(Leave))
    hands.write("They go to live in Agadir")
    hands.enter()
    hands.settle()
    said = hands.window.status_bar.told._whole
    assert said == "Salma Amrani and Paul Zidane: member until 31/12/2026."


def they_are_receipted(hands: Hands) -> None:
    """One receipt names her, on what she paid before the wedding; one names both, on what they gave."""
    receipts = hands.page(RECEIPTS, ReceiptsScreen)
    assert {"2 receipts to issue, 130,00 €", "2 receipts for 1 donor."} <= set(told(receipts))
    hands.does("Issue all")
    assert told(shown(QMessageBox))[0] == "Issue 2 receipts, 130,00 €?"
    hands.enter()
    hands.settle()
    hands.to("What is shown: To issue")
    hands.press(KEY.Key_Right, times=2)
    names = {}
    for row in (0, 1):
        receipts.issued.choose_row(row)
        hands.settle()
        text = plain(text_of(receipts.document.content))
        assert "8 rue Haute\n69001 Lyon" in text.replace("\r", "")
        names[receipts.issued.current_key()] = next(
            line for line in text.splitlines() if line.startswith("Salma")
        )
        assert ("100,00" in text) == ("Paul" in text)
    assert names == {"2026-MRS-P-000001": "Salma Amrani", "2026-MRS-P-000002": "Salma Amrani et Paul Zidane"}
    people = card(hands)
    assert {"Receipts", "100,00 €", "Left on 31/12/2026: They go to live in Agadir"} <= set(
        told(people.panel)
    )
    assert {"2026-MRS-P-000001", "2026-MRS-P-000002"} <= set(buttons(people.panel))
