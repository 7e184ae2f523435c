"""What the benchmark of the bank reads: a CAMT statement of payments that wait in books, and a table of lines."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from benchmarks.product import Books, take_in

IBAN: Final = "FR7630006000011234567890189"
_LAST: Final = (
    ("ben", "el", "ou", "mad", "tam", "as", "ik", "ra", "zi", "bo"),
    ("ha", "mi", "lou", "ta", "ri", "sou", "na", "ka", "di", "fe"),
    ("ddi", "ane", "oud", "rir", "lal", "zzi", "mar", "sbi", "far", "jid"),
)
_FIRST: Final = (
    "Mohand",
    "Claire",
    "Fatima",
    "Hélène",
    "Brahim",
    "Naïma",
    "Jean",
    "Zahra",
    "Idder",
    "Anne-Marie",
)
_EUROS: Final = (10, 15, 20, 25, 30, 40, 50, 60, 100, 150, 200, 500)
_FIVE_A_YEAR: Final = 5  # payments of each person, seventy days apart
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId>
<CreDtTm>2025-12-31T22:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>2025-12-31T22:00:00</CreDtTm><Acct><Id>
<IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>"""
_BALANCE: Final = (
    '<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    "<Dt><Dt>2025-01-01</Dt></Dt></Bal>"
)
_ENTRY: Final = (
    '<Ntry><Amt Ccy="EUR">{euros}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt>'
    "</BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>REF{n:08}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly>"
    "<Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E2E{n:08}"
    '</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">{euros}.00</Amt></TxAmt></AmtDtls><RltdPties><Dbtr>'
    "<Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>FR76300060000112345{who:08}</IBAN></Id></DbtrAcct><Cdtr><Nm>"
    "Association</Nm></Cdtr></RltdPties><RmtInf><Ustrd>DON {n} POUR LE VILLAGE</Ustrd></RmtInf></TxDtls></NtryDtls>"
    "<AddtlNtryInf>VIREMENT RECU</AddtlNtryInf></Ntry>\n"
)
_HEADINGS: Final = (
    "Date de comptabilisation", "Libelle simplifie", "Libelle operation", "Reference",
    "Informations complementaires", "Type operation", "Categorie", "Sous categorie", "Debit", "Credit",
    "Date operation", "Date de valeur", "Pointage operation",
)  # fmt: skip


def name_of(who: int) -> tuple[str, str]:
    """Return last and first name of a person, of whom a thousand have one last name but for its ending."""
    last = "".join(parts[who // 10**place % 10] for place, parts in enumerate(_LAST))
    return f"{last.capitalize()}{_LAST[0][who // 1000 % 10]}", _FIRST[who // 7 % 10]


def _payment(n: int, people: int) -> tuple[int, date, int]:
    """Return who gives, when and how many euros."""
    return n % people, date(2025, 1, 3) + timedelta(days=n // people * 70 + n % 60), _EUROS[n // 12 % 12]


def wait_in(books: Books, folder: Path, count: int) -> None:
    """Record payments by transfer of which the bank has not told, five of each person."""
    people = count // _FIVE_A_YEAR
    file = folder / "people.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened, delimiter=";")
        rows.writerow(("ref", "kind", "last_name", "first_name", "address", "postcode", "city"))
        for who in range(people):
            rows.writerow((f"D{who}", "individual", *name_of(who), f"{who} rue X", "13001", "Marseille"))
    take_in(books, "people", file, partial=True)
    file = folder / "payments.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened, delimiter=";")
        rows.writerow(("ref", "office", "payer", "received_on", "method", "kind", "amount"))
        for n in range(count):
            who, on, euros = _payment(n, people)
            rows.writerow((f"V{n}", "MRS", f"D{who}", on, "transfer", "donation", f"{euros},00"))
    take_in(books, "payments", file)


def write_statement(path: Path, count: int) -> None:
    """Write a CAMT statement in which each payment of ``wait_in`` is booked on the day after."""
    people = count // _FIVE_A_YEAR
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD + _BALANCE.format(kind="OPBD") + _BALANCE.format(kind="CLBD"))
        for n in range(count):
            who, on, euros = _payment(n, people)
            last, first = name_of(who)
            name = f"{first} {last}".upper()
            file.write(_ENTRY.format(n=n, day=on + timedelta(days=1), euros=euros, name=name, who=who))
        file.write("</Stmt></BkToCstmrStmt></Document>")


def write_table(path: Path, count: int) -> None:
    """Write the lines of an account as a French bank exports them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(_HEADINGS)
        for n in range(count):
            day, amount = f"{1 + n % 28:02}/{1 + n % 12:02}/2025", f"{10 + n % 90},{n % 100:02}"
            said = (
                f"VIR DONATEUR {n}",
                f"VIR SEPA DONATEUR {n} DON POUR LE VILLAGE",
                f"REF{n:08}",
                f"DON {n}",
            )
            sides = ("", amount) if n % 7 else (f"-{amount}", "")
            rows.writerow((day, *said, "Virement recu", "Revenus", "Autres", *sides, day, day, "0"))
