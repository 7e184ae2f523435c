"""The facts of the association, as a settings file states them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from msgspec import Struct

from donations_app.domain import identifiers
from donations_app.domain.contacts import contact_problems
from donations_app.domain.deliveries import is_one_line
from donations_app.domain.direct_debits import FORMATS
from donations_app.domain.emails import problem_of_address
from donations_app.domain.errors import Problem
from donations_app.domain.gifts import ONLINE_DATES
from donations_app.domain.numbers import DEFAULT_PATTERN, PatternInvalid, check_pattern
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.payments import LARGEST
from donations_app.domain.periods import day_of_year
from donations_app.domain.structs import asdict
from donations_app.domain.typed import is_within_reach

MAIL_PORTS: Final = {"tls": 465, "starttls": 587}  # RFC 8314, 3.3; RFC 6409
_LONGEST_NAME: Final = 200  # of a sender
_MOST_DAYS: Final = 14  # that a file may lie at the bank
_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


class OrganisationDraft(Struct, frozen=True, kw_only=True):
    """The association as it is from now on."""

    name: str
    siren: str = ""
    rna: str = ""
    address: str
    postcode: str
    city: str
    country: str = "FR"
    phone: str = ""
    email: str = ""
    website: str = ""
    object: str
    category: str = "general_interest_1901"
    fiscal_year_end: str = "12-31"
    ifi_eligible: bool = False
    article_200_1_ter: bool = False
    number_pattern: str = DEFAULT_PATTERN
    online_date: str = "credited"
    receipt_minimum_cents: int = 0

    def facts(self) -> dict[str, Any]:
        """Return the columns, identifiers in their compact form."""
        compact = {"siren": identifiers.compact(self.siren), "rna": identifiers.compact(self.rna)}
        return {**asdict(self), **compact}

    def problems(self) -> Iterator[Problem]:
        """Yield what cannot be taken."""
        for name in ("name", "address", "postcode", "city", "object"):
            if not getattr(self, name).strip():
                yield Problem(f"organisation.{name}", "missing")
        if not self.siren and not self.rna:
            yield Problem("organisation.siren", "missing")
        for name, check in (("siren", identifiers.siren), ("rna", identifiers.rna)):
            if text := getattr(self, name):
                try:
                    check(text)
                except identifiers.IdentifierInvalid as error:
                    yield Problem(f"organisation.{name}", error.problem(name), text)
        if day_of_year(self.fiscal_year_end, 2025) is None:
            yield Problem("organisation.fiscal_year_end", "day_of_year_unreadable", self.fiscal_year_end)
        yield from contact_problems(
            "organisation", phone=self.phone, email=self.email, country=self.country, website=self.website
        )
        yield from self._receipt_problems()

    def _receipt_problems(self) -> Iterator[Problem]:
        if self.online_date not in ONLINE_DATES:
            yield Problem(
                "receipts.online_date",
                "choice_unknown",
                self.online_date,
                {"choices": tuple(ONLINE_DATES)},
            )
        try:
            check_pattern(self.number_pattern)
        except PatternInvalid as error:
            yield Problem("receipts.number", str(error), self.number_pattern)
        if not 0 <= self.receipt_minimum_cents <= LARGEST.cents:
            yield Problem("receipts.minimum_cents", "amount_too_large")


class OfficeDraft(Struct, frozen=True):
    """An office that records."""

    code: str
    name: str
    is_head: bool = False
    facts: OfficeFacts | None = None  # ``None``: nothing is said of them


class SignatoryDraft(Struct, frozen=True):
    """A person empowered to sign receipts over a closed period."""

    name: str
    title: str
    valid_from: date
    valid_to: date | None = None
    image: bytes | None = None


class AccountDraft(Struct, frozen=True):
    """A bank account of the association."""

    label: str
    iban: str
    bic: str = ""
    creditor_id: str = ""
    debit_format: str = FORMATS[0]  # of the files of direct debits that its bank takes
    debit_days: int = 1  # bank days before the collection by which it wants them

    def facts(self) -> dict[str, Any]:
        """Return the columns, identifiers in their compact form."""
        names = ("iban", "bic", "creditor_id")
        return asdict(self) | {name: identifiers.compact(getattr(self, name)) for name in names}

    def debit_problems(self) -> Iterator[Problem]:
        """Yield what its bank cannot want of direct debits."""
        if self.debit_format not in FORMATS:
            choices = {"choices": FORMATS}
            yield Problem("accounts.debit_format", "choice_unknown", self.debit_format, choices)
        if not 1 <= self.debit_days <= _MOST_DAYS:
            yield Problem("accounts.debit_days", "debit_days_beyond", str(self.debit_days))


class MailDraft(Struct, frozen=True, kw_only=True):
    """The server through which receipts are sent; its password is asked for, never kept."""

    host: str
    port: int
    security: str = "tls"
    username: str = ""  # empty: the server asks for none
    sender: str
    sender_name: str = ""

    def problems(self) -> Iterator[Problem]:
        """Yield what cannot be taken; mail that is not encrypted never leaves this machine."""
        if not self.host or any(not (c.isalnum() or c in ".-:") for c in self.host):
            yield Problem("mail.host", "host_invalid" if self.host else "missing", self.host)
        if not 0 < self.port < 65_536:
            yield Problem("mail.port", "number_unreadable", str(self.port))
        if self.security not in MAIL_PORTS and not (self.security == "plain" and self.host in _THIS_MACHINE):
            choices = {"choices": tuple(MAIL_PORTS)}
            yield Problem("mail.security", "choice_unknown", self.security, choices)
        if problem := problem_of_address(self.sender):
            yield Problem("mail.sender", problem, self.sender)
        if len(self.sender_name) > _LONGEST_NAME:
            yield Problem("mail.sender_name", "text_too_long")
        for name in ("username", "sender_name"):
            if not is_one_line(getattr(self, name)):
                yield Problem(f"mail.{name}", "one_line_expected")


class SettingsDraft(Struct, frozen=True):
    """Everything that a settings file states."""

    organisation: OrganisationDraft
    offices: tuple[OfficeDraft, ...]
    signatories: tuple[SignatoryDraft, ...] = ()
    accounts: tuple[AccountDraft, ...] = ()
    mail: MailDraft | None = None  # ``None``: nothing is said of it

    def problems(self) -> list[Problem]:
        """Return what cannot be taken; every problem names its table and key."""
        mail = self.mail.problems() if self.mail else ()
        return [*self.organisation.problems(), *self._office_problems(), *self._other_problems(), *mail]

    def _office_problems(self) -> Iterator[Problem]:
        codes = [office.code for office in self.offices]
        if not codes:
            yield Problem("offices", "missing")
        for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
            yield Problem("offices.code", "code_twice", code)
        for code in codes:
            if not (1 <= len(code) <= 10 and code.isascii() and code.isalnum() and code == code.upper()):
                yield Problem("offices.code", "office_code_invalid", code)
        if any(not office.name for office in self.offices):
            yield Problem("offices.name", "missing")
        if codes and sum(office.is_head for office in self.offices) != 1:
            yield Problem("offices.head", "one_head_office")
        ibans = {identifiers.compact(account.iban) for account in self.accounts}
        for office in self.offices:
            yield from office.facts.problems(ibans) if office.facts else ()

    def _other_problems(self) -> Iterator[Problem]:
        for person in self.signatories:
            if not person.name:
                yield Problem("signatories.name", "missing")
            for name, day in (("from", person.valid_from), ("to", person.valid_to)):
                if day and not is_within_reach(day):
                    yield Problem(f"signatories.{name}", "date_beyond", day.isoformat())
            if person.valid_to and person.valid_to < person.valid_from:
                yield Problem("signatories.to", "ends_before_start", person.valid_to.isoformat())
        yield from self._account_problems()

    def _account_problems(self) -> Iterator[Problem]:
        for account in self.accounts:
            yield from account.debit_problems()
            if not account.iban:
                yield Problem("accounts.iban", "missing")
            checks = (
                ("iban", identifiers.iban),
                ("bic", identifiers.bic),
                ("creditor_id", identifiers.creditor_identifier),
            )
            for name, check in checks:
                if text := getattr(account, name):
                    try:
                        check(text)
                    except identifiers.IdentifierInvalid as error:
                        yield Problem(f"accounts.{name}", error.problem(name), text)
