"""CAMT.052, .053 and .054 of ISO 20022, in whichever version: read as it streams, an entry at a time.

Elements are known by their names in the namespace of the message, so that later versions are read too. What changed
between versions is met both ways: the name of a party stands below him or below ``Pty``, the status is a text or a
``Cd``, the transaction has its own amount and sign or none. ``CdtDbtInd`` alone gives the sign: of a reversal it
says how the reversal moved the balance (message definition reports of ISO 20022, read 2026-11).
"""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any, Final

from donations_app.domain.bank import Balance, BankLine
from donations_app.formats.bank.elements import (
    Node,
    all_of,
    amount_of,
    at,
    below,
    coded,
    currency_of,
    day_in,
    stated,
    streamed,
    text_of,
)
from donations_app.formats.bank.said import AT_ONCE, DONE, Building, NotRead, Said, day_of, warned

STATEMENTS: Final = {"BkToCstmrAcctRpt": "Rpt", "BkToCstmrStmt": "Stmt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)
_LAST_SO_FAR: Final = ("ITBD",)  # of a report within the day
_RETURNED: Final = frozenset(("PRDD", "UPDD", "RRTN", "ARET"))  # sub-families of codes of transactions
_NO_REFERENCE: Final = frozenset(("NOTPROVIDED", "NONREF"))


def read_camt(file: IO[bytes], message: str) -> Iterator[Said]:
    """Say what a message holds.

    Args:
        file: of the message, without a document type (``recognise`` refuses it).
        message: the name of the element below the root.

    Raises:
        NotRead: it is no sound XML, or has an entry without a sound amount or day.
    """
    reader = _Reader(is_report=message == "BkToCstmrAcctRpt")
    for done in streamed(file, {"Ntry": reader.numbered, STATEMENTS[message]: reader.statement}):
        yield from reader.told()
        yield [DONE, done]
    yield from reader.told()


class _Reader:
    """Reads the entries of one statement after another."""

    def __init__(self, *, is_report: bool) -> None:
        self._is_report = is_report
        self._found = Building()
        self._undated: list[BankLine] = []
        self._ended: list[Said] = []

    def told(self) -> Iterator[Said]:
        """Say what was read so far."""
        said, self._ended = self._ended, []
        yield from said
        yield from self._found.lines(least=AT_ONCE)

    # a statement

    def statement(self, element: Node) -> None:
        """Take what stands around the entries, which were read before."""
        if "Ntry" in element:
            raise NotRead("amount_missing")  # an entry with nothing in it
        found, self._found = self._found, Building()
        account = at(element, "Acct")
        number = at(account, "Id")
        found.account = text_of(number, "IBAN").replace(" ", "") or text_of(number, "Othr", "Id")
        found.currency = text_of(account, "Ccy") or found.currency
        found.reference = text_of(element, "Id")
        balances = {coded(at(one, "Tp", "CdOrPrtry")): one for one in all_of(element, "Bal")}
        found.opening = self._balance(balances, _OPENING)
        found.closing = self._balance(balances, (*_CLOSING, *(_LAST_SO_FAR if self._is_report else ())))
        if not found.currency:
            found.currency = (found.opening or found.closing or Balance(0, "", None)).currency
        self._ended += [*self._dated(found, element), *found.end()]

    def _balance(self, balances: dict[str, Any], wanted: tuple[str, ...]) -> Balance | None:
        for name in wanted:
            if name in balances:
                element = balances[name]
                amount, currency = amount_of(at(element, "Amt"))
                return Balance(self._sign(element) * amount, currency, day_in(below(element, "Dt")))
        return None

    def _dated(self, found: Building, element: Node) -> Iterator[Said]:
        """Give entries without a day that of the statement."""
        if not self._undated:
            return
        on = (found.closing and found.closing.on) or day_of(text_of(element, "CreDtTm"))
        if on is None:
            raise NotRead("day_missing", detail=found.reference)
        for line in self._undated:
            found.add(line._replace(booked_on=on))
        yield warned("day_of_statement", found.account or found.reference, str(len(self._undated)))
        self._undated = []

    # an entry

    def numbered(self, element: Node) -> None:
        """Take an entry; what cannot be read is told with its number."""
        try:
            self._entry(element)
        except NotRead as error:
            if error.line:
                raise
            number = self._found.entries + self._found.pending + 1
            raise NotRead(f"entry_{error.code}", number, error.detail) from error

    def _entry(self, element: Node) -> None:
        """Take an entry: booked ones alone move the balance."""
        amount, currency = amount_of(at(element, "Amt"))
        amount *= self._sign(element)
        status = coded(at(element, "Sts"))
        if status not in ("BOOK", ""):
            self._found.pending += 1
            return
        value_on = day_in(below(element, "ValDt"))
        booked_on = day_in(below(element, "BookgDt")) or value_on
        place = self._found.book(amount)
        whole = BankLine(
            place,
            booked_on or date.min,
            value_on,
            amount,
            currency,
            amount,
            is_return=stated(element, "RvslInd") in ("true", "1"),
            bank_reference=stated(element, "AcctSvcrRef") or stated(element, "NtryRef"),
            code=self._code(below(element, "BkTxCd")),
            label=stated(element, "AddtlNtryInf"),
            charges=self._charges(element, currency),
        )
        lines = self._unfolded(element, whole)
        if booked_on is None:
            self._undated += lines
        else:
            for line in lines:
                self._found.add(line)

    def _sign(self, element: Node) -> int:
        said = stated(element, "CdtDbtInd")
        if said == "CRDT":
            return 1
        if said != "DBIT":
            raise NotRead("sign_missing", detail=said[:40])
        return -1

    def _code(self, element: Node) -> str:
        if not element:
            return ""
        domain = below(element, "Domn")
        if not domain:
            return text_of(element, "Prtry", "Cd")
        family = below(domain, "Fmly")
        codes = (stated(domain, "Cd"), stated(family, "Cd"), stated(family, "SubFmlyCd"))
        return "-".join(filter(None, codes)) or text_of(element, "Prtry", "Cd")

    def _charges(self, element: Node, currency: str) -> int:
        """Return what the bank took, where it says so in the currency of the entry."""
        total = 0
        for charges in all_of(element, "Chrgs") if "Chrgs" in element else ():
            records = all_of(charges, "Rcrd") or [charges]
            stated = at(charges, "TtlChrgsAndTaxAmt")
            for one in [stated] if stated is not None else [at(record, "Amt") for record in records]:
                if one is not None and currency_of(one) == currency:
                    total += amount_of(one)[0]
        return total

    def _unfolded(self, element: Node, whole: BankLine) -> list[BankLine]:
        """Return the transactions of an entry, or the entry where they do not add up to it."""
        details = [one for some in all_of(element, "NtryDtls") for one in all_of(some, "TxDtls")]
        if len(details) == 1:
            return [self._detailed(details[0], whole)]
        if not details:
            said = text_of(at(element, "NtryDtls"), "Btch", "NbOfTxs")
            number = int(said) if said.isdecimal() and len(said) < 7 else 0
            return [whole._replace(batch=number if number > 1 else 0)]
        amounts = [self._own_amount(one, whole) for one in details]
        if None in amounts or sum(filter(None, amounts)) != whole.amount:
            texts = [self._detailed(one, whole) for one in details]
            remittance = " | ".join(dict.fromkeys(filter(None, (one.remittance for one in texts))))
            is_return = any(one.is_return for one in texts)
            return [whole._replace(remittance=remittance[:2000], batch=len(details), is_return=is_return)]
        return [
            self._detailed(one, whole._replace(amount=amount))
            for one, amount in zip(details, amounts, strict=True)
            if amount is not None
        ]

    def _own_amount(self, detail: Node, whole: BankLine) -> int | None:
        """Return what a transaction has of its entry, with its sign, in the entry's currency."""
        amounts = at(detail, "AmtDtls")
        for found in (
            at(detail, "Amt"),
            at(amounts, "TxAmt", "Amt"),
            at(amounts, "InstdAmt", "Amt"),
        ):
            if found is not None and currency_of(found) == whole.currency:
                amount = amount_of(found)[0]
                said = text_of(detail, "CdtDbtInd")
                sign = self._sign(detail) if said else (-1 if whole.amount < 0 else 1)
                return sign * amount
        return None

    def _detailed(self, detail: Node, whole: BankLine) -> BankLine:
        """Return a line with what one transaction says of itself."""
        if type(detail) is not dict:
            return whole
        references = below(detail, "Refs")
        returned = detail.get("RtrInf")
        code = self._code(below(detail, "BkTxCd")) or whole.code
        is_return = whole.is_return or returned is not None or code[-4:] in _RETURNED
        name, iban = self._counterpart(below(detail, "RltdPties"), is_credit=(whole.amount >= 0) != is_return)
        end_to_end = stated(references, "EndToEndId")
        told, structured = self._remittance(below(detail, "RmtInf"))
        return BankLine(
            whole.entry,
            whole.booked_on,
            whole.value_on,
            whole.amount,
            whole.currency,
            whole.entry_amount,
            is_return,
            return_code=coded(at(returned, "Rsn")) if returned else "",
            counterpart=name,
            counterpart_iban=iban,
            remittance=told or stated(detail, "AddtlTxInf"),
            creditor_reference=structured,
            end_to_end="" if end_to_end in _NO_REFERENCE else end_to_end,
            mandate=stated(references, "MndtId"),
            bank_reference=stated(references, "AcctSvcrRef") or whole.bank_reference,
            code=code,
            label=whole.label,
            instructed=self._instructed(detail, whole.currency),
            charges=self._charges(detail, whole.currency) or whole.charges,
        )

    def _remittance(self, own: Node) -> tuple[str, str]:
        """Return what was written, and the structured references."""
        written = own.get("Ustrd", "")
        told = written.strip() if type(written) is str else " ".join(filter(None, map(text_of, written)))
        parts = all_of(own, "Strd")
        if not parts:
            return told, ""
        references = (
            text_of(one, "CdtrRefInf", "Ref") or text_of(one, "CdtrRefInf", "CdtrRef") for one in parts
        )
        more = told or " ".join(text_of(one, "AddtlRmtInf") for one in parts).strip()
        return more, " ".join(filter(None, references))

    def _counterpart(self, parties: Node, *, is_credit: bool) -> tuple[str, str]:
        """Return name and account of the other side: who paid a credit, who was paid by a debit."""
        for role in ("Dbtr", "Cdtr") if is_credit else ("Cdtr", "Dbtr"):
            name = self._name(below(parties, role)) or self._name(below(parties, "Ultmt" + role))
            number = below(below(parties, role + "Acct"), "Id")
            account = stated(number, "IBAN") or text_of(number, "Othr", "Id")
            if name or account:
                return name, account
        return "", ""

    def _name(self, party: Node) -> str:
        return stated(party, "Nm") or stated(below(party, "Pty"), "Nm")

    def _instructed(self, detail: Node, currency: str) -> str:
        if "AmtDtls" not in detail:
            return ""
        found = at(detail, "AmtDtls", "InstdAmt", "Amt")
        ordered = currency_of(found)
        return f"{text_of(found)[:20]} {ordered}" if ordered not in ("", currency) else ""
