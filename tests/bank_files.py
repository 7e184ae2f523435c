"""Files of banks made for tests: the same operations as CAMT, CFONB, OFX, MT940, QIF and CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

IBAN: Final = "FR7630006000011234567890189"
Days = tuple[date, date]  # of the opening balance and of the closing one
_NEW_YEAR: Final = (date(2026, 1, 1), date(2026, 1, 1))
_LAST: Final = ("{ABCDEFGHI", "}JKLMNOPQR")


@dataclass(frozen=True)
class Op:
    """One operation: cents, a credit above zero."""

    on: date
    cents: int
    name: str = ""
    text: str = ""
    reference: str = ""  # of the bank
    end_to_end: str = ""
    iban: str = ""  # of the other side
    mandate: str = ""
    return_code: str = ""
    charges: int = 0  # cents that the bank says it took


def euros(cents: int, mark: str = ".") -> str:
    return f"{abs(cents) // 100}{mark}{abs(cents) % 100:02}"


def camt(
    ops: Sequence[Op],
    *,
    opening: int = 100_00,
    closing: int | None = None,
    iban: str = IBAN,
    days: Days = _NEW_YEAR,
) -> str:
    closes = opening + sum(op.cents for op in ops) if closing is None else closing
    entries = "".join(map(_entry, ops))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>'
        "</GrpHdr><Stmt><Id>S</Id><CreDtTm>2026-01-01T00:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', opening, days[0])}{_balance('CLBD', closes, days[1])}{entries}"
        "</Stmt></BkToCstmrStmt></Document>"
    )


def _balance(kind: str, cents: int, on: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{euros(cents)}</Amt>"
        f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def _entry(op: Op) -> str:
    mark, role = ("DBIT", "Cdtr") if op.cents < 0 else ("CRDT", "Dbtr")
    end_to_end = f"<EndToEndId>{op.end_to_end or 'NOTPROVIDED'}</EndToEndId>"
    party = f"<{role}><Pty><Nm>{op.name}</Nm></Pty></{role}>" if op.name else ""
    if op.iban:
        party += f"<{role}Acct><Id><IBAN>{op.iban}</IBAN></Id></{role}Acct>"
    mandate = f"<MndtId>{op.mandate}</MndtId>" if op.mandate else ""
    back = f"<RtrInf><Rsn><Cd>{op.return_code}</Cd></Rsn></RtrInf>" if op.return_code else ""
    took = euros(op.charges)
    charges = f"<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>{took}</TtlChrgsAndTaxAmt></Chrgs>" if op.charges else ""
    return (
        f"<Ntry><Amt Ccy='EUR'>{euros(op.cents)}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{op.on}</Dt></BookgDt><AcctSvcrRef>{op.reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs>"
        f"{end_to_end}{mandate}</Refs>{charges}<RltdPties>{party}</RltdPties><RmtInf><Ustrd>{op.text}</Ustrd></RmtInf>{back}</TxDtls>"
        "</NtryDtls></Ntry>"
    )


def cfonb(ops: Sequence[Op], *, opening: int = 100_00, days: Days = _NEW_YEAR) -> str:
    closing = opening + sum(op.cents for op in ops)
    records = [_record("01", "", days[0], opening)]
    for op in ops:
        records.append(_record("04", op.text, op.on, op.cents, reference=op.reference))
        if op.name:
            kind = "NPY" if op.cents >= 0 else "NBE"
            records.append(f"0530006    00001EUR2 1234567890105{op.on:%d%m%y}     {kind}{op.name}".ljust(120))
    return "\n".join([*records, _record("07", "", days[1], closing)])


def _record(code: str, label: str, on: date, cents: int, *, reference: str = "") -> str:
    digits = f"{abs(cents):014}"
    amount = digits[:13] + _LAST[cents < 0][int(digits[13])]
    kind = "05" if code == "04" else "  "
    dates = f"{on:%d%m%y}  {on:%d%m%y}" if code == "04" else f"{on:%d%m%y}        "
    head = f"{code}30006    00001EUR2 12345678901{kind}{dates}"
    return f"{head}{label[:31]:<42}{amount}{reference}".ljust(120)


def ofx(ops: Sequence[Op], *, closing: tuple[int, date] | None = None) -> str:
    entries = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{op.on:%Y%m%d}<TRNAMT>{'-' if op.cents < 0 else ''}{euros(op.cents)}"
        f"<FITID>{op.reference or number}<NAME>{op.name}<MEMO>{op.text}</STMTTRN>\n"
        for number, op in enumerate(ops)
    )
    balance = ""
    if closing:
        cents, on = closing
        said = f"<BALAMT>{'-' if cents < 0 else ''}{euros(cents)}<DTASOF>{on:%Y%m%d}"
        balance = f"<LEDGERBAL>{said}</LEDGERBAL>"
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR"
        "<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM>\n"
        f"<BANKTRANLIST>{entries}</BANKTRANLIST>{balance}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def csv(ops: Sequence[Op]) -> str:
    lines = [
        f"{op.on:%d/%m/%Y};{op.name} {op.text};{'-' if op.cents < 0 else ''}{euros(op.cents, ',')}"
        for op in ops
    ]
    return "\n".join(["Date;Libellé;Montant", *lines])


def mt940(ops: Sequence[Op], *, opening: int = 100_00, days: Days = _NEW_YEAR, iban: str = IBAN) -> str:
    closing = opening + sum(op.cents for op in ops)
    fields = [":20:M", f":25:{iban}", ":28C:1/1", f":60F:{_units(opening, days[0])}"]
    for op in ops:
        mark, bank = "D" if op.cents < 0 else "C", f"//{op.reference}" if op.reference else ""
        own = op.end_to_end or "NONREF"
        fields.append(f":61:{op.on:%y%m%d}{op.on:%m%d}{mark}{euros(op.cents, ',')}NTRF{own}{bank}")
        fields.append(f":86:{op.name} {op.text}")
    return "\n".join([*fields, f":62F:{_units(closing, days[1])}", "-"])


def _units(cents: int, on: date) -> str:
    return f"{'D' if cents < 0 else 'C'}{on:%y%m%d}EUR{euros(cents, ',')}"


def qif(ops: Sequence[Op]) -> str:
    entries = [
        f"D{op.on:%d/%m/%Y}\nT{'-' if op.cents < 0 else ''}{euros(op.cents)}\nP{op.name}\nM{op.text}\n^"
        for op in ops
    ]
    return "\n".join(["!Type:Bank", *entries])


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@dataclass(frozen=True)
class Back:
    """A debit that came back: cents of the debit, with what the bank says of it."""

    cents: int
    code: str
    end_to_end: str = ""
    mandate: str = ""
    fee: int = 0  # beside the debit, in its entry
    collected_on: date | None = None


def returned(backs: Sequence[Back], on: date, *, iban: str = IBAN) -> str:
    """Return the CAMT.054 that says on a day that debits came back."""
    entries = "".join(_back_entry(one, on) for one in backs)
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr>'
        f"<MsgId>M</MsgId></GrpHdr><Ntfctn><Id>N</Id><CreDtTm>{on}T00:00:00</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy>"
        f"</Acct>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    )


def _back_entry(one: Back, on: date) -> str:
    reference = f"<EndToEndId>{one.end_to_end}</EndToEndId>" if one.end_to_end else ""
    mandate = f"<MndtId>{one.mandate}</MndtId>" if one.mandate else ""
    return (
        f"<Ntry><Amt Ccy='EUR'>{euros(one.cents + one.fee)}</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{on}</Dt></BookgDt><NtryDtls><TxDtls><Refs>{reference}{mandate}</Refs>"
        f"<RtrInf><Rsn><Cd>{one.code}</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>"
    )


def rejected(backs: Sequence[Back], on: date, *, original: str = "", whole: str = "") -> str:
    """Return the pain.002 that says on a day that debits are rejected; ``whole``: all of them, for this reason."""
    status = f"<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{whole}</Cd></Rsn></StsRsnInf>" if whole else ""
    parts = "".join(map(_back_status, backs))
    batch = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>{parts}</OrgnlPmtInfAndSts>" if backs else ""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>M</MsgId>'
        f"<CreDtTm>{on}T08:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>{status}</OrgnlGrpInfAndSts>{batch}</CstmrPmtStsRpt></Document>"
    )


def _back_status(one: Back) -> str:
    reference = f"<OrgnlEndToEndId>{one.end_to_end or 'NOTPROVIDED'}</OrgnlEndToEndId>"
    mandate = f"<MndtRltdInf><MndtId>{one.mandate}</MndtId></MndtRltdInf>" if one.mandate else ""
    on = f"<ReqdColltnDt>{one.collected_on}</ReqdColltnDt>" if one.collected_on else ""
    return (
        f"<TxInfAndSts>{reference}<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>{one.code}</Cd></Rsn></StsRsnInf>"
        f"<OrgnlTxRef><Amt><InstdAmt Ccy='EUR'>{euros(one.cents)}</InstdAmt></Amt>{on}{mandate}</OrgnlTxRef>"
        "</TxInfAndSts>"
    )
