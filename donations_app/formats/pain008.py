"""Files of SEPA direct debits: pain.008 of ISO 20022 in the versions 001.08 and 001.02, in permitted characters alone.

Written here and not by a library: none that is free writes what was amended of a mandate (decision 0069). What is
written is read again and counted before it is handed out. EPC130-08, guidelines for files from customers to banks.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree as ET

from msgspec import Struct

from donations_app.domain.collecting import OUTSIDE_EEA, Batch, Creditor, Debit, Place
from donations_app.domain.mandates import Amendment
from donations_app.domain.money import Money
from donations_app.domain.sepa_text import is_permitted, sepa_text

_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
_BIC: Final = {"pain.008.001.08": "BICFI", "pain.008.001.02": "BIC"}
_MESSAGE: Final = "Don regulier {ref} du {due}"  # on the statement of the donor, whose bank is French
_UNKNOWN: Final = "NOTPROVIDED"
_OTHER_BANK: Final = "SMNDA"  # same mandate, new debtor account
_LONGEST: Final = {"name": 70, "postcode": 16, "city": 35, "message": 140}


class DebitFile(Struct, frozen=True):
    """What a file says."""

    number: str  # MsgId
    made_at: datetime  # UTC
    collected_on: date
    creditor: Creditor
    batches: Sequence[Batch]


def end_to_end(number: str, position: int) -> str:
    """Return the reference of a debit of a run, by which banks name it; ``position`` from 1."""
    return f"{number}-{position}"


def write_debits(file: DebitFile) -> str:
    """Return a file of direct debits as XML.

    Raises:
        ValueError: what was written is not what was asked for; it must not leave.
    """
    version, creditor = file.creditor.format, file.creditor
    root = ET.Element("Document", {"xmlns": _NAMESPACE + version})
    whole = ET.SubElement(root, "CstmrDrctDbtInitn")
    debits = [one for batch in file.batches for one in batch.debits]
    head = ET.SubElement(whole, "GrpHdr")
    _texts(head, MsgId=file.number, CreDtTm=f"{file.made_at:%Y-%m-%dT%H:%M:%SZ}")
    _totals(head, debits)
    _texts(head, "InitgPty", Nm=sepa_text(creditor.name))
    position = 0
    for batch in file.batches:
        part = _batch(whole, batch, file)
        for debit in batch.debits:
            position += 1
            _debit(part, debit, end_to_end(file.number, position), _BIC[version])
    ET.indent(root)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
    _count_again(text, file, debits)
    return text


def _batch(whole: ET.Element, batch: Batch, file: DebitFile) -> ET.Element:
    creditor = file.creditor
    part = ET.SubElement(whole, "PmtInf")
    _texts(part, PmtInfId=f"{file.number}-{batch.sequence}", PmtMtd="DD", BtchBookg="true")
    _totals(part, batch.debits)
    kind = ET.SubElement(part, "PmtTpInf")
    _texts(kind, "SvcLvl", Cd="SEPA")
    _texts(kind, "LclInstrm", Cd="CORE")
    _texts(kind, SeqTp=batch.sequence)
    _texts(part, ReqdColltnDt=file.collected_on.isoformat())
    _texts(part, "Cdtr", Nm=sepa_text(creditor.name))
    _texts(part, "CdtrAcct/Id", IBAN=creditor.iban)
    _bank(part, "CdtrAgt", creditor.bic, _BIC[creditor.format])
    _texts(part, ChrgBr="SLEV")
    _scheme(ET.SubElement(part, "CdtrSchmeId"), creditor.creditor_id)
    return part


def _debit(part: ET.Element, debit: Debit, reference: str, bic: str) -> None:
    one, now = debit.of, debit.now
    line = ET.SubElement(part, "DrctDbtTxInf")
    _texts(line, "PmtId", EndToEndId=reference)
    ET.SubElement(line, "InstdAmt", {"Ccy": "EUR"}).text = _euros(one.amount)
    mandate = ET.SubElement(ET.SubElement(line, "DrctDbtTx"), "MndtRltdInf")
    signed_on = one.mandate.signed_on if one.mandate else None
    _texts(mandate, MndtId=now.reference, DtOfSgntr=signed_on.isoformat() if signed_on else "")
    if debit.amended:
        _texts(mandate, AmdmntInd="true")
        _amended(ET.SubElement(mandate, "AmdmntInfDtls"), debit.amended)
    else:
        _texts(mandate, AmdmntInd="false")
    _bank(line, "DbtrAgt", now.bic, bic)
    debtor = ET.SubElement(line, "Dbtr")
    _texts(debtor, Nm=sepa_text(one.name))
    if now.iban[:2] in OUTSIDE_EEA:
        _place(debtor, one.place)
    _texts(line, "DbtrAcct/Id", IBAN=now.iban)
    message = sepa_text(_MESSAGE.format(ref=one.ref, due=f"{one.due_on:%d/%m/%Y}"), limit=_LONGEST["message"])
    _texts(line, "RmtInf", Ustrd=message)


def _amended(details: ET.Element, amended: Amendment) -> None:
    """Write what was otherwise when the mandate was presented last (AT-24)."""
    if amended.reference:
        _texts(details, OrgnlMndtId=amended.reference)
    if amended.creditor_id:
        scheme = ET.SubElement(details, "OrgnlCdtrSchmeId")
        _texts(scheme, Nm=sepa_text(amended.creditor))
        _scheme(scheme, amended.creditor_id)
    if amended.iban:
        _texts(details, "OrgnlDbtrAcct/Id", IBAN=amended.iban)
    elif amended.is_other_bank:
        _texts(details, "OrgnlDbtrAcct/Id/Othr", Id=_OTHER_BANK)


def _place(debtor: ET.Element, place: Place) -> None:
    """Write an address by its parts: lines of an address alone are no longer taken."""
    parts = {
        "StrtNm": sepa_text(place.street, limit=_LONGEST["name"]),
        "PstCd": sepa_text(place.postcode, limit=_LONGEST["postcode"]),
        "TwnNm": sepa_text(place.city, limit=_LONGEST["city"]),
        "Ctry": place.country,
    }
    _texts(debtor, "PstlAdr", **{name: text for name, text in parts.items() if text})


def _scheme(place: ET.Element, creditor_id: str) -> None:
    other = _texts(place, "Id/PrvtId/Othr", Id=creditor_id)
    _texts(other, "SchmeNm", Prtry="SEPA")


def _bank(place: ET.Element, name: str, bic: str, tag: str) -> None:
    if bic:
        _texts(place, f"{name}/FinInstnId", **{tag: bic})
    else:
        _texts(place, f"{name}/FinInstnId/Othr", Id=_UNKNOWN)


def _totals(place: ET.Element, debits: Sequence[Debit]) -> None:
    total = Money.total(one.of.amount for one in debits)
    _texts(place, NbOfTxs=str(len(debits)), CtrlSum=_euros(total))


def _texts(place: ET.Element, path: str = "", /, **texts: str) -> ET.Element:
    """Write elements with their texts, within others; return the innermost of those."""
    for name in filter(None, path.split("/")):
        place = ET.SubElement(place, name)
    for name, text in texts.items():
        ET.SubElement(place, name).text = text
    return place


def _euros(amount: Money) -> str:
    return f"{amount.cents // 100}.{amount.cents % 100:02}"


def _cents(text: str | None) -> int:
    euros, _dot, cents = (text or "").partition(".")
    return int(euros) * 100 + int(cents)


def _count_again(text: str, file: DebitFile, debits: Sequence[Debit]) -> None:
    """Read what was written and hold it against what was asked for."""
    at = "{" + _NAMESPACE + file.creditor.format + "}"
    whole = ET.fromstring(text.encode())[0]  # noqa: S314 -- written above
    parts = whole.findall(f"{at}PmtInf")
    found = [_cents(one.text) for one in whole.iter(f"{at}InstdAmt")]
    counted = [int(one.text or 0) for one in whole.iter(f"{at}NbOfTxs")]
    summed = [_cents(one.text) for one in whole.iter(f"{at}CtrlSum")]
    references = {one.text for one in whole.iter(f"{at}EndToEndId")}
    by_part = [[_cents(one.text) for one in part.iter(f"{at}InstdAmt")] for part in parts]
    wanted = [one.of.amount.cents for one in debits]
    is_sound = (
        found == wanted
        and min(found) > 0
        and len(references) == len(found)
        and counted == [len(found), *map(len, by_part)]
        and summed == [sum(found), *map(sum, by_part)]
        and whole.find(f".//{at}AdrLine") is None
        and all(is_permitted(text.strip()) for text in whole.itertext())
    )
    if not is_sound:
        raise ValueError(f"{file.number}: the file is not what was asked for")
