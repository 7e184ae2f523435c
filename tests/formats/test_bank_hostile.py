"""Files meant to do harm, and files that are not what they seem: each ends in a refusal in words, and soon."""

import os
import socket
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from donations_app import apart
from donations_app.apart import Limits
from donations_app.domain.errors import Cancelled
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.bank import reading, said
from donations_app.formats.bank.reading import is_statement_table, read_bank_file
from donations_app.words.bank_files import REFUSALS
from donations_app.words.sentences import sentence
from tests.bank_files import Op, camt, cfonb, csv, ofx, put

DAY = said.EARLIEST.replace(year=2026)
OPS = [Op(DAY, 50_00, "Ahmed", "DON"), Op(DAY, -20_05, "Banque", "FRAIS")]
CAMT = camt(OPS)
ENTITIES = '<!DOCTYPE D [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE D [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
FAR = '<!DOCTYPE D SYSTEM "http://127.0.0.1:9/a.dtd" [<!ENTITY % a SYSTEM "http://127.0.0.1:9/b"> %a;]>'


def packed(**files: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name or "a")
            entry.filename = name
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def refused(path: Path) -> tuple[str, int, str]:
    with pytest.raises(FileRefused) as found:
        read_bank_file(path)
    told = sentence(found.value)
    assert told
    assert told.endswith("Nothing was saved.")
    assert "{detail}" not in told
    return found.value.problem, found.value.line, str(found.value.detail)


CASES: dict[str, tuple[bytes, str]] = {
    "entities": (CAMT.replace("<Document", ENTITIES + "<Document").encode(), "xml_document_type"),
    "entities outside": (CAMT.replace("<Document", OUTSIDE + "<Document").encode(), "xml_document_type"),
    "a type from the network": (CAMT.replace("<Document", FAR + "<Document").encode(), "xml_document_type"),
    "a type of OFX from the network": (b"<?xml version='1.0'?>" + FAR.encode() + b"<OFX></OFX>", "xml_document_type"),
    "entities in UTF-16": (
        CAMT.replace("<Document", ENTITIES + "<Document").replace("UTF-8", "UTF-16").encode("utf-16"),
        "xml_document_type",
    ),
    "entities in OFX": (b"<?xml version='1.0'?>" + OUTSIDE.encode() + b"<OFX></OFX>", "xml_document_type"),
    "a prologue without end": (
        b"<?xml version='1.0'?><!--" + b"x" * 70_000 + b"-->" + CAMT.encode(), "bank_other_message",
    ),
    "deep": (CAMT.replace("<Ntry>", "<a>" * 9_000, 1).encode(), "xml_broken"),
    "deep and closed": (
        CAMT.replace("</Stmt>", "<a>" * 80 + "</a>" * 80 + "</Stmt>").replace("CRDT", "X").encode(),
        "entry_sign_missing",
    ),
    "letters that nobody knows": (CAMT.replace("UTF-8", "UPF-8").encode(), "xml_broken"),
    "letters of several bytes": (CAMT.replace("UTF-8", "GB2312").encode(), "xml_broken"),
    "cut": (CAMT[:-60].encode(), "xml_broken"),
    "another message": (CAMT.replace("BkToCstmrStmt", "CstmrDrctDbtInitn").replace("camt.053", "pain.008").encode(),
                        "bank_other_message"),
    "a page": (b"<!doctype html><html><body>Bonjour</body></html>", "bank_file_unknown"),
    "no amount": (CAMT.replace("<Ntry><Amt Ccy='EUR'>50.00</Amt>", "<Ntry>").encode(), "entry_amount_missing"),
    "a fine amount": (CAMT.replace(">50.00<", ">50.001<").encode(), "entry_amount_unreadable"),
    "an endless amount": (CAMT.replace(">50.00<", f">{'9' * 40}<").encode(), "entry_amount_unreadable"),
    "no number": (CAMT.replace(">50.00<", ">NaN<").encode(), "entry_amount_unreadable"),
    "cfonb: an amount": (cfonb(OPS).replace("500{", "50x{", 1).encode(), "amount_unreadable"),
    "cfonb: a long record": (cfonb(OPS).replace("\n05", "X" * 9 + "\n05", 1).encode(), "cfonb_record_long"),
    "cfonb: another record": (cfonb(OPS).replace("\n0530006", "\n0930006", 1).encode(), "cfonb_record_unknown"),
    "cfonb: no day": (cfonb(OPS).replace(f"{DAY:%d%m%y}", "320126").encode(), "day_missing"),
    "ofx: an amount": (ofx(OPS).replace("50.00", "cinquante").encode(), "entry_amount_unreadable"),
    "ofx: no day": (ofx(OPS).replace("<DTPOSTED>2026", "<DTPOSTED>20ab").encode(), "entry_day_missing"),
    "mt940: an entry": (b":20:A\n:25:1\n:60F:C260101EUR1,00\n:61:vide\n:62F:C260101EUR1,00\n", "entry_unreadable"),
    "mt940: a balance": (b":20:A\n:25:1\n:60F:beaucoup\n", "balance_unreadable"),
    "mt940: fields that begin no line": (b"  :20:A\n  :25:1\n", "no_bank_statement"),
    "qif: both orders": (b"!Type:Bank\nD13/01/2026\nT5\n^\nD01/13/2026\nT5\n^\n", "days_torn"),
    "qif: an amount of nothing": (b"!Type:Bank\nD13/01/2026\nT\n^\n", "amount_unreadable"),
    "csv: an amount": (csv(OPS).replace("50,00", "1.000").encode(), "amount_unreadable"),
    "csv: a day": (csv(OPS).replace("01/01/2026", "31/02/2026", 1).encode(), "day_missing"),
    "csv: two amounts": (b"Date;Libelle;Debit;Credit\n01/01/2026;x;5,00;6,00\n", "two_amounts"),
    "csv: ragged": (csv(OPS).replace("DON", "DON;;x").encode(), "row_ragged"),
    "csv: an endless cell": (b"Date;Libelle;Montant\n01/01/2026;" + b"x" * 140_000 + b";5,00\n", "line_broken"),
    "csv: a list of people": (b"ref;kind;last_name\nA1;individual;X\n", "bank_file_unknown"),
    "zeros": (b"\x00" * 500, "bank_file_unknown"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "bank_file_unknown"),
    "a ZIP of ZIPs": (packed(a=packed(b=CAMT.encode())), "no_bank_statement"),
    "a ZIP that is cut": (packed(a=CAMT.encode())[:-40], "zip_broken"),
    "a ZIP with a file of no name": (packed(**{"": CAMT.encode()}), "zip_broken"),
    "a ZIP with a bad statement": (packed(**{"1.xml": CAMT.encode(), "2.xml": CAMT.replace(">50.00<", ">x<").encode()}),
                                   "entry_amount_unreadable"),
}  # fmt: skip


def test_each_hostile_file_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SMALL", 2**20)  # read here: another process for each would take long
    monkeypatch.setattr(socket, "socket", None)  # who asks the network fails
    wrong = {}
    for name, (content, problem) in CASES.items():
        path = tmp_path / "a"
        path.write_bytes(content)
        began = time.process_time()
        found = refused(path)
        if found[0] != problem or time.process_time() - began > 1:
            wrong[name] = found
    assert wrong == {}


def test_what_inflates_is_stopped_by_counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_TABLE", 10_000)
    monkeypatch.setattr(reading, "LARGEST_STREAM", 50_000)
    table = (csv(OPS) + "\n" + "01/01/2026;x;1,00\n" * 2_000).encode()
    stream = CAMT.replace("</Stmt>", " " * 60_000 + "</Stmt>").encode()
    lies = bytearray(packed(a=table))
    at = lies.rindex(b"PK\x01\x02") + 24
    lies[at : at + 4] = (9).to_bytes(4, "little")  # bytes that it says to have
    for content, problem in (
        (table, "file_too_large"), (stream, "file_too_large"), (packed(a=stream), "file_too_large"),
        (bytes(lies), "zip_broken"),
    ):  # fmt: skip
        path = tmp_path / "a"
        path.write_bytes(content)
        assert refused(path)[0] == problem


def test_what_is_large_is_read_apart_within_limits_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = CAMT[CAMT.index("<Ntry>") : CAMT.index("</Ntry>") + len("</Ntry>")]
    path = put(tmp_path, "a.xml", CAMT.replace(entry, entry * 400))
    told: list[tuple[int, int]] = []
    found, digest = read_bank_file(path, progress=lambda *said: told.append(said))
    assert (found.statements[0].entries, found.statements[0].credits, len(digest)) == (401, 400 * 50_00, 64)
    assert told[-1] == (path.stat().st_size,) * 2

    def stop(_done: int, _whole: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_bank_file(path, progress=stop)
    deep = put(tmp_path, "deep.xml", CAMT.replace("<Ntry>", "<a>" * 50_000 + " " * 140_000, 1))
    assert refused(deep)[0] == "xml_deep"
    monkeypatch.setattr(said, "MOST_LINES", 300)
    assert refused(path)[0] == "bank_too_many_entries"


def test_at_its_limits_of_size_time_and_memory_a_statement_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (reading.LARGEST_STREAM, reading.LARGEST_TABLE) == (200 * 2**20, 20 * 2**20)
    huge = tmp_path / "huge.xml"
    with huge.open("wb") as file:
        file.truncate(reading.LARGEST_STREAM + 1)
    began = time.process_time()
    assert refused(huge) == ("file_too_large", 0, "200")
    assert time.process_time() - began < 0.1  # nothing of it was read
    large = put(tmp_path, "a.csv", csv(OPS) + "\n" + "01/01/2026;x;1,00\n" * 40_000)
    if os.name != "nt":  # where nobody limits memory
        with monkeypatch.context() as one:
            one.setattr(reading, "_LIMITS", Limits(seconds=9, mebibytes=60))
            assert refused(large) == ("too_much_memory", 0, "60")
    monkeypatch.setattr(apart, "_WAITED", 0.001)
    assert refused(large)[0] == "too_much_time"


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert [refused(tmp_path / name)[0] for name in ("", "none", "empty")] == [
        "not_a_file", "file_missing", "file_empty",
    ]  # fmt: skip


def test_a_dropped_table_is_a_statement_or_a_list_of_ours(tmp_path: Path) -> None:
    ours = "ref;payer;date;montant;libelle\nQ1;A1;01/01/2026;5,00;x\n"
    assert is_statement_table(put(tmp_path, "a.csv", csv(OPS)))
    assert not is_statement_table(put(tmp_path, "b.csv", ours))
    assert not is_statement_table(put(tmp_path, "c.csv", "nom;prenom\nA;B\n"))
    assert not is_statement_table(tmp_path / "none.csv")


def test_each_refusal_of_the_readers_has_its_words() -> None:
    import re

    codes = set()
    for path in Path(reading.__file__).parent.glob("*.py"):
        codes |= set(re.findall(r'NotRead\(\s*"([a-z0-9_]+)"', path.read_text(encoding="utf-8")))
    entry = {f"entry_{code}" for code in ("amount_missing", "amount_unreadable", "sign_missing")}
    somewhere = set(reading._SOMEWHERE.values())
    assert codes - {"line_broken"} | entry | somewhere <= set(REFUSALS)
