"""The settings of the association are refused with their table and key, at each edge."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from donations_app.domain.offices import OfficeFacts
from donations_app.domain.settings import (
    MAIL_PORTS,
    AccountDraft,
    MailDraft,
    OfficeDraft,
    OrganisationDraft,
    SettingsDraft,
    SignatoryDraft,
)

ORGANISATION = OrganisationDraft(
    name="Aman", siren="552100554", address="1 rue X", postcode="13001", city="Marseille", object="Eau"
)
OFFICES = (OfficeDraft("MRS", "Marseille", is_head=True), OfficeDraft("LYO", "Lyon"))
ACCOUNT = AccountDraft("C", "FR7630006000011234567890189")


def with_facts(**facts: str) -> tuple[OfficeDraft, ...]:
    """Return the head office and one of which something is said."""
    return (OFFICES[0], OfficeDraft("LYO", "Lyon", facts=OfficeFacts(**facts)))


MAIL = MailDraft(host="smtp.example.org", port=465, sender="a@example.org")


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []), ({"siren": "", "rna": "W131000001"}, []), ({"rna": "W131000001"}, []),
        ({"siren": ""}, [("organisation.siren", "missing")]),
        ({"siren": "1"}, [("organisation.siren", "siren_invalid")]),
        ({"siren": "000000000"}, [("organisation.siren", "identifier_placeholder")]),
        ({"rna": "1"}, [("organisation.rna", "rna_invalid")]),
        ({"phone": "04 91 00 00 00", "email": "aman@example.org", "website": "https://aman.example.org/dons"}, []),
        *(({"phone": phone}, []) for phone in ("+33 (0)4 91 00 00 00", "00212 5 28 85 12 34", "3637",
        "+1 202-555-0100")),
        *(({"phone": phone}, [("organisation.phone", "phone_invalid")]) for phone in ("04 91 00 00", "+33 4 91", "aman",
        "+212 05 28 85 12 34", "04 91 00 00 00 / 01", "٠٤٩١٠٠٠٠٠٠")),
        ({"phone": "491 00 00 00"}, [("organisation.phone", "zero_lost")]),
        ({"phone": "491 00 00 00", "country": "BE"}, []),
        ({"email": "aman@example"}, [("organisation.email", "email_domain")]),
        *(({"website": site}, [("organisation.website", "site_invalid")]) for site in ("aman.example.org",
        "ftp://example.org", "https://aman", "https://a:b@example.org", "https://example.org:x", "javascript://example.org",
        "https://example.org/a b", f"https://example.org/{'a' * 200}", "https://[example.org")),
        ({"fiscal_year_end": "06-30"}, []), ({"fiscal_year_end": "02-29"}, []),
        ({"fiscal_year_end": "06-31"}, [("organisation.fiscal_year_end", "day_of_year_unreadable")]),
        ({"online_date": "paid"}, []), ({"online_date": "never"}, [("receipts.online_date", "choice_unknown")]),
        ({"number_pattern": "{n}"}, [("receipts.number", "number_pattern_invalid")]),
        ({"receipt_minimum_cents": 1}, []),
        ({"receipt_minimum_cents": -1}, [("receipts.minimum_cents", "amount_too_large")]),
        ({"receipt_minimum_cents": 10**11}, []),
        ({"receipt_minimum_cents": 10**11 + 1}, [("receipts.minimum_cents", "amount_too_large")]),
        *(({name: " "}, [(f"organisation.{name}", "missing")]) for name in ("name", "address", "postcode",
        "city", "object")),
    ],
)  # fmt: skip
def test_the_association_is_refused_with_its_key_and_reason(facts: dict[str, Any], found: list[Any]) -> None:
    assert [(one.field, one.code) for one in replace(ORGANISATION, **facts).problems()] == found


def test_what_is_not_said_of_the_association_is_the_usual() -> None:
    usual = (ORGANISATION.ifi_eligible, ORGANISATION.article_200_1_ter, ORGANISATION.receipt_minimum_cents)
    assert usual == (False, False, 0)
    assert (ORGANISATION.online_date, ORGANISATION.fiscal_year_end, ORGANISATION.country) == (
        "credited",
        "12-31",
        "FR",
    )
    written = replace(ORGANISATION, siren="552 100 554", rna="w131000001").facts()
    assert (written["siren"], written["rna"], written["name"]) == ("552100554", "W131000001", "Aman")


@pytest.mark.parametrize(
    ("offices", "found"),
    [
        (OFFICES, []), (OFFICES[:1], []), ((), [("offices", "missing")]),
        (OFFICES[1:], [("offices.head", "one_head_office")]),
        ((*OFFICES, OfficeDraft("PAR", "Paris", is_head=True)), [("offices.head", "one_head_office")]),
        ((*OFFICES, OfficeDraft("MRS", "Marseille")), [("offices.code", "code_twice")]),
        ((*OFFICES, OfficeDraft("PAR", "")), [("offices.name", "missing")]),
        *(((*OFFICES, OfficeDraft(code, "X")), []) for code in ("A", "7", "ABCDEFGHIJ")),
        *(((*OFFICES, OfficeDraft(code, "X")), [("offices.code", "office_code_invalid")])
          for code in ("", "ABCDEFGHIJK", "par", "É", "A-B")),
        *((with_facts(**facts), []) for facts in ({}, {"country": "MA", "currency": "MAD", "phone": "05 28 53 00 00"},
          {"country": "MA"}, {"country": "BE", "postcode": "1000"}, {"account": "fr76 3000 6000 0112 3456 7890 189"})),
        (with_facts(currency="MAD"), [("offices.currency", "choice_unknown")]),
        (with_facts(country="MA", currency="USD"), [("offices.currency", "choice_unknown")]),
        (with_facts(address="Avenue Mohammed V"), [("offices.city", "missing")]),
        (with_facts(postcode="1300"), [("offices.postcode", "office_postcode_invalid")]),
        (with_facts(phone="12"), [("offices.phone", "phone_invalid")]),
        (with_facts(email="lyon"), [("offices.email", "email_invalid")]),
        (with_facts(account="FR7630001007941234567890185"), [("offices.account", "account_not_ours")]),
    ],
)  # fmt: skip
def test_offices_are_refused_with_their_key_and_reason(
    offices: tuple[OfficeDraft, ...], found: list[Any]
) -> None:
    said = SettingsDraft(ORGANISATION, offices, accounts=(ACCOUNT,)).problems()
    assert [(one.field, one.code) for one in said] == found


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (SignatoryDraft("N", "T", date(1900, 1, 1), date(2100, 12, 31)), []),
        (SignatoryDraft("N", "T", date(2026, 1, 1)), []),
        (SignatoryDraft("", "T", date(2026, 1, 1)), [("signatories.name", "missing")]),
        (SignatoryDraft("N", "T", date(1899, 12, 31)), [("signatories.from", "date_beyond")]),
        (SignatoryDraft("N", "T", date(2026, 1, 1), date(2101, 1, 1)), [("signatories.to", "date_beyond")]),
        (SignatoryDraft("N", "T", date(2026, 1, 1), date(2026, 1, 1)), []),
        (SignatoryDraft("N", "T", date(2026, 1, 2), date(2026, 1, 1)), [("signatories.to", "ends_before_start")]),
    ],
)  # fmt: skip
def test_a_mandate_is_refused_with_its_key_and_reason(person: SignatoryDraft, found: list[Any]) -> None:
    said = SettingsDraft(ORGANISATION, OFFICES, (person,)).problems()
    assert [(one.field, one.code) for one in said] == found


@pytest.mark.parametrize(
    ("account", "found"),
    [
        (AccountDraft("C", "FR7630006000011234567890189", "BNPAFRPP", "FR72ZZZ123456"), []),
        (AccountDraft("C", "FR7630006000011234567890189"), []), (AccountDraft("C", ""), [("accounts.iban", "missing")]),
        (AccountDraft("C", "FR76"), [("accounts.iban", "iban_invalid")]),
        (AccountDraft("C", "FR7600000000000000000000000"), [("accounts.iban", "identifier_placeholder")]),
        (AccountDraft("C", "FR7630006000011234567890189", "B"), [("accounts.bic", "bic_invalid")]),
        (AccountDraft("C", "FR7630006000011234567890189", "", "X"), [("accounts.creditor_id", "creditor_id_invalid")]),
    ],
)  # fmt: skip
def test_an_account_is_refused_with_its_key_and_reason(account: AccountDraft, found: list[Any]) -> None:
    said = SettingsDraft(ORGANISATION, OFFICES, accounts=(account,)).problems()
    assert [(one.field, one.code) for one in said] == found
    assert account.facts()["label"] == "C"


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []), ({"security": "starttls", "port": 587}, []), ({"host": ""}, [("mail.host", "missing")]),
        ({"host": "smtp example"}, [("mail.host", "host_invalid")]), ({"host": "a_b"}, [("mail.host", "host_invalid")]),
        ({"host": "::1"}, []), ({"port": 1}, []), ({"port": 65_535}, []),
        ({"port": 0}, [("mail.port", "number_unreadable")]),
        ({"port": 65_536}, [("mail.port", "number_unreadable")]),
        ({"security": "plain"}, [("mail.security", "choice_unknown")]),
        ({"security": "ssl"}, [("mail.security", "choice_unknown")]),
        ({"security": "plain", "host": "localhost"}, []), ({"security": "plain", "host": "127.0.0.1"}, []),
        ({"security": "ssl", "host": "localhost"}, [("mail.security", "choice_unknown")]),
        ({"sender": "a"}, [("mail.sender", "email_invalid")]), ({"sender_name": "x" * 200}, []),
        ({"sender_name": "x" * 201}, [("mail.sender_name", "text_too_long")]),
        ({"sender_name": "a\nb"}, [("mail.sender_name", "one_line_expected")]),
        ({"username": "a\nb"}, [("mail.username", "one_line_expected")]), ({"username": "naima"}, []),
    ],
)  # fmt: skip
def test_a_mail_server_is_refused_with_its_key_and_reason(facts: dict[str, Any], found: list[Any]) -> None:
    said = SettingsDraft(ORGANISATION, OFFICES, mail=replace(MAIL, **facts)).problems()
    assert [(one.field, one.code) for one in said] == found


def test_the_ports_are_those_of_the_standards() -> None:
    assert MAIL_PORTS == {"tls": 465, "starttls": 587}  # RFC 8314, 3.3; RFC 6409


def test_mail_is_encrypted_and_an_office_no_head_unless_said() -> None:
    assert (MAIL.security, OfficeDraft("A", "B").is_head) == ("tls", False)
