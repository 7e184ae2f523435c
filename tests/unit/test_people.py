"""Identifiers, names as they are said and searched, who counts as resident, what stands against saving."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec import Struct
from msgspec.structs import replace

from donations_app import i18n
from donations_app.domain import identifiers
from donations_app.domain.fingerprints import Later, fingerprint_of
from donations_app.domain.folding import fold, joined
from donations_app.domain.parties import PartyDraft, display_name, is_tax_resident, search_text
from donations_app.domain.territories import is_foreign, is_france
from donations_app.words.names import joined_by, said_name


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (identifiers.siren, "552 100 554", "552100555"),
        (identifiers.rna, "W131000001", "X131000001"),
        (identifiers.iban, "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890188"),
        (identifiers.iban, "MA64011519000001205000534921", "MA64011519000001205000534922"),
        (identifiers.iban, "ma64 0115 1900 0001 2050 0053 4921", "MA65011519000001205000534921"),
        (identifiers.iban, "MA64.0115-1900\u202f0001\u00a02050 0053 4921", "MA6401151900000120500053492"),
        (identifiers.iban, "MA64011519000001205000534921", "MA640115190000012050005349211"),
        (identifiers.iban, "MA64011519000001205000534921", "MA64011519000001205000534A21"),
        (identifiers.iban, "DE89 3704 0044 0532 0130 00", "MA89370400440532013000"),
        # right by the digits of the IBAN, wrong by the key of the RIB inside
        (identifiers.iban, "FR1420041010050500013M02606", "FR0630006000011234567890188"),
        (identifiers.iban, "MC5811222000010123456789030", "MC3111222000010123456789031"),
        (identifiers.iban, "FR7120041010050500013S02689", "FR0920041010050500013N02606"),
        (identifiers.rna, "W2A1000001", "W13100000"),
        (identifiers.rna, "w9r1000001", "W1310000011"),
        (identifiers.rna, "W131000001", "WA31000001"),
        (identifiers.rna, "W131000001", "W13A000001"),
        (identifiers.siret, "552 100 554 00013", "55210055400014"),
        (identifiers.ice, "001561191000066", "001561191000067"),
        (identifiers.bic, "BNPAFRPP", "BNPAFR"),
        (identifiers.creditor_identifier, "FR72ZZZ123456", "FR00ZZZ123456"),
        (identifiers.siren, "552.100.554", "٥٥٢١٠٠٥٥٤"),
    ],
)
def test_identifiers_are_checked(check, good: str, bad: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert check(good) == identifiers.compact(good)
    with pytest.raises(identifiers.IdentifierInvalid):
        check(bad)


ACCOUNT = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("check", "copied", "number"),
    [
        (identifiers.iban, "IBAN FR76 3000 6000 0112 3456 7890 189", ACCOUNT),
        (identifiers.iban, "Code IBAN\u00a0: FR76\t3000\u20096000 0112 3456\u20077890\u202f189", ACCOUNT),
        (identifiers.iban, "\u200eiban:FR76\u20113000\u20136000\u20110112-3456-7890-189\u200f", ACCOUNT),
        (identifiers.iban, "IBANFR7630006000011234567890189", ACCOUNT),
        (identifiers.siren, "N° SIREN : 552\u2009100\u2009554", "552100554"),
        (identifiers.siret, "SIRET n° 552 100 554\t00013", "55210055400013"),
        (identifiers.rna, "(RNA) : W131000001", "W131000001"),
        (identifiers.ice, "\u202bICE:001561191000066\u202c", "001561191000066"),
        (identifiers.bic, "BIC/SWIFT : BNPAFRPP", "BNPAFRPP"),
        (identifiers.creditor_identifier, "ICS\u00a0: FR72 ZZZ 123456", "FR72ZZZ123456"),
    ],
)
def test_identifiers_are_read_without_what_was_copied_with_them(  # type: ignore[no-untyped-def]
    check,  # noqa: ANN001
    copied: str,
    number: str,
) -> None:
    assert check(copied) == identifiers.compact(copied) == number


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (identifiers.siren, "IBAN"), (identifiers.iban, "XIBAN " + ACCOUNT), (identifiers.rna, "RNAW131000001"),
    ],
)  # fmt: skip
def test_only_a_label_before_the_number_is_taken_off(check, text: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    with pytest.raises(identifiers.IdentifierInvalid):
        check(text)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (identifiers.siren, "000 000 000"), (identifiers.siret, "00000000000000"),
        (identifiers.siret, "00000000000018"), (identifiers.siret, "55210055400005"),
        (identifiers.rna, "W000000000"), (identifiers.ice, "000000000000000"), (identifiers.ice, "000000000000194"),
        (identifiers.iban, "FR7600000000000000000000000"), (identifiers.iban, "FR7600000000000000000000097"),
        (identifiers.iban, "DE36000000000000000000"), (identifiers.iban, "MA64000000000000000000000097"),
        (identifiers.creditor_identifier, "FR76ZZZ000000"),
    ],
)  # fmt: skip
def test_zeros_are_a_placeholder_and_no_number(check, text: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    with pytest.raises(identifiers.IdentifierPlaceholder) as refused:
        check(text)
    assert refused.value.problem("siren") == "identifier_placeholder"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Aït Ahmed", "AIT AHMED"), ("Hélène", "helene"), ("Ɛli", "eli"), ("أحمد", "احمد"), ("فاطمة", "فاطمه"),
     ("محمّد", "محمد"), ("Œuvre", "oeuvre"), ("ʿAlī", "Ali"), ("ʾAḥmad", "Ahmad"), ("Saʿīd", "Said"),
     ("Oʼbrien", "O'Brien"), ("گولميم", "ݣولميم"), ("گولميم", "ڭولميم"), ("گولميم", "ڨولميم"), ("گولميم", "كولميم"),
     ("ﮔولميم", "ݣولميم"), ("علی", "علي"), ("مبارک", "مبارك")],
)  # fmt: skip
def test_names_are_found_however_they_are_written(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_moroccan_account_needs_both_its_keys() -> None:
    # 97 - (first 22 digits x 100 mod 97) is 21; the check digits of ISO 13616 follow from the whole
    rib, bad_key = "011519000001205000534921", "011519000001205000534922"
    for account, is_sound in ((rib, True), (bad_key, False)):
        check = 98 - int(account + "221000") % 97  # M is 22, A is 10
        written = f"MA{check:02}{account}"
        if is_sound:
            assert identifiers.iban(written) == written
        else:
            with pytest.raises(identifiers.IdentifierInvalid):
                identifiers.iban(written)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  Aït-Ahmed  O'Brien ", "ait ahmed o brien"), ("ŁÓDŹ_ß", "lodz ss"), ("ɣ", "gh"), ("", ""), ("!?", ""),
     ("مُحَمَّد", "محمد"), ("AIT_AHMED", "ait ahmed"), ("ى ئ ؤ ة", "ي ي و ه")],
)  # fmt: skip
def test_folding_takes_away_case_marks_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


PERSON = PartyDraft(key=uuid4(), kind="individual", last_name="Moreau", first_name="Claire")
COUPLE = replace(PERSON, kind="couple", second_first_name="Paul")
AMAN = PartyDraft(key=uuid4(), kind="association", organisation="Aman")


@pytest.mark.parametrize(
    ("party", "facts", "found"),
    [
        (PERSON, {}, []), (COUPLE, {}, []), (AMAN, {}, []), (PERSON, {"kind": "ghost"}, [("kind", "choice_unknown")]),
        (PERSON, {"receipt_wish": "weekly"}, [("receipt_wish", "choice_unknown")]),
        (AMAN, {"money_origin": "regranted"}, []),
        (AMAN, {"money_origin": "mixed"}, [("money_origin", "choice_unknown")]),
        (AMAN, {"kind": "public_body", "money_origin": "public"}, []),
        (AMAN, {"kind": "public_body", "money_origin": "private"}, [("money_origin", "public_body_is_public")]),
        (AMAN, {"kind": "public_body", "money_origin": "regranted"}, [("money_origin", "public_body_is_public")]),
        (PERSON, {"language": "de"}, [("language", "choice_unknown")]),
        (PERSON, {"country": "fr"}, [("country", "country_unknown")]),
        (PERSON, {"postcode": "98800"}, [("country", "country_of_postcode")]),
        (PERSON, {"postcode": "98000"}, [("country", "country_of_postcode")]),
        (PERSON, {"postcode": "97150"}, [("country", "country_of_postcode")]),
        (PERSON, {"postcode": "98800", "country": "NC"}, []), (PERSON, {"postcode": "97400"}, []),
        # an overseas department is France, its postcode too
        (PERSON, {"postcode": "98800", "country": "RE"}, [("country", "country_of_postcode")]),
        (PERSON, {"postcode": "9740", "country": "RE"}, [("postcode", "zero_lost")]),
        (PERSON, {"postcode": "abc", "country": "GP"}, [("postcode", "postcode_invalid")]),
        (PERSON, {"postcode": "97400", "country": "RE"}, []),
        (PERSON, {"postcode": "98800", "country": "MX"}, []),
        (PERSON, {"postcode": "9880"}, [("postcode", "zero_lost")]),
        (PERSON, {"country": "FRA"}, [("country", "country_unknown")]),
        (PERSON, {"country": "F"}, [("country", "country_unknown")]),
        (PERSON, {"country": "ÉÉ"}, [("country", "country_unknown")]), (PERSON, {"country": "MA"}, []),
        (PERSON, {"last_name": ""}, [("last_name", "missing")]), (PERSON, {"first_name": ""}, []),
        (COUPLE, {"last_name": ""}, [("last_name", "missing")]),
        (COUPLE, {"second_first_name": ""}, [("second_first_name", "missing")]),
        (AMAN, {"organisation": ""}, [("organisation", "missing")]),
        (AMAN, {"kind": "company", "fiscal_year_end": "06-30"}, []),
        (AMAN, {"fiscal_year_end": "06-31"}, [("fiscal_year_end", "day_of_year_unreadable")]),
        (PERSON, {"deceased_on": date(1900, 1, 1)}, []),
        (PERSON, {"deceased_on": date(1899, 12, 31)}, [("deceased_on", "date_beyond")]),
        (PERSON, {"email": "a@b.org"}, []), (PERSON, {"email": "a.b.org"}, [("email", "email_invalid")]),
        (PERSON, {"email": "a@b@c.org"}, [("email", "email_invalid")]),
        (PERSON, {"email": "a b@c.org"}, [("email", "email_invalid")]),
        (PERSON, {"email": "a@b.org;c"}, [("email", "email_invalid")]),
        (PERSON, {"email": "claire@gmail"}, [("email", "email_domain")]), (PERSON, {"email": "mailto:a@b.org"}, []),
        (PERSON, {"email": "é@b.org"}, [("email", "email_letters")]), (PERSON, {"email": "a@é.org"}, []),
        (PERSON, {"city": "x" * 200}, []), (PERSON, {"city": "x" * 201}, [("city", "text_too_long")]),
        (PERSON, {"city": " Marseille"}, [("city", "text_not_clean")]),
        (AMAN, {"siren": "552100554"}, []), (AMAN, {"siren": "552100555"}, [("siren", "siren_invalid")]),
        (AMAN, {"siret": "1"}, [("siret", "siret_invalid")]), (AMAN, {"rna": "1"}, [("rna", "rna_invalid")]),
        (AMAN, {"ice": "1"}, [("ice", "ice_invalid")]),
        (AMAN, {"rna": "W000000000", "ice": "0" * 15},
         [("rna", "identifier_placeholder"), ("ice", "identifier_placeholder")]),
    ],
)  # fmt: skip
def test_a_party_is_refused_with_its_field_and_reason(
    party: PartyDraft, facts: dict[str, Any], found: list[Any]
) -> None:
    assert [(one.field, one.code) for one in replace(party, **facts).problems()] == found


@pytest.mark.parametrize(
    ("party", "facts", "name"),
    [
        (PERSON, {}, "Claire Moreau"), (PERSON, {"first_name": ""}, "Moreau"), (AMAN, {}, "Aman"),
        (AMAN, {"last_name": "Moreau"}, "Aman"), (COUPLE, {}, "Claire et Paul Moreau"),
        (COUPLE, {"second_last_name": "Moreau"}, "Claire et Paul Moreau"),
        (COUPLE, {"second_last_name": "Durand"}, "Claire Moreau et Paul Durand"),
        (PERSON, {"second_first_name": "Paul"}, "Claire Moreau"),
    ],
)  # fmt: skip
def test_a_party_is_called_by_its_name(party: PartyDraft, facts: dict[str, Any], name: str) -> None:
    assert display_name(replace(party, **facts)) == name


def test_two_are_joined_by_the_and_of_the_reader() -> None:
    durand = replace(COUPLE, second_last_name="Durand")
    said = {language: said_name(durand, language) for language in i18n.LANGUAGES}
    assert said == {
        "fr": "Claire Moreau et Paul Durand", "en": "Claire Moreau and Paul Durand",
        "ar": "Claire Moreau و\u00a0Paul Durand",
    }  # fmt: skip
    assert joined_by("ar", "سلمى", "بول") == "سلمى وبول"
    assert (said_name(COUPLE), said_name(PERSON), said_name(AMAN)) == (
        "Claire and Paul Moreau", "Claire Moreau", "Aman",
    )  # fmt: skip
    i18n.set_language("en", names="fr")  # what programs read
    assert said_name(COUPLE) == "Claire et Paul Moreau"


def test_a_party_is_searched_by_all_its_words() -> None:
    assert search_text(replace(COUPLE, second_last_name="Aït", ref="P7")) == "moreau claire ait paul p7"
    assert search_text(AMAN) == "aman"
    kader = replace(PERSON, last_name="Ben Ali", first_name="Abd el-Kader", ref="")
    assert search_text(kader) == "ben ali abd el kader benali abdelkader"
    assert search_text(replace(PERSON, last_name="Aït", first_name="Ali")) == "ait ali"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ben Ali", "Benali"), ("Abd Allah", "Abdallah"), ("عبد الله", "عبدالله"), ("بن علي", "بنعلي"),
     ("Abd-el-Kader", "Abdel Kader"), ("Aït Ahmed", "Aitahmed"), ("Abou Bakr", "Aboubakr"), ("آيت علي", "ايتعلي")],
)  # fmt: skip
def test_a_name_in_one_or_two_words_is_one_name(one: str, other: str) -> None:
    assert joined(fold(one)) == joined(fold(other))


@pytest.mark.parametrize(
    ("declared", "country", "is_resident"),
    [
        (None, "FR", True), (None, "MA", False), (True, "MA", True), (False, "FR", False), (True, "FR", True),
        *((None, department, True) for department in ("GP", "MQ", "GF", "RE", "YT")), (False, "RE", False),
        *((None, other, False) for other in ("NC", "PF", "WF", "PM", "BL", "MF", "TF")), (True, "NC", True),
    ],
)  # fmt: skip
def test_what_a_donor_declares_goes_before_the_country(
    declared: bool | None, country: str, is_resident: bool
) -> None:
    assert is_tax_resident(declared=declared, country=country) is is_resident


def test_a_refused_text_is_told_by_its_beginning() -> None:
    for city in ("x" * 201, f" {'x' * 100}"):
        (found,) = replace(PERSON, city=city).problems()
        assert found.value == city[:80]


def test_nobody_agrees_to_letters_or_is_a_minor_unless_said() -> None:
    assert (PERSON.consent_email, PERSON.consent_post, PERSON.minor) == (False, False, False)


def test_a_field_that_came_later_changes_no_fingerprint_while_it_is_empty() -> None:
    def digest(**facts: Any) -> str:
        return fingerprint_of(replace(PERSON, **facts))

    assert digest(key=uuid4()) == digest(fiscal_year_end="") == digest()
    assert (
        len({digest(), digest(fiscal_year_end="06-30"), digest(residence_statement="S"), digest(city="X")})
        == 4
    )
    assert fingerprint_of(PERSON, leaving=("key", "city")) == fingerprint_of(
        replace(PERSON, city="X"), leaving=("key", "city")
    )
    assert fingerprint_of(PERSON) != fingerprint_of(PERSON, leaving=("key", "city"))
    assert len(digest()) == 32


def test_drafts_made_before_a_field_came_keep_their_fingerprint() -> None:
    class Old(Struct, frozen=True):
        name: str

    class New(Struct, frozen=True):
        name: str
        nature: Later[str] = ""

    assert fingerprint_of(New("x")) == fingerprint_of(Old("x")) != fingerprint_of(New("x", "y"))


def test_a_collectivity_with_a_tax_of_its_own_is_no_foreign_state() -> None:
    assert [(is_france(country), is_foreign(country)) for country in ("FR", "RE", "NC", "MC", "MA")] == [
        (True, False), (True, False), (False, False), (False, True), (False, True),
    ]  # fmt: skip
