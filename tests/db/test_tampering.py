"""One change behind the program's back for each kind of fault that ``verify`` can name."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import select

from donations_app.db import definitions
from donations_app.db.books import Books
from donations_app.db.lines import erased_line
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, TaxReceipt
from donations_app.db.types import packed
from donations_app.domain.faults import Fault
from donations_app.domain.keys import key_of
from donations_app.services.audit.sums import _SUMS
from donations_app.services.audit.verify import verify
from donations_app.services.closing.years import close_year
from donations_app.services.receipts.waiting import waiting
from donations_app.words.faults import FAULTS
from tests.db.test_expenses import record
from tests.originals import Originals
from tests.raw import tamper
from tests.slips import slip
from tests.world import ORIGIN, gift, issue, person, project, to

pytestmark = pytest.mark.server

FIRST = key_of(ORIGIN, 1)  # of every table
SECOND = FIRST + 1
THIRD = FIRST + 2

ROOT = Path(__file__).parents[2]
ANOTHER = "another"  # digest
NO_ROW_OF_ITS_OWN = (
    "CREATE TABLE copy AS SELECT * FROM tax_receipt",
    "DROP TABLE tax_receipt",
    "ALTER TABLE copy RENAME TO tax_receipt",
)
SAID = {
    "integrity": ("PRAGMA ignore_check_constraints = ON", "UPDATE payment SET method = 'barter'"),
    "foreign_key": ("DELETE FROM party WHERE other_ref = 'B2'",),
    "rule_missing": ("DROP INDEX ix_membership_party_id",),
    "rule_changed": ("DROP INDEX ix_membership_party_id", "CREATE INDEX ix_membership_party_id ON party (city)"),
    "rule_unknown": ("CREATE VIEW shadow AS SELECT id FROM party",),
    "rule_unsure": ("DROP INDEX ix_membership_party_id", "CREATE INDEX ix_membership_party_id ON party (city)"),
    "link_missing": ("DELETE FROM link WHERE n = 3 AND origin_id = 1",),
    "entry_changed": ("UPDATE entry SET record = 'party:X' WHERE record = 'party:A1'",),
    "entry_stray": ("DELETE FROM link WHERE n = 3 AND origin_id = 1",),
    "chain_broken": ("UPDATE link SET who = 'somebody' WHERE n = 3",),
    "chain_head": ("UPDATE head SET n = n + 1 WHERE origin_id = 1",),
    "key_foreign": ("UPDATE entry SET content = replace(content, '[68719476737,', '[99,')",),
    "line_erased": (),  # see _statements
    "head_missing": (),
    "anchor_foreign": (),
    "row_changed": ("UPDATE party SET city = 'Lyon' WHERE other_ref = 'A1'",),
    "row_missing": ("DELETE FROM allocation WHERE project_id IS NULL",),
    "row_unknown": (
        f"INSERT INTO receipt_line (id, office_id, receipt_id, line_id, amount) VALUES (99, 1, {FIRST}, {SECOND}, 1)",
    ),
    "payment_sum": (f"UPDATE payment SET amount = amount + 1 WHERE id = {FIRST}",),
    "line_sum": (f"UPDATE allocation SET amount = amount - 1 WHERE id = {FIRST}",),
    "receipt_sum": (f"UPDATE tax_receipt SET amount = amount + 1 WHERE id = {FIRST}",),
    "receipt_payer": (f"UPDATE tax_receipt SET payer_id = {SECOND} WHERE id = {FIRST}",),
    "receipt_content": (f"UPDATE tax_receipt SET year = 2024 WHERE id = {FIRST}",),
    "claim_sum": ("UPDATE expense_claim SET amount = amount + 1",),
    "live_receipt": (f"DELETE FROM live_receipt_line WHERE receipt_id = {FIRST}",),
    "live_stray": (f"INSERT INTO live_receipt_line (line_id, receipt_id) VALUES ({SECOND}, {FIRST})",),
    "reversed_receipt": (f"UPDATE payment SET reverses_id = {FIRST}, amount = -amount WHERE id = {SECOND}",),
    "slip_sum": (f"UPDATE payment SET amount = amount + 1 WHERE id = {FIRST}",),
    "slip_count": ("UPDATE deposit_slip SET count = 9",),
    "slip_cash": ("UPDATE deposit_cash SET count = count + 1",),
    "slip_content": ("UPDATE deposit_slip SET method = 'cash'",),
    "slip_head": (f"UPDATE link SET hash = {ANOTHER} WHERE origin_id = 1",),
    "closing_figures": (f"UPDATE payment_line SET kind = 'dues' WHERE id = {FIRST}",),
    "live_deposit": ("DELETE FROM live_deposit",),
    "deposit_stray": (f"UPDATE live_deposit SET payment_id = {THIRD} WHERE payment_id = {FIRST}",),
    "words": (f"UPDATE party_word SET word = 'x' WHERE party_id = {FIRST} AND word = 'mohand'",),
    "waiting": ("UPDATE waiting_payer SET receipts = receipts + 1",),
    "leader": (f"UPDATE party SET leader_id = {SECOND} WHERE id = {FIRST}",),
    "unreadable": ("DROP TABLE party_word",),
    "number_missing": (f"UPDATE tax_receipt SET n = 9 WHERE id = {FIRST}",),
    "number_twice": (*NO_ROW_OF_ITS_OWN, f"UPDATE tax_receipt SET n = 1 WHERE id = {SECOND}"),
    "counter": ("UPDATE receipt_counter SET last = 3",),
    "document": (f"UPDATE tax_receipt SET accepted = 'x', sha256 = {ANOTHER} WHERE id = {FIRST}",),
    "document_text": (),  # see _statements
}  # fmt: skip
ON_SERVER = {
    "number_twice": (
        "ALTER TABLE tax_receipt DROP CONSTRAINT uq_tax_receipt_series_n",
        f"UPDATE tax_receipt SET n = 1 WHERE id = {SECOND}",
    )
}
IN_A_FILE_ALONE = {"integrity", "foreign_key"}
ON_A_SERVER_ALONE = {"rule_unsure"}


@pytest.fixture
def full(shelf: str, originals: Originals) -> Iterator[Books]:
    """Give books with people, allocated gifts, dues without a receipt, a claim and two receipts."""
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire"), person(books, "C3", first_name="Idder")
    project(books)
    gift(books, 100_00, allocations=(to(60_00), to(40_00, "")))
    gift(books, 50_00, payer="B2")
    gift(books, 30_00, payer="C3")
    issue(books, payers={"A1", "C3"})
    slip(books, "V-MRS-000001", "V-MRS-000002")
    slip(books, gift(books, 20_00, payer="B2", method="cash"), cash={20_00: 1})
    record(books)
    close_year(books, 2025, accept=["all"])
    waiting(books, 2025)


def test_books_as_the_program_left_them_have_no_fault(full: Books) -> None:
    assert verify(full).faults == []


@pytest.mark.parametrize("kind", FAULTS)
def test_each_kind_of_fault_is_named_when_it_is_made(
    full: Books, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind in (IN_A_FILE_ALONE if full.is_server else ON_A_SERVER_ALONE):
        assert kind not in {fault.kind for fault in verify(full).faults}
        return
    tamper(full.location, *_statements(kind, full), disarmed=True)
    if kind == "rule_unsure":
        monkeypatch.setattr(definitions, "SERVERS", ())
    anchors = [("MRS", "0" * 63 + "1")] if kind == "head_missing" else []
    others = ["0" * 64] if kind == "anchor_foreign" else []
    found = verify(full, anchors=anchors, known_books=others).faults
    assert kind in {fault.kind for fault in found}, found


def _statements(kind: str, books: Books) -> list[str]:
    if kind == "document_text":
        return list(_another_name(books))
    if kind == "line_erased":
        return [_digest_alone(books)]
    made = ON_SERVER.get(kind, SAID[kind]) if books.is_server else SAID[kind]
    digest = "decode('aa', 'hex')" if books.is_server else "x'aa'"
    return [statement.replace(ANOTHER, digest) for statement in made]


def _another_name(books: Books) -> Iterator[str]:
    """Yield what gives each frozen content another name, and leaves the documents as they are."""
    with books.read() as session:
        frozen = session.execute(select(TaxReceipt.id, TaxReceipt.content)).all()
    for key, content in frozen:
        said = content.replace('"last_name":"', '"last_name":"X')
        value = "'" + said.replace("'", "''") + "'" if books.is_server else f"x'{packed(said).hex()}'"
        yield f"UPDATE tax_receipt SET content = {value} WHERE id = {key}"


def _digest_alone(books: Books) -> str:
    """Return what puts the digest of a line in its place, as an erasure does, while no erasure names it."""
    with books.read() as session:
        content = session.scalars(changes(Entry.content).where(Entry.record == "party:A1")).first() or ""
    first = content.partition("\n")[0]
    return f"UPDATE entry SET content = '{first[0]}{erased_line(first[1:])}' WHERE record = 'party:A1'"


def test_every_kind_that_the_code_can_name_has_its_tampering_and_its_sentence() -> None:
    named = set(_SUMS) | set(get_args(definitions.Kind)) | set(_named_in_code())
    assert named == set(SAID) == set(FAULTS)


def _named_in_code() -> Iterator[str]:
    """Yield the kinds written where a fault is made, or given to what makes one."""
    makers: dict[str, Callable[[ast.Call], list[ast.expr]]] = {
        Fault.__name__: lambda call: call.args[:1],
        "_fault": lambda call: call.args[:1],
        "replace": lambda call: [word.value for word in call.keywords if word.arg == "kind"],
    }
    for path in (ROOT / "donations_app" / "services" / "audit").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
                for kind in makers[node.func.id](node):
                    if isinstance(kind, ast.Constant):
                        yield str(kind.value)
