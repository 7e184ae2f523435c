"""CAMT.052, .053 and .054 of ISO 20022, in whichever version: read as it streams, an entry at a time.

Elements are known by their names in the namespace of the message, so that later versions are read too. What changed
between versions is met both ways: the name of a party stands below him or below ``Pty``, the status is a text or a
``Cd``, the transaction has its own amount and sign or none. ``CdtDbtInd`` alone gives the sign: of a reversal it
says how the reversal moved the balance (message definition reports of ISO 20022, read 2026-11).
"""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any, Final
from xml.parsers import expat

from donations_app.domain.bank import AmountUnreadable, Balance, BankLine, minor_units
from donations_app.formats.bank.said import AT_ONCE, DONE, Building, NotRead, Said, day_of, warned

STATEMENTS: Final = {"BkToCstmrAcctRpt": "Rpt", "BkToCstmrStmt": "Stmt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
_STEP: Final = 2**17
_DEEPEST: Final = 100  # levels; a message has some fifteen
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)
_LAST_SO_FAR: Final = ("ITBD",)  # of a report within the day
_RETURNED: Final = frozenset(("PRDD", "UPDD", "RRTN", "ARET"))  # sub-families of codes of transactions
_NO_REFERENCE: Final = frozenset(("NOTPROVIDED", "NONREF"))
_TEXT: Final = ""  # under which an element with attributes or others in it keeps its own text
_NOTHING: Final[dict[str, Any]] = {}
# an element: its text where it has nothing else, or what stands in it by name, several as a list, its attributes too
Node = dict[str, Any]


def read_camt(file: IO[bytes], message: str) -> Iterator[Said]:
    """Say what a message holds.

    Args:
        file: of the message, without a document type (``recognise`` refuses it).
        message: the name of the element below the root.

    Raises:
        NotRead: it is no sound XML, or has an entry without a sound amount or day.
    """
    reader = _Reader(is_report=message == "BkToCstmrAcctRpt")
    above: list[Node] = []
    parser = _parser(reader, STATEMENTS[message], above)
    done = 0
    try:
        while step := file.read(_STEP):
            done += len(step)
            parser.Parse(step, False)  # noqa: FBT003 -- whether it is the end
            if len(above) > _DEEPEST:
                raise NotRead("xml_deep")
            yield from reader.told()
            yield [DONE, done]
        parser.Parse(b"", True)  # noqa: FBT003 -- as above
    except expat.ExpatError as error:
        raise NotRead("xml_broken", error.lineno) from error
    yield from reader.told()


def _parser(reader: "_Reader", statement: str, above: list[Node]) -> expat.XMLParserType:
    """Return a parser that hands entries and statements to their reader, each as soon as it is whole.

    ``above`` holds the elements that are open. What is done here is done for each element of a file.
    """
    here: Node = {}
    text = ""
    takes = {"Ntry": reader.numbered, statement: reader.statement}
    open_, close = above.append, above.pop
    names: dict[str, str] = {}

    def learned(qualified: str) -> str:
        name = names[qualified] = qualified.rpartition(":")[2]
        return name

    def opened(_name: str, attributes: Node) -> None:
        nonlocal here, text
        open_(here)
        here, text = attributes, ""

    def said(some: str) -> None:
        nonlocal text
        text += some

    def closed(qualified: str) -> None:
        nonlocal here, text
        whole: Any = here
        here = close()
        name = names.get(qualified) or learned(qualified)
        if not whole:
            whole = text
        else:
            whole[_TEXT] = text
            if name in takes:
                takes[name](whole)
                text = ""
                return
        text = ""
        if name in here:
            _put_beside(here, name, whole)
        else:
            here[name] = whole

    parser = expat.ParserCreate()  # names with their prefixes, which is quicker than with namespaces
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.CharacterDataHandler = said
    parser.EndElementHandler = closed
    return parser


def _put_beside(here: Node, name: str, whole: Any) -> None:
    """Put an element beside those of its name."""
    found = here[name]
    if type(found) is list:
        found.append(whole)
    else:
        here[name] = [found, whole]


def _at(node: Any, *names: str) -> Any:
    """Return what stands in an element under some names, the first of several; ``None`` where nothing does."""
    for name in names:
        if type(node) is list:
            node = node[0]
        if type(node) is not dict:
            return None
        node = node.get(name)
    return node[0] if type(node) is list else node


def _text(node: Any, *names: str) -> str:
    for name in names:
        if type(node) is list:
            node = node[0]
        if type(node) is not dict:
            return ""
        node = node.get(name)
    if type(node) is list:
        node = node[0]
    if type(node) is dict:
        node = node.get(_TEXT)
    return node.strip() if node else ""


def _said(node: Node, name: str) -> str:
    """Return what stands directly in an element under a name, which is asked most often."""
    found = node.get(name)
    if found is None:
        return ""
    return found.strip() if type(found) is str else _text(found)


def _below(node: Node, name: str) -> Node:
    """Return the element, the first of several, that stands in another and has others in it; else an empty one."""
    found = node.get(name)
    if type(found) is list:
        found = found[0]
    return found if type(found) is dict else _NOTHING


def _all(node: Any, name: str) -> list[Any]:
    found = node.get(name) if type(node) is dict else None
    if found is None:
        return []
    return found if type(found) is list else [found]


def _coded(node: Any) -> str:
    """Return what stands in an element itself, or as a code or in own words below it."""
    if type(node) is str:
        return node.strip()
    return _text(node, "Cd") or _text(node, "Prtry") or _text(node, "Prtry", "Cd") or _text(node)


def _day(node: Node) -> date | None:
    return day_of(_said(node, "Dt") or _said(node, "DtTm")) if node else None


def _amount(node: Any) -> tuple[int, str]:
    """Return minor units, without sign, and their currency."""
    if node is None:
        raise NotRead("amount_missing")
    currency = _currency(node)
    written = _said(node, _TEXT) if type(node) is dict else _text(node)
    try:
        return minor_units(written, currency), currency
    except AmountUnreadable as error:
        raise NotRead("amount_unreadable", detail=written[:40]) from error


def _currency(node: Any) -> str:
    return node.get("Ccy", "").strip().upper() if type(node) is dict else ""


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
        account = _at(element, "Acct")
        number = _at(account, "Id")
        found.account = _text(number, "IBAN").replace(" ", "") or _text(number, "Othr", "Id")
        found.currency = _text(account, "Ccy") or found.currency
        found.reference = _text(element, "Id")
        balances = {_coded(_at(one, "Tp", "CdOrPrtry")): one for one in _all(element, "Bal")}
        found.opening = self._balance(balances, _OPENING)
        found.closing = self._balance(balances, (*_CLOSING, *(_LAST_SO_FAR if self._is_report else ())))
        if not found.currency:
            found.currency = (found.opening or found.closing or Balance(0, "", None)).currency
        self._ended += [*self._dated(found, element), *found.end()]

    def _balance(self, balances: dict[str, Any], wanted: tuple[str, ...]) -> Balance | None:
        for name in wanted:
            if name in balances:
                element = balances[name]
                amount, currency = _amount(_at(element, "Amt"))
                return Balance(self._sign(element) * amount, currency, _day(_below(element, "Dt")))
        return None

    def _dated(self, found: Building, element: Node) -> Iterator[Said]:
        """Give entries without a day that of the statement."""
        if not self._undated:
            return
        on = (found.closing and found.closing.on) or day_of(_text(element, "CreDtTm"))
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
        amount, currency = _amount(_at(element, "Amt"))
        amount *= self._sign(element)
        status = _coded(_at(element, "Sts"))
        if status not in ("BOOK", ""):
            self._found.pending += 1
            return
        value_on = _day(_below(element, "ValDt"))
        booked_on = _day(_below(element, "BookgDt")) or value_on
        place = self._found.book(amount)
        whole = BankLine(
            place,
            booked_on or date.min,
            value_on,
            amount,
            currency,
            amount,
            is_return=_said(element, "RvslInd") in ("true", "1"),
            bank_reference=_said(element, "AcctSvcrRef") or _said(element, "NtryRef"),
            code=self._code(_below(element, "BkTxCd")),
            label=_said(element, "AddtlNtryInf"),
            charges=self._charges(element, currency),
        )
        lines = self._unfolded(element, whole)
        if booked_on is None:
            self._undated += lines
        else:
            for line in lines:
                self._found.add(line)

    def _sign(self, element: Node) -> int:
        said = _said(element, "CdtDbtInd")
        if said == "CRDT":
            return 1
        if said != "DBIT":
            raise NotRead("sign_missing", detail=said[:40])
        return -1

    def _code(self, element: Node) -> str:
        if not element:
            return ""
        domain = _below(element, "Domn")
        if not domain:
            return _text(element, "Prtry", "Cd")
        family = _below(domain, "Fmly")
        codes = (_said(domain, "Cd"), _said(family, "Cd"), _said(family, "SubFmlyCd"))
        return "-".join(filter(None, codes)) or _text(element, "Prtry", "Cd")

    def _charges(self, element: Node, currency: str) -> int:
        """Return what the bank took, where it says so in the currency of the entry."""
        total = 0
        for charges in _all(element, "Chrgs") if "Chrgs" in element else ():
            records = _all(charges, "Rcrd") or [charges]
            stated = _at(charges, "TtlChrgsAndTaxAmt")
            for one in [stated] if stated is not None else [_at(record, "Amt") for record in records]:
                if one is not None and _currency(one) == currency:
                    total += _amount(one)[0]
        return total

    def _unfolded(self, element: Node, whole: BankLine) -> list[BankLine]:
        """Return the transactions of an entry, or the entry where they do not add up to it."""
        details = [one for some in _all(element, "NtryDtls") for one in _all(some, "TxDtls")]
        if len(details) == 1:
            return [self._detailed(details[0], whole)]
        if not details:
            said = _text(_at(element, "NtryDtls"), "Btch", "NbOfTxs")
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
        amounts = _at(detail, "AmtDtls")
        for found in (
            _at(detail, "Amt"),
            _at(amounts, "TxAmt", "Amt"),
            _at(amounts, "InstdAmt", "Amt"),
        ):
            if found is not None and _currency(found) == whole.currency:
                amount = _amount(found)[0]
                said = _text(detail, "CdtDbtInd")
                sign = self._sign(detail) if said else (-1 if whole.amount < 0 else 1)
                return sign * amount
        return None

    def _detailed(self, detail: Node, whole: BankLine) -> BankLine:
        """Return a line with what one transaction says of itself."""
        if type(detail) is not dict:
            return whole
        references = _below(detail, "Refs")
        returned = detail.get("RtrInf")
        code = self._code(_below(detail, "BkTxCd")) or whole.code
        is_return = whole.is_return or returned is not None or code[-4:] in _RETURNED
        name, iban = self._counterpart(
            _below(detail, "RltdPties"), is_credit=(whole.amount >= 0) != is_return
        )
        end_to_end = _said(references, "EndToEndId")
        told, structured = self._remittance(_below(detail, "RmtInf"))
        return BankLine(
            whole.entry,
            whole.booked_on,
            whole.value_on,
            whole.amount,
            whole.currency,
            whole.entry_amount,
            is_return,
            return_code=_coded(_at(returned, "Rsn")) if returned else "",
            counterpart=name,
            counterpart_iban=iban,
            remittance=told or _said(detail, "AddtlTxInf"),
            creditor_reference=structured,
            end_to_end="" if end_to_end in _NO_REFERENCE else end_to_end,
            mandate=_said(references, "MndtId"),
            bank_reference=_said(references, "AcctSvcrRef") or whole.bank_reference,
            code=code,
            label=whole.label,
            instructed=self._instructed(detail, whole.currency),
            charges=self._charges(detail, whole.currency) or whole.charges,
        )

    def _remittance(self, own: Node) -> tuple[str, str]:
        """Return what was written, and the structured references."""
        written = own.get("Ustrd", "")
        told = written.strip() if type(written) is str else " ".join(filter(None, map(_text, written)))
        parts = _all(own, "Strd")
        if not parts:
            return told, ""
        references = (_text(one, "CdtrRefInf", "Ref") or _text(one, "CdtrRefInf", "CdtrRef") for one in parts)
        more = told or " ".join(_text(one, "AddtlRmtInf") for one in parts).strip()
        return more, " ".join(filter(None, references))

    def _counterpart(self, parties: Node, *, is_credit: bool) -> tuple[str, str]:
        """Return name and account of the other side: who paid a credit, who was paid by a debit."""
        for role in ("Dbtr", "Cdtr") if is_credit else ("Cdtr", "Dbtr"):
            name = self._name(_below(parties, role)) or self._name(_below(parties, "Ultmt" + role))
            number = _below(_below(parties, role + "Acct"), "Id")
            account = _said(number, "IBAN") or _text(number, "Othr", "Id")
            if name or account:
                return name, account
        return "", ""

    def _name(self, party: Node) -> str:
        return _said(party, "Nm") or _said(_below(party, "Pty"), "Nm")

    def _instructed(self, detail: Node, currency: str) -> str:
        if "AmtDtls" not in detail:
            return ""
        found = _at(detail, "AmtDtls", "InstdAmt", "Amt")
        ordered = _currency(found)
        return f"{_text(found)[:20]} {ordered}" if ordered not in ("", currency) else ""
