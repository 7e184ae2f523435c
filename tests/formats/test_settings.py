"""Settings files: each mistake is named with its table and key, and nothing fails later for it."""

import os
from pathlib import Path

import pytest
from PIL import Image

from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.numbers import PatternInvalid, check_pattern, number_in
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.settings_file import read_settings
from donations_app.services.books.settings_checks import check_settings
from donations_app.words.sentences import sentence
from tests.posix import only_posix
from tests.world import TODAY

SOUND = """
[organisation]
name = "Association Aman"
siren = "552100554"
address = "1 place du Village"
postcode = "13016"
city = "Marseille"
country = "FR"
phone = "04 91 00 00 00"
email = "aman@example.org"
website = "https://aman.example.org"
object = "Eau potable"
category = "general_interest_1901"
fiscal_year_end = "12-31"
[[offices]]
code = "MRS"
name = "Marseille"
head = true
[[signatories]]
name = "Zohra Amrani"
title = "Trésorière"
from = 2015-01-01
[[accounts]]
label = "Compte courant"
iban = "FR76 3000 6000 0112 3456 7890 189"
[receipts]
number = "{year}-{office}-{form}-{n:06}"
"""

OFFICE = """head = true
country = "MA"
currency = "MAD"
address = "Avenue Mohammed V"
postcode = "83500"
city = "Taliouine"
phone = "+212 5 28 53 00 00"
email = "taliouine@example.org"
account = "FR76 3000 6000 0112 3456 7890 189"
"""


def refusal(path: Path, content: str | bytes) -> KnownError:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(KnownError) as error:
        check_settings(read_settings(path), TODAY)
    assert sentence(error.value)
    return error.value


def named(error: KnownError) -> list[tuple[str, str]]:
    assert isinstance(error, InputRefused), error
    return [(problem.field, problem.code) for problem in error.problems]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "settings"
    place.mkdir()
    return place / "settings.toml"


def test_the_sound_ones_are_taken(path: Path) -> None:
    path.write_text(SOUND)
    read = read_settings(path)
    check_settings(read, TODAY)
    assert [office.facts for office in read.offices] == [None]  # a file that does not say them
    path.write_text(SOUND.replace("head = true", OFFICE))
    read = read_settings(path)
    check_settings(read, TODAY)
    assert read.offices[0].facts == OfficeFacts(
        country="MA", currency="MAD", address="Avenue Mohammed V", postcode="83500", city="Taliouine",
        phone="+212 5 28 53 00 00", email="taliouine@example.org", account="FR76 3000 6000 0112 3456 7890 189",
    )  # fmt: skip
    for old, new, key, code in (
        ('"MA"', '"ZZ"', "currency", "choice_unknown"),
        ('"MA"\ncurrency = "MAD"', '"ZZ"', "country", "country_unknown"),
        ("Taliouine", "漢", "city", "letters_missing"), ("Avenue", "Avenue " * 30, "address", "text_too_long"),
        ('"83500"', "83500", "postcode", "text_expected"),
    ):  # fmt: skip
        assert named(refusal(path, SOUND.replace("head = true", OFFICE.replace(old, new)))) == [
            (f"offices.{key}", code)
        ]


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("general_interest_1901", "nonsense", "organisation.category", "choice_unknown"),
        ('"FR"', '"Narnia"', "organisation.country", "country_unknown"),
        ('"FR"', '"ZZ"', "organisation.country", "country_unknown"),
        ("552100554", "５５２１００５５４", "organisation.siren", "siren_invalid"),
        ("552100554", "552100555", "organisation.siren", "siren_invalid"),
        ("04 91 00 00 00", "491000000", "organisation.phone", "zero_lost"),
        ("aman@example.org", "aman@" + "a" * 60 + ".example.org", "organisation.email", "text_too_long"),
        ('"aman@example.org"', "5", "organisation.email", "text_expected"),
        ("https://aman.example.org", "https://漢.example.org", "organisation.website", "letters_missing"),
        ("12-31", "W52-3", "organisation.fiscal_year_end", "day_of_year_unreadable"),
        ("12-31", "١٢-31", "organisation.fiscal_year_end", "day_of_year_unreadable"),
        ('name = "Marseille"', 'name = "\u200b"', "offices.name", "missing"),
        ('name = "Zohra Amrani"', "", "signatories.name", "missing"),
        ("2015-01-01", "0015-01-01", "signatories.from", "date_beyond"),
        ('"FR76 3000 6000 0112 3456 7890 189"', '""', "accounts.iban", "missing"),
        ('"FR76 3000 6000 0112 3456 7890 189"', '"FR76"', "accounts.iban", "iban_invalid"),
        ("{n:06}", "{n:0999999999}", "receipts.number", "number_pattern_unclear"),
        ("{office}-{form}-{n:06}", "{form}-{office}{n}", "receipts.number", "number_pattern_unclear"),
        ("-{n:06}", "é-{n:06}", "receipts.number", "number_pattern_unclear"),
        ("-{n:06}", "", "receipts.number", "number_pattern_invalid"),
        ("Association Aman", "Aman 😀", "organisation.name", "letters_missing"),
        ("Zohra Amrani", "Zohra 漢", "signatories.name", "letters_missing"),
        ("Eau potable", "WWWWW " * 83, "organisation.object", "text_too_long"),
        ("Association Aman", "A" * 450, "organisation.name", "text_too_long"),
        ("1 place du Village", "place " * 80, "organisation.address", "text_too_long"),
        ("Trésorière", "Trésorière " * 12, "signatories.title", "text_too_long"),
    ],
)  # fmt: skip
def test_what_would_fail_on_a_receipt_is_refused_by_its_key(
    path: Path, old: str, new: str, field: str, code: str
) -> None:
    assert old in SOUND
    assert named(refusal(path, SOUND.replace(old, new))) == [(field, code)]


@pytest.mark.parametrize("pattern", ["{year}-{office}-{form}-{n:06}", "RF {n}/{year}.{form}_{office}"])
def test_patterns_whose_numbers_cannot_collide_are_taken(pattern: str) -> None:
    check_pattern(pattern)
    made = {
        number_in(pattern, year=2026, office=office, form="11580*05", n=n)
        for office in ("M", "M1", "M11")
        for n in (1, 11, 111)
    }
    assert len(made) == 9


@pytest.mark.parametrize(
    "pattern", ["{year}{office}-{form}-{n}", "{year}-{office:03}-{form}-{n}", "{year}-{office}-{form}-{n}}"]
)
def test_patterns_that_cannot_be_read_back_are_refused(pattern: str) -> None:
    with pytest.raises(PatternInvalid, match=r"^number_pattern_unclear$"):
        check_pattern(pattern)


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ("organisation = 5", "organisation", "table_expected"),
        ("offices = [5]", "offices", "table_expected"),
        (SOUND.replace("[receipts]", "[receipts]\nminimum_cents = 12345678901234567890123456"),
         "receipts.minimum_cents", "number_unreadable"),
        (SOUND.replace("[receipts]", f"[receipts]\nminimum_cents = 0x{'f' * 6000}"),
         "receipts.minimum_cents", "number_unreadable"),
        (SOUND.replace("2015-01-01", f"[0x{'f' * 6000}]"), "signatories.from", "date_unreadable"),
    ],
)  # fmt: skip
def test_values_of_another_kind_are_named(path: Path, content: str, field: str, code: str) -> None:
    assert (field, code) in named(refusal(path, content))


def test_what_is_unknown_missing_and_unreadable_is_named_at_once(path: Path) -> None:
    content = SOUND.replace("[receipts]", "[receipts]\nnumbr = 1\nminimum_cents = 'x'")
    content = "\n".join(line for line in content.splitlines() if not line.startswith("city"))
    found = {
        ("receipts.numbr", "key_unknown"),
        ("receipts.minimum_cents", "number_unreadable"),
        ("organisation.city", "missing"),
    }
    assert found <= set(named(refusal(path, content)))


@pytest.mark.parametrize(
    "content", [f"x = {'9' * 5000}", f"x = {'[' * 5000}{']' * 5000}", "x = [", "x = 1\nx = 2"]
)
def test_what_is_no_toml_is_said_to_be_none(path: Path, content: str) -> None:
    error = refusal(path, content)
    assert isinstance(error, FileRefused)
    assert error.problem == "toml_broken"


@only_posix
def test_a_pipe_a_folder_and_an_empty_file_are_no_settings(path: Path, tmp_path: Path) -> None:
    os.mkfifo(path)
    for place, problem in ((path, "not_a_file"), (tmp_path, "not_a_file"), (path / "x", "file_missing"),
                           (tmp_path / ("x" * 300), "file_unreadable"), (Path("a\0b"), "file_missing")):  # fmt: skip
        with pytest.raises(FileRefused) as error:
            read_settings(place)
        assert error.value.problem == problem
    path.unlink()
    empty = refusal(path, "")
    assert isinstance(empty, FileRefused)
    assert empty.problem == "file_empty"


@only_posix
def test_the_signature_is_a_picture_beside_the_file(path: Path, tmp_path: Path) -> None:
    def with_image(said: str) -> str:
        return SOUND.replace("from = 2015", f"image = {said}\nfrom = 2015")

    Image.new("RGB", (20, 10)).save(path.with_name("signature.png"))
    path.write_text(with_image('"signature.png"'))
    check_settings(read_settings(path), TODAY)

    path.with_name("text.png").write_text("no picture at all")
    path.with_name("large.png").write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    path.with_name("loop.png").symlink_to("loop.png")
    (tmp_path / "secret.png").write_bytes(path.with_name("signature.png").read_bytes())
    path.with_name("link.png").symlink_to(tmp_path / "secret.png")
    os.mkfifo(path.with_name("pipe.png"))
    for said, code in (
        ("5", "text_expected"), ('["signature.png"]', "text_expected"), ('"text.png"', "image_unreadable"),
        ('"large.png"', "image_too_large"), ('"loop.png"', "file_missing"), ('"none.png"', "file_missing"),
        ('"pipe.png"', "image_unreadable"), ('"../secret.png"', "image_elsewhere"), ('"link.png"', "image_elsewhere"),
        ('"/etc/hostname"', "image_elsewhere"), ('"signature.png/x"', "file_missing"),
    ):  # fmt: skip
        assert named(refusal(path, with_image(said))) == [("signatories.image", code)], said
