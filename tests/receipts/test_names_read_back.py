"""Names of Morocco on a receipt, read back by three readers of PDF that have nothing in common."""

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Sequence
from itertools import groupby

import pypdf
import pytest
from msgspec.structs import replace

from receipts.letter import LetterContent, print_letter
from receipts.press import Press
from tests.receipts.reading import quick_text_of, text_by_pypdf
from tests.receipts.test_documents import BENEFICIARY, DONOR, SIGNATORY, content
from tests.world import TODAY

ARABIC = (
    "محمد بن عبد العزيز", "عبد الله", "عائشة بنت أحمد", "زينب", "طه ياسين", "يحيى", "فاطمة الزهراء", "هـ",
    "كتـــاب", "لأ لإ لآ لا", "لٱ",
)  # fmt: skip
GAF = (
    "الݣداوي",
    "ݣادير",
    "أݣناو",
    "بوݣرين",
    "تيݣزيرين",
    "ڭادير",
    "گادير",
    "گچپڤژ",
    "إݣودار",
    "أݣادير",
    "الݣَرْبِي",
)
VOWELS = (
    "مُحَمَّد", "فَاطِمَة الزَّهْرَاء", "شِدّة", "لَا إِلٰه", "مُلَّا علي", "اللّٰه", "ٱلْمَغْرِب", "حسن الݣرّاوي", "الݣَّاوي",
    "عُثْمَان", "مَوْلَاي إِسْمَاعِيل",
)  # fmt: skip
TIFINAGH = ("ⵎⵓⵃⴰⵏⴷ", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ⴰⵢⵜ ⵃⵎⴰⴷ", "ⵍⵍⴰ ⵏⵏⴰ", "ⵜ⵿ⵜ", "ⴰⴳⵯⵎⴰⵔ", "ⵣⵀⵔⴰ Zohra")
LATIN = (
    "Ɛli Aɣbalu", "Uḍar Meẓẓyan", "Ǧeddi Čči", "Ṭṭaher Agʷmar", "Iḥaḥan Yuɣerten", "ṛṣṭẓ ḏṯ žš",
    "d\u0323\u0307 q\u0303 a\u0323\u0302", "Ḏ\u0323a ṯ\u030cu",
)  # fmt: skip
NAMES = (*ARABIC, *GAF, *VOWELS, *TIFINAGH, *LATIN)
MIXED = ("محمد Ahmed", "علي (الصغير)", "الݣداوي Amrani", "شارع 15")


def by_poppler(document: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed here")
    made = subprocess.run(["pdftotext", "-", "-"], input=document, capture_output=True, check=True)
    return made.stdout.decode()


READERS = (text_by_pypdf, quick_text_of, by_poppler)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(BENEFICIARY, SIGNATORY, version="11580-05")


def plain(text: str) -> str:
    """Return a text as it is compared: letters for forms of letters, no marks of direction."""
    without = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    return " ".join(unicodedata.normalize("NFKC", without).split())


def runs(text: str) -> set[str]:
    """Return the runs of letters or digits of one direction in a text."""
    kinds = groupby(plain(text), key=lambda c: c.isalnum() and unicodedata.bidirectional(c))
    return {"".join(run) for kind, run in kinds if kind}


def printed(press: Press, names: Sequence[str]) -> bytes:
    """Return a receipt with names: in the window, as last and first names, the others in the address."""
    name, last, first, *lines = names
    address = replace(DONOR.address, lines=tuple(lines))
    donor = replace(DONOR, name=name, last_name=last, first_names=first, address=address)
    return press.print(content(donor=donor)).content


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("names", [NAMES[at : at + 6] for at in range(0, len(NAMES), 6)], ids=" ".join)
def test_names_are_read_back_to_the_letter(
    press: Press, names: Sequence[str], read: Callable[[bytes], str]
) -> None:
    shown = plain(read(printed(press, names)))
    assert [name for name in names if plain(name) not in shown] == []


@pytest.mark.parametrize("read", READERS)
def test_of_a_name_in_two_directions_each_part_is(press: Press, read: Callable[[bytes], str]) -> None:
    """Readers order the parts as they guess."""
    shown = runs(read(printed(press, MIXED)))
    assert [name for name in MIXED if not runs(name) <= shown] == []


@pytest.mark.parametrize("read", READERS)
def test_the_associations_own_name_is_too(read: Callable[[bytes], str]) -> None:
    """It is a part of the frame, which is drawn in another way."""
    press = Press(replace(BENEFICIARY, name="جمعية الݣُصَيْبَة"), SIGNATORY, version="11580-05")
    shown = plain(read(press.print(content(beneficiary=replace(BENEFICIARY, name="جمعية الݣُصَيْبَة"))).content))
    assert plain("جمعية الݣُصَيْبَة") in shown


@pytest.mark.parametrize("read", READERS)
def test_a_letter_in_arabic_is_too(read: Callable[[bytes], str]) -> None:
    letter = LetterContent("ar", ("Aman",), ("الݣداوي",), "مرسيليا", "شُكْرًا", "إلى السيد الݣداوي", TODAY)
    shown = plain(read(print_letter(letter).content))
    assert shown.count("الݣداوي") == 2
    assert "إلى السيد الݣداوي" in shown
    assert plain("شُكْرًا") in shown


def test_the_same_name_gives_the_same_bytes(press: Press) -> None:
    made = content(donor=replace(DONOR, name="مُحَمَّد الݣرّاوي"))
    again = Press(BENEFICIARY, SIGNATORY, version="11580-05")
    assert press.print(made).content == again.print(made).content


def test_a_name_takes_one_page(press: Press) -> None:
    made = content(donor=replace(DONOR, name="مُحَمَّد الݣرّاوي", last_name="الݣرّاوي"))
    assert len(pypdf.PdfReader(io.BytesIO(press.print(made).content)).pages) == 1
