"""The mapped classes: a file a noun. They never leave ``db`` and ``services``."""

from donations_app.db.closed_years import LOCKED
from donations_app.db.tables.bank import (
    AccountClosing,
    BankFileRow,
    BankLineRow,
    BankMatch,
    BankRule,
    BankStatement,
    PlatformFee,
)
from donations_app.db.tables.base import Base
from donations_app.db.tables.circulars import Circular
from donations_app.db.tables.closings import LateRecord, YearClosing
from donations_app.db.tables.debits import CollectionLine, CollectionRun, DebitNotice, Mandate, MandateTerms
from donations_app.db.tables.deposits import DepositCash, DepositLine, DepositSlip, LiveDeposit
from donations_app.db.tables.expenses import ExpenseClaim, ExpenseItem, ExpenseOutcome, ExpenseTrip
from donations_app.db.tables.funding import (
    AllocationDecision,
    Contribution,
    ContributionOutcome,
    ContributionWorker,
    Financing,
    FundingRuleEnd,
    FundingRuleRow,
    PartyOrigin,
    Spending,
)
from donations_app.db.tables.imports import ImportCorrection, ImportFile
from donations_app.db.tables.journal import Entry, FieldBook, Head, Link, Origin
from donations_app.db.tables.legal import DeclarationFiling, LegalParameter, LetterTemplate, MailAccount
from donations_app.db.tables.memberships import (
    DuesCall,
    DuesExemption,
    Membership,
    MembershipKind,
    MembershipPause,
)
from donations_app.db.tables.offices import Account, Office, OfficeFactsRow, Organisation, SignatoryRow
from donations_app.db.tables.parties import (
    Consent,
    FormerAddress,
    Officer,
    Party,
    PartyApart,
    PartyMerge,
    PartyWord,
    Situation,
)
from donations_app.db.tables.payments import Allocation, Batch, Payment, PaymentLine
from donations_app.db.tables.projects import Programme, Project, ProjectBudget, ProjectPartner
from donations_app.db.tables.receipts import (
    DocumentBase,
    LiveReceiptLine,
    LostNumbers,
    ReceiptCancellation,
    ReceiptCounter,
    ReceiptDelivery,
    ReceiptLine,
    TaxReceipt,
    WaitingPayer,
    WaitingStamp,
)
from donations_app.db.tables.recurring import InstalmentDecision, RecurringGiftRow, RecurringPause

__all__ = [
    "Account",
    "AccountClosing",
    "Allocation",
    "AllocationDecision",
    "BankFileRow",
    "BankLineRow",
    "BankMatch",
    "BankRule",
    "BankStatement",
    "Base",
    "Batch",
    "Circular",
    "CollectionLine",
    "CollectionRun",
    "Consent",
    "Contribution",
    "ContributionOutcome",
    "ContributionWorker",
    "DebitNotice",
    "DeclarationFiling",
    "DepositCash",
    "DepositLine",
    "DepositSlip",
    "DocumentBase",
    "DuesCall",
    "DuesExemption",
    "Entry",
    "ExpenseClaim",
    "ExpenseItem",
    "ExpenseOutcome",
    "ExpenseTrip",
    "FieldBook",
    "Financing",
    "FormerAddress",
    "FundingRuleEnd",
    "FundingRuleRow",
    "Head",
    "ImportCorrection",
    "ImportFile",
    "InstalmentDecision",
    "LateRecord",
    "LegalParameter",
    "LetterTemplate",
    "Link",
    "LiveDeposit",
    "LiveReceiptLine",
    "LostNumbers",
    "MailAccount",
    "Mandate",
    "MandateTerms",
    "Membership",
    "MembershipKind",
    "MembershipPause",
    "Office",
    "OfficeFactsRow",
    "Officer",
    "Organisation",
    "Origin",
    "Party",
    "PartyApart",
    "PartyMerge",
    "PartyOrigin",
    "PartyWord",
    "Payment",
    "PaymentLine",
    "PlatformFee",
    "Programme",
    "Project",
    "ProjectBudget",
    "ProjectPartner",
    "ReceiptCancellation",
    "ReceiptCounter",
    "ReceiptDelivery",
    "ReceiptLine",
    "RecurringGiftRow",
    "RecurringPause",
    "SignatoryRow",
    "Situation",
    "Spending",
    "TaxReceipt",
    "WaitingPayer",
    "WaitingStamp",
    "YearClosing",
]  # fmt: skip

for _locked in LOCKED:  # what says that a record is late goes in before it
    Base.metadata.tables[_locked].add_is_dependent_on(Base.metadata.tables[LateRecord.__tablename__])
