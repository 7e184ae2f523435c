"""Whose a line of the bank may be: accounts that were seen, rules that hold, people whom the words name."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.among import among
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.matches import STANDS
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.put_right import put_right
from donations_app.db.queries.references import find_all
from donations_app.db.queries.standing import is_erased
from donations_app.db.queries.terms import never_was
from donations_app.db.steps import in_steps
from donations_app.db.tables import BankLineRow, BankMatch, BankRule, Party, PartyWord, Payment, Project
from donations_app.db.tables.base import own_reference
from donations_app.domain.folding import fold
from donations_app.domain.matching import BY_PLATFORM, FEE_RULE, Person
from donations_app.domain.payouts import Tariff
from donations_app.domain.same_entries import SAYS_NOTHING
from donations_app.words.names import said_name

_MOST_PEOPLE: Final = 2_000
_FORMS: Final = frozenset(
    "sa sas sarl eurl sasu scop sci association asso assoc fondation ste societe".split()  # noqa: SIM905 -- words
)


def person_of(row: Any, ref: str) -> Person:
    """Return a party as it is looked for in the words of a bank."""
    if row.organisation:
        words = frozenset(fold(row.organisation).split()) - _FORMS
        return Person(ref=ref, name=said_name(row), last=words)
    last = frozenset(fold(row.last_name).split())
    first = frozenset(fold(f"{row.first_name} {row.second_first_name}").split())
    is_couple = bool(row.second_first_name or row.second_last_name)
    return Person(ref=ref, name=said_name(row), last=last, first=first, is_couple=is_couple)


def true_rules(session: Session) -> list[Any]:
    """Return the rules that are on, in their order.

    Without those learned of a payment that was somebody else's, and those of who was erased whole.
    """
    query = select(
        BankRule.id,
        own_reference(BankRule).label("ref"),
        BankRule.iban,
        BankRule.words,
        BankRule.kind,
        BankRule.is_active,
        Project.code.label("project"),
        Party.ref.label("payer"),
        *name_columns(),
    ).outerjoin(Project, Project.id == BankRule.project_id)
    joined = joined_leader(query, BankRule.payer_id).where(BankRule.is_active, ~is_erased(Party))
    rules = session.execute(joined.order_by(BankRule.id)).all()
    payers = _put_right_to(session)
    return [rule for rule in rules if payers.get(rule.id, rule.payer) == rule.payer]


def _put_right_to(session: Session) -> dict[int, str]:
    """Return by the key of a rule to whom the payment was put right since of which it was learned; empty: to nobody."""
    query = (
        select(BankRule.id, Payment.id)
        .join(BankMatch, BankMatch.line_id == BankRule.line_id)
        .join(Payment, Payment.id == BankMatch.payment_id)
        .where(BankRule.is_active, STANDS, never_was())
    )
    wrong: dict[int, int] = dict(session.execute(query).tuples().all())
    instead = put_right(session, wrong.values()) if wrong else {}
    paid = joined_leader(select(Payment.id, Party.ref), Payment.payer_id)
    found = session.execute(paid.where(among(Payment.id, instead.values()))) if instead else ()
    payers = {key: str(ref) for key, ref in found}
    return {rule: payers.get(instead.get(key, 0), "") for rule, key in wrong.items()}


def tariffs(session: Session) -> list[Tariff]:
    """Return what rules say that platforms keep."""
    columns = (own_reference(BankRule), BankRule.iban, BankRule.words, BankRule.fee_rate, BankRule.fee_each)
    query = select(*columns).where(BankRule.kind == FEE_RULE, BankRule.is_active).order_by(BankRule.id)
    return [
        Tariff(ref, frozenset(words.split()), iban, rate, each)
        for ref, iban, words, rate, each in session.execute(query)
    ]


def seen_accounts(session: Session, ibans: set[str]) -> dict[str, tuple[str, date]]:
    """Return by IBAN of whom the last line from it was found to be, and when.

    The account of a platform is nobody's who paid there, nor is one from which a line came for several.
    """
    found: dict[str, tuple[str, date]] = {}
    known = sorted(ibans)
    for some in in_steps(known):
        line = BankLineRow
        query = (
            select(line.counterpart_iban, func.min(Party.ref), line.booked_on)
            .join(BankMatch, BankMatch.line_id == line.id)
            .join(Payment, Payment.id == BankMatch.payment_id)
            .where(
                among(line.counterpart_iban, some),
                BankMatch.kind == "payment",
                Payment.method.not_in(BY_PLATFORM),
                ~never_was(),
                STANDS,
            )
        )
        by_line = joined_leader(query, Payment.payer_id).group_by(
            line.id, line.counterpart_iban, line.booked_on
        )
        of_one = by_line.having(func.count(Party.ref.distinct()) == 1)
        for iban, ref, on in session.execute(of_one.order_by(line.booked_on, line.id)):
            found[iban] = (ref, on)
    return found


def people_of(session: Session, refs: Collection[str]) -> dict[str, Person]:
    """Return people by their references."""
    keys = sorted(set(find_all(session, Party, refs).values()))
    found = {}
    for some in in_steps(keys):
        query = select(Party.ref, *name_columns()).where(among(Party.id, some))
        found.update({row.ref: person_of(row, row.ref) for row in session.execute(query)})
    return found


def named_in(session: Session, said: set[str]) -> dict[str, list[Person]]:
    """Return by a word of the lines who bears it as one of the last name."""
    words = sorted(word for word in said - SAYS_NOTHING if len(word) > 2 and not word.isdigit())
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for some in in_steps(words):
        bearers = select(PartyWord.party_id).where(among(PartyWord.word, some)).limit(_MOST_PEOPLE)
        keys = set(session.scalars(bearers))
        query = select(Party.ref, *name_columns()).where(among(Party.id, keys), Party.id == Party.leader_id)
        for row in session.execute(query.order_by(Party.id)):
            person = person_of(row, row.ref)
            for word in person.last.intersection(some):
                found[word].append(person)
    return found
