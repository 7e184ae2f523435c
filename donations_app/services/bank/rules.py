"""Rules for lines of the bank: stated, changed, switched off and on; those learned are changed alike."""

from typing import Any, Final

from sqlalchemy import select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.references import find, own_key
from donations_app.db.records import Record
from donations_app.db.salts import salt
from donations_app.db.tables import BankRule, Party, Project
from donations_app.db.tables.base import own_reference
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.folding import fold
from donations_app.domain.identifiers import IdentifierInvalid, iban
from donations_app.domain.matching import FEE_RULE, RULE_KINDS
from donations_app.domain.typed import TypedError, parse_amount

_MOST_RATE: Final = 2_000  # hundredths of a per cent
_MOST_EACH: Final = 1_000  # cents
_NO_FEE: Final[dict[str, Any]] = {"fee_rate": 0, "fee_each": 0}


def state_rule(
    books: Books,
    *,
    account: str = "",
    words: str = "",
    payer: str = "",
    project: str = "",
    kind: str = "donation",
    fee: str = "",
) -> str:
    """State whose an account is, or a line that holds some words; return the reference of the rule.

    Args:
        books: where to save.
        account: its IBAN; or
        words: all of which the line holds.
        payer: whose it is, where no fee is said.
        project: code of what it is for, or empty.
        kind: of the payments.
        fee: what the platform that pays out keeps of each payment: "1,5 % + 0,25".

    Raises:
        InputRefused: neither or both of account and words are said, the IBAN is none, the fee cannot be read, or a
            rule that is on has it already.
        NotFound: there is no such person or project.
    """
    said = " ".join(fold(words).split())
    if bool(account) == bool(said):
        raise InputRefused([Problem("words", "rule_by_one", words)])
    try:
        number = iban(account) if account else ""
    except IdentifierInvalid as error:
        raise InputRefused([Problem("iban", error.problem("iban"), account)]) from error
    with books.write() as write:
        _refuse_same(write, number, said)
        key = write.ids(BankRule)[0]
        row = rows.BankRule(
            id=key,
            office_id=write.office_id,
            iban=number,
            words=said,
            line_id=None,
            is_active=True,
            at=write.now,
            who=write.login,
            salt=salt(),
            **(_tariff(fee) if fee else _NO_FEE | _facts(write, payer=payer, project=project, kind=kind)),  # type: ignore[typeddict-item]
        )
        ref = write.reference(BankRule, key)
        write.add(Record("bank_rule.learned", f"bank_rule:{ref}", {BankRule: [row]}))
        return ref


def change_rule(
    books: Books,
    ref: str,
    *,
    payer: str | None = None,
    project: str | None = None,
    kind: str | None = None,
    fee: str | None = None,
    is_active: bool | None = None,
) -> None:
    """Change what is said of a rule; what is ``None`` stays, an empty project is none.

    What was matched by it stays as it is.

    Raises:
        NotFound: there is no such rule, person or project.
        InputRefused: nothing would change; a fee is said of a rule that is somebody's, or somebody of one that says a
            fee; the fee cannot be read; or it is switched on while another says of the same words something else.
    """
    with books.write() as write:
        key = own_key(write.session, BankRule, ref)
        row = write.row(BankRule, key) if key else None
        if key is None or row is None:
            raise NotFound("bank_rule", ref)
        if row["kind"] == FEE_RULE and (payer, project, kind) != (None, None, None):
            raise InputRefused([Problem("rule", "rule_of_fee", ref)])
        if row["kind"] != FEE_RULE and fee is not None:
            raise InputRefused([Problem("rule", "rule_of_payer", ref)])
        values = _facts(write, payer=payer, project=project, kind=kind) | (_tariff(fee) if fee else {})
        if is_active and not row["is_active"]:
            _refuse_same(write, row["iban"], row["words"])
        if is_active is not None:
            values["is_active"] = is_active
        values = {name: value for name, value in values.items() if row[name] != value}
        if not values:
            raise InputRefused([Problem("rule", "nothing_changed", ref)])
        write.change(BankRule, key, values, kind="bank_rule.changed", name=f"bank_rule:{ref}")


def _refuse_same(write: Write, account: str, words: str) -> None:
    """Refuse a rule of an account or of words of which another one that is on says something.

    Raises:
        InputRefused: one does.
    """
    same = select(own_reference(BankRule)).where(
        BankRule.iban == account, BankRule.words == words, BankRule.is_active
    )
    if ref := write.session.scalar(same):
        raise InputRefused([Problem("words", "rule_stands", ref)])


def _tariff(typed: str) -> dict[str, Any]:
    """Return what a rule says of a platform that keeps a fee.

    Raises:
        InputRefused: the fee cannot be read, is nothing, or more than 20 % or 10,00.
    """
    rate = each = 0
    try:
        for part in typed.split("+"):
            said = part.strip()
            if said.endswith("%"):
                rate += parse_amount(said.removesuffix("%").strip())
            else:
                each += parse_amount(said)
    except TypedError as error:
        raise InputRefused([Problem("fee", "fee_unreadable", typed)]) from error
    if not (0 <= rate <= _MOST_RATE and 0 <= each <= _MOST_EACH and rate + each):
        raise InputRefused([Problem("fee", "fee_unreadable", typed)])
    return {"payer_id": None, "project_id": None, "kind": FEE_RULE, "fee_rate": rate, "fee_each": each}


def _facts(write: Write, *, payer: str | None, project: str | None, kind: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if payer is not None:
        values["payer_id"] = find(write.session, Party, payer)
        if values["payer_id"] is None:
            raise NotFound("party", payer)
    if project is not None:
        found = write.session.scalar(select(Project.id).where(Project.code == project)) if project else None
        if project and found is None:
            raise NotFound("project", project)
        values["project_id"] = found
    if kind is not None:
        if kind not in RULE_KINDS:
            raise InputRefused([Problem("kind", "choice_unknown", kind, {"choices": RULE_KINDS})])
        values["kind"] = kind
    return values
