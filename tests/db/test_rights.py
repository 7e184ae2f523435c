"""What each role of a server may do, by raw SQL under its own login: the plan of ``db.rights``, held from outside."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import make_url

from donations_app.db import server_setup
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.db.queries.collections import runs
from donations_app.db.queries.counted import counted
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.field_books import field_books
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.payment_list import payment_keys, payment_rows
from donations_app.db.queries.shares import project_shares
from donations_app.db.queries.trail import changes
from donations_app.db.rights import CLERK, DERIVED, ROLES, SEALED, grants
from donations_app.db.server import FUNCTIONS
from donations_app.db.server_setup import Login, role_of
from donations_app.db.tables import Entry, Party, all_tables
from donations_app.domain.authors import Author
from donations_app.domain.circulars import CircularDraft
from donations_app.domain.errors import (
    InputRefused,
    NotAllowed,
    NotFound,
    OfficeOfOthers,
    PaymentReceipted,
    ReadOnly,
)
from donations_app.domain.letters import CIRCULAR, LetterDraft
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter, PaymentOrder
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.storage_errors import BackupOfServer, BooksExist, BooksMissing, FileRefused
from donations_app.services.audit.verify import verify
from donations_app.services.bank.closing import close_account
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept
from donations_app.services.books.server import end_login, flaws, set_up, verifier
from donations_app.services.books.settings import load_settings
from donations_app.services.closing.years import close_year, readiness
from donations_app.services.deliveries.circular_mail import send_circular
from donations_app.services.deliveries.circulars import CircularOrder, print_circular
from donations_app.services.deposits.slips import hand_in, note_credit
from donations_app.services.exchange.anchors import anchor_of
from donations_app.services.exchange.backups import back_up, check_backup
from donations_app.services.exchange.field_bringing import bring_field_book
from donations_app.services.exchange.field_opening import open_field_book
from donations_app.services.exchange.kept_backups import keep_backup, list_backups
from donations_app.services.exchange.own_data import own_data
from donations_app.services.exchange.restoring import restore, restore_to_server
from donations_app.services.funding.origins import state_origin
from donations_app.services.payments.collected import mark_sent
from donations_app.services.payments.collections import CollectionOrder, make_run
from donations_app.services.payments.mandates import mandates_on
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.erasure import erase_party
from donations_app.services.people.parties import change_party
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.statements.accounting import accounts
from tests import databases
from tests.bank_files import Op, camt, put
from tests.databases import programs
from tests.db.test_dues_calls import with_mail
from tests.kept import name_of
from tests.mail_server import PASSWORD, running
from tests.office import CLAIRE, KARIM, MARK, NAIMA, OFFICES, SAVER, ZOHRA, Office
from tests.slips import slip
from tests.world import SETTINGS, TODAY, association, gift, payment, person, project, ticking, to

DENIED, NONE = "42501", 0


@pytest.fixture(scope="module")
def office(server: str) -> Iterator[Office]:
    made = Office(server)
    treasurer = made.books(NAIMA)
    person(treasurer), association(treasurer), project(treasurer, cost=1_000_00, partners={"AMAN": 500_00})
    for login, code in ((ZOHRA, "LYO"), (KARIM, "PAR")):
        clerk = made.books(login)
        person(clerk, f"{code}1", last_name=f"Secret {code}")
        gift(clerk, 150_00, ref=f"G-{code}", payer=f"{code}1", office=code, allocations=(to(150_00),))
    gift(made.books(KARIM), 20_00, ref="R-PAR", payer="A1", office="PAR")
    issue_receipts(treasurer, 2025)
    yield made
    made.close()


Answer = str | int


def answered(line: psycopg.Connection, statement: str) -> Answer:
    """Return the SQLSTATE of a refusal, how many rows were changed, or the one number that was asked."""
    try:
        found = line.execute(statement.encode())
        rows = found.fetchall() if found.description else None
    except psycopg.Error as error:
        return error.sqlstate or "?"
    if rows is None:
        return found.rowcount
    return int(rows[0][0]) if len(rows) == 1 and isinstance(rows[0][0], int) else len(rows)


@pytest.mark.suite
def test_the_catalogue_holds_the_plan_and_nothing_beside_it(office: Office) -> None:
    line = office.line(NAIMA)
    relations: dict[str, str] = dict(line.execute(
        "SELECT c.relname, c.relkind::text || c.relrowsecurity::int || c.relforcerowsecurity::int FROM pg_class c"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind NOT IN ('i', 'S', 't')"
    ).fetchall())  # fmt: skip
    assert relations == {
        **dict.fromkeys(all_tables().tables, "r11"), "office_login": "r00", "alembic_version": "r00",
    }  # fmt: skip
    assert set(CLERK) == set(all_tables().tables)
    policies = line.execute(
        "SELECT tablename, count(*), min(permissive) FROM pg_policies GROUP BY 1"
    ).fetchall()
    assert policies == [(name, 4, "PERMISSIVE") for name, *_ in policies]
    assert {name for name, *_ in policies} == set(all_tables().tables)
    wanted = {(one.role, one.table, verb) for one in grants() for verb in one.verbs}
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    held = {
        (role, table, verb)
        for role in ROLES
        for table in relations
        for verb in verbs
        if line.execute(
            "SELECT has_table_privilege(%s, %s, %s)", (role_of(office.base, role), table, verb)
        ).fetchall() == [(True,)]
    }  # fmt: skip
    assert held == wanted
    assert not {one for one in held if one[2] in ("TRUNCATE", "REFERENCES", "TRIGGER")}
    assert {table for _role, table, verb in held if verb == "DELETE"} == set(DERIVED)
    assert not {one for one in held if one[1] in SEALED and one[2] != "SELECT"}


def test_the_login_for_backups_dumps_all_of_the_books_and_no_other_login_does(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(programs()), prepend=os.pathsep)
    for login in (NAIMA, KARIM, CLAIRE):
        with pytest.raises(BackupOfServer):
            back_up(office.books(login), tmp_path / "k.zip")
    saver, treasurer = office.books(SAVER), office.books(NAIMA)
    bare = keep_backup(saver, tmp_path / "kept")
    assert (bare.label.verified, bare.gone) == (False, ())  # no login of his makes databases
    assert check_backup(bare.path, utc_now)[1] == []  # its bytes
    assert [one.why for one in list_backups(saver, tmp_path / "kept").backups] == ["unverified"]
    assert keep_backup(saver, tmp_path / "kept").is_new is False
    made = back_up(saver, tmp_path, scratch=office.server)
    assert made.path.name.startswith(f"{office.base}-")
    assert (made.manifest.engine, made.manifest.verified) == ("postgresql", True)
    with treasurer.read() as session:
        assert made.manifest.counted == counted(session, TODAY)
    to = make_url(office.server).set(database=f"{office.base}_back").render_as_string(hide_password=False)
    with pytest.raises(BackupOfServer):
        restore(made.path, to, clock=utc_now)
    with pytest.raises(FileRefused) as refused:
        restore(made.path, str(tmp_path / "x.tiwizi"), clock=utc_now)
    assert refused.value.problem == "backup_of_server"
    restore_to_server(made.path, to, clock=utc_now)
    try:
        with pytest.raises(BooksExist):
            restore_to_server(made.path, to, clock=utc_now)
        with closing(open_books(to, clock=utc_now)) as back:
            assert verify(back).faults == []
            gift(back, 10_00, payer="LYO1", office="LYO")  # keys go on where they stood
    finally:
        databases.drop(to)
    left = "SELECT datname FROM pg_database WHERE datname LIKE 'tiwizi_check%'"
    assert office.line(NAIMA).execute(left).fetchall() == []


def test_functions_run_under_a_path_of_their_own_and_no_stranger_calls_them(office: Office) -> None:
    found = office.line(NAIMA).execute(
        "SELECT p.oid::regprocedure::text, p.prosecdef, coalesce(array_to_string(p.proconfig, ';'), ''),"
        " has_function_privilege('public', p.oid, 'EXECUTE'), p.proowner::regrole::text,"
        " has_function_privilege(%s, p.oid, 'EXECUTE')"
        " FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype",
        (role_of(office.base, "clerk"),),
    ).fetchall()  # fmt: skip
    assert {name.replace(",", ", ").replace("  ", " ") for name, *_ in found} == set(FUNCTIONS)
    for name, _definer, path, by_anybody, owner, by_clerk in found:
        assert path == "search_path=public, pg_temp", name
        assert not by_anybody, name
        assert owner == role_of(office.base, "owner"), name
        assert by_clerk == FUNCTIONS[name.replace(",", ", ").replace("  ", " ")], name


def test_nobody_deletes_truncates_or_writes_for_another_office(office: Office) -> None:
    """Each table, each role: more than two hundred statements by each login, every one of which holds."""
    times: Counter[str] = Counter()

    def tried(statement: str) -> Answer:
        times[role] += 1
        return answered(line, statement)

    paris = office.line(NAIMA).execute("SELECT id FROM office WHERE code = 'PAR'").fetchall()[0][0]
    for login, role in ((NAIMA, "treasurer"), (ZOHRA, "clerk"), (CLAIRE, "auditor"), (SAVER, "backup")):
        line = office.line(login)
        for table in sorted(all_tables().tables):
            columns = [column.name for column in all_tables().tables[table].columns]
            assert tried(f"TRUNCATE {table} CASCADE") == DENIED, (role, table)
            assert tried(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY") == DENIED, (role, table)
            is_derived = table in DERIVED and role in ("treasurer", "clerk")
            if not (is_derived and role == "treasurer"):
                deleted = tried(f"DELETE FROM {table} WHERE false")
                may = is_derived and bool(CLERK[table].deletes)
                assert deleted == (NONE if may else DENIED), (role, table)
            if role in ("auditor", "backup") or table in SEALED:
                changed = tried(f"UPDATE {table} SET {columns[-1]} = {columns[-1]}")
                assert changed == DENIED, (role, table)
            elif role == "clerk" and "office_id" in columns:
                theirs = f"UPDATE {table} SET {columns[-1]} = {columns[-1]} WHERE office_id = {paris}"
                if table != "party":  # somebody of Paris who paid in Lyon, too
                    assert tried(theirs) in (NONE, DENIED), (role, table)
        for statement in (
            "CREATE TABLE mine (i int)", "CREATE TEMP TABLE office (i int)", "CREATE SCHEMA mine", "SET ROLE postgres",
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "SELECT lo_create(0)",
            f"SET ROLE {role_of(office.base, 'owner')}", f"SET SESSION AUTHORIZATION {KARIM}",
            "SET session_replication_role = replica", "COPY payment TO PROGRAM 'cat'", "SELECT pg_read_file('x')",
            "SELECT * FROM pg_authid", *([] if role == "backup" else ["SELECT * FROM office_login"]),
            "ALTER TABLE payment DISABLE TRIGGER ALL", "CREATE VIEW mine AS SELECT 1",
            "UPDATE office_login SET office_id = 1", "INSERT INTO office_login VALUES ('x', 1)", "CREATE ROLE mine",
            "ALTER FUNCTION my_office() RESET ALL", "DROP TABLE payment", "DROP POLICY reads ON payment",
            "VACUUM FULL payment; SELECT 1/0",
        ):  # fmt: skip
            assert tried(statement) in (DENIED, "25001", "3F000"), (role, statement)
    assert min(times.values()) > 200, times


LATE = 11_11  # cents of the payment that came after its year was closed


def test_the_treasurer_alone_closes_a_year_and_it_holds_for_clerks(office: Office) -> None:
    """Before anybody writes past the program: a fault of the books would stop the closing."""
    clerk, on = office.books(ZOHRA), date(2019, 12, 30)
    with pytest.raises(NotAllowed):
        close_year(clerk, 2019)
    copied = "INSERT INTO year_closing SELECT * FROM year_closing"
    assert answered(office.line(ZOHRA), copied) == answered(office.line(CLAIRE), copied) == DENIED
    close_year(office.books(NAIMA), 2019, accept=["all"])
    draft = payment(LATE, office="LYO", payer="LYO1", received_on=on)
    with pytest.raises(InputRefused):
        record_payment(clerk, draft)
    assert record_payment(clerk, draft, late=True).ref.startswith("V-LYO-")
    assert answered(office.line(NAIMA), "DELETE FROM year_closing") == DENIED


def test_a_clerk_sees_and_writes_what_is_his_office_s(office: Office) -> None:
    line, treasurer = office.line(ZOHRA), office.line(NAIMA)
    (lyon, paris, mine, theirs, line_of_theirs, origin_of_theirs) = (
        treasurer.execute(query).fetchall()[0][0]
        for query in (
            "SELECT id FROM office WHERE code = 'LYO'", "SELECT id FROM office WHERE code = 'PAR'",
            "SELECT id FROM payment WHERE other_ref = 'G-LYO'", "SELECT id FROM payment WHERE other_ref = 'G-PAR'",
            "SELECT l.id FROM payment_line l JOIN payment p ON p.id = l.payment_id WHERE p.other_ref = 'G-PAR'",
            "SELECT id FROM origin WHERE code = 'PAR'",
        )
    )  # fmt: skip
    own_key = answered(
        line, "SELECT key FROM take_keys((SELECT min(o) FROM my_origins() o), '{payment}', '{1}')"
    )
    columns = [column.name for column in all_tables().tables["payment"].columns]
    given = {
        "id": "{key}",
        "office_id": "{office}",
        "other_ref": "''",
        "key": "gen_random_uuid()",
        "batch_id": "NULL",
    }
    values = ", ".join(given.get(name, name) for name in columns)
    copied = f"INSERT INTO payment ({', '.join(columns)}) SELECT {values} FROM payment WHERE id = {mine}"
    names = [column.name for column in all_tables().tables["allocation"].columns]
    moved = {"id": "id + 5", "office_id": str(lyon), "line_id": str(line_of_theirs), "move_key": "NULL"}
    values = ", ".join(moved.get(name, name) for name in names)
    alien = f"INSERT INTO allocation ({', '.join(names)}) SELECT {values} FROM allocation LIMIT 1"
    attacks: dict[str, Answer] = {
        f"SELECT count(*) FROM payment WHERE amount <> {LATE}": 1,
        f"SELECT count(*) FROM payment WHERE id = {theirs}": 0,
        f"SELECT count(*) FROM payment_line WHERE payment_id = {theirs}": 0,
        "SET row_security = off; SELECT count(*) FROM payment": DENIED,
        "RESET row_security": -1,
        "SELECT count(*) FROM party WHERE last_name LIKE 'Secret%'": 2,  # people are the association's
        "SELECT count(*) FROM account": 2,
        "SELECT count(*) FROM receipt_counter": 0,
        "SELECT count(DISTINCT receipt_id) FROM receipt_line": 1,
        "SELECT count(*) FROM tax_receipt": 1,
        "SELECT count(DISTINCT link_id >> 36) FROM entry": 1,
        "SELECT count(*) FROM entry WHERE content LIKE '%G-PAR%'": 0,
        "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename IN ('payment', 'account')": 0,
        f"UPDATE payment SET bank = 'x' WHERE id = {theirs}": 0,
        f"UPDATE payment SET office_id = {paris} WHERE id = {mine}": "23000",
        f"UPDATE payment SET amount = 1 WHERE id = {mine}": "23000",
        "UPDATE party SET last_name = 'x' WHERE last_name = 'Secret PAR'": 0,
        "UPDATE project SET title_fr = 'x'": DENIED,
        "UPDATE organisation SET name = 'x'": DENIED,
        "UPDATE mail_account SET host = 'x'": DENIED,
        copied.format(key=own_key, office=paris): DENIED,
        copied.format(key=theirs, office=lyon): DENIED,  # whether a key is taken is told to nobody
        copied.format(key=(int(origin_of_theirs) << 36) + 999_999, office=lyon): DENIED,
        f"SELECT take_keys({origin_of_theirs}, '{{payment}}', '{{1}}')": DENIED,
        f"SELECT nextval('key_payment_{origin_of_theirs}')": DENIED,
        f"SELECT seal({origin_of_theirs}, 1, 3, current_date, 1, 1, sha256('x'))": DENIED,
        "SELECT take_number('2025-MRS-P')": DENIED,
        "SELECT open_sequences(77)": DENIED,
        "SELECT begin_head(1, true, 0)": DENIED,
        f"SELECT graft(1, {origin_of_theirs}, 1, 3, current_date, 1, 'x', 1, sha256('x'), sha256('x'))": DENIED,
        "INSERT INTO link SELECT * FROM link": DENIED,
        "UPDATE head SET n = n + 1": DENIED,
        "INSERT INTO receipt_counter VALUES ('x', 1)": DENIED,
        "INSERT INTO tax_receipt SELECT * FROM tax_receipt": DENIED,
        "DELETE FROM live_receipt_line": DENIED,
        f"INSERT INTO entry VALUES (({origin_of_theirs}::bigint << 36) + 99999, 9, 'x', 'x', 'x')": DENIED,
        alien: "23503",  # a key holds the office, too
        f"SELECT count(*) FROM allocation WHERE amount <> {LATE}": 3,
    }  # fmt: skip
    for statement, held in attacks.items():
        assert answered(line, statement) == held, statement
    assert answered(line, copied.format(key=own_key, office=lyon)) == 1  # his own work goes on
    treasurer_too: dict[str, Answer] = {
        "UPDATE tax_receipt SET amount = 1": "23000", "DELETE FROM link": DENIED,
        "UPDATE receipt_counter SET last = 9": DENIED,
        "UPDATE head SET n = 9": DENIED, f"UPDATE payment SET amount = 1 WHERE id = {theirs}": "23000",
        "DELETE FROM live_receipt_line": "23000", "INSERT INTO link SELECT * FROM link": DENIED,
        "SELECT count(*) FROM account": 2, f"SELECT count(*) FROM payment WHERE amount <> {LATE}": 4,
    }  # fmt: skip
    for statement, held in treasurer_too.items():
        assert answered(treasurer, statement) == held, statement
    faults = verify(office.books(CLAIRE)).faults  # what was written past the program is found
    assert {(one.kind, one.record.partition(":")[0]) for one in faults} == {
        ("row_unknown", "payment"), ("payment_sum", "payment"),
    }  # fmt: skip
    with psycopg.connect(office.address("postgres").replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        none = "NOT EXISTS (SELECT 1 FROM payment_line l WHERE l.payment_id = payment.id)"
        assert admin.execute(f"DELETE FROM payment WHERE {none}".encode()).rowcount == 1
    assert verify(office.books(CLAIRE)).faults == []


def test_the_program_under_each_login(office: Office) -> None:
    treasurer, clerk, auditor = office.books(NAIMA), office.books(ZOHRA), office.books(CLAIRE)
    assert [one.role for one in (treasurer, clerk, auditor)] == ["treasurer", "clerk", "auditor"]
    assert (clerk.author, treasurer.author.office) == (Author(ZOHRA, "LYO"), "MRS")
    with pytest.raises(OfficeOfOthers) as told:
        office.books(ZOHRA, "PAR").author  # noqa: B018 -- asked
    assert (told.value.office, told.value.own) == ("PAR", "LYO")
    with pytest.raises(ReadOnly):
        person(auditor, "Q1")
    gift(clerk, 7_00, ref="G-LYO0", payer="LYO1", office="LYO")
    with pytest.raises(NotAllowed):
        issue_receipts(clerk, 2025)
    with pytest.raises(NotAllowed):
        project(clerk, "PUITS")
    cheque = gift(clerk, 9_00, ref="G-LYO9", payer="LYO1", office="LYO")
    number = slip(clerk, cheque)
    hand_in(clerk, number, on=TODAY)
    note_credit(clerk, number, on=TODAY)
    assert number == "B-LYO-000001"
    with clerk.read() as session:
        seen = [
            row.ref
            for row in payment_rows(session, payment_keys(session, PaymentFilter(), PaymentOrder()))
            if row
        ]
        shares = project_shares(session, today=TODAY)
    assert "G-LYO" in seen
    assert not {"G-PAR", "R-PAR"} & set(seen)
    with treasurer.read() as session:
        assert project_shares(session, today=TODAY) == shares  # the whole association's
    with pytest.raises(PaymentReceipted):
        reverse_payment(clerk, "G-LYO", kind="correction", reason="Wrong", on=TODAY)
    with clerk.read() as session:
        draft, version = party_draft(session, "PAR1")
    with pytest.raises(NotAllowed) as refused:
        change_party(clerk, "PAR1", replace(draft, city="Lyon"), seen=version)
    assert refused.value.login == ZOHRA
    gift(clerk, 5_00, ref="G-LYO2", payer="PAR1", office="LYO")
    change_party(clerk, "PAR1", replace(draft, city="Lyon"), seen=version)  # who pays here is known here
    person(clerk, "Q8", last_name="Effaçable")
    with pytest.raises(NotAllowed):  # what all offices wrote of somebody is not his to change
        erase_party(clerk, "Q8", asked_on=TODAY)
    for asks in (verify, anchor_of, lambda one: accounts(one, 2025), lambda one: readiness(one, 2025),
                 lambda one: own_data(one, "LYO1")):  # fmt: skip
        with pytest.raises(NotAllowed) as refused:  # half of it would be taken for all
            asks(clerk)
        assert refused.value.refused == "sees all"
    assert erase_party(treasurer, "Q8", asked_on=TODAY).kept == ()
    with treasurer.read() as session:
        assert "Effaçable" not in "".join(session.scalars(changes(Entry.content)))


def test_nobody_is_written_to_twice_by_two_offices_and_money_of_others_is_not_stated(office: Office) -> None:
    treasurer, clerk = office.books(NAIMA), office.books(ZOHRA)
    person(treasurer, "W1", last_name="Lettre", consent_post=True)
    with treasurer.read() as session:
        keys = tuple(session.scalars(select(Party.id).where(Party.other_ref == "W1")))
    draft = CircularDraft("ag", (LetterDraft("fr", "Assemblée", "Bonjour {name},", CIRCULAR),))
    order = CircularOrder(draft=draft, keys=keys, year=2026, by_post=True)
    print_circular(treasurer, None, order)
    print_circular(clerk, None, order)
    sent = "SELECT count(*) FROM circular"
    assert [answered(office.line(login), sent) for login in (NAIMA, ZOHRA)] == [1, 1]
    with pytest.raises(NotAllowed):
        state_origin(clerk, "W1", "private", since=None, source="Statuts", key=uuid4())


def test_a_clerk_sends_letters_by_e_mail_through_the_account_of_the_association(office: Office) -> None:
    treasurer, clerk = office.books(NAIMA), office.books(ZOHRA)
    person(treasurer, "W2", last_name="Courriel", email="w2@example.org", consent_email=True)
    with treasurer.read() as session:
        keys = tuple(session.scalars(select(Party.id).where(Party.other_ref == "W2")))
    draft = CircularDraft("fete", (LetterDraft("fr", "Fête", "Bonjour {name},", CIRCULAR),))
    order = CircularOrder(draft=draft, keys=keys, year=2026)
    with running() as mail:
        with_mail(treasurer, mail.port)
        runs = [
            send_circular(books, order, password=PASSWORD, trust=mail.trust) for books in (clerk, treasurer)
        ]
        assert [[one.to.email for one in run.sent] for run in runs] == [["w2@example.org"], []]
        assert [to for to, _message in mail.got] == [["w2@example.org"]]


def test_bank_details_of_donors_are_those_of_the_office_and_nobody_else_collects(office: Office) -> None:
    clerk, other, head = office.books(ZOHRA), office.books(KARIM), office.books(NAIMA)
    draft = RecurringGift(
        key=uuid4(), ref="R-LYO", payer="LYO1", amount=Money(10_00), frequency="monthly", first_on=date(2026, 12, 5),
        iban="FR7610107001011234567890129", mandate_reference="RUM-LYO", mandate_signed_on=date(2026, 11, 2),
    )  # fmt: skip
    agree_recurring(clerk, draft)
    seen = {one: [row.now.reference for row in mandates_on(one)] for one in (clerk, other, head)}
    assert seen == {clerk: ["RUM-LYO"], other: [], head: ["RUM-LYO"]}
    load_settings(
        head, replace(SETTINGS, accounts=(replace(SETTINGS.accounts[0], creditor_id="FR72ZZZ123456"),))
    )
    order = CollectionOrder(on=date(2026, 12, 7))
    with pytest.raises(NotAllowed):
        make_run(clerk, uuid4(), order)
    number, planned = make_run(head, uuid4(), order)
    assert [one.of.ref for one in planned.debits] == ["R-LYO"]
    mark_sent(head, number)
    for one, count in ((clerk, 0), (other, 0), (head, 1)):
        with one.read() as session:
            assert len(runs(session)) == count


def test_a_login_changes_its_role_and_leaves(office: Office) -> None:
    office.set_up(Login(KARIM, "auditor"))
    assert office.books(KARIM).role == "auditor"
    end_login(office.server, office.base, KARIM)
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        office.line(KARIM)
    assert office.set_up(Login(KARIM, "clerk", "PAR")).is_new is False
    assert office.books(KARIM).author == Author(KARIM, "PAR")
    with pytest.raises(NotFound):
        office.set_up(Login(KARIM, "clerk", "XXX"))
    with psycopg.connect(office.address("postgres").replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {SAVER} SUPERUSER")
        with pytest.raises(InputRefused):  # nobody loses by it what an administrator may
            office.set_up(Login(SAVER, "auditor"))
        admin.execute(f"ALTER ROLE {SAVER} NOSUPERUSER")
        for statement in server_setup.login(office.base, Login(KARIM, "clerk", "XXX")):
            told = answered(admin, statement)
    assert told == "P0001"  # the script says it, too
    with pytest.raises(NotFound):
        end_login(office.server, office.base, f"nobody_{MARK}")


def test_a_server_is_looked_at_as_it_was_set_up(office: Office) -> None:
    kinds = {one.kind for one in flaws(office.server, office.base)}
    assert kinds <= {
        "passwords_weak",
        "line_open",
        "version_unknown",
    }  # of the server that tests start, not of the books
    with psycopg.connect(office.address("postgres").replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(f"GRANT UPDATE ON link TO {role_of(office.base, 'clerk')}")
        admin.execute(f"REVOKE SELECT ON payment FROM {role_of(office.base, 'auditor')}")
        admin.execute(
            "CREATE VIEW everything AS SELECT * FROM payment; ALTER TABLE batch NO FORCE ROW LEVEL SECURITY"
        )
        admin.execute(f"ALTER ROLE {SAVER} CREATEROLE; ALTER ROLE {role_of(office.base, 'owner')} LOGIN")
        found = {(one.kind, one.name) for one in flaws(office.server, office.base)}
        admin.execute("DROP VIEW everything; ALTER TABLE batch FORCE ROW LEVEL SECURITY")
        admin.execute(f"ALTER ROLE {role_of(office.base, 'owner')} NOLOGIN")
    assert {
        ("grant_unknown", "link: UPDATE"), ("grant_missing", "payment: SELECT"), ("rule", "view everything"),
        ("rule", "table batch"), ("login_strong", SAVER), ("role_logs_in", role_of(office.base, "owner")),
    } <= found  # fmt: skip
    office.set_up()
    assert {one.kind for one in flaws(office.server, office.base)} == kinds


@pytest.mark.parametrize(
    ("base", "people", "code"),
    [
        ("Books", (), "name_of_server"), ("postgres", (), "name_reserved"), ("a; DROP", (), "name_of_server"),
        ("books", (Login("Zoé", "clerk"),), "name_of_server"), ("books", (Login("pg_x", "clerk"),), "name_reserved"),
        ("books", (Login("postgres", "treasurer"),), "name_reserved"),
        ("books", (Login("a", "auditor", "LYO"),), "role_without_office"),
        ("books", (Login("a", "boss"),), "choice_unknown"),  # type: ignore[arg-type]
        ("books", (Login("a", "clerk"), Login("a", "auditor")), "named_twice"),
        ("books", (Login("a", "clerk", "'; --"),), "office_unknown"),
    ],
)  # fmt: skip
def test_names_that_a_server_would_take_otherwise_are_refused(
    server: str, base: str, people: tuple[Login, ...], code: str
) -> None:
    with pytest.raises(InputRefused) as told:
        set_up(server, base, people, settings=OFFICES, clock=ticking())
    assert [one.code for one in told.value.problems] == [code]


def test_without_settings_no_books_are_made(server: str) -> None:
    base = name_of(databases.address(server))
    with pytest.raises(BooksMissing):
        set_up(server, base, (), settings=None, clock=ticking())
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as admin:
        assert not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (base,)).fetchall()
        for role in ("owner", *ROLES):
            admin.execute(f"DROP ROLE IF EXISTS {role_of(base, role)}")


def test_a_password_is_handed_over_as_what_the_server_keeps_of_it() -> None:
    made = verifier("zohra", "à deviner")
    assert made.startswith("SCRAM-SHA-256$4096:")
    assert "deviner" not in made
    assert verifier("zohra", "à deviner") != made  # salted


def test_what_all_logins_wrote_is_sound(office: Office) -> None:
    assert verify(office.books(CLAIRE)).faults == []


def test_a_field_book_is_opened_and_brought_home_by_who_answers_for_the_books(
    office: Office, tmp_path: Path
) -> None:
    treasurer, place = office.books(NAIMA), tmp_path / "field.tiwizi"
    for clerk in (office.books(ZOHRA), office.books(CLAIRE)):
        with pytest.raises((NotAllowed, ReadOnly)):
            open_field_book(clerk, place, "LYO")
    open_field_book(treasurer, place, "LYO")
    with office.books(ZOHRA).read() as session:
        assert field_books(session) == []  # its keys are no clerk's
    field = open_books(str(place), clock=ticking())
    assert gift(field, 5_00, office="LYO") == "V-LY2-000001"
    with pytest.raises(NotAllowed):
        bring_field_book(office.books(ZOHRA), place)
    assert len(bring_field_book(treasurer, place).written) == 1
    with office.books(ZOHRA).read() as session:
        assert payment_detail(session, "V-LY2-000001").row.amount.cents == 5_00
    assert {one.office for one in verify(treasurer).faults} <= {
        "LYO"
    }  # of which others wrote past the program


def test_closed_days_hold_for_a_clerk_who_sees_no_line(office: Office, tmp_path: Path) -> None:
    clerk, treasurer, on = office.books(ZOHRA), office.books(NAIMA), date(2026, 11, 18)
    draft = payment(77_77, office="LYO", payer="LYO1", method="transfer", received_on=on)
    ref = record_payment(clerk, draft).ref
    other = "FR1420041010050500013M02606"
    read = read_bank(put(tmp_path, "c.xml", camt([Op(on, 77_77, "LYO", "DON", "C1")], iban=other)))
    import_bank(treasurer, read)
    moved = f"UPDATE payment SET credited_on = credited_on + 1 WHERE amount = {77_77}"
    accept(treasurer, "L-MRS-000001", [ref])
    with pytest.raises(NotAllowed):
        close_account(clerk, other, to=on)
    close_account(treasurer, other, to=on)
    assert answered(office.line(ZOHRA), moved) == "23000"  # by the engine
    assert answered(office.line(NAIMA), "DELETE FROM account_closing") == DENIED
