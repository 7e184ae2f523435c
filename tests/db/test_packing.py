"""The pack proves itself without the program, and whatever was altered in it is named; on both engines."""

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from donations_app.db.books import Books
from donations_app.db.chain import GENESIS, Facts, entry_digest, link_digest
from donations_app.db.queries.receipt_documents import document
from donations_app.domain.errors import Cancelled
from donations_app.domain.outside import Highest
from donations_app.domain.storage_errors import BooksDamaged, FileExists
from donations_app.services.audit.pack import write_pack
from donations_app.services.deposits.slips import hand_in, slip_document
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.issue import issue_receipts
from donations_app.services.receipts.outside import note_lost
from donations_app.services.statements.control import control, reconciliation
from donations_app.services.statements.declaration import declaration
from donations_app.services.statements.files import AnnualStatement, write_statement
from donations_app.services.statements.thresholds import foreign_statement, thresholds
from resources import path as resource
from tests.originals import Originals
from tests.raw import damage, octets, tamper
from tests.receipts.reading import text_of
from tests.slips import IBAN, slip
from tests.world import TODAY, gift, person

SCRIPT = resource("audit", "verify_pack.py")
FIRST = "2025-MRS-P-000001"


@pytest.fixture
def full(shelf: str, originals: Originals) -> Iterator[Books]:
    """Books with receipts, made once and copied."""
    made = originals.books(shelf, receipts)
    yield made
    made.close()


def receipts(books: Books) -> None:
    """Four numbers, one cancelled, one replaced; gifts of two offices; a receipt of another year."""
    for n, name in enumerate(("Aït Ahmed", "Moreau", "علي")):
        person(books, f"A{n}", last_name=name, first_name="Zoé" if n < 2 else "فاطمة")
        gift(books, 100_00 + n, payer=f"A{n}", office="LYO" if n == 1 else "MRS")
    gift(books, 7_00, payer="A0", received_on=date(2024, 5, 1))
    for year in (2024, 2025):
        issue_receipts(books, year)
    cancel_receipt(books.acting(office="LYO", login="idir"), FIRST, reason="Erreur")
    replace_receipt(books, "2025-MRS-P-000002", reason="Nom mal écrit")


def packed(books: Books, folder: Path, **more: Any) -> Path:
    """Write a pack and unpack it beside."""
    made = write_pack(books, folder / "pack.zip", 2025, **more)
    assert (made.receipts, made.total.cents) == (4, 200_00 + 3)
    with ZipFile(folder / "pack.zip") as archive:
        archive.extractall(folder / "pack")
    return folder / "pack"


def verified(folder: Path) -> tuple[int, str]:
    """Run the script that lies in the pack, isolated from everything installed here."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", folder / "verify_pack.py"], capture_output=True, text=True, check=False,
        encoding="utf-8", cwd="/",
    )  # fmt: skip
    assert run.stderr == ""
    return run.returncode, run.stdout


def test_a_pack_proves_itself(full: Books, tmp_path: Path) -> None:
    folder = packed(full, tmp_path)
    status, said = verified(folder)
    assert (status, said.splitlines()[-1]) == (0, "INTACT: 4 receipts, 20003 cents")
    heads = json.loads((folder / "heads.json").read_text())
    assert all(head["hash"] in said for head in heads.values())


@pytest.mark.file_only
def test_numbers_of_lost_documents_are_read_off_the_trail(full: Books, tmp_path: Path) -> None:
    note_lost(full, [Highest("2025-MRS-P", 9, "documents", "out")])
    folder = packed(full, tmp_path)
    assert verified(folder)[0] == 0
    said = json.loads((folder / "continuity.json").read_text())["series"]
    assert [(one["first"], one["last"], one["issued"], one["lost"]) for one in said] == [
        (1, 9, 4, [5, 6, 7, 8, 9])
    ]
    without_line("audit/MRS.jsonl", -1)(folder)  # the link that says so
    assert "series 2025-MRS-P: continuity.json and the audit trail differ" in verified(folder)[1]


def test_it_holds_the_very_documents_and_marked_copies(full: Books, tmp_path: Path) -> None:
    folder = packed(full, tmp_path)
    with full.read() as session:
        for n in range(1, 5):
            issued = document(session, f"2025-MRS-P-{n:06}")
            assert (folder / f"receipts/2025-MRS-P-{n:06}.pdf").read_bytes() == issued
    assert sorted(path.stem for path in (folder / "marked").iterdir()) == [FIRST, "2025-MRS-P-000002"]
    marked = (folder / f"marked/{FIRST}.pdf").read_bytes()
    assert marked.startswith((folder / f"receipts/{FIRST}.pdf").read_bytes())
    assert "ANNULÉ" in text_of(marked)
    sheet = openpyxl.load_workbook(folder / "register/register.xlsx").worksheets[0]
    assert sheet.max_row == 5
    assert "État récapitulatif" in text_of((folder / "register/statement.pdf").read_bytes())
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "4 reçus, 2 en vigueur, 2 annulés ; total en vigueur 200,03 EUR" in readme
    assert "4 receipts, 2 live, 2 cancelled; live total 200,03 EUR" in readme


def test_it_holds_the_slips_on_which_the_gifts_went_to_the_bank(full: Books, tmp_path: Path) -> None:
    first, second = slip(full, "V-MRS-000001"), slip(full, "V-LYO-000001", office="LYO")
    hand_in(full, first, on=TODAY)
    other = slip(full, "V-MRS-000003")  # of a gift of another year
    folder = packed(full, tmp_path)
    lines = (folder / "deposits/slips.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["slip", second, first]
    assert (
        lines[2] == f"{first};MRS;cheque;2026-11-23;100,00;EUR;{IBAN};2026-11-23;;;;;V-MRS-000001;100,00;;;"
    )
    assert sorted(path.name for path in (folder / "deposits").iterdir()) == [
        f"{second}.pdf",
        f"{first}.pdf",
        "slips.csv",
    ]
    assert (folder / f"deposits/{first}.pdf").read_bytes() == slip_document(full, first)
    assert other not in "".join(lines)
    assert verified(folder)[0] == 0


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what puts one text for another, of the same length, in a file of the pack."""

    def alter(folder: Path) -> None:
        path = folder / name
        content = path.read_bytes()
        assert content.count(old.encode()), f"{old} is not in {name}"
        path.write_bytes(content.replace(old.encode(), new.encode(), 1))

    return alter


def damaged(name: str) -> Callable[[Path], None]:
    return lambda folder: damage(folder / name)


def without_line(name: str, index: int) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        lines = (folder / name).read_bytes().splitlines(keepends=True)
        del lines[index]
        (folder / name).write_bytes(b"".join(lines))

    return alter


def in_manifest(change: Callable[[Any], None]) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        change(manifest)
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return alter


def remade(folder: Path) -> None:
    """Make the manifest fit the files again, as a forger would."""

    def fit(manifest: Any) -> None:
        for one in manifest["files"]:
            content = (folder / one["name"]).read_bytes()
            one |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    in_manifest(fit)(folder)


ALTERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a PDF": (damaged(f"receipts/{FIRST}.pdf"), f"receipts/{FIRST}.pdf"),
    "a marked PDF": (damaged(f"marked/{FIRST}.pdf"), f"marked/{FIRST}.pdf"),
    "the printed register": (damaged("register/register.pdf"), "register/register.pdf"),
    "the workbook": (damaged("register/register.xlsx"), "register/register.xlsx"),
    "a cell": (replaced("register/register.csv", "100,01", "100,91"), "register/register.csv"),
    "an amount": (replaced("register/register.json", "10001", "10091"), "register/register.json"),
    "an entry's author": (replaced("audit/MRS.jsonl", '"who": "', '"who": "x'), "audit/MRS.jsonl: link 1: was altered"),
    "an entry's content": (replaced("audit/LYO.jsonl", "Erreur", "Erreux"), "its entries were altered"),
    "an entry removed": (without_line("audit/MRS.jsonl", 3), "stands where link 4 should be"),
    "the last entry removed": (without_line("audit/MRS.jsonl", -1), "but heads.json says"),
    "a head": (replaced("heads.json", '"n": 1', '"n": 2'), "heads.json"),
    "the series": (replaced("continuity.json", '"last": 4', '"last": 5'), "continuity.json"),
    "the settings": (damaged("settings.json"), "settings.json"),
    "the explanations": (damaged("README.txt"), "README.txt"),
    "a digest of the manifest": (in_manifest(lambda m: m["files"][0].update(sha256="0" * 64)), "README.txt"),
    "a size of the manifest": (in_manifest(lambda m: m["files"][0].update(bytes=1)), "README.txt"),
    "an entry of the manifest": (in_manifest(lambda m: m["files"].pop()), "is not in the manifest"),
    "the manifest's total": (in_manifest(lambda m: m.update(total_cents=1)), "total_cents"),
    "the manifest's count": (in_manifest(lambda m: m.update(receipts=5)), "receipts"),
    "the manifest's heads": (in_manifest(lambda m: m["heads"]["MRS"].update(n=1)), "heads.json"),
    "a manifest that is no JSON": (replaced("manifest.json", "{", "("), "manifest.json"),
    "a file added": (lambda folder: (folder / "receipts/x.pdf").touch(), "receipts/x.pdf: is not in the manifest"),
    "a file removed": (lambda folder: (folder / f"receipts/{FIRST}.pdf").unlink(), f"receipts/{FIRST}.pdf: missing"),
}  # fmt: skip


@pytest.mark.file_only
def test_whatever_is_altered_is_found_and_named(full: Books, tmp_path: Path) -> None:
    folder = packed(full, tmp_path)
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for what, (alter, named) in ALTERED.items():
        alter(folder)
        status, said = verified(folder)
        assert status == 1, what
        assert named in said, (what, said)
        for path in folder.rglob("*"):
            if path.is_file() and path not in kept:
                path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)
    assert verified(folder)[0] == 0


FORGED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a PDF": (damaged(f"receipts/{FIRST}.pdf"), f"receipt {FIRST}: the PDF is not"),
    "a cell": (replaced("register/register.csv", "100,01", "100,91"), "register.csv says something else"),
    "an amount": (replaced("register/register.json", '"amount_cents": 10001', '"amount_cents": 10091'), "audit trail"),
    "a state": (replaced("register/register.json", '"status": "cancelled"', '"status": "issued"'), "cancelled in one"),
    "a total": (replaced("register/register.json", '"total_cents": 20003', '"total_cents": 20004'), "20003"),
    "an entry": (replaced("audit/LYO.jsonl", "Erreur", "Erreux"), "its entries were altered"),
    "a link": (replaced("audit/LYO.jsonl", '"who": "', '"who": "x'), "was altered"),
    "a link removed": (without_line("audit/MRS.jsonl", 3), "stands where link 4 should be"),
    "a series": (replaced("continuity.json", '"last": 4', '"last": 5'), "series 2025-MRS-P"),
}  # fmt: skip


THIRD = "2025-MRS-P-000003"


def links(folder: Path) -> list[Any]:
    return [
        json.loads(line) for line in (folder / "audit/MRS.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def rewritten(folder: Path, kept: list[Any]) -> None:
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in kept]
    (folder / "audit/MRS.jsonl").write_text("".join(lines), encoding="utf-8")


def hash_of(facts: Any, previous: str) -> str:
    return Facts(**{**facts, "on": date.fromisoformat(facts["on"])}).hash_after(previous)


def digest_of(entries: list[Any]) -> str:
    return link_digest(
        entry_digest(
            entry["kind"],
            entry["record"],
            [
                (line[:1].encode(), hashlib.sha256(line[1:].encode()).digest())
                for line in entry["content"].split("\n")
                if line
            ],
        )
        for entry in entries
    )


def with_another_hash(folder: Path) -> None:
    """Alter a link and give it the hash that fits."""
    found = links(folder)
    found[2]["facts"]["who"] = "idir"
    found[2]["hash"] = hash_of(found[2]["facts"], found[1]["hash"])
    rewritten(folder, found)


def out_of_the_register(folder: Path) -> None:
    """Take a receipt out of the register, the documents and the totals."""
    path = folder / "register/register.json"
    register = json.loads(path.read_text(encoding="utf-8"))
    register["lines"] = [line for line in register["lines"] if line["number"] != THIRD]
    register |= {"total_cents": register["total_cents"] - 100_02, "issued": 1}
    path.write_text(json.dumps(register), encoding="utf-8")
    (folder / f"receipts/{THIRD}.pdf").unlink()
    totals = {"total_cents": register["total_cents"], "issued": 1, "receipts": 3}

    def drop(manifest: Any) -> None:
        manifest.update(totals)
        manifest["files"] = [one for one in manifest["files"] if one.get("receipt") != THIRD]

    in_manifest(drop)(folder)


def out_of_everything(folder: Path) -> None:
    """Take it out of the audit trail as well, chain and heads made anew."""
    out_of_the_register(folder)
    kept, previous = links(folder), GENESIS
    for one in kept:
        one["entries"] = [entry for entry in one["entries"] if entry["record"] != f"receipt:{THIRD}"]
        one["facts"] |= {"count": len(one["entries"]), "digest": digest_of(one["entries"])}
        one["hash"] = previous = hash_of(one["facts"], previous)
    rewritten(folder, kept)
    heads = json.loads((folder / "heads.json").read_text())
    heads["MRS"] = {"n": len(kept), "hash": previous}
    (folder / "heads.json").write_text(json.dumps(heads))
    in_manifest(lambda manifest: manifest.update(heads=heads))(folder)
    replaced("continuity.json", '"issued": 4', '"issued": 3')(folder)


FORGED |= {
    "an entry with a hash that fits": (
        with_another_hash,
        "link 4: was altered, or does not follow the link before it",
    ),
    "a receipt out of the register": (
        out_of_the_register,
        f"receipt {THIRD}: in one of register and audit trail",
    ),
    "a receipt out of everything": (
        out_of_everything,
        "series 2025-MRS-P: the numbers do not run from 1 to 3",
    ),
}


@pytest.mark.file_only
def test_a_forger_who_fits_the_manifest_is_found_too(full: Books, tmp_path: Path) -> None:
    folder = packed(full, tmp_path)
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for what, (alter, named) in FORGED.items():
        alter(folder)
        remade(folder)
        status, said = verified(folder)
        assert status == 1, what
        assert named in said, (what, said)
        for path, content in kept.items():
            path.write_bytes(content)


def test_the_same_books_and_day_give_the_same_bytes(
    full: Books, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    write_pack(full, tmp_path / "a.zip", 2025)
    if not full.is_server:  # how a page is made does not depend on it
        request.getfixturevalue("made_anew")
    write_pack(full, tmp_path / "b.zip", 2025)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with ZipFile(tmp_path / "a.zip") as archive:
        members = archive.infolist()
    names = [member.filename for member in members]
    assert names == [*sorted(names[:-1]), "manifest.json"]
    assert {member.date_time for member in members} == {members[0].date_time}
    assert members[0].date_time[:3] == (TODAY.year, TODAY.month, TODAY.day)


@pytest.mark.file_only
def test_a_pack_is_never_overwritten_unasked_and_can_be_stopped(full: Books, tmp_path: Path) -> None:
    out = tmp_path / "pack.zip"
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_pack(full, out, 2025, progress=stop)
    assert list(tmp_path.glob("*.zip")) == []
    write_pack(full, out, 2025)
    with pytest.raises(FileExists):
        write_pack(full, out, 2025)
    write_pack(full, out, 2025, force=True)


def test_no_pack_is_made_of_a_document_that_is_not_the_one_issued(full: Books, tmp_path: Path) -> None:
    altered = f"UPDATE tax_receipt SET sha256 = {octets(full.location, 'ab')} WHERE n = 2"
    tamper(full.location, altered, disarmed=True)
    with pytest.raises(BooksDamaged):
        write_pack(full, tmp_path / "pack.zip", 2025)
    assert list(tmp_path.glob("*.zip")) == []


def test_the_annual_statements_are_those_of_the_program_to_the_byte(full: Books, tmp_path: Path) -> None:
    made = write_pack(full, tmp_path / "p.zip", 2025)
    with ZipFile(tmp_path / "p.zip") as archive:
        names = [name for name in archive.namelist() if name.startswith("annual/")]
        archive.extractall(tmp_path / "p")
    assert made.files == len(json.loads((tmp_path / "p/manifest.json").read_text())["files"]) + 1
    assert names == [
        "annual/control.csv", "annual/control.pdf", "annual/declaration.pdf", "annual/foreign.csv",
        "annual/foreign.pdf", "annual/reconciliation.pdf", "annual/thresholds.pdf",
    ]  # fmt: skip
    statements: dict[str, AnnualStatement] = {
        "control": control(full, 2025),
        "declaration": declaration(full, 2025),
        "foreign": foreign_statement(full, 2025),
        "reconciliation": reconciliation(full, 2025),
        "thresholds": thresholds(full, 2025),
    }
    for name in names:
        stem, _, ending = name.removeprefix("annual/").partition(".")
        write_statement(statements[stem], tmp_path / f"{stem}.{ending}")
        assert (tmp_path / "p" / name).read_bytes() == (tmp_path / f"{stem}.{ending}").read_bytes()
    assert verified(tmp_path / "p")[0] == 0


def test_the_script_needs_nothing_but_an_old_python() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        )
    }
    assert imported <= {"__future__", *sys.stdlib_module_names}
    assert len(source.splitlines()) < 220
