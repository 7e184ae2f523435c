"""Every dialog of the window over one set of books, made as its page makes it."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtWidgets import QDialog, QWidget

from donations_app import ui
from donations_app.db.books import Books
from donations_app.db.queries.bank_files import bank_files
from donations_app.db.queries.batches import open_batches
from donations_app.db.queries.collections import RunRow
from donations_app.db.queries.dashboard import LastPayment
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.dues import Member, members
from donations_app.db.queries.expenses import expense_claim
from donations_app.db.queries.instalments import Agreement, agreements_of
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.db.queries.slips import slips
from donations_app.domain.deliveries import Deliverable, Delivery
from donations_app.domain.expenses import Claim, ExpenseDraft
from donations_app.domain.letters import DUES
from donations_app.domain.mandates import MandateDraft
from donations_app.domain.mandates import Terms as SignedTerms
from donations_app.domain.mileage import Trip
from donations_app.domain.money import Money
from donations_app.domain.officers import Officer
from donations_app.domain.settings import MailDraft
from donations_app.formats.legal import mileage_scales
from donations_app.formats.sftp import HostKey, Server
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.proposing import open_lines
from donations_app.services.bank.rules import state_rule
from donations_app.services.books.legal import legal_parameters
from donations_app.services.books.settings import load_settings, standing_settings
from donations_app.services.closing.years import readiness
from donations_app.services.deliveries.dues_calls import CallOrder
from donations_app.services.deliveries.mail import Mailed, MailRun
from donations_app.services.expenses.claims import record_claim
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.collections import CollectionOrder
from donations_app.services.payments.debit_notices import NoticeOrder
from donations_app.services.payments.mandates import give_mandate, mandates_on
from donations_app.services.people.memberships import join
from donations_app.services.people.merging import merge_people
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from donations_app.services.statements.declaration import declaration
from donations_app.ui.bank import acts as of_slip
from donations_app.ui.bank.closing import CloseAccount, ReconciliationPage
from donations_app.ui.bank.files import BankFiles, SetFileAside
from donations_app.ui.bank.finding import FindMatch
from donations_app.ui.bank.making import MakeSlip
from donations_app.ui.bank.reading import ReadStatement
from donations_app.ui.bank.rules import BankRules, StateFee
from donations_app.ui.connecting import AskServer
from donations_app.ui.entry.batch import CloseBatch, OpenBatch
from donations_app.ui.entry.refusing import TakeBack
from donations_app.ui.expenses.settling import WaiverSigned, WithdrawClaim
from donations_app.ui.field_books.bringing import BringFieldBook
from donations_app.ui.field_books.ways import OpenFieldBook
from donations_app.ui.first_start import FirstStart
from donations_app.ui.importing.dialog import ImportDialog
from donations_app.ui.importing.past import PastImports
from donations_app.ui.keeping_views import KeepView
from donations_app.ui.main_window import MainWindow
from donations_app.ui.members import acts as of_member
from donations_app.ui.members import resting
from donations_app.ui.members.fees import Fees
from donations_app.ui.members.reminding import Prepare
from donations_app.ui.parting import Parting
from donations_app.ui.passphrase import AskPassphrase, NewPassphrase
from donations_app.ui.payments.correcting import PutRight
from donations_app.ui.payments.finding import FindPayment
from donations_app.ui.payments.refunding import UndoRefund
from donations_app.ui.people import officers
from donations_app.ui.people.agreeing import NoteConsent
from donations_app.ui.people.changing import NoteAge, NoteName
from donations_app.ui.people.couples import FormCouple, Separate
from donations_app.ui.people.deaths import NoteDeaths
from donations_app.ui.people.doubles import Doubles
from donations_app.ui.people.erasing import EraseParty
from donations_app.ui.people.moving import NoteMove
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.people.writing import WriteToList
from donations_app.ui.receipts.checked import checked_document
from donations_app.ui.receipts.issued.cancellation import CancelReceipt
from donations_app.ui.receipts.plan.completion import CompletePeople, WriteCredits
from donations_app.ui.receipts.sending.letters_editor import LettersEditor
from donations_app.ui.receipts.sending.mail_question import AskMail
from donations_app.ui.receipts.sending.outcome import MailOutcome
from donations_app.ui.receipts.sending.post import AskPost
from donations_app.ui.receipts.sending.returned import NoteReturn
from donations_app.ui.receipts.signing import SignWith
from donations_app.ui.recurring import acts as of_gift
from donations_app.ui.recurring import collected as of_run
from donations_app.ui.recurring.collecting import Collect
from donations_app.ui.recurring.form import Terms
from donations_app.ui.recurring.mandate_acts import MandateAct
from donations_app.ui.recurring.notices import Notify
from donations_app.ui.recurring.returns import TakeReturns
from donations_app.ui.registers.anchor_question import MailAnchor
from donations_app.ui.registers.appeal import DeclareAppeal
from donations_app.ui.registers.checked_entries import checked_entries
from donations_app.ui.registers.closing_dialog import CloseYear
from donations_app.ui.registers.filing import FileDeclaration
from donations_app.ui.registers.letting_go import LetGo
from donations_app.ui.settings.accounts import AskAccount
from donations_app.ui.settings.deciding import DecideFigure
from donations_app.ui.settings.offices import AskOffice
from donations_app.ui.settings.sending import AskRemote, ConfirmKey
from donations_app.ui.settings.signatories import AskSignatory
from donations_app.ui.shell.keys import KeySheet
from donations_app.ui.shell.leaving import Leaving
from donations_app.ui.shell.manual import Manual
from donations_app.ui.widgets.chooser import ChooseColumns
from donations_app.ui.widgets.dialog import Discard
from tests.bank_files import Op, camt, put
from tests.slips import slip
from tests.ui.conftest import fill
from tests.ui.looking import screen_of
from tests.ui.project_dialogs import fill_project, of_project
from tests.ui.share_dialogs import of_shares
from tests.ui.test_recurring import agree
from tests.world import SETTINGS, TODAY, company, gift, person

Make = Callable[[], QDialog]
NUMBER: Final = "2025-MRS-P-000001"


def fill_whole(books: Books) -> None:
    """Beside ``fill``: a couple, a minor, a company, a double, what each dialog is about."""
    fill(books)
    person(
        books, "K1", kind="couple", second_first_name="Lalla", email="k@example.org", consent_email=True,
        phone="0600000000",
    )  # fmt: skip
    person(books, "M1", first_name="Idir", minor=True)
    person(books, "A2", first_name="Mohand", email="m@example.org", city="Aix")  # the double of A1
    (
        person(books, "B3", last_name="Moreau", first_name="Claire", receipt_wish="each"),
        merge_people(books, "B2", "B3", {}),
    )
    account = MailDraft(host="localhost", port=25, username="aman", sender="recus@aman.example")
    load_settings(books, replace(SETTINGS, mail=account))
    company(books)
    join(books, [(uuid4(), ref, date(2025, 1, 1)) for ref in ("B2", "K1")], kind="ADH")
    for payer in ("A1", "K1"):
        agree(books, payer, 10_00, date(2026, 9, 5))
    gift(books, 10_00, payer="K1"), gift(books, 10_00, received_on=TODAY, ref="P1")
    slip(books, gift(books, 10_00, received_on=TODAY))
    gift(books, 15_00, received_on=TODAY), gift(books, 7_20, method="cash", received_on=TODAY)
    open_batch(books, uuid4(), name="Lot", method="cheque", count=3, amount=Money(30_00))
    trip = Trip(date(2026, 6, 1), "Réunion du bureau", 100, "car", 5)
    record_claim(books, ExpenseDraft(key=uuid4(), ref="F1", payer="A1", office="MRS", trips=(trip,)))
    issue_receipts(books, 2025)
    fill_project(books)


RUN = RunRow(
    id=1, number="E-MRS-000001", format="pain.008.001.08", collected_on=date(2026, 11, 5),
    made_at=datetime(2026, 11, 2, tzinfo=UTC), made_by="naima", count=2, amount=Money(40_00),
    sent_on=None, sent_by="", cancelled_on=None, reason="", office_id=1,
)  # fmt: skip


SIGNED = SignedTerms(reference="RUM-1", iban="FR7610107001011234567890129")


class Dialogs:
    """Makes each dialog over a window."""

    def __init__(self, window: MainWindow, file: Path) -> None:
        self.window, self.desk, self.file = window, window.desk, file
        self.statement = put(file.parent, "a.xml", camt([Op(TODAY, 5000, "Ahmed Oubella")]))
        taken = put(file.parent, "b.xml", camt([Op(TODAY, 70_00, "Zohra", "DON")]))
        import_bank(self.desk.books, read_bank(taken))
        (self.account,) = self.desk.read(reconciliations, on=self.desk.today())
        state_rule(self.desk.books, words="Zohra", payer="A1")
        give_mandate(self.desk.books, MandateDraft(key=uuid4(), payer="A1", terms=SIGNED, signed_on=TODAY))
        (self.mandate,) = mandates_on(self.desk.books)
        with self.desk.books.read() as session:
            (self.open_line,) = open_lines(session, today=TODAY)
            self.settings = standing_settings(session, TODAY)
            self.figures = legal_parameters(session)
            found = members(session, day=TODAY, today=TODAY)
            self.members: dict[str, Member] = {one.ref: one for one in found}
            self.gift: Agreement = agreements_of(session, "A1", today=TODAY, until=TODAY)[0]
            self.slip = slips(session)[0]
            self.claim: Claim = expense_claim(session, "F1", mileage_scales())
            (self.batch,) = open_batches(session, "MRS")
            self.receipts: list[Deliverable] = deliverables(session, year=2025)
        self.plan = plan_receipts(self.desk.books, 2025)
        self.declared = declaration(self.desk.books, 2025)
        self.ready = readiness(self.desk.books, 2025)
        self.line = LastPayment(
            "P1",
            TODAY,
            frozenset((2026,)),
            "A1",
            "Aït Ahmed",
            "donation",
            None,
            "cheque",
            "",
            (),
            Money(10_00),
        )

    def all(self) -> Mapping[str, Make]:
        """Return what makes each dialog, by its name."""
        return {
            **self._of_people(), **self._of_members(), **self._of_money(), **self._of_receipts(),
            **self._of_settings(), **self._of_window(), **of_project(self.desk, self.window),
            **of_shares(self.desk, self.window),
        }  # fmt: skip

    def _of_people(self) -> dict[str, Make]:
        desk, at = self.desk, self.window
        officer = Officer(role="president", since=TODAY, name="Zineb", id=1)
        return {
            "a move": lambda: NoteMove(desk, "A1", at),
            "a consent": lambda: NoteConsent(desk, "A1", at),
            "of age": lambda: NoteAge(desk, "M1", at),
            "another name": lambda: NoteName(desk, "E1", at),
            "a couple": lambda: FormCouple(desk, "A1", at),
            "a separation": lambda: Separate(desk, "K1", at),
            "a death of one": lambda: NoteDeaths(desk, "A1", at),
            "deaths of a couple": lambda: NoteDeaths(desk, "K1", at),
            "doubles": lambda: Doubles(desk, at),
            "erasure": lambda: EraseParty(desk, "B2", at),
            "letting go": lambda: LetGo(desk, 2026, [], "certificat", at),
            "an officer": lambda: officers.AddOfficer(desk, "AMAN", at),
            "the end of an office": lambda: officers.EndOfficer(desk, "AMAN", officer, at),
            "a letter to a list": lambda: WriteToList(desk, [1, 2, 3], at),
            "a change discarded": lambda: Discard(at, lambda: None),
        }

    def _of_members(self) -> dict[str, Make]:
        desk, at, one = self.desk, self.window, self.members["A1"]
        return {
            "joining": lambda: of_member.Join(desk, at),
            "leaving": lambda: of_member.Leave(desk, one, at),
            "exempting": lambda: of_member.Exempt(desk, one, at),
            "exempting several": lambda: of_member.ExemptSeveral(desk, list(self.members.values()), at),
            "suspending": lambda: resting.Suspend(desk, one, at),
            "counting again": lambda: resting.Resume(desk, one, at),
            "honouring": lambda: resting.Honour(desk, one, at),
            "fees": lambda: Fees(desk, at),
            "calls": lambda: Prepare(desk, CallOrder(year=2026), at),
        }

    def _of_money(self) -> dict[str, Make]:
        desk, at, agreed = self.desk, self.window, self.gift
        due = agreed.instalments[0]
        return {
            "an agreed gift": lambda: Terms(desk, at),
            "other terms": lambda: Terms(desk, at, agreed),
            "a pause": lambda: of_gift.Pause(desk, agreed, at),
            "the end of a pause": lambda: of_gift.Resume(desk, agreed, at),
            "the end of a gift": lambda: of_gift.Stop(desk, agreed, at),
            "a mandate suspended": lambda: MandateAct(desk, "suspend", self.mandate, at),
            "a mandate taken up again": lambda: MandateAct(desk, "resume", self.mandate, at),
            "a mandate ended": lambda: MandateAct(desk, "end", self.mandate, at),
            "forgiving": lambda: of_gift.Forgive(desk, agreed, due, at),
            "deciding_anew": lambda: of_gift.TakeBack(desk, agreed, due, at),
            "setting_apart": lambda: of_gift.SetApart(desk, agreed, due, at),
            "matching": lambda: of_gift.Match(desk, agreed, due, at),
            "direct debits": lambda: Collect(desk, at),
            "returns of debits": lambda: TakeReturns(desk, at),
            "direct debits sent": lambda: of_run.SendRun(desk, RUN, at),
            "direct debits credited": lambda: of_run.CreditRun(desk, RUN, at),
            "direct debits cancelled": lambda: of_run.CancelRun(desk, RUN, at),
            "notices of debits": lambda: Notify(desk, NoticeOrder(run=CollectionOrder(on=desk.today())), at),
            "a slip of cheques": lambda: MakeSlip(desk, "cheque", at),
            "a slip of cash": lambda: MakeSlip(desk, "cash", at),
            "handed in": lambda: of_slip.HandIn(desk, self.slip, at),
            "credited": lambda: of_slip.Credit(desk, self.slip, at),
            "a slip cancelled": lambda: of_slip.Cancel(desk, self.slip, at),
            "the page of a slip": lambda: of_slip.SlipPage(self.slip.number, b"", at),
            "a bank statement": lambda: ReadStatement(desk, self.statement, at),
            "bank files": lambda: BankFiles(desk, at),
            "a bank file set aside": lambda: SetFileAside(desk, desk.read(bank_files)[0], at),
            "a match looked for": lambda: FindMatch(desk, self.open_line, lambda *_: True, at),
            "rules for bank lines": lambda: BankRules(desk, at),
            "a fee of a platform": lambda: StateFee(desk, at),
            "an account closed": lambda: CloseAccount(desk, self.account, at),
            "books beside bank": lambda: ReconciliationPage(desk, self.account, at),
            "a batch opened": lambda: OpenBatch(desk, at),
            "a batch closed": lambda: CloseBatch(desk, self.batch, at),
            "a line taken back": lambda: TakeBack(desk, self.line, at),
            "a payment looked for": lambda: FindPayment(desk, at),
            "a payment put right": lambda: PutRight(desk, "", at, payment="P1"),
            "books on a server": lambda: AskServer(desk.today),
            "a first start": lambda: FirstStart("/home/zohra/livres.tiwizi"),
            "a refund taken back": lambda: UndoRefund(desk, at, "P1-R1", has_bank=True),
            "a waiver signed": lambda: WaiverSigned(desk, self.claim, "Mohand", at),
            "a claim withdrawn": lambda: WithdrawClaim(desk, self.claim, "Mohand", at),
            "an import": lambda: ImportDialog(desk, at, self.file),
            "past imports": lambda: PastImports(desk, at),
            "a field book opened": lambda: OpenFieldBook(desk, at, print),
            "a field book that is none": lambda: BringFieldBook(desk, at, self.file),
        }

    def _of_receipts(self) -> dict[str, Make]:
        desk, at, (first, *_others) = self.desk, self.window, self.receipts
        failed = MailRun(failed=[Mailed(first, "a@example.org", "550 no such user")])
        mail = Delivery("email", "a@example.org", datetime(2026, 11, 2, 12, tzinfo=UTC), "sent", "")
        sent = replace(first, deliveries=(mail,))
        return {
            "a receipt cancelled": lambda: CancelReceipt(desk, NUMBER, at),
            "donors completed": lambda: CompletePeople("Complete donors", "why", [("C3", "address_missing")], desk, at),
            "days of credit": lambda: WriteCredits("Days of credit", "why", [("A", self.plan.left_out[0])], desk, at),
            "letters of thanks": lambda: LettersEditor(desk, at),
            "letters about dues": lambda: LettersEditor(desk, at, tuple(DUES.values())),
            "an anchor by e-mail": lambda: MailAnchor(desk, "", at),
            "receipts by e-mail": lambda: AskMail(desk, self.receipts, self.receipts[-1:], at),
            "receipts by post": lambda: AskPost(2025, self.receipts, [first], at),
            "what was mailed": lambda: MailOutcome(failed, at),
            "an e-mail came back": lambda: NoteReturn(desk, sent, at),
            "a certificate": lambda: SignWith(desk.signing, at),
            "a new passphrase": lambda: NewPassphrase("x", at, then=lambda _given, _rotates: None),
            "a server of backups": lambda: AskRemote("x", at, then=lambda _server, _password: None),
            "the key of a server": lambda: ConfirmKey(
                Server("nas.example", "naima", "/dons"), HostKey("ssh-ed25519", "SHA256:abcdefgh"), at,
                then=lambda: None,
            ),
            "a passphrase": lambda: AskPassphrase(Path("k"), at, opens=lambda _typed: False),
            "a document checked": lambda: checked_document(desk, self.file, at),
            "a file of entries checked": lambda: checked_entries(desk, self.file, at),
            "an appeal declared": lambda: DeclareAppeal(desk, at),
            "a declaration filed": lambda: FileDeclaration(desk, self.declared, at),
            "a year closed": lambda: CloseYear(desk, self.ready, at),
        }  # fmt: skip

    def _of_settings(self) -> dict[str, Make]:
        desk, at, seen = self.desk, self.window, self.settings
        return {
            "a bank account": lambda: AskAccount(desk, seen, None, at),
            "an office": lambda: AskOffice(desk, seen, None, at),
            "a signatory": lambda: AskSignatory(desk, seen, None, at),
            "a legal figure": lambda: DecideFigure(desk, self.figures[0], self.figures, at),
        }

    def _of_window(self) -> dict[str, Make]:
        desk, at = self.desk, self.window
        people = screen_of(at, PeopleScreen)
        people.build_once()
        return {
            "a view kept": lambda: KeepView([], at, then=lambda _name: None),
            "columns": lambda: ChooseColumns(people.table, at, chosen=lambda: None),
            "keys": lambda: KeySheet(at, 9, read_only=False),
            "the manual": lambda: Manual("people", at),
            "closing unsaved": lambda: Leaving(at, ["A line is not saved."], lambda: True, lambda: None),
            "closing": lambda: Parting(desk, at, leave=lambda: None, stay=lambda: None),
        }


def every_class(of: type[QWidget] = QDialog) -> set[type[QWidget]]:
    """Import all of the window and return its classes of dialogs, without those that others are made of."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)
    found, waiting = set(), [of]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        found |= {
            one for one in kinds if one.__module__.startswith("donations_app.ui") and not one.__subclasses__()
        }
    return found
