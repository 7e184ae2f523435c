"""Anchors: what somebody with the file and the program's code does to books shows by what was kept outside."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.register import audit_heads
from donations_app.domain.anchors import Proved
from donations_app.domain.errors import KnownError
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.anchor_file import read_anchor
from donations_app.services.audit.verify import Verified, verify
from donations_app.services.deposits.slips import slip_document
from donations_app.services.exchange.anchor_mail import mail_anchor
from donations_app.services.exchange.anchors import brought, outside, write_anchor
from donations_app.services.exchange.backups import back_up
from receipts.signature import Signer, open_signer
from tests.certificates import PASSPHRASE, Authority
from tests.forging import forge
from tests.mail_server import PASSWORD, running
from tests.originals import Originals
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.slips import slip
from tests.world import SETTINGS, gift, issue, person

NOW, YEAR = datetime(2026, 11, 23, tzinfo=UTC), timedelta(days=365)


@pytest.fixture
def full(shelf: str, originals: Originals) -> Iterator[Books]:
    """Books of a person with a gift and its receipt."""
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books)
    gift(books, 100_00)
    issue(books)


def held(books: Books, *paths: Path, heads: tuple[tuple[str, str], ...] = ()) -> Verified:
    known = outside([brought(path) for path in paths], heads)
    return verify(books, anchors=known.heads, known_books=known.books)


def kinds(found: Verified) -> set[str]:
    return {fault.kind for fault in found.faults}


def test_an_anchor_proves_what_it_saw_and_finds_a_trail_that_was_written_anew(
    full: Books, tmp_path: Path
) -> None:
    anchor = write_anchor(full, tmp_path / "a.json")
    held_then = anchor.counted
    assert (held_then.payments, held_then.sum_cents, held_then.receipts) == (1, 100_00, 1)
    assert (held_then.series, anchor.on) == ({"2025-MRS-P": 1}, full.today)
    assert set(held_then.heads) == {"LYO", "MRS"}
    n = held_then.links["MRS"]
    found = held(full, tmp_path / "a.json")
    assert (found.faults, found.anchored) == ([], True)
    assert found.proved == {"MRS": Proved(n, full.today, n)}
    gift(full, 50_00)
    found = held(full, tmp_path / "a.json")
    assert found.anchored
    assert found.proved["MRS"] == Proved(n, full.today, n + 1)
    assert not held(full).anchored
    printed = ("MRS", held_then.heads["MRS"])
    assert held(full, heads=(printed, ("LYO", held_then.heads["LYO"]))).anchored  # LYO's had not begun

    forge(full, "party", "UPDATE party SET city = 'Lyon'")
    assert held(full).faults == []  # row, entry and chain agree
    for found in (held(full, tmp_path / "a.json"), held(full, heads=(printed,))):
        assert (kinds(found), found.anchored, found.proved) == ({"head_missing"}, False, {})


@pytest.mark.file_only
def test_a_trail_written_anew_from_its_first_link_has_other_books_than_the_anchor(
    full: Books, tmp_path: Path
) -> None:
    write_anchor(full, tmp_path / "a.json")
    forge(full, "organisation", "UPDATE organisation SET city = 'Lyon'")
    assert held(full).faults == []
    assert kinds(held(full, tmp_path / "a.json")) == {"head_missing", "anchor_foreign"}


@pytest.mark.file_only
def test_an_older_copy_put_back_and_a_tail_cut_are_found_by_an_anchor_and_a_backup(
    full: Books, tmp_path: Path
) -> None:
    older = shutil.copy(full.location, tmp_path / "older.tiwizi")
    gift(full, 50_00)
    write_anchor(full, tmp_path / "a.json")
    back_up(full, tmp_path / "k.tiwizi.zip")
    full.close()
    shutil.copy(older, full.location)  # an older copy; a tail cut with all its rows leaves the same
    books = open_books(full.location, clock=full.clock, read_only=True)
    assert held(books).faults == []
    for known in ("a.json", "k.tiwizi.zip"):
        found = held(books, tmp_path / known)
        assert (kinds(found), found.anchored) == ({"head_missing"}, False)
    books.close()
    tamper(full.location, "DELETE FROM entry", "DELETE FROM link", disarmed=True)
    books = open_books(full.location, clock=full.clock, read_only=True, to_verify=True)
    assert {"head_missing", "unreadable"} <= kinds(held(books, tmp_path / "a.json"))
    books.close()


def signer_of(authority: Authority, *, now: datetime = NOW) -> Signer:
    given = authority.p12(first=now - YEAR, last=now + YEAR)
    return open_signer(given, PASSPHRASE, now=now)


def refused(path: Path, **how: Any) -> str:
    with pytest.raises(FileRefused) as found:
        brought(path, **how)
    return found.value.problem


@pytest.mark.file_only
def test_a_signature_stands_under_what_an_anchor_says_and_a_bad_or_foreign_one_is_refused(
    full: Books, tmp_path: Path
) -> None:
    authority, path, bad = Authority(), tmp_path / "a.json", tmp_path / "bad.json"
    signer, others = signer_of(authority), signer_of(Authority())
    write_anchor(full, path, signer)
    signed = brought(path).signed
    assert signed is not None
    assert signed.name == "Association Aman"
    (tmp_path / "ours.cer").write_bytes(signer.certificate())
    (tmp_path / "theirs.cer").write_bytes(others.certificate())
    assert brought(path, certificate=tmp_path / "ours.cer").signed == signed
    assert refused(path, certificate=tmp_path / "theirs.cer") == "anchor_of_other"
    assert refused(path, certificate=path) == "certificate_none"
    plain = json.loads(path.read_bytes())
    changes: list[dict[str, Any]] = [{"sum_cents": 1}, {"on": "2020-01-01"}, {"heads": {}}]
    for change in changes:
        bad.write_text(json.dumps(plain | {"anchor": plain["anchor"] | change}), encoding="utf-8")
        assert refused(bad) == "anchor_changed", change
    theirs = {"certificate": json.loads(_signed(full, tmp_path, others))["signature"]["certificate"]}
    bad.write_text(json.dumps(plain | {"signature": plain["signature"] | theirs}), encoding="utf-8")
    assert refused(bad) == "anchor_changed"
    bad.write_text(json.dumps(plain | {"signature": None}), encoding="utf-8")
    assert brought(bad).signed is None
    write_anchor(full, bad, signer_of(authority, now=NOW + 3 * YEAR), force=True)
    assert refused(bad) == "anchor_out_of_days"
    bad.write_text(json.dumps(plain | {"signature": None}), encoding="utf-8")
    assert refused(bad, certificate=tmp_path / "ours.cer") == "anchor_unsigned"


def _signed(books: Books, folder: Path, signer: Signer) -> bytes:
    write_anchor(books, folder / "other.json", signer)
    return (folder / "other.json").read_bytes()


@pytest.mark.file_only
def test_what_is_no_anchor_is_refused_with_its_reason(full: Books, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_anchor(full, path)
    with pytest.raises(KnownError):
        write_anchor(full, path)
    again = write_anchor(full, path, force=True)
    assert read_anchor(path)[0] == again
    plain = json.loads(path.read_bytes())
    cases = {
        "{": "anchor_foreign",
        '{"anchor": []}': "anchor_foreign",
        json.dumps(plain | {"signature": {"certificate": "?", "value": ""}}): "anchor_foreign",
        json.dumps(plain | {"anchor": plain["anchor"] | {"format": 2}}): "anchor_newer",
        json.dumps(plain | {"anchor": plain["anchor"] | {"kind": "x"}}): "anchor_foreign",
        "x": "anchor_foreign",
    }
    for said, problem in cases.items():
        path.write_text(said, encoding="utf-8")
        assert refused(path) == problem, said


@pytest.mark.file_only
def test_an_anchor_goes_by_e_mail_to_the_one_address_that_is_named(full: Books, tmp_path: Path) -> None:
    from donations_app.services.books.settings import load_settings
    from tests.db.test_mailing import ACCOUNT

    with pytest.raises(KnownError):
        mail_anchor(full, to="audit@example.org", password=PASSWORD)  # no account
    with running() as server:
        load_settings(full, replace(SETTINGS, mail=replace(ACCOUNT, port=server.port)))
        anchor, to = mail_anchor(full, to="audit@example.org", password=PASSWORD, trust=server.trust)
        ((addresses, message),) = server.got
    assert (addresses, to) == (["audit@example.org"], "audit@example.org")
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/json"
    (tmp_path / "a.json").write_bytes(cast("bytes", attached.get_payload(decode=True)))
    assert brought(tmp_path / "a.json").counted == anchor.counted
    assert held(full, tmp_path / "a.json").anchored


@pytest.mark.file_only
def test_a_slip_bears_the_head_at_its_making_which_proves_the_books_and_shows_a_trail_written_anew(
    full: Books,
) -> None:
    gift(full, 20_00, method="cheque")
    with full.read() as session:
        ((code, n, head),) = [one for one in audit_heads(session) if one[1]]
    number = slip(full, "V-MRS-000002")
    document = slip_document(full, number)
    groups = " ".join(head[at : at + 8] for at in range(0, 64, 8))
    assert f"Journal {code} n° {n} : {groups}" in text_of(document)
    found = held(full, heads=((code, head),))
    assert (found.faults, found.proved[code]) == ([], Proved(n, full.today, n + 1))
    forge(full, "party", "UPDATE party SET city = 'Lyon'")
    assert kinds(held(full)) == {"slip_head"}  # who forgets the slips is found without anything outside
    assert kinds(held(full, heads=((code, head),))) == {"slip_head", "head_missing"}
