"""The rows that are written, a class for each table, under its name; in modules that bear the names of ``db.tables``.

At run time a row is a plain dictionary, as fast to make and to insert as any; a column that is missing,
unknown or of another type is told when the program is checked. A test holds the columns against the tables.
"""

from donations_app.db.rows.bank import (
    AccountClosing,
    BankFile,
    BankFileAside,
    BankLine,
    BankMatch,
    BankRule,
    BankStatement,
    PlatformFee,
)
from donations_app.db.rows.circulars import Circular
from donations_app.db.rows.closings import LateRecord, YearClosing
from donations_app.db.rows.debits import CollectionLine, CollectionRun, DebitNotice, Mandate, MandateTerms
from donations_app.db.rows.deposits import DepositCash, DepositLine, DepositSlip, LiveDeposit
from donations_app.db.rows.expenses import ExpenseClaim, ExpenseItem, ExpenseOutcome, ExpenseTrip
from donations_app.db.rows.funding import (
    AllocationDecision,
    Contribution,
    ContributionOutcome,
    ContributionWorker,
    Financing,
    FundingRule,
    FundingRuleEnd,
    PartyOrigin,
    Spending,
)
from donations_app.db.rows.imports import ImportCorrection, ImportFile
from donations_app.db.rows.journal import FieldBook, Head, Origin
from donations_app.db.rows.legal import DeclarationFiling, LegalParameter, LetterTemplate
from donations_app.db.rows.memberships import (
    DuesCall,
    DuesExemption,
    Membership,
    MembershipKind,
    MembershipPause,
)
from donations_app.db.rows.offices import Office
from donations_app.db.rows.parties import (
    Consent,
    FormerAddress,
    Officer,
    Party,
    PartyApart,
    PartyMerge,
    PartyWord,
    Situation,
)
from donations_app.db.rows.payments import Allocation, Batch, Payment, PaymentLine
from donations_app.db.rows.projects import Programme, Project, ProjectBudget, ProjectPartner
from donations_app.db.rows.receipts import (
    DocumentBase,
    LiveReceiptLine,
    LostNumbers,
    ReceiptCancellation,
    ReceiptDelivery,
    ReceiptLine,
    TaxReceipt,
    WaitingPayer,
    WaitingStamp,
)
from donations_app.db.rows.recurring import InstalmentDecision, RecurringGift, RecurringPause

__all__ = [
    "AccountClosing",
    "Allocation",
    "AllocationDecision",
    "BankFile",
    "BankFileAside",
    "BankLine",
    "BankMatch",
    "BankRule",
    "BankStatement",
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
    "ExpenseClaim",
    "ExpenseItem",
    "ExpenseOutcome",
    "ExpenseTrip",
    "FieldBook",
    "Financing",
    "FormerAddress",
    "FundingRule",
    "FundingRuleEnd",
    "Head",
    "ImportCorrection",
    "ImportFile",
    "InstalmentDecision",
    "LateRecord",
    "LegalParameter",
    "LetterTemplate",
    "LiveDeposit",
    "LiveReceiptLine",
    "LostNumbers",
    "Mandate",
    "MandateTerms",
    "Membership",
    "MembershipKind",
    "MembershipPause",
    "Office",
    "Officer",
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
    "ReceiptDelivery",
    "ReceiptLine",
    "RecurringGift",
    "RecurringPause",
    "Situation",
    "Spending",
    "TaxReceipt",
    "WaitingPayer",
    "WaitingStamp",
    "YearClosing",
]  # fmt: skip
