"""The treasurer's January: fees, reminders, dues, what is to take up, receipts and how they go, declaration, backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QFileDialog, QMessageBox
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.tables import PaymentLine
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.settings import MailDraft
from donations_app.services.books.settings import load_settings
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.people.memberships import join, set_fee
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.members.fees import Fees
from donations_app.ui.members.reminding import Prepare
from donations_app.ui.members.screen import MembersScreen
from donations_app.ui.receipts.plan.completion import CompletePeople
from donations_app.ui.receipts.screen import ReceiptsScreen
from donations_app.ui.receipts.sending.mail_question import AskMail
from donations_app.ui.receipts.sending.post import AskPost
from donations_app.ui.recurring.acts import Forgive, Match
from donations_app.ui.recurring.screen import RecurringScreen
from donations_app.ui.registers.screen import RegistersScreen
from donations_app.ui.settings.screen import SettingsScreen
from tests.mail_server import PASSWORD, USER, MailServer, running
from tests.receipts.reading import pages_of, text_of
from tests.ui.looking import screen_of, shown
from tests.ui.stories.hands import ALT, KEY, Hands, buttons, named, plain, told
from tests.world import SETTINGS, gift, person

JANUARY = date(2027, 1, 12)
YEAR = 2026  # whose gifts are receipted
MEMBERS, RECURRING, RECEIPTS, REGISTERS, SETTINGS_PAGE = 5, 6, 9, 11, 12


def december(books: Books) -> None:
    """Leave the books as they are when the year ends: dues late, instalments open, an address missing."""
    person(books, "A1", consent_post=True)
    person(books, "B2", last_name="Moreau", first_name="Claire", email="b2@example.org", consent_email=True)
    person(books, "C3", last_name="Naciri", first_name="Driss", address="", postcode="", city="")
    set_fee(books, "ADH", name="Member", from_year=YEAR, fee=Money(30_00))
    join(books, [(uuid4(), "A1", date(YEAR, 1, 1)), (uuid4(), "B2", date(YEAR, 1, 1))], kind="ADH")
    gift(books, 30_00, payer="B2", kind="dues", dues_year=YEAR, received_on=date(YEAR, 3, 1))
    gift(books, 80_00, payer="A1", method="cash", received_on=date(YEAR, 5, 4))
    gift(books, 45_50, payer="C3", method="cash", received_on=date(YEAR, 7, 2))
    agreed = RecurringGift(
        key=uuid4(), ref="R1", payer="B2", amount=Money(20_00), frequency="monthly", first_on=date(YEAR, 10, 5),
        method="transfer",
    )  # fmt: skip
    agree_recurring(books, agreed)
    for cents, day in ((20_00, date(YEAR, 10, 5)), (15_00, date(YEAR, 11, 20))):
        gift(books, cents, payer="B2", method="transfer", received_on=day, credited_on=day)


@contextmanager
def mail_account(books: Books, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """Run a server for e-mail that the program trusts, and name its account in the settings."""
    with running() as server:
        trusted = folder / "ca.pem"
        server.authority.cert_pem.write_to_path(str(trusted))
        patch.setenv("SSL_CERT_FILE", str(trusted))
        account = MailDraft(host="localhost", port=server.port, username=USER, sender="recus@aman.example")
        load_settings(books, replace(SETTINGS, mail=account))
        yield server


def decides_the_fee(hands: Hands) -> None:
    """The fee of the new year is another; those of before stay."""
    members = hands.page(MEMBERS, MembersScreen)
    hands.does("Fees ...")
    dialog = shown(Fees)
    assert "Member: 30,00 € from 2026" in told(dialog)
    assert (hands.at(), dialog.year.value()) == (dialog.fee, "2027")
    hands.write("35")
    hands.enter()
    hands.settle()
    said = told(members)
    assert {"of 70 € expected", "1 overdue, 0 paid in part", "30 € more of earlier years"} <= set(said)
    assert {"2 letters: 1 by post, 1 by e-mail.", "First reminder", "Call for dues"} <= set(said)


def reminds_the_late(hands: Hands, folder: Path) -> None:
    """The letters are looked at, then written; who was reminded is not reminded again the same month."""
    members = screen_of(hands.window, MembersScreen)
    hands.does("Prepare 2 letters")
    dialog = shown(Prepare)
    hands.qtbot.waitUntil(lambda: bool(dialog.preview.content) and not hands.window.desk.jobs.is_busy)
    letters = plain(text_of(dialog.preview.content))
    assert "Rappel de cotisation 2026 et 2027" in letters
    assert "Il reste à régler 65,00 €." in letters
    assert "Votre cotisation pour 2027 s’élève à 35,00 €." in letters
    assert {"Print 1 letter ...", "Send 1 e-mail"} <= set(buttons(dialog))
    dialog.write(folder / "reminders.pdf")
    hands.qtbot.waitUntil(lambda: "Written" in dialog.note.text and not hands.window.desk.jobs.is_busy)
    hands.press(KEY.Key_Escape)
    hands.settle()
    assert "Rappel de cotisation" in text_of((folder / "reminders.pdf").read_bytes())
    assert {"1 letter: 0 by post, 1 by e-mail.", "Written to less than 30 days ago"} <= set(told(members))


def takes_the_dues(hands: Hands) -> None:
    """Two years by one cheque: what is proposed is the oldest that is owed, both are typed as they are paid."""
    members = hands.page(MEMBERS, MembersScreen)
    hands.to("Members")
    hands.press(KEY.Key_Down)
    assert plain(members.chosen_one._whole) == "Mohand Aït Ahmed: 65,00 € owed"
    hands.does("Take the payment")
    hands.settle()
    form = screen_of(hands.window, EntryScreen).form
    assert (form.payer.text(), form.nature.value(), form.dues_year.text()) == (
        "Mohand Aït Ahmed", "dues", "2026",
    )  # fmt: skip
    assert form.amount.text() == "30,00"
    hands.to("Year of the dues")
    hands.anew("2026, 2027")
    assert form.amount.text() == "65,00"
    hands.enter()
    hands.settle()
    members = hands.page(MEMBERS, MembersScreen)
    said = told(members)
    assert {"1 of 2", "35 €", "0 overdue, 0 paid in part"} <= set(said), said
    with hands.window.desk.books.read() as session:
        query = select(PaymentLine.dues_year, PaymentLine.amount).order_by(PaymentLine.id.desc()).limit(2)
        assert {year: paid.cents for year, paid in session.execute(query)} == {2026: 30_00, 2027: 35_00}


def takes_up_instalments(hands: Hands) -> None:
    """November came late and short: it is named, its rest forgiven; December is forgiven; January is waited for."""
    recurring = hands.page(RECURRING, RecurringScreen)
    hands.to("What is shown: Agreed gifts 1")
    hands.press(KEY.Key_Right, times=2)
    hands.settle()
    assert "1 agreed gift shown, 60,00 € late or missed" in told(recurring)
    hands.to("Recurring gifts")
    hands.press(KEY.Key_Left, ALT)
    hands.settle()
    takes_up(hands, recurring, 11, "05/11/2026: missed", "Match ...", Match)
    takes_up(hands, recurring, 11, "15,00 € of 20,00 €, V-MRS-000005", "Forgive ...", Forgive)
    takes_up(hands, recurring, 12, "05/12/2026: missed", "Forgive ...", Forgive)
    said = told(recurring)
    assert {"Received in 2026: 35,00 €", "1 agreed gift shown, 20,00 € late or missed"} <= set(said)
    assert {"Instalment forgiven: 05/12/2026, Illness", "05/01/2027: late"} <= set(said)


def takes_up(
    hands: Hands,
    recurring: RecurringScreen,
    month: int,
    stands: str,
    act: str,
    kind: type[Match] | type[Forgive],
) -> None:
    """Go along the boxes to a month, and do what becomes of its instalment."""
    hands.to("Recurring gifts")
    hands.press(KEY.Key_Right, times=month - recurring.table.month)
    hands.settle()
    assert stands in told(recurring.panel)
    hands.does(act)
    assert isinstance(shown(kind), kind)
    if kind is Forgive:
        hands.write("Illness")
    hands.enter()
    hands.settle()


def issues_the_receipts(hands: Hands) -> None:
    """Who is left out for want of an address is completed, then all are issued."""
    receipts = hands.page(RECEIPTS, ReceiptsScreen)
    assert "2 receipts to issue, 145,00 €" in told(receipts)
    hands.to("What is shown: To issue")
    hands.press(KEY.Key_Right)
    assert "1 line left out, 45,50 €" in told(receipts)
    hands.does("Complete 1 donor")
    dialog = shown(CompletePeople)
    assert hands.at() is dialog.edits["address"]
    for name, text in (("Address", "3 rue Neuve"), ("Postcode", "13002"), ("City", "Marseille")):
        hands.to(name)
        hands.write(text)
    hands.enter()
    hands.settle()
    hands.to("What is shown: Left out")
    hands.press(KEY.Key_Left)
    assert "3 receipts to issue, 190,50 €" in told(receipts)
    hands.does("Issue all")
    assert told(shown(QMessageBox))[0] == "Issue 3 receipts, 190,50 €?"
    hands.enter()
    hands.settle()
    assert "0 receipts to issue, 0,00 €" in told(receipts)


def sends_them(hands: Hands, books: Books, server: MailServer, folder: Path) -> None:
    """By e-mail to who agreed to it, by post to the others, in one file."""
    receipts = screen_of(hands.window, ReceiptsScreen)
    hands.come_back()
    hands.to("What is shown: To issue")
    hands.press(KEY.Key_Right, times=3)
    hands.does("E-mail ...")
    assert {"1 receipt is sent.", "Left out:\n2 · no e-mail address"} <= set(told(shown(AskMail)))
    assert named(hands.at()) == "Password"
    hands.write(PASSWORD)
    hands.enter()
    hands.settle()
    assert server.receivers == ["b2@example.org"]
    hands.does("Post ...")
    dialog = shown(AskPost)
    assert "2 receipts are printed." in told(dialog)
    dialog.accept()
    shown(QFileDialog).close()
    dialog.take(folder / "post.pdf")
    hands.settle()
    assert "2 receipts for the post, 4 pages, in post.pdf. Were they printed?" in told(receipts)
    assert len(pages_of((folder / "post.pdf").read_bytes())) == 4
    hands.does("Note as sent")
    hands.settle()
    assert "0 receipts not sent" in told(receipts)
    with books.read() as session:
        sent = {one.payer: one.state for one in deliverables(session, year=YEAR)}
    assert sent == {"A1": "posted", "B2": "mailed", "C3": "posted"}


def declares_and_checks(hands: Hands) -> None:
    """What is declared is what the receipts say, and what the money says; the accounts agree to the cent."""
    registers = hands.turn(RegistersScreen)
    says = {
        "declaration": {"190,50 €", "3", "04/05/2027"},
        "control": {"3 receipts, 190,50 € · 5 lines agree, 190,50 €", "Every line agrees or is explained."},
        "accounts": {"The accounts and the receipts agree to the cent.", "75411  Gifts by hand", "160,50 €"},
    }
    for code, wanted in says.items():
        registers.show_view(code)
        hands.qtbot.waitUntil(lambda: not registers.is_busy and registers.pane.is_fresh)
        assert wanted <= set(told(registers))


def backs_up(hands: Hands) -> None:
    """A verified copy, with what it holds."""
    settings = hands.turn(SettingsScreen)
    hands.window.desk.setting_wanted.emit("backups")
    settings.backups.maker.click()
    hands.qtbot.waitUntil(lambda: "Backed up and verified" in settings.backups.told.text())
    assert plain(settings.backups.told.text()).endswith(
        "6 payments, 3 receipts, the heads of 2 audit chains."
    )
