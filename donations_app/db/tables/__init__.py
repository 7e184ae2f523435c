"""The mapped classes: a file a noun. They never leave ``db`` and ``services``.

A class is mapped when it is first named: to map all of them takes a third of the start of a command. What goes through
all tables asks ``all_tables`` or ``mapped_classes``.
"""

from functools import cache
from importlib import import_module
from sys import modules
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import MetaData

from donations_app.db.tables.base import Base

if TYPE_CHECKING:
    from donations_app.db.tables.bank import (
        AccountClosing,
        BankFileAside,
        BankFileRow,
        BankLineRow,
        BankMatch,
        BankRule,
        BankStatement,
        PlatformFee,
    )
    from donations_app.db.tables.circulars import Circular
    from donations_app.db.tables.closings import LateRecord, YearClosing
    from donations_app.db.tables.debits import (
        CollectionLine,
        CollectionRun,
        DebitNotice,
        Mandate,
        MandateTerms,
    )
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

_CLASSES: Final = {
    "bank": (
        "AccountClosing", "BankFileAside", "BankFileRow", "BankLineRow", "BankMatch", "BankRule", "BankStatement",
        "PlatformFee",
    ),
    "circulars": ("Circular",),
    "closings": ("LateRecord", "YearClosing"),
    "debits": ("CollectionLine", "CollectionRun", "DebitNotice", "Mandate", "MandateTerms"),
    "deposits": ("DepositCash", "DepositLine", "DepositSlip", "LiveDeposit"),
    "expenses": ("ExpenseClaim", "ExpenseItem", "ExpenseOutcome", "ExpenseTrip"),
    "funding": ("AllocationDecision", "Contribution", "ContributionOutcome", "ContributionWorker",
        "Financing", "FundingRuleEnd", "FundingRuleRow", "PartyOrigin", "Spending"),
    "imports": ("ImportCorrection", "ImportFile"),
    "journal": ("Entry", "FieldBook", "Head", "Link", "Origin"),
    "legal": ("DeclarationFiling", "LegalParameter", "LetterTemplate", "MailAccount"),
    "memberships": ("DuesCall", "DuesExemption", "Membership", "MembershipKind", "MembershipPause"),
    "offices": ("Account", "Office", "OfficeFactsRow", "Organisation", "SignatoryRow"),
    "parties": ("Consent", "FormerAddress", "Officer", "Party", "PartyApart", "PartyMerge", "PartyWord",
        "Situation"),
    "payments": ("Allocation", "Batch", "Payment", "PaymentLine"),
    "projects": ("Programme", "Project", "ProjectBudget", "ProjectPartner"),
    "receipts": ("DocumentBase", "LiveReceiptLine", "LostNumbers", "ReceiptCancellation", "ReceiptCounter",
        "ReceiptDelivery", "ReceiptLine", "TaxReceipt", "WaitingPayer", "WaitingStamp"),
    "recurring": ("InstalmentDecision", "RecurringGiftRow", "RecurringPause"),
}  # fmt: skip
_NOUNS: Final = {name: noun for noun, names in _CLASSES.items() for name in names}
_MAPPING: Final = RLock()  # jobs of the window name classes, each on its thread

if not TYPE_CHECKING:  # a type checker reads the imports above, and refuses what is not among them

    def __getattr__(name: str) -> Any:
        """Return a class, mapped now (PEP 562)."""
        if name not in _NOUNS:
            raise AttributeError(name)
        found = getattr(import_module(f"{__name__}.{_NOUNS[name]}"), name)
        with _MAPPING:
            if name not in globals():
                globals()[name] = Base.registry.mapped(
                    found
                )  # from here on it is found without this function
        return found


@cache
def mapped_classes() -> dict[str, type[Base]]:
    """Return the mapped classes of all tables, by the name of the table."""
    for name in _NOUNS:
        getattr(modules[__name__], name)
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@cache
def all_tables() -> MetaData:
    """Return all tables; those sorted stand in the order in which rows go in."""
    from donations_app.db.closed_years import LOCKED

    mapped_classes()
    tables = Base.metadata.tables
    for locked in LOCKED:  # what says that a record is late goes in before it
        tables[locked].add_is_dependent_on(tables["late_record"])
    return Base.metadata


def whole_metadata() -> MetaData:
    """Return the tables with what their indexes note of one kind of database or the other.

    For who makes or compares tables: SQLAlchemy would load both dialects at each start, which takes 40 ms.
    """
    for table in all_tables().tables.values():
        for index in table.indexes:
            index.dialect_kwargs.update(index.info)
    return all_tables()
