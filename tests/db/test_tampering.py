"""One change behind the program's back for each kind of fault that ``verify`` can name."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from donations_app.db import definitions
from donations_app.db.engine import Books
from donations_app.domain.faults import Fault
from donations_app.phrases import FAULTS
from donations_app.services.receipting import issue_receipts
from donations_app.services.verify_sums import _SUMS
from donations_app.services.verifying import verify
from tests.db.test_expenses import record
from tests.raw import tamper
from tests.world import TODAY, gift, person, project, to

ROOT = Path(__file__).parents[2]
NO_ROW_OF_ITS_OWN = (
    "CREATE TABLE copy AS SELECT * FROM tax_receipt",
    "DROP TABLE tax_receipt",
    "ALTER TABLE copy RENAME TO tax_receipt",
)
SAID = {
    "integrity": ("PRAGMA ignore_check_constraints = ON", "UPDATE payment SET method = 'barter'"),
    "foreign_key": ("DELETE FROM party WHERE ref = 'B2'",),
    "rule_missing": ("DROP INDEX ix_party_search",),
    "rule_changed": ("DROP INDEX ix_party_search", "CREATE INDEX ix_party_search ON party (city)"),
    "rule_unknown": ("CREATE VIEW shadow AS SELECT ref FROM party",),
    "rule_unsure": ("DROP INDEX ix_party_search", "CREATE INDEX ix_party_search ON party (city)"),
    "entry_missing": ("DELETE FROM audit_entry WHERE n = 3 AND office_id = 1",),
    "entry_changed": ("UPDATE audit_entry SET who = 'somebody' WHERE n = 3",),
    "chain_broken": ("UPDATE audit_entry SET previous = 'aa' WHERE n = 3",),
    "chain_head": ("UPDATE audit_head SET hash = 'aa' WHERE office_id = 1",),
    "head_missing": (),
    "row_changed": ("UPDATE party SET city = 'Lyon' WHERE ref = 'A1'",),
    "row_missing": ("DELETE FROM allocation WHERE project_id IS NULL",),
    "row_unknown": (
        "INSERT INTO receipt_line (id, office_id, receipt_id, line_id, amount) VALUES (99, 1, 1, 2, 1)",
    ),
    "payment_sum": ("UPDATE payment SET amount = amount + 1 WHERE id = 1",),
    "line_sum": ("UPDATE allocation SET amount = amount - 1 WHERE id = 1",),
    "receipt_sum": ("UPDATE tax_receipt SET amount = amount + 1 WHERE id = 1",),
    "receipt_payer": ("UPDATE tax_receipt SET payer_id = 2 WHERE id = 1",),
    "receipt_content": ("UPDATE tax_receipt SET year = 2024 WHERE id = 1",),
    "claim_sum": ("UPDATE expense_claim SET amount = amount + 1",),
    "share_total": ("UPDATE share_total SET amount = amount + 1",),
    "live_receipt": ("DELETE FROM live_receipt_line WHERE receipt_id = 1",),
    "live_stray": ("INSERT INTO live_receipt_line (line_id, receipt_id) VALUES (2, 1)",),
    "reversed_receipt": ("UPDATE payment SET reverses_id = 1, amount = -amount WHERE id = 2",),
    "words": ("UPDATE party_word SET word = 'x' WHERE party_id = 1 AND position = 0",),
    "unreadable": ("DROP TABLE party_word",),
    "number_missing": ("UPDATE tax_receipt SET n = 9 WHERE id = 1",),
    "number_twice": (*NO_ROW_OF_ITS_OWN, "UPDATE tax_receipt SET n = 1 WHERE id = 2"),
    "counter": ("UPDATE receipt_counter SET last = 3",),
    "document": ("UPDATE tax_receipt SET sha256 = 'aa' WHERE id = 1",),
    "document_text": ("""UPDATE tax_receipt SET content = replace(content, '"last_name":"', '"last_name":"X')""",),
}  # fmt: skip
ON_SERVER = {
    "number_twice": (
        "ALTER TABLE tax_receipt DROP CONSTRAINT uq_tax_receipt_series_n",
        "UPDATE tax_receipt SET n = 1 WHERE id = 2",
    )
}
IN_A_FILE_ALONE = {"integrity", "foreign_key"}
ON_A_SERVER_ALONE = {"rule_unsure"}


@pytest.fixture
def full(books: Books) -> Books:
    """Give books with people, allocated gifts, dues without a receipt, a claim and two receipts."""
    person(books), person(books, "B2", first_name="Claire"), person(books, "C3", first_name="Idder")
    project(books)
    gift(books, 100_00, allocations=(to(60_00), to(40_00, "")))
    gift(books, 50_00, payer="B2")
    gift(books, 30_00, payer="C3")
    issue_receipts(books, 2025, today=TODAY, office="MRS", user="naima", payers={"A1", "C3"})
    record(books)
    return books


@pytest.mark.parametrize("kind", FAULTS)
def test_each_kind_of_fault_is_named_when_it_is_made(
    full: Books, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind in (IN_A_FILE_ALONE if full.is_server else ON_A_SERVER_ALONE):
        assert kind not in {fault.kind for fault in verify(full).faults}
        return
    assert verify(full).faults == []
    tamper(full.location, *_statements(kind, full), disarmed=True)
    if kind == "rule_unsure":
        monkeypatch.setattr(definitions, "SERVERS", ())
    anchors = [("MRS", "0" * 63 + "1")] if kind == "head_missing" else []
    assert kind in {fault.kind for fault in verify(full, anchors=anchors).faults}


def _statements(kind: str, books: Books) -> tuple[str, ...]:
    return ON_SERVER.get(kind, SAID[kind]) if books.is_server else SAID[kind]


def test_every_kind_that_the_code_can_name_has_its_tampering_and_its_sentence() -> None:
    named = set(_SUMS) | set(get_args(definitions.Kind)) | set(_named_in_code())
    assert named == set(SAID) == set(FAULTS)


def _named_in_code() -> Iterator[str]:
    """Yield the kinds written where a fault is made, or given to what makes one."""
    makers: dict[str, Callable[[ast.Call], list[ast.expr]]] = {
        Fault.__name__: lambda call: call.args[:1],
        "fault_of_entry": lambda call: call.args[:1],
        "_fault_of_row": lambda call: call.args[:1],
        "replace": lambda call: [word.value for word in call.keywords if word.arg == "kind"],
    }
    for path in (ROOT / "donations_app" / "services").glob("verify*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
                for kind in makers[node.func.id](node):
                    if isinstance(kind, ast.Constant):
                        yield str(kind.value)
