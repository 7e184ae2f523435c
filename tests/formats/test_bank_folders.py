"""Files of real banks, and those of other programs' tests: each gives what is expected of it, to the cent."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from donations_app.domain.bank import BankFile, minor_units
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.bank.reading import read_bank_file
from donations_app.formats.bank.status_reports import is_status_report, read_status_report

Expected = dict[str, Any]


def _units(text: str, currency: str) -> int:
    plain = text.replace(",", ".").removeprefix("-")
    return -minor_units(plain, currency) if text.startswith("-") else minor_units(plain, currency)


def _balance(stated: Any) -> int | None:
    return stated and _units(stated["amount"], stated["ccy"])


def _camt(expected: Expected, found: BankFile) -> Iterator[tuple[Any, Any]]:
    yield found.format, expected["namespace"].rpartition(":")[2]
    tied = [statement["opening_plus_booked_equals_closing"] for statement in expected["statements"]]
    yield [one.ties for one in found.statements], tied
    yield "balance_not_tied" in _warned(found), expected.get("outcome") == "import_with_warning"
    for statement, one in zip(expected["statements"], found.statements, strict=True):
        currency = statement["entry_ccys"][0]
        yield one.account, statement["iban"] or statement["other_account_id"]
        yield one.reference, statement["statement_id"]
        yield one.entries, statement["entries_by_status"]["BOOK"]
        yield one.credits, _units(statement["sum_credits_booked"], currency)
        yield one.debits, _units(statement["sum_debits_booked"], currency)
        yield one.opening and one.opening.amount, _balance(statement["opening"])
        yield one.closing and one.closing.amount, _balance(statement["closing"])
        yield one.returns, statement["returned_tx"]
        yield sum(line.amount for line in one.lines), one.credits - one.debits
        told = {line.end_to_end for line in one.lines if not line.batch} - {""}
        yield told - set(statement["end_to_end_ids"]), set()
        structured = {part for line in one.lines for part in line.creditor_reference.split(" ")} - {""}
        yield (
            {" ".join(part.split()) for part in structured}
            <= {*" ".join(statement["creditor_refs"]).split()},
            True,
        )


def _cfonb(expected: Expected, found: BankFile) -> Iterator[tuple[Any, Any]]:
    yield found.format, "cfonb120"
    for statement, one in zip(expected["statements"], found.statements, strict=True):
        currency = statement["ccy"]
        number = statement["bank"] + statement["branch"] + statement["account"]
        yield (one.account[4:25], one.currency), (number, currency)
        yield one.entries, statement["entries"]
        yield one.credits, _units(statement["sum_credits"], currency)
        yield one.debits, _units(statement["sum_debits"], currency)
        for balance, name in ((one.opening, "opening"), (one.closing, "closing")):
            assert balance is not None
            yield balance.amount, _units(statement[name], currency)
            yield str(balance.on), statement[f"{name}_date"]
        yield one.ties, statement["opening_plus_ops_equals_closing"]
        yield [line.label for line in one.lines[:3]], [label.strip() for label in statement["first_labels"]]
        yield sorted({line.code for line in one.lines}), statement["interbank_codes"]


def _ofx(expected: Expected, found: BankFile) -> Iterator[tuple[Any, Any]]:
    for statement, one in zip(expected["raw_reading"], found.statements, strict=True):
        currency = statement["ccy"]
        yield one.account.endswith(statement["acctid"]) or statement["acctid"] in one.account, True
        yield one.currency, currency
        yield one.entries, statement["entries"]
        yield one.credits, _units(statement["sum_credits"], currency)
        yield one.debits, _units(statement["sum_debits"], currency)
        yield one.closing and one.closing.amount, _units(statement["ledger_balance"], currency)


def _mt940(expected: Expected, found: BankFile) -> Iterator[tuple[Any, Any]]:
    yield found.format, "mt940"
    yield sum(one.entries for one in found.statements), expected["lines_61"]
    yield sum(one.credits for one in found.statements), _units(expected["regex_sum_credits"], "EUR")
    yield sum(one.debits for one in found.statements), _units(expected["regex_sum_debits"], "EUR")
    for balances, name in (
        ([one.opening for one in found.statements], "opening_60"),
        ([one.closing for one in found.statements], "closing_62"),
    ):
        stated = [
            (-1 if text[0] == "D" else 1) * minor_units(text[10:], text[7:10]) for text in expected[name]
        ]
        yield [balance.amount for balance in balances if balance], stated
    tied = expected.get("opening_plus_entries_equals_closing")
    if tied is not None:
        yield found.statements[0].ties, tied


def _qif(expected: Expected, found: BankFile) -> Iterator[tuple[Any, Any]]:
    (one,) = found.statements
    yield (found.format, one.entries), ("qif", expected["entries"])
    yield one.credits, _units(expected["sum_credits"], "EUR")
    yield one.debits, _units(expected["sum_debits"], "EUR")
    days = [f"{line.booked_on.day}/{line.booked_on.month}/{line.booked_on:%y}" for line in one.lines]
    yield days, expected["dates"]


def _table(expected: Expected, found: BankFile) -> Iterator[tuple[Any, Any]]:
    lines = [line for one in found.statements for line in one.lines]
    yield found.format, "xlsx" if "sheets" in expected else "csv"
    if "rows" in expected:
        rows = [{"date": str(one.booked_on), "amount": one.amount, "label": one.label} for one in lines]
        yield rows, [row | {"amount": _units(row["amount"], "EUR")} for row in expected["rows"]]
    elif "lines" in expected:
        yield len(lines), expected["lines"] - 1
    else:
        (sheet,) = expected["sheets"].values()
        yield [line.amount for line in lines], [_units(row[3], row[2]) for row in sheet[1:]]
    if "balance" in expected:
        closing = found.statements[0].closing
        yield closing and closing.amount, _units(expected["balance"], "EUR")


def _warned(found: BankFile) -> set[str]:
    return {one.code for one in found.warnings}


FOLDERS: dict[str, Callable[[Expected, BankFile], Iterator[tuple[Any, Any]]]] = {
    "camt053": _camt, "camt054": _camt, "cfonb": _cfonb, "ofx": _ofx, "mt940": _mt940, "qif": _qif,
    "bankcsv": _table,
}  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_file_of_a_folder_gives_what_is_expected(samples: Path, folder: str) -> None:
    all_expected: dict[str, Expected] = json.loads((samples / folder / "expected.json").read_text())
    assert all_expected
    differ: list[tuple[Any, ...]] = []
    for name, expected in all_expected.items():
        is_none = expected.get("outcome") == "refuse" or not expected.get("raw_reading", True)
        try:
            found, _digest = read_bank_file(samples / folder / name)
        except FileRefused as refused:
            if not is_none:
                differ.append((name, refused.problem))
            continue
        if is_none:
            differ.append((name, "taken"))
        differ += [(name, *pair) for pair in FOLDERS[folder](expected, found) if pair[0] != pair[1]]
    assert differ == []


def test_each_status_report_of_a_folder_gives_what_is_expected(samples: Path) -> None:
    folder = samples / "pain002"
    for name, expected in json.loads((folder / "expected.json").read_text()).items():
        assert is_status_report(folder / name), name
        report = read_status_report(folder / name)
        assert (report.format, report.status or None, report.original or None) == (
            (expected["namespace"] or "CstmrPmtStsRpt").rpartition(":")[2],
            expected["group_status"],
            expected["original_msg_id"],
        )
        assert [one.status for one in report.batches if one.status] == expected["payment_info_status"]
        others = [one for one in report.transactions if not one.is_rejected]
        assert len(report.rejected) == expected["rejected"]
        for found, stated in zip(
            (*report.rejected, *others), expected["rejections"] + expected["other_transactions"], strict=True
        ):
            told = (found.end_to_end, found.instruction or None, found.status, found.reason, list(found.info))
            assert told == tuple(
                stated[name] for name in ("end_to_end_id", "instr_id", "status", "reason", "info")
            )
            amount = stated["amount"] and minor_units(stated["amount"], found.currency)
            assert found.amount == amount
        is_processed = bool(report.rejected or report.whole)
        assert is_processed == (expected["outcome"] == "reject_processing")


def test_what_is_no_statement_is_refused_with_its_reason(samples: Path) -> None:
    reasons = {}
    for path in sorted([*(samples / "pain002").glob("*.xml"), *(samples / "cfonb").glob("*")]):
        if path.stat().st_size > 64 * 1024:
            continue  # the same, read in another process
        try:
            read_bank_file(path)
        except FileRefused as refused:
            reasons[path.suffix + refused.problem] = refused.detail or refused.line
    assert reasons == {
        ".xmlbank_other_message": "pain.002.001.03",
        ".txtcfonb_outside_statement": "04",
        ".csvbank_file_unknown": 0,
        ".jsonbank_file_unknown": 0,
        ".tsvbank_file_unknown": 0,
        ".pdfbank_pdf": 0,
    }
