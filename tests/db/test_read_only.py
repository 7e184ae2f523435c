"""An auditor changes nothing: every service that writes refuses, and so does the engine itself."""

import ast
import importlib
import inspect
import io
import pkgutil
import typing
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from donations_app import services
from donations_app.db.books import Books, utc_now
from donations_app.db.guard import unlocked
from donations_app.db.open import open_books
from donations_app.db.queries.register import audit_heads
from donations_app.db.tables import WaitingStamp
from donations_app.domain.bank import BankFile
from donations_app.domain.consents import Said
from donations_app.domain.decisions import Decision, MoveDraft
from donations_app.domain.deposits import SlipDraft
from donations_app.domain.errors import ReadOnly
from donations_app.domain.expenses import ExpenseDraft, Item
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.letters import Letter, LetterDraft
from donations_app.domain.mandates import MandateDraft
from donations_app.domain.mandates import Terms as MandateTerms
from donations_app.domain.money import Money
from donations_app.domain.officers import Officer
from donations_app.domain.outside import Highest
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft, PaymentDraft
from donations_app.domain.projects import ProgrammeDraft, ProjectDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.settings import SettingsDraft
from donations_app.domain.situations import Forming, Parting
from donations_app.domain.spending import SpendingDraft
from donations_app.domain.valued import ContributionDraft
from donations_app.domain.waiting import Counted
from donations_app.services.bank.importing import BankRead
from donations_app.services.deliveries.circulars import NO_TEXT, CircularOrder
from donations_app.services.deliveries.dues_calls import CallOrder
from donations_app.services.deliveries.post import PrintRun
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.payments.collections import CollectionOrder
from donations_app.services.payments.debit_notices import NoticeOrder
from donations_app.services.projects.changing import Revision
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.waiting import waiting
from tests import databases
from tests.conftest import ENGINES
from tests.originals import Originals
from tests.slips import draft
from tests.world import SETTINGS, TODAY, gift, payment, person

# a value of each type that a service asks for; a new type of draft stands here with its service
ONE_OF: dict[str, Any] = {"state_rule": {"words": "loyer"}}  # of what may be left out, one is asked
VALUES: dict[Any, Callable[[], Any]] = {
    typing.BinaryIO: io.BytesIO,
    str: lambda: "A1",
    int: lambda: 2025,
    bool: lambda: True,
    date: lambda: TODAY,
    UUID: uuid4,
    Money: lambda: Money(1),
    PaymentDraft: payment,
    PartyDraft: lambda: PartyDraft(key=uuid4(), kind="individual", last_name="Sans", first_name="Nom"),
    SlipDraft: lambda: draft("V-MRS-000001"),
    Said: lambda: Said("email", given=True, on=TODAY, source="form"),
    Forming: lambda: Forming(on=TODAY, first_name="Claire"),
    Parting: lambda: Parting(on=TODAY),
    Officer: lambda: Officer(role="president", since=TODAY, name="Zohra Amrani"),
    ProjectDraft: lambda: ProjectDraft(key=uuid4(), code="EAU", title_fr="Eau", cost=Money(1)),
    AllocationDraft: lambda: AllocationDraft(amount=Money(1)),
    RecurringGift: lambda: RecurringGift(
        key=uuid4(), ref="D1", payer="A1", amount=Money(1), frequency="monthly", first_on=TODAY
    ),
    SettingsDraft: lambda: SETTINGS,
    ExpenseDraft: lambda: ExpenseDraft(
        key=uuid4(),
        payer="A1",
        waived_on=TODAY,
        evidence="W1",
        items=(Item(spent_on=TODAY, label="Train", amount=Money(1)),),
    ),
    Letter: lambda: Letter(language="fr", subject="Merci", body="Merci"),
    PrintRun: PrintRun,
    CallOrder: lambda: CallOrder(year=2025),
    ContributionDraft: lambda: ContributionDraft(
        key=uuid4(), project="EAU", kind="land", given_on=TODAY, description="Terrain", worth=1
    ),
    FinancingDraft: lambda: FinancingDraft(
        key=uuid4(), project="EAU", funder="A1", amount=Money(1), stated_on=TODAY, reference="C1"
    ),
    FundingRule: FundingRule,
    Decided: lambda: Decided(
        columns={"ref": "order", "kind": "status", "last_name": "last_name", "first_name": "paid_on"}
    ),  # the same file is an export so
    SpendingDraft: lambda: SpendingDraft(key=uuid4(), project="EAU", amount=Money(1), spent_on=TODAY),
    Revision: lambda: Revision(since=TODAY, reason="Devis", key=uuid4()),
    ProgrammeDraft: lambda: ProgrammeDraft(key=uuid4(), code="CORIAM", title_fr="Coriam"),
    Decision: lambda: Decision(key=uuid4(), decided_on=TODAY, decided_by="Bureau", minutes="PV 1"),
    CollectionOrder: lambda: CollectionOrder(on=TODAY),
    NoticeOrder: lambda: NoticeOrder(run=CollectionOrder(on=TODAY)),
    MandateTerms: MandateTerms,
    MandateDraft: lambda: MandateDraft(key=uuid4(), payer="A1", terms=MandateTerms(), signed_on=TODAY),
    CircularOrder: lambda: CircularOrder(draft=NO_TEXT, keys=(), year=2025),
    LetterDraft: lambda: LetterDraft(language="fr", subject="Merci", body="Merci"),
    BankRead: lambda: BankRead("a.xml", "0" * 64, BankFile("camt", ())),
}
NAMED: dict[str, Any] = {
    "office": "MRS", "from_year": 2025, "first_on": date(2025, 1, 1), "source": "BOFiP", "size": "small",
    "known": [Highest("2025-MRS-P", 9, "documents", "out")],
    "number": "2025-MRS-P-000001", "what": "people", "origin": "private",
    "moves": [MoveDraft(payment="V1", away=AllocationDraft(amount=Money(1)), to=AllocationDraft(amount=Money(1)))],
}  # fmt: skip


def writing_services() -> Iterator[Callable[..., Any]]:
    """Yield each public function of the services that takes books and comes to ``books.write()``.

    ``bring_home`` takes two, and has its own test among those of homecomings; ``waiting`` keeps what it counted
    where it may, and answers where it may not; ``repeat_erasures`` names whom it could not erase.
    """
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        found = importlib.import_module(module.name)
        source = inspect.getsource(found)
        for name in writing_names(ast.parse(source)) if ".write(" in source else ():
            function = getattr(found, name)
            if name[0] == "_" or not inspect.isfunction(function):
                continue
            if "books" in inspect.signature(function).parameters and function.__name__ not in (
                "bring_home",
                "waiting",
                "repeat_erasures",
            ):
                yield function


def writing_names(module: ast.Module) -> set[str]:
    """Return what a module defines that calls ``.write()``, or names another of its own that does."""
    own = {
        node.name: list(ast.walk(node))
        for node in module.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    named = {name: {part.id for part in parts if isinstance(part, ast.Name)} for name, parts in own.items()}
    found = {name for name, parts in own.items() if any(map(writes, parts))}
    while more := {name for name, others in named.items() if name not in found and others & found}:
        found |= more
    return found


def writes(part: ast.AST) -> bool:
    return isinstance(part, ast.Call) and not part.args and getattr(part.func, "attr", "") == "write"


def asked(function: Callable[..., Any], books: Books, table: Path) -> dict[str, Any]:
    """Return arguments for what a service compulsorily asks."""
    hints = typing.get_type_hints(function)
    given: dict[str, Any] = {"books": books}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in given or parameter.default is not inspect.Parameter.empty:
            continue
        kind = hints[name]
        if name in NAMED:
            given[name] = NAMED[name]
        elif kind is Path:
            given[name] = table.with_name("copy") if function.__name__ == "copy_for_office" else table
        elif typing.get_origin(kind) is not None:
            given[name] = []
        else:
            given[name] = VALUES[kind]()
    return given


@pytest.fixture(scope="module", params=ENGINES)
def reader(
    request: pytest.FixtureRequest, originals: Originals, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    """The books of somebody who may receive a receipt, as an auditor opens them; one for all, since none writes."""
    on_server = request.param == "postgresql"
    place = str(tmp_path_factory.mktemp("read") / "b.tiwizi")
    if on_server:
        place = databases.address(request.getfixturevalue("server"))
    books = originals.books(place)
    person(books)
    gift(books, 100_00)
    issue_receipts(books, 2025)
    gift(books, 50_00)  # something is left to issue
    books.close()
    opened = open_books(place, clock=utc_now, read_only=True)
    yield opened
    opened.close()
    if on_server:
        databases.drop(place)


SERVICES = sorted(writing_services(), key=lambda function: f"{function.__module__}.{function.__name__}")


def test_the_services_that_write_are_found() -> None:
    names = {function.__name__ for function in SERVICES}
    assert {"record_payment", "issue_receipts", "import_file", "move_allocation", "load_settings"} <= names
    assert len(names) >= 20


@pytest.mark.parametrize("function", SERVICES, ids=lambda function: function.__name__)
def test_a_service_that_writes_refuses(reader: Books, tmp_path: Path, function: Callable[..., Any]) -> None:
    table = tmp_path / "people.csv"
    table.write_text("ref;kind;last_name;first_name\nZ9;individual;Neuf;Zoé\n")
    with reader.read() as session:
        before = audit_heads(session)
    with pytest.raises(ReadOnly):
        function(**asked(function, reader, table), **ONE_OF.get(function.__name__, {}))
    with reader.read() as session:
        assert audit_heads(session) == before


def test_what_waits_is_counted_and_not_kept(reader: Books) -> None:
    assert waiting(reader, 2025) == Counted(donors=1, receipts=1)
    with reader.read() as session:
        assert session.scalars(select(WaitingStamp.year)).all() == [0]


def test_nothing_can_be_rehearsed_either(reader: Books) -> None:
    with pytest.raises(ReadOnly):
        reader.rehearse()
    with pytest.raises(ReadOnly), reader.rehearsal():
        pass


def test_the_engine_itself_refuses_a_write_that_went_round_the_services(reader: Books) -> None:
    with (
        reader.engine.connect() as connection,
        unlocked(connection),
        pytest.raises(DBAPIError, match=r"readonly|read-only"),
    ):
        connection.execute(text("UPDATE office SET name = 'Paris'"))
