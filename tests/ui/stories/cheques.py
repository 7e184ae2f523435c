"""A stack of cheques: typed by keys with its mistakes, put right, taken to the bank, followed by an auditor."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QMessageBox
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.batches import batch_standing
from donations_app.db.tables import Payment
from donations_app.domain.changes import BatchStanding
from donations_app.domain.money import Money
from donations_app.ui.app import App
from donations_app.ui.bank.acts import Credit, HandIn, SlipPage
from donations_app.ui.bank.making import MakeSlip
from donations_app.ui.bank.screen import BankScreen
from donations_app.ui.entry.batch import OpenBatch
from donations_app.ui.entry.refusing import TakeBack
from donations_app.ui.entry.screen import EntryScreen
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.receipts.screen import ReceiptsScreen
from tests.receipts.reading import text_of
from tests.ui.looking import shown
from tests.ui.stories.hands import CONTROL, KEY, Hands, close, named, plain, told
from tests.ui.test_audit import as_auditor, draw, texts
from tests.ui.test_audit import settle as audit_settled
from tests.world import TODAY, association, person_draft, project
from tests.world import people as record_people

_LAST = (
    "Amrani",
    "Bensaid",
    "Chraibi",
    "Daoudi",
    "Elkadi",
    "Fassi",
    "Guerraoui",
    "Haddad",
    "Idrissi",
    "Jebli",
)
_FIRST = ("Said", "Malika", "Omar", "Zineb", "Rachid", "Tarik")
NAMES = [f"{first} {last}" for first in _FIRST for last in _LAST]
WRONG = "Zoubir Fassi"  # named instead of who gave
UNKNOWN = 6  # whose name nobody has recorded yet


def village(books: Books) -> None:
    """Record sixty people, and two projects, one carried by an association."""
    drafts = []
    for n, name in enumerate([*NAMES[:UNKNOWN], *NAMES[UNKNOWN + 1 :], WRONG]):
        first, last = name.split()
        drafts.append(person_draft(f"P{n:02}", last_name=last, first_name=first))
    record_people(books, drafts)
    association(books)
    project(books, cost=1_000_00, partners={"AMAN": 500_00})
    project(books, "ECOLE", cost=2_000_00)


@dataclass(frozen=True)
class Cheque:
    """A cheque as it lies on the table."""

    name: str
    amount: Money
    number: str

    @property
    def typed(self) -> str:
        return euros(self.amount)


def stack(count: int) -> list[Cheque]:
    return [Cheque(NAMES[n], Money(20_00 + n * 5_00 + n % 4 * 25), f"{4001 + n:07}") for n in range(count)]


class Clerk(Hands):
    """Who types the stack: page 2 of the window, and its keys."""

    def begin(self, cheques: list[Cheque]) -> None:
        self.sum = Money.total(one.amount for one in cheques)
        self.entry = self.page(2, EntryScreen)
        self.said: list[str] = []
        self.entry.said.connect(lambda text: self.said.append(plain(text)))

    def line(self, name: str, amount: str, number: str, *, is_known: bool = True) -> None:
        """Type a line up to its end, without saving it."""
        assert self.at() is self.entry.form.payer
        first, last = name.split()
        if is_known:
            self.write(f"{last[:4].lower()} {first[:3].lower()}")
            self.enter()
        else:
            self.records(name)
        self.write(amount)
        self.press(KEY.Key_Tab)
        self.write(number)

    def records(self, name: str) -> None:
        """Record somebody beside the line, with what a receipt asks for and no more."""
        self.write(name)
        self.press(KEY.Key_F4)
        for field, text in (("Address", "2 rue du Puits"), ("Postcode", "13003"), ("City", "Marseille")):
            self.to(field)
            self.write(text)
        self.enter()
        assert self.entry.form.payer.text() == name
        assert self.at() is self.entry.form.amount

    def counters(self) -> str:
        return " | ".join(told(self.entry.batch._card))

    def look_at(self, number: str) -> None:
        """Go down the lines typed to a cheque."""
        self.to("Lines typed")
        table = self.entry.batch.table
        self.press(KEY.Key_Home)
        for _line in table._found:
            if table.line(table.current_key() or "").cheque_number == number:
                return
            self.press(KEY.Key_Down)
        raise AssertionError(number)


def opens_the_batch(clerk: Clerk, cheques: list[Cheque]) -> None:
    clerk.does("Open a batch")
    opening = shown(OpenBatch)
    assert clerk.at() is opening.counted
    clerk.write(str(len(cheques)))
    clerk.press(KEY.Key_Tab)
    clerk.write(euros(clerk.sum))
    clerk.enter()
    clerk.settle()
    clerk.come_back()
    count, whole = len(cheques), euros(clerk.sum)
    assert clerk.counters() == (
        f"0 of {count} lines | 0,00 € of {whole} € | {count} lines to go, {whole} € to go"
    )


def types_them_with_mistakes(clerk: Clerk, cheques: list[Cheque]) -> None:
    """Type the stack: one amount seen at once, one later, one cheque split, one typed twice, one of a wrong donor."""
    for n, cheque in enumerate(cheques):
        name, amount = cheque.name, cheque.typed
        if n == 1:
            amount = "52,25"  # for 25,25
        if n == 2:
            amount = "3,05"  # for 30,50
        if n == 5:
            name = WRONG
        clerk.line(name, amount, cheque.number, is_known=n != UNKNOWN)
        if n == 3:
            splits(clerk)
        clerk.enter()
        assert clerk.said[-1].endswith(f", {amount} €")
        if n == 1:
            seen_at_once(clerk, cheque)
        if n == 4:
            typed_twice(clerk, cheque)
            seen_later(clerk, cheques[2])


def seen_at_once(clerk: Clerk, cheque: Cheque) -> None:
    clerk.press(KEY.Key_Z, CONTROL)
    form = clerk.entry.form
    assert (form.payer.text(), form.amount.text(), form.cheque_number.text()) == (
        cheque.name, "52,25", cheque.number,
    )  # fmt: skip
    assert clerk.at() is form.amount
    clerk.anew(cheque.typed)
    clerk.enter()
    assert clerk.said[-1].endswith(f", {cheque.typed} €")


def splits(clerk: Clerk) -> None:
    """A third for the water of a village, carried by its association, the rest for the school."""
    for code, part in (("aman", "12,50"), ("ecole", "")):
        clerk.press(KEY.Key_F7)
        clerk.write(code)
        clerk.enter()
        clerk.write(part)


def typed_twice(clerk: Clerk, cheque: Cheque) -> None:
    clerk.line(cheque.name, cheque.typed, cheque.number)
    clerk.enter()
    assert clerk.said[-1].endswith("Enter once more saves this one too.")
    assert "V-MRS-" in clerk.entry.form.number_field.note.text
    clerk.enter()  # in a hurry
    assert clerk.said[-1].startswith("Saved: V-MRS-")


def seen_later(clerk: Clerk, cheque: Cheque) -> None:
    clerk.look_at(cheque.number)
    clerk.press(KEY.Key_F2)
    assert clerk.entry.form.amount.text() == "3,05"
    clerk.to("Amount")
    clerk.anew(cheque.typed)
    clerk.enter()
    assert clerk.said[-1].startswith("Put right: V-MRS-")


def takes_the_doubled_one_back(clerk: Clerk, cheques: list[Cheque]) -> None:
    doubled = cheques[4]
    assert clerk.counters().endswith(f"1 line too many, {doubled.typed} € too much")
    clerk.look_at(doubled.number)
    clerk.press(KEY.Key_Delete)
    asked = shown(TakeBack)
    assert f"{doubled.name}, {doubled.typed} €" in told(asked)[1]
    clerk.anew("Typed twice")
    clerk.enter()
    clerk.come_back()
    count, whole = len(cheques), euros(clerk.sum)
    assert clerk.counters() == f"{count} of {count} lines | {whole} € of {whole} € | All is typed"


def sees_a_wrong_donor_on_the_slip(clerk: Clerk, cheques: list[Cheque]) -> None:
    clerk.window.status_bar.opens.click()
    clerk.settle()
    slip = shown(MakeSlip)
    assert plain(slip.sum.text()) == f"{len(cheques)} payments, {euros(clerk.sum)} €"
    wrong = next(one for one in slip.table.chosen() if one.cheque_number == cheques[5].number)
    assert wrong.name == WRONG
    clerk.press(KEY.Key_Escape)
    clerk.settle()


def puts_the_donor_right(clerk: Clerk, cheques: list[Cheque]) -> None:
    screen = find_payment(clerk, cheques[5].number)
    assert {WRONG, cheques[5].typed + " €", "No deposit slip holds it."} <= set(told(screen.panel))
    clerk.does("Put right ...")
    dialog = shown(PutRight)
    clerk.to("What happened: Returned by the bank")
    clerk.press(KEY.Key_Right, times=2)
    clerk.to("Donor")
    clerk.anew(cheques[5].name.lower())
    clerk.enter()
    clerk.does("Misread")
    assert dialog.reason.text() == "Misread"
    clerk.press(KEY.Key_Tab)
    assert named(clerk.at()) == "Back"  # what was offered stood before the buttons
    dialog._foresee()
    counted = (
        f"{len(cheques)} payments, {euros(clerk.sum)} €; counted were {len(cheques)}, {euros(clerk.sum)} €."
    )
    assert told(dialog)[-1] == f"Batch Batch of 23/11/2026: {counted}"
    clerk.to("Reason")
    clerk.enter()
    clerk.settle()
    assert "is recorded instead." in clerk.window.status_bar.told._whole


def find_payment(clerk: Clerk, number: str) -> PaymentsScreen:
    screen = clerk.page(3, PaymentsScreen)
    clerk.to("Amount, cheque, day, name")
    clerk.anew(number)
    clerk.settle()
    return screen


def makes_the_slip(clerk: Clerk, cheques: list[Cheque], folder: Path) -> None:
    bank = clerk.page(8, BankScreen)
    clerk.does(f"Make a slip: {len(cheques)} cheques, {euros(clerk.sum)} €")
    clerk.to("Make the slip")
    clerk.enter()
    clerk.settle()
    clerk.does("Page ...")
    page = shown(SlipPage)
    page.save(folder / "slip.pdf")
    close(page)
    printed = plain(text_of((folder / "slip.pdf").read_bytes()))
    assert all(text in printed for one in cheques for text in (one.name, one.number, one.typed))
    assert all(text in printed for text in ("B-MRS-000001", euros(clerk.sum)))
    assert WRONG not in printed
    for act, kind in (("Hand in ...", HandIn), ("Credit ...", Credit)):
        clerk.does(act)
        assert shown(kind).on.day() == TODAY
        clerk.enter()
        clerk.settle()
    assert f"{euros(clerk.sum)} €" in told(bank.panel)
    assert "Credited on 23/11/2026: no reference" in told(bank.panel)


def comes_back_unpaid(clerk: Clerk, cheque: Cheque) -> None:
    """The bank says so; the payment is put right, the slip tells it."""
    find_payment(clerk, cheque.number)
    clerk.does("Put right ...")
    assert named(clerk.to("What happened: Returned by the bank"))
    clerk.does("Unpaid cheque")
    clerk.to("Reason")
    clerk.enter()
    clerk.settle()
    bank = clerk.page(8, BankScreen)
    on_slip = told(bank.panel)
    assert f"1 came back unpaid: {cheque.typed} €" in on_slip
    assert "Returned by the bank, 23/11/2026, Unpaid cheque" in on_slip


def issues_and_follows(app: App, clerk: Clerk, cheques: list[Cheque]) -> None:
    """Receipts are issued, and the auditor follows one back to its payment and its slip."""
    receipts = clerk.page(9, ReceiptsScreen)
    stand = [one for one in cheques if one is not cheques[7]]
    amount = euros(Money.total(one.amount for one in stand))
    clerk.to("Year of the gifts")
    clerk.press(KEY.Key_Up)
    clerk.settle()
    assert f"{len(stand)} receipts to issue, {amount} €" in told(receipts)
    clerk.does("Issue all")
    assert told(shown(QMessageBox))[0] == f"Issue {len(stand)} receipts, {amount} €?"
    clerk.enter()
    clerk.settle()
    assert "0 receipts to issue, 0,00 €" in told(receipts)
    _window, screen = as_auditor(app, clerk.qtbot)
    screen.sample.form.year.choose("2026")
    assert len(draw(app, screen, clerk.qtbot, size="60")) == len(stand)
    split = next(one for one in screen.sample.drawn.lines if one.name == cheques[3].name)
    assert screen.sample.look_at(split.number)
    audit_settled(app, clerk.qtbot)
    followed = [plain(text) for text in texts(screen)]
    assert {
        f"Receipt {split.number}",
        "The document is, byte for byte, the one that was issued.",
        "The payment lines are those of the receipt and make its amount.",
        "Deposit slip: B-MRS-000001",
        "Allocated to: EAU Eau potable (Association Aman) 12,50 €, ECOLE Eau potable 23,25 €",
    } <= set(followed)
    assert any(text.startswith("Cheque 0004004") for text in followed)
    app.books.close()


def batch_of(books: Books, cheque: Cheque) -> BatchStanding | None:
    """Return what stands in the batch in which a cheque was typed."""
    with books.read() as session:
        refs = select(Payment.ref).where(Payment.cheque_number == cheque.number).order_by(Payment.id.desc())
        return batch_standing(session, session.scalars(refs).first() or "")


def euros(amount: Money) -> str:
    """Return an amount as one types and reads it."""
    return f"{amount.cents // 100:,},{amount.cents % 100:02}".replace(",", " ", amount.cents >= 1000_00)
