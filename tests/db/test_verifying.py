"""What is changed behind the program's back is found and named; on both engines."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import func, select

from donations_app.db import streams
from donations_app.db.books import Books, utc_now
from donations_app.db.open import open_books
from donations_app.db.tables import Entry
from donations_app.domain.faults import Fault
from donations_app.domain.keys import key_of
from donations_app.domain.storage_errors import BooksDamaged
from donations_app.services.audit.verify import verify
from donations_app.services.payments.records import set_credited
from donations_app.services.receipts.cancelling import cancel_receipt
from donations_app.services.receipts.issue import Choice, issue_receipts
from tests.originals import Originals
from tests.raw import tamper
from tests.world import ORIGIN, TODAY, gift, person, project, to

pytestmark = pytest.mark.server

FIRST = key_of(ORIGIN, 1)  # of every table


@pytest.fixture
def full(shelf: str, originals: Originals) -> Iterator[Books]:
    """Books with people, allocated gifts and a receipt."""
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books), person(books, "B2", first_name="Claire")
    project(books)
    gift(books, 100_00, allocations=(to(60_00), to(40_00, "")))
    gift(books, 50_00, payer="B2", kind="dues", dues_year=2025)
    issue_receipts(books, 2025, Choice(payer="A1"))
    assert verify(books).faults == []


def faults(books: Books, *statements: str) -> list[Fault]:
    tamper(books.location, *statements, disarmed=True)
    return verify(books).faults


@pytest.mark.parametrize(
    ("statement", "kind", "record"),
    [
        (f"UPDATE payment_line SET amount = amount + 1 WHERE id = {FIRST}", "row_changed", "payment:V-MRS-000001"),
        ("UPDATE party SET last_name = 'Ahmed' WHERE other_ref = 'A1'", "row_changed", "party:A1"),
        ("UPDATE payment SET received_on = '2024-03-01'", "row_changed", "payment:V-MRS-000001"),
        ("UPDATE allocation SET project_id = NULL", "row_changed", "payment:V-MRS-000001"),
        ("UPDATE tax_receipt SET number = '2025-MRS-P-000009'", "row_changed", "receipt:2025-MRS-P-000001"),
        ("DELETE FROM allocation WHERE project_id IS NULL", "row_missing", "payment:V-MRS-000002"),
        ("DELETE FROM live_receipt_line", "live_receipt", "2025-MRS-P-000001"),
        ("UPDATE receipt_counter SET last = 2", "counter", "2025-MRS-P"),
    ],
)  # fmt: skip
def test_one_changed_cent_name_date_or_number_is_found(
    full: Books, statement: str, kind: str, record: str
) -> None:
    found = faults(full, statement)
    assert any(fault.kind == kind and record in fault.record for fault in found), found


def test_a_deleted_payment_is_found_with_its_office_and_day(full: Books) -> None:
    found = faults(
        full,
        f"DELETE FROM allocation WHERE line_id = {FIRST + 1}",
        f"DELETE FROM payment_line WHERE id = {FIRST + 1}",
        f"DELETE FROM payment WHERE id = {FIRST + 1}",
    )
    missing = [fault for fault in found if fault.kind == "row_missing"]
    assert {(fault.record.partition(" ")[2], fault.office, fault.on) for fault in missing} == {
        ("payment:V-MRS-000002", "MRS", TODAY)
    }
    assert {fault.record.partition(":")[0] for fault in missing} == {"payment", "payment_line", "allocation"}


def test_a_row_added_past_the_trail_is_found(full: Books) -> None:
    found = faults(full, _copy_party(full))
    assert [(fault.kind, fault.record) for fault in found] == [
        ("row_unknown", "party:99"), ("leader", "party:X9"),
    ]  # fmt: skip


def _copy_party(books: Books) -> str:
    from donations_app.db.tables import Party

    names = [column.name for column in Party.__table__.columns]
    changed = {"id": "99", "other_ref": "'X9'", "key": "x'" + "0" * 32 + "'"}
    if books.is_server:
        changed["key"] = "'00000000-0000-0000-0000-000000000000'"
    values = ", ".join(changed.get(name, name) for name in names)
    return f"INSERT INTO party ({', '.join(names)}) SELECT {values} FROM party WHERE other_ref = 'A1'"


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("DELETE FROM link WHERE n = 3 AND origin_id = 1", {"link_missing", "entry_stray"}),
        ("UPDATE link SET who = 'somebody' WHERE n = 3", {"chain_broken"}),
        ("UPDATE link SET \"on\" = '2020-01-01' WHERE n = 3", {"chain_broken"}),
        ("UPDATE link SET at = at + 1 WHERE n = 3", {"chain_broken"}),
        ("UPDATE link SET count = count + 1 WHERE n = 3", {"chain_broken", "entry_changed"}),
        ("UPDATE entry SET content = replace(content, '13001', '13002')", {"entry_changed"}),
        ("UPDATE entry SET record = 'party:B2' WHERE record = 'party:A1'", {"entry_changed"}),
        ("DELETE FROM entry WHERE record = 'party:A1'", {"entry_changed", "row_unknown"}),
        ("UPDATE head SET n = n - 1 WHERE origin_id = 1", {"chain_head"}),
    ],
)
def test_a_removed_or_altered_link_or_entry_of_the_trail_is_found(
    full: Books, statement: str, kinds: set[str]
) -> None:
    assert kinds <= {fault.kind for fault in faults(full, statement)}


def test_an_altered_document_is_found(full: Books) -> None:
    content = "decode('78', 'hex')" if full.is_server else "x'78'"
    found = faults(full, f"UPDATE document_base SET content = {content}")
    assert "document" in {fault.kind for fault in found}


def _shadow(books: Books) -> str:
    if books.is_server:
        return "CREATE VIEW shadow AS SELECT id FROM party"
    return "CREATE TRIGGER shadow AFTER INSERT ON payment BEGIN SELECT 1; END"


def test_a_guard_taken_away_and_a_stranger_in_the_schema_are_found(full: Books) -> None:
    on = " ON payment" if full.is_server else ""
    tamper(full.location, f"DROP TRIGGER payment_frozen_update{on}", _shadow(full))
    found = [(fault.kind, fault.record) for fault in verify(full).faults]
    name = "payment.payment_frozen_update" if full.is_server else "payment_frozen_update"
    shadow = "view shadow" if full.is_server else "trigger shadow"
    assert found == [("rule_missing", f"trigger {name}"), ("rule_unknown", shadow)]
    with pytest.raises(BooksDamaged):
        open_books(full.location, clock=utc_now)


def test_a_guard_that_was_weakened_is_found(full: Books) -> None:
    if full.is_server:
        weak = (
            "CREATE OR REPLACE FUNCTION receipt_counter_by_one() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NEW; END $$"
        )
        tamper(full.location, weak)
    else:
        tamper(
            full.location,
            "DROP TRIGGER receipt_counter_by_one",
            "CREATE TRIGGER receipt_counter_by_one BEFORE UPDATE ON receipt_counter BEGIN SELECT 1; END",
        )
    found = [(fault.kind, fault.record) for fault in verify(full).faults]
    name = "function receipt_counter_by_one()" if full.is_server else "trigger receipt_counter_by_one"
    assert found == [("rule_changed", name)]


def test_a_line_held_by_a_receipt_on_which_it_does_not_stand_is_found(full: Books) -> None:
    found = faults(full, f"INSERT INTO live_receipt_line (line_id, receipt_id) VALUES ({FIRST + 1}, {FIRST})")
    assert [(fault.kind, fault.record, fault.office) for fault in found] == [
        ("live_stray", "payment:V-MRS-000002", "MRS")
    ]


def test_a_tail_cut_with_all_its_rows_is_found_by_a_head_printed_earlier(full: Books) -> None:
    heads = verify(full).heads
    cancel_receipt(full, "2025-MRS-P-000001", reason="Wrong")
    printed = verify(full).heads["MRS"]
    last = "(SELECT max(n) FROM link WHERE origin_id = 1)"
    tamper(
        full.location,
        "DELETE FROM receipt_cancellation",
        f"INSERT INTO live_receipt_line (line_id, receipt_id) VALUES ({FIRST}, {FIRST})",
        f"DELETE FROM entry WHERE link_id = (SELECT id FROM link WHERE origin_id = 1 AND n = {last})",
        f"DELETE FROM link WHERE origin_id = 1 AND n = {last}",
        f"UPDATE head SET n = {last}, hash = (SELECT hash FROM link WHERE origin_id = 1 AND n = {last}),"
        f" at = (SELECT at FROM link WHERE origin_id = 1 AND n = {last}) WHERE origin_id = 1",
        disarmed=True,
    )
    assert verify(full).faults == []  # nothing inside the books can show it
    assert verify(full, anchors=[("MRS", heads["MRS"])]).faults == []
    (fault,) = verify(full, anchors=[("MRS", printed)]).faults
    assert (fault.kind, fault.office, fault.found) == ("head_missing", "MRS", printed)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE payment SET received_on = 'yesterday'", "row_changed"),
        ("UPDATE party SET last_name = CAST(x'ff41' AS TEXT) WHERE other_ref = 'A1'", "row_changed"),
        ("UPDATE party SET key = x'00' WHERE other_ref = 'A1'", "row_changed"),
        ("UPDATE entry SET content = '+party [-5]' WHERE record = 'party:A1'", "entry_changed"),
        ("UPDATE entry SET content = '+party' WHERE record = 'party:A1'", "entry_changed"),
        ("UPDATE entry SET content = '\x01' WHERE record = 'party:A1'", "entry_changed"),
        ('UPDATE link SET "on" = \'never\' WHERE n = 3', "unreadable"),
        ("UPDATE link SET at = -9000000000000000000 WHERE n = 3", "chain_broken"),
        ("UPDATE head SET at = 0 WHERE origin_id = 1", "chain_head"),
        ("DELETE FROM head WHERE origin_id = 2", "chain_head"),
        (f"UPDATE party_word SET word = 'x' WHERE party_id = {FIRST} AND word = 'mohand'", "words"),
        ("UPDATE alembic_version SET version_num = '0007'", "rule_changed"),
        ("UPDATE party SET id = -1 WHERE other_ref = 'B2'", "row_unknown"),
    ],
)  # fmt: skip
def test_damaged_values_are_faults_with_their_names_never_an_accident(
    file_books: Books, statement: str, kind: str
) -> None:
    person(file_books), person(file_books, "B2", first_name="Claire")
    gift(file_books)
    tamper(file_books.location, "PRAGMA foreign_keys = OFF", statement, disarmed=True)
    found = verify(file_books).faults
    assert not kind or kind in {fault.kind for fault in found}, found


@pytest.mark.parametrize(("first", "then"), [("MRS", "LYO"), ("LYO", "MRS")])
def test_what_one_office_wrote_and_another_changed_is_sound(books: Books, first: str, then: str) -> None:
    person(books)
    waiting = {"office": first, "method": "transfer", "received_on": TODAY}
    refs = [gift(books, 10_00, **waiting), gift(books, 20_00, **waiting)]
    for ref in refs:
        set_credited(books.acting(office=then), ref, on=TODAY)
    assert verify(books).faults == []
    tamper(books.location, "UPDATE payment SET credited_on = '2026-11-20' WHERE amount = 1000")
    assert [fault.kind for fault in verify(books).faults] == ["row_changed"]


def test_books_of_more_rows_than_are_read_at_once_are_sound(
    full: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "_AT_ONCE", 2)  # links and entries are read beside each other
    found = verify(full)
    assert found.faults == []
    assert found.entries > 10
    with full.read() as session:
        assert found.entries == session.scalar(select(func.count()).select_from(Entry))


@pytest.mark.file_only
@pytest.mark.parametrize("table", ["head", "link", "entry", "party", "tax_receipt"])
def test_a_table_that_is_gone_is_named_and_the_rest_is_checked(full: Books, table: str) -> None:
    full.engine.dispose()
    with closing(sqlite3.connect(full.location)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(f"DROP TABLE {table}")
    with closing(open_books(full.location, clock=utc_now, read_only=True, to_verify=True)) as books:
        found = verify(books)
    assert Fault("rule_missing", f"table {table}") in [
        Fault(one.kind, one.record) for one in found.faults if one.kind == "rule_missing"
    ]
    stopped = {one.found for one in found.faults if one.kind == "unreadable"}
    assert stopped == {f"no such table: {table}"}
    assert bool(found.heads) is (table != "head")
