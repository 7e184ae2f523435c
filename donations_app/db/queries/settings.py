"""The facts of the association on a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from donations_app.db import tables
from donations_app.db.tables import Office, Organisation
from donations_app.domain.errors import Incomplete, NotFound
from donations_app.domain.gifts import OnlineDate, online_policy
from donations_app.domain.offices import OfficeFacts


class OfficeRow(Struct, frozen=True):
    """An office that records."""

    id: int
    code: str
    name: str
    is_head: bool


class OrganisationRow(Struct, frozen=True, kw_only=True):
    """The association as it is on the day asked for."""

    valid_from: date
    name: str
    siren: str
    rna: str
    address: str
    postcode: str
    city: str
    country: str
    phone: str
    email: str
    website: str
    object: str
    category: str
    fiscal_year_end: str
    ifi_eligible: bool
    article_200_1_ter: bool
    number_pattern: str
    online_date: str
    receipt_minimum_cents: int


class SignatoryOnDay(Struct, frozen=True):
    """A person empowered to sign."""

    name: str
    title: str
    valid_from: date
    valid_to: date | None
    image: bytes | None


class AccountRow(Struct, frozen=True):
    """A bank account of the association."""

    label: str
    iban: str
    bic: str
    creditor_id: str
    debit_format: str
    debit_days: int


class MailAccountRow(Struct, frozen=True):
    """The server through which receipts are sent."""

    host: str
    port: int
    security: str
    username: str
    sender: str
    sender_name: str


def offices(session: Session) -> list[OfficeRow]:
    """Return the offices, the head office first, then by code."""
    query = select(Office.id, Office.code, Office.name, Office.is_head)
    return [OfficeRow(*row) for row in session.execute(query.order_by(Office.is_head.desc(), Office.code))]


def office_of(session: Session, code: str) -> int:
    """Return the key of the office of a code.

    Raises:
        NotFound: there is no such office.
    """
    key = session.scalar(select(Office.id).where(Office.code == code))
    if key is None:
        raise NotFound("office", code)
    return key


@cache
def _of_offices() -> Select[Any]:
    facts, account = tables.OfficeFactsRow, tables.Account
    return (
        select(
            facts.office_id, facts.country, facts.currency, facts.address, facts.postcode, facts.city, facts.phone,
            facts.email, account.iban,
        )
        .outerjoin(account, account.id == facts.account_id)
        .where(facts.valid_from <= bindparam("day"))
        .order_by(facts.valid_from)
    )  # fmt: skip


def office_facts(session: Session, on: date) -> dict[int, OfficeFacts]:
    """Return by the key of each office its facts in force on the day ``on``; one of which nothing is said has none."""
    return {
        office_id: OfficeFacts(
            country=country, currency=currency, address=address, postcode=postcode, city=city, phone=phone,
            email=email, account=iban or "",
        )
        for office_id, country, currency, address, postcode, city, phone, email, iban in session.connection().execute(
            _of_offices(), {"day": on}
        )
    }  # fmt: skip


def own_account(session: Session, code: str, on: date) -> str:
    """Return the IBAN of the account that is an office's own on the day ``on``, or nothing."""
    facts = office_facts(session, on).get(office_of(session, code))
    return facts.account if facts else ""


def own_currency(session: Session, code: str, on: date) -> str:
    """Return the currency in which an office counts its cash on the day ``on``."""
    return office_facts(session, on).get(office_of(session, code), OfficeFacts()).currency


_FACTS: Final = [Organisation.__table__.c[name] for name in OrganisationRow.__struct_fields__]
_FIRST: Final = select(*_FACTS).order_by(Organisation.valid_from).limit(1)
_IN_FORCE: Final = (
    select(*_FACTS)
    .where(Organisation.valid_from <= bindparam("day"))
    .order_by(Organisation.valid_from.desc())
    .limit(1)
)


def organisation(session: Session, on: date) -> OrganisationRow:
    """Return the association's facts in force on the day ``on``; before the first ones, the first.

    Raises:
        Incomplete: the books have none.
    """
    if (facts := _facts_on(session, on)) is None:
        raise Incomplete("organisation")
    return facts


def online_policy_on(session: Session, on: date) -> OnlineDate:
    """Return which day decides for online gifts on the day ``on``: that of credit where nothing says so."""
    facts = _facts_on(session, on)
    return online_policy(facts.online_date) if facts else "credited"


def _facts_on(session: Session, on: date) -> OrganisationRow | None:
    connection = session.connection()
    row = connection.execute(_IN_FORCE, {"day": on}).mappings().first()
    row = row or connection.execute(_FIRST).mappings().first()
    return OrganisationRow(**row) if row else None


@cache
def _signatories() -> Select[Any]:
    row = tables.SignatoryRow
    facts = select(row.name, row.title, row.valid_from, row.valid_to, row.image)
    return facts.order_by(row.valid_from, row.id)


def signatories(session: Session) -> list[SignatoryOnDay]:
    """Return all signatories, by the first day of their mandate."""
    found = session.connection().execute(_signatories())
    return [SignatoryOnDay(*row) for row in found]


def signatory_on(session: Session, on: date) -> SignatoryOnDay | None:
    """Return who may sign on the day ``on``; of several, the one empowered last."""
    in_force = [
        person
        for person in signatories(session)
        if person.valid_from <= on and (person.valid_to is None or on <= person.valid_to)
    ]
    return in_force[-1] if in_force else None


def accounts(session: Session) -> list[AccountRow]:
    """Return the bank accounts, by label."""
    columns = [getattr(tables.Account, name) for name in AccountRow.__struct_fields__]
    query = select(*columns).order_by(tables.Account.label)
    return [AccountRow(*row) for row in session.execute(query)]


def mail_account(session: Session, on: date) -> MailAccountRow | None:
    """Return the mail account in force on the day ``on``."""
    columns = [getattr(tables.MailAccount, name) for name in MailAccountRow.__struct_fields__]
    query = select(*columns).where(tables.MailAccount.valid_from <= on)
    row = session.execute(query.order_by(tables.MailAccount.valid_from.desc()).limit(1)).first()
    return MailAccountRow(*row) if row else None


class SettingsOnDay(Struct, frozen=True):
    """All that the settings say on a day."""

    organisation: OrganisationRow
    offices: Sequence[OfficeRow]
    of_offices: Mapping[int, OfficeFacts]  # by key; one of which nothing is said is left out
    signatories: Sequence[SignatoryOnDay]
    accounts: Sequence[AccountRow]
    mail: MailAccountRow | None

    def of_office(self, row: OfficeRow) -> OfficeFacts:
        """Return the facts of an office."""
        return self.of_offices.get(row.id, OfficeFacts())


def settings_on(session: Session, on: date) -> SettingsOnDay:
    """Return all that the settings say on a day."""
    return SettingsOnDay(
        organisation(session, on),
        offices(session),
        office_facts(session, on),
        signatories(session),
        accounts(session),
        mail_account(session, on),
    )
