"""A FEC is held against its rules; ours keep to them, and the files of others give what is known of them."""

import json
import os
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from donations_app.domain.accounting import Account, Entry, EntryLine
from donations_app.domain.money import Money
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.accounting import LAYOUTS, write
from donations_app.formats.fec import check_fec, check_here
from donations_app.words.accounting import FAULTS, fault_line

SAMPLES = Path(os.environ.get("DONATIONS_SAMPLES", "/nowhere"), "fec")
NAME = "123456782FEC20251231.txt"


def entry(label: str = "Encaissement V1", piece: str = "V1", cents: int = 12_05) -> Entry:
    lines = (
        EntryLine(Account("512", "Banques"), debit=Money(cents)),
        EntryLine(Account("75411", "Dons manuels"), credit=Money(cents)),
    )
    return Entry("BQ", date(2025, 3, 5), piece, label, lines)


def written(layout: str, *entries: Entry) -> bytes:
    file = BytesIO()
    write(file, layout, entries, made_on=date(2026, 1, 2))
    return file.getvalue()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no folder of real files")
def test_the_files_of_others_give_what_is_known_of_them() -> None:
    for name, known in json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8")).items():
        found = check_fec(SAMPLES / name)
        assert list(found.columns) == known["column_names"]
        assert (found.lines, dict(found.journals)) == (known["lines"], known["journals"])
        assert [f"{side.cents / 100:.2f}" for side in (found.debit, found.credit)] == [
            known["total_debit"], known["total_credit"],
        ]  # fmt: skip
        assert found.unbalanced == known["unbalanced_entries_by_journal_num_date"]
    # of the first the notes say that all numbers are 0 and no day of validation stands; of the second nothing
    assert dict(check_fec(SAMPLES / "000000000FEC20231231.txt").counted) == {
        "fec_empty": 2102, "fec_number": 2102,
    }  # fmt: skip
    assert not check_fec(SAMPLES / "111111111FEC20221231.TXT").counted


def test_ours_keeps_to_the_rules_whatever_the_labels_hold(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(written("fec", entry(), entry("Œuvre | ḥ\tΩ €", "V2", 1)))
    found = check_fec(path)
    assert (found.counted, found.lines, found.debit, found.credit) == ({}, 4, Money(12_06), Money(12_06))
    rows = path.read_bytes().decode("iso8859_15").split("\r\n")
    assert rows[1].split("\t")[2:16] == [
        "1", "20250305", "512", "Banques", "", "", "V1", "20250305", "Encaissement V1", "12,05", "0,00", "", "",
        "20250305",
    ]  # fmt: skip
    assert rows[3].split("\t")[10] == "?uvre / h ? ?"  # where one letter is lacking, all are written plainly
    assert rows[-1] == ""


def test_a_large_file_is_read_in_a_process_of_its_own_and_told_as_a_small_one(tmp_path: Path) -> None:
    path = tmp_path / NAME
    entries = [entry(f"Encaissement {n}", f"V{n}") for n in range(400)]
    path.write_bytes(written("fec", *entries).replace(b"\tV30\t", b"\t\t"))
    assert path.stat().st_size > 64 << 10
    found = check_fec(path)
    assert (found.lines, found.debit, found.counted) == (800, Money(400 * 12_05), {"fec_empty": 2})
    assert [(one.line, one.found) for one in found.faults] == [(62, "PieceRef"), (63, "PieceRef")]
    assert found == check_here(path)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("fec_columns", "JournalLib", "JournalName"),
        ("fec_short", "\t12,05\t0,00\t\t\t20250305\t\t", "\t12,05"),
        ("fec_empty", "\tV1\t", "\t\t"),
        ("fec_day", "\t20250305\tEncaissement V1\t12", "\t05/03/2025\tEncaissement V1\t12"),
        ("fec_account", "\t512\t", "\t5A\t"),
        ("fec_amount", "\t12,05\t0,00", "\t12.05\t0,00"),
        ("fec_amount", "\t12,05\t0,00", "\t1²,05\t0,00"),  # a digit to Unicode, and no number
        ("fec_amount", "\t12,05\t0,00", f"\t{'9' * 5_000},05\t0,00"),
        ("fec_number", "Banque\t2\t", "Banque\t4\t"),
        ("fec_order", "\t\t\t20250305\t\t\r\nBQ\tBanque\t2", "\t\t\t20250306\t\t\r\nBQ\tBanque\t2"),
        ("fec_unbalanced", "\t12,05\t0,00", "\t12,06\t0,00"),
    ],
)
def test_each_rule_is_told_with_its_line(tmp_path: Path, code: str, old: str, new: str) -> None:
    whole = written("fec", entry(), entry(piece="V2")).decode("iso8859_15")
    assert old in whole
    path = tmp_path / NAME
    path.write_bytes(whole.replace(old, new, 1).encode())
    found = check_fec(path)
    assert next(iter(found.counted)) == code  # sides that differ are told of it too
    assert fault_line(found.faults[0])
    assert code in FAULTS


def test_a_number_of_an_entry_that_is_none_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / NAME
    for number in ("²", "9" * 5_000, "A2"):
        text = written("fec", entry(), entry(piece="V2")).decode("iso8859_15")
        path.write_bytes(text.replace("Banque\t2\t", f"Banque\t{number}\t").encode())
        assert check_fec(path).counted == {}


def test_a_name_that_is_not_prescribed_and_what_is_no_fec_are_told(tmp_path: Path) -> None:
    path = tmp_path / "fec.txt"
    path.write_bytes(written("fec", entry()))
    assert list(check_fec(path).counted) == ["fec_name"]
    for content, problem in ((b"a;b\r\n1;2\r\n", "fec_separator"), (None, "file_missing")):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(FileRefused) as refused:
            check_fec(path)
        assert refused.value.problem == problem


def test_other_programs_get_their_columns() -> None:
    paheko = written("paheko", entry("=1+1")).decode().splitlines()
    assert paheko[1:] == [
        ";Avancé;;'=1+1;05/03/2025;;V1;512;Banques;12,05;0,00;;;;;",
        ";;;;;;;75411;Dons manuels;0,00;12,05;;;;;",
    ]
    dolibarr = written("dolibarr", entry()).decode().splitlines()
    assert dolibarr[1] == "2025-03-05;1;BQ;Banque;512;Banques;;;Encaissement V1;12,05;0,00"
    table = written("csv", entry()).decode("utf-8-sig").splitlines()
    assert table[2] == "1;BQ;2025-03-05;V1;Encaissement V1;75411;Dons manuels;;12,05"
    assert set(LAYOUTS) == {"fec", "csv", "xlsx", "paheko", "dolibarr"}
