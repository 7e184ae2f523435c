"""What a spreadsheet shows by the format of a number."""

import pytest

from donations_app.formats.number_formats import PLAIN, Shown, day_of, elapsed, masked, shown_by


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", PLAIN), ("0.00", PLAIN), ("#,##0.00", PLAIN), ("#,##0;[Red]-#,##0", PLAIN), ("0", PLAIN),
        ("# ?/?", PLAIN), ("0.00E+00", PLAIN), ("@", PLAIN), ("[$-409]#,##0.00", PLAIN), ("_-* #,##0_-", PLAIN),
        ("0%", Shown(is_percent=True)), ('0.00" de "%', Shown(is_percent=True, words="de")),
        ("#,##0,", Shown(is_scaled=True)), ("0,.0", Shown(is_scaled=True)), ("0.0,,", Shown(is_scaled=True)),
        ('[>=1000]0.0,"k";0', Shown(is_scaled=True, words="k")), ('0" k€"', Shown(words="k€")),
        ('#,##0.00 "MAD"', Shown(words="MAD")), ("#,##0.00\\ [$MAD]", Shown(words="MAD")),
        ("[$-409]#,##0.00\\ [$DH]", Shown(words="DH")), ("[$MAD-40C] #,##0", Shown(words="MAD")),
        ('_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', Shown(words="€")),
        ("$#,##0.00", Shown(words="$")), ("#,##0.00 €", Shown(words="€")), ("\\D\\H 0", Shown(words="DH")),
        ('General" DH"', Shown(words="DH")), ("#,##0.00;-#,##0.00 [$MAD]", Shown(words="MAD")),
        ("dd/mm/yyyy", Shown(is_day=True)), ("[$-40C]d mmmm yyyy;@", Shown(is_day=True)), ("h:mm", Shown(is_day=True)),
        ("[h]:mm", Shown(is_elapsed=True)), ("00000", Shown(mask=("0",) * 5)), ("[<=9]00;000", PLAIN),
        ("0#\\ ##", Shown(mask=("0", "#", '" ', "#", "#"))), ("##0", PLAIN), ("0" * 31, PLAIN), ("", PLAIN),
    ],
)  # fmt: skip
def test_a_format_says_what_it_adds_to_a_number(code: str, shown: Shown) -> None:
    assert shown_by(code) == shown


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (1000, "00000", "01000"), (13001, "00000", "13001"), (123456, "00000", "123456"), (0, "000", "000"),
        (612345678, '0#" "##" "##" "##" "##', "06 12 34 56 78"), (612345678, "00 00 00 00 00", "06 12 34 56 78"),
        (5, "0###", "0005"), (12, '"D-"0000', "D-0012"), (1234567, "00 00", "12345 67"),
    ],
)  # fmt: skip
def test_zeros_and_gaps_that_a_format_shows_are_read(number: int, code: str, text: str) -> None:
    assert masked(number, shown_by(code).mask) == text


@pytest.mark.parametrize(
    ("serial", "from_1904", "day"),
    [
        (45872, False, "2025-08-03"), (45872.766, False, "2025-08-03"), (1, False, "1900-01-01"),
        (61, False, "1900-03-01"), (2958465, False, "9999-12-31"), (2958466, False, ""), (-1, False, ""),
        (0.5, False, "12:00:00"), (44410, True, "2025-08-03"), (45871.9999999999, False, "2025-08-03"),
    ],
)  # fmt: skip
def test_a_serial_number_is_a_day(serial: float, from_1904: bool, day: str) -> None:
    assert day_of(serial, from_1904=from_1904) == day


def test_hours_go_beyond_a_day() -> None:
    assert elapsed(1.5) == "36:00:00"
