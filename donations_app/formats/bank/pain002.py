"""Status reports on what was sent to the bank: pain.002 of ISO 20022, in whichever version.

What is said of a transaction wins over what is said of its batch, that over what is said of the message: banks write
an accepted message with rejected transactions in it. A transaction without a status has that of its batch.
"""

from datetime import date
from typing import IO, Any, Final

from donations_app.domain.status_reports import BatchStatus, StatusReport, TransactionStatus
from donations_app.formats.bank.elements import (
    Node,
    all_of,
    amount_of,
    at,
    below,
    coded,
    currency_of,
    stated,
    streamed,
    text_of,
)
from donations_app.formats.bank.said import NotRead, day_of

REPORTS: Final = (
    "CstmrPmtStsRpt",
    "pain.002.001.02",
)  # the element below the root; of version 02 its own name
MOST_TRANSACTIONS: Final = 100_000
_NO_REFERENCE: Final = frozenset(("NOTPROVIDED", "NONREF"))
_AMOUNTS: Final = (("Amt", "InstdAmt"), ("IntrBkSttlmAmt",), ("Amt",))


def read_pain002(file: IO[bytes], kind: str) -> StatusReport:
    """Return what a status report says.

    Args:
        file: of the message, without a document type (``recognise`` refuses it).
        kind: its version, such as ``pain.002.001.03``.

    Raises:
        NotRead: it is no sound XML, or an amount in it is none.
    """
    reader = _Reader()
    takes = {
        "GrpHdr": reader.header,
        "OrgnlGrpInfAndSts": reader.group,
        "TxInfAndSts": reader.transaction,
        "OrgnlPmtInfAndSts": reader.batch,
    }
    for _done in streamed(file, takes):
        pass
    return reader.report(kind)


class _Reader:
    """Takes the parts of a report as they come: transactions before the batch in which they stand."""

    def __init__(self) -> None:
        self._message = ""
        self._created_on: date | None = None
        self._group: Node = {}
        self._open: list[Node] = []  # transactions of the batch that is open
        self._batches: list[BatchStatus] = []
        self._transactions: list[TransactionStatus] = []

    def header(self, element: Node) -> None:
        """Take what the message says of itself."""
        self._message = stated(element, "MsgId")
        self._created_on = day_of(stated(element, "CreDtTm"))

    def group(self, element: Node) -> None:
        """Take what is said of the whole."""
        self._group = element

    def transaction(self, element: Node) -> None:
        """Take a transaction, which waits for its batch.

        Raises:
            NotRead: there are too many.
        """
        self._open.append(element)
        if len(self._open) + len(self._transactions) > MOST_TRANSACTIONS:
            raise NotRead("bank_too_many_entries", detail=str(MOST_TRANSACTIONS))

    def batch(self, element: Node) -> None:
        """Take a batch with its transactions."""
        name, status = stated(element, "OrgnlPmtInfId"), coded(element.get("PmtInfSts", ""))
        reason, info = _reason(element)
        self._batches.append(BatchStatus(name, status, reason, info, len(self._open)))
        self._transactions += [_transaction(one, name, status, reason) for one in self._open]
        self._open = []

    def report(self, kind: str) -> StatusReport:
        """Return all of it; transactions that stand in no batch (version 02) last."""
        group = self._group
        reason, info = _reason(group)
        status = stated(group, "GrpSts") if group else ""
        alone = [_transaction(one, "", "", "") for one in self._open]
        return StatusReport(
            format=kind,
            message=self._message,
            created_on=self._created_on,
            original=stated(group, "OrgnlMsgId"),
            original_kind=stated(group, "OrgnlMsgNmId"),
            status=status,
            reason=reason,
            info=info,
            batches=tuple(self._batches),
            transactions=(*self._transactions, *alone),
        )


def _reason(element: Node) -> tuple[str, tuple[str, ...]]:
    """Return the first code of a status, and what is told besides."""
    found = [one for one in all_of(element, "StsRsnInf") if type(one) is dict]
    codes = (coded(at(one, "Rsn") or at(one, "StsRsn") or "") for one in found)
    told = [
        text_of(said)
        for one in found
        for name in ("AddtlInf", "AddtlStsRsnInf")
        for said in all_of(one, name)
    ]
    return next(filter(None, codes), ""), tuple(filter(None, told))


def _transaction(element: Node, batch: str, status: str, reason: str) -> TransactionStatus:
    original = below(element, "OrgnlTxRef")
    amount, currency = _amount(original)
    end_to_end = stated(element, "OrgnlEndToEndId")
    own, info = _reason(element)
    return TransactionStatus(
        status=stated(element, "TxSts") or status,
        end_to_end="" if end_to_end in _NO_REFERENCE else end_to_end,
        instruction=stated(element, "OrgnlInstrId"),
        reason=own or reason,
        info=info,
        amount=amount,
        currency=currency,
        mandate=text_of(original, "MndtRltdInf", "MndtId")
        or text_of(original, "MndtRltdInf", "DrctDbtMndt", "MndtId"),
        iban=text_of(original, "DbtrAcct", "Id", "IBAN").replace(" ", ""),
        charges=_charges(element, currency),
        collected_on=day_of(stated(original, "ReqdColltnDt")),
        batch=batch,
    )


def _amount(original: Node) -> tuple[int | None, str]:
    """Return minor units and currency of the transaction as it was sent, where they are said."""
    for names in _AMOUNTS:
        found: Any = at(original, *names)
        if found is not None and currency_of(found):
            return amount_of(found)
    return None, ""


def _charges(element: Node, currency: str) -> int:
    found = [at(one, "Amt") for one in all_of(element, "ChrgsInf")]
    stated_ = [one for one in found if one is not None and currency_of(one) == (currency or "EUR")]
    return sum(amount_of(one)[0] for one in stated_)
