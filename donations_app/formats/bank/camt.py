"""CAMT.052, .053 and .054 of ISO 20022, in whichever version: read as it streams, an entry at a time.

Elements are known by their names in the namespace of the message, so that later versions are read too. What changed
between versions is met both ways: the name of a party stands below him or below ``Pty``, the status is a text or a
``Cd``, the transaction has its own amount and sign or none. ``CdtDbtInd`` alone gives the sign: of a reversal it
says how the reversal moved the balance (message definition reports of ISO 20022, read 2026-11).
"""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from donations_app.domain.bank import AmountUnreadable, Balance, BankLine, minor_units
from donations_app.formats.bank.said import AT_ONCE, DONE, Building, NotRead, Said, day_of, warned

STATEMENTS: Final = {"BkToCstmrAcctRpt": "Rpt", "BkToCstmrStmt": "Stmt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
_STEP: Final = 2**17
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
    wanted = STATEMENTS[message]
    parser: Any = XMLPullParser(("end",))
    reader: _Reader | None = None
    done = 0
    while step := file.read(_STEP):
        done += len(step)
        try:
            parser.feed(step)
            element: Element
            for _event, element in parser.read_events():
                tag = element.tag
                if tag.endswith("}Ntry") or tag == "Ntry":
                    reader = reader or _Reader(tag[:-4])
                    reader.numbered(element)
                    element.clear()
                elif tag.rpartition("}")[2] == wanted:
                    reader = reader or _Reader(tag.rpartition(wanted)[0])
                    yield from reader.statement(element, is_report=wanted == "Rpt")
                    element.clear()
        except ParseError as error:
            raise NotRead("xml_broken", error.position[0]) from error
        if reader:
            yield from reader.found.lines(least=AT_ONCE)
        yield [DONE, done]
    try:
        parser.close()
    except ParseError as error:
        raise NotRead("xml_broken", error.position[0]) from error


class _Reader:
    """Reads the entries of one statement after another; ``space`` is the namespace before each name."""

    def __init__(self, space: str) -> None:
        self._space = space
        self.found = Building()
        self._undated: list[BankLine] = []

    # elements

    def _at(self, element: Element | None, *names: str) -> Element | None:
        for name in names:
            if element is None:
                return None
            element = element.find(self._space + name)
        return element

    def _text(self, element: Element | None, *names: str) -> str:
        found = self._at(element, *names)
        return (found.text or "").strip() if found is not None else ""

    def _all(self, element: Element | None, name: str) -> list[Element]:
        return element.findall(self._space + name) if element is not None else []

    def _coded(self, element: Element | None) -> str:
        """Return what stands in an element itself, or as a code or in own words below it."""
        return (
            self._text(element, "Cd")
            or self._text(element, "Prtry")
            or self._text(element, "Prtry", "Cd")
            or self._text(element)
        )

    def _day(self, element: Element | None) -> date | None:
        return day_of(self._text(element, "Dt") or self._text(element, "DtTm"))

    def _amount(self, element: Element | None) -> tuple[int, str]:
        """Return minor units, without sign, and their currency."""
        if element is None:
            raise NotRead("amount_missing")
        currency = element.get("Ccy", "").strip().upper()
        text = (element.text or "").strip()
        try:
            return minor_units(text, currency), currency
        except AmountUnreadable as error:
            raise NotRead("amount_unreadable", detail=text[:40]) from error

    # a statement

    def statement(self, element: Element, *, is_report: bool) -> Iterator[Said]:
        """Say what stands around the entries, which were read before."""
        found, self.found = self.found, Building()
        account = self._at(element, "Acct")
        number = self._at(account, "Id")
        found.account = self._text(number, "IBAN").replace(" ", "") or self._text(number, "Othr", "Id")
        found.currency = self._text(account, "Ccy") or found.currency
        found.reference = self._text(element, "Id")
        balances = {self._coded(self._at(one, "Tp", "CdOrPrtry")): one for one in self._all(element, "Bal")}
        found.opening = self._balance(balances, _OPENING)
        found.closing = self._balance(balances, (*_CLOSING, *(_LAST_SO_FAR if is_report else ())))
        if not found.currency:
            found.currency = (found.opening or found.closing or Balance(0, "", None)).currency
        yield from self._dated(found, element)
        yield from found.end()

    def _balance(self, balances: dict[str, Element], wanted: tuple[str, ...]) -> Balance | None:
        for name in wanted:
            if name in balances:
                element = balances[name]
                amount, currency = self._amount(self._at(element, "Amt"))
                return Balance(self._sign(element) * amount, currency, self._day(self._at(element, "Dt")))
        return None

    def _dated(self, found: Building, element: Element) -> Iterator[Said]:
        """Give entries without a day that of the statement."""
        if not self._undated:
            return
        on = (found.closing and found.closing.on) or day_of(self._text(element, "CreDtTm"))
        if on is None:
            raise NotRead("day_missing", detail=found.reference)
        for line in self._undated:
            found.add(line._replace(booked_on=on))
        yield warned("day_of_statement", found.account or found.reference, str(len(self._undated)))
        self._undated = []

    # an entry

    def numbered(self, element: Element) -> None:
        """Take an entry; what cannot be read is told with its number."""
        try:
            self._entry(element)
        except NotRead as error:
            if error.line:
                raise
            number = self.found.entries + self.found.pending + 1
            raise NotRead(f"entry_{error.code}", number, error.detail) from error

    def _entry(self, element: Element) -> None:
        """Take an entry: booked ones alone move the balance."""
        amount, currency = self._amount(self._at(element, "Amt"))
        amount *= self._sign(element)
        status = self._coded(self._at(element, "Sts"))
        if status not in ("BOOK", ""):
            self.found.pending += 1
            return
        value_on = self._day(self._at(element, "ValDt"))
        booked_on = self._day(self._at(element, "BookgDt")) or value_on
        place = self.found.book(amount)
        whole = BankLine(
            entry=place,
            booked_on=booked_on or date.min,
            value_on=value_on,
            amount=amount,
            currency=currency,
            entry_amount=amount,
            is_return=self._text(element, "RvslInd") in ("true", "1"),
            bank_reference=self._text(element, "AcctSvcrRef") or self._text(element, "NtryRef"),
            code=self._code(self._at(element, "BkTxCd")),
            label=self._text(element, "AddtlNtryInf"),
            charges=self._charges(element, currency),
        )
        for line in self._unfolded(element, whole):
            if booked_on is None:
                self._undated.append(line)
            else:
                self.found.add(line)

    def _sign(self, element: Element) -> int:
        said = self._text(element, "CdtDbtInd")
        if said not in ("CRDT", "DBIT"):
            raise NotRead("sign_missing", detail=said[:40])
        return 1 if said == "CRDT" else -1

    def _code(self, element: Element | None) -> str:
        domain = self._at(element, "Domn")
        family = self._at(domain, "Fmly")
        codes = (self._text(domain, "Cd"), self._text(family, "Cd"), self._text(family, "SubFmlyCd"))
        return "-".join(filter(None, codes)) or self._text(element, "Prtry", "Cd")

    def _charges(self, element: Element, currency: str) -> int:
        """Return what the bank took, where it says so in the currency of the entry."""
        total = 0
        for charges in self._all(element, "Chrgs"):
            records = self._all(charges, "Rcrd") or [charges]
            stated = self._at(charges, "TtlChrgsAndTaxAmt")
            for one in [stated] if stated is not None else [self._at(record, "Amt") for record in records]:
                if one is not None and one.get("Ccy") == currency:
                    total += self._amount(one)[0]
        return total

    def _unfolded(self, element: Element, whole: BankLine) -> list[BankLine]:
        """Return the transactions of an entry, or the entry where they do not add up to it."""
        details = [one for some in self._all(element, "NtryDtls") for one in self._all(some, "TxDtls")]
        if len(details) == 1:
            return [self._detailed(details[0], whole)]
        if not details:
            said = self._text(self._at(element, "NtryDtls"), "Btch", "NbOfTxs")
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

    def _own_amount(self, detail: Element, whole: BankLine) -> int | None:
        """Return what a transaction has of its entry, with its sign, in the entry's currency."""
        amounts = self._at(detail, "AmtDtls")
        for found in (
            self._at(detail, "Amt"),
            self._at(amounts, "TxAmt", "Amt"),
            self._at(amounts, "InstdAmt", "Amt"),
        ):
            if found is not None and found.get("Ccy") == whole.currency:
                amount = self._amount(found)[0]
                said = self._text(detail, "CdtDbtInd")
                sign = self._sign(detail) if said else (-1 if whole.amount < 0 else 1)
                return sign * amount
        return None

    def _detailed(self, detail: Element, whole: BankLine) -> BankLine:
        """Return a line with what one transaction says of itself."""
        references = self._at(detail, "Refs")
        returned = self._at(detail, "RtrInf")
        code = self._code(self._at(detail, "BkTxCd")) or whole.code
        is_return = whole.is_return or returned is not None or code.rpartition("-")[2] in _RETURNED
        name, iban = self._counterpart(detail, is_credit=(whole.amount >= 0) != is_return)
        end_to_end = self._text(references, "EndToEndId")
        own = self._at(detail, "RmtInf")
        remittance = " ".join(filter(None, (self._text(one) for one in self._all(own, "Ustrd"))))
        structured = [
            self._text(one, "CdtrRefInf", "Ref") or self._text(one, "CdtrRefInf", "CdtrRef")
            for one in self._all(own, "Strd")
        ]
        told = (
            remittance
            or " ".join(self._text(one, "AddtlRmtInf") for one in self._all(own, "Strd")).strip()
            or self._text(detail, "AddtlTxInf")
        )
        return whole._replace(
            is_return=is_return,
            return_code=self._coded(self._at(returned, "Rsn")),
            counterpart=name,
            counterpart_iban=iban,
            remittance=told,
            creditor_reference=" ".join(filter(None, structured)),
            end_to_end="" if end_to_end in _NO_REFERENCE else end_to_end,
            mandate=self._text(references, "MndtId"),
            bank_reference=self._text(references, "AcctSvcrRef") or whole.bank_reference,
            code=code,
            instructed=self._instructed(detail, whole.currency),
            charges=self._charges(detail, whole.currency) or whole.charges,
        )

    def _counterpart(self, detail: Element, *, is_credit: bool) -> tuple[str, str]:
        """Return name and account of the other side: who paid a credit, who was paid by a debit."""
        parties = self._at(detail, "RltdPties")
        for role in ("Dbtr", "Cdtr") if is_credit else ("Cdtr", "Dbtr"):
            name = self._name(self._at(parties, role)) or self._name(self._at(parties, "Ultmt" + role)) or ""
            number = self._at(parties, role + "Acct", "Id")
            account = self._text(number, "IBAN") or self._text(number, "Othr", "Id")
            if name or account:
                return name, account
        return "", ""

    def _name(self, party: Element | None) -> str:
        return self._text(party, "Nm") or self._text(party, "Pty", "Nm")

    def _instructed(self, detail: Element, currency: str) -> str:
        found = self._at(detail, "AmtDtls", "InstdAmt", "Amt")
        if found is None or found.get("Ccy", currency) == currency:
            return ""
        return f"{(found.text or '').strip()[:20]} {found.get('Ccy')}"
