"""Lists of people in the code pages of old programs: read as they were meant, or refused with an example."""

import re

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.tables import Party
from donations_app.domain.storage_errors import FileRefused
from donations_app.formats.code_pages import cost_of
from donations_app.words.sentences import sentence
from tests.formats.test_importing import count_of, run

NAMES = [
    "Bénéteau", "BÉNÉTEAU", "Aït Ahmed", "Éric", "Œuvrard", "Sœur Agnès", "Gonçalves", "Muñoz", "Noël", "Lévêque",
    "L’Haÿ-les-Roses", "12 rue de l’Égalité", "Garçon", "LEVÉ", "N° 5, 3 rue du Pré", "“Aman”", "Île-de-Ré",
]  # fmt: skip
ARABIC = ["محمد", "فاطمة الزهراء", "أحمد بن علي", "عائشة"]


def in_page(name: str, page: str) -> bytes | None:
    try:
        return name.encode(page)
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize("page", ["cp1252", "iso8859_15", "mac_roman", "cp850"])
@pytest.mark.parametrize("name", NAMES)
def test_a_single_name_is_read_as_it_was_meant_or_refused(file_books: Books, page: str, name: str) -> None:
    if in_page(name, page) is None:
        return
    content = f"ref;kind;last_name\nA1;individual;{name}\n".encode(page)
    try:
        assert run(file_books, "people", content).accepted == 1
    except FileRefused as refused:
        assert refused.problem == "encoding_doubtful"  # noqa: PT017 -- either way is right, another name is not
        return
    with file_books.read() as session:
        assert session.scalars(select(Party.last_name)).one() == name


@pytest.mark.parametrize(
    ("page", "said"),
    [("cp1252", "Windows-1252"), ("iso8859_15", "Latin-9"), ("mac_roman", "Mac Roman"), ("cp850", "DOS 850")],
)
def test_a_list_says_in_which_page_it_was_read(file_books: Books, page: str, said: str) -> None:
    names = [name for name in NAMES if in_page(name, page) is not None and not in_page(name, page).isascii()]  # type: ignore[union-attr]
    lines = "".join(f"A{n};particulier;{name};Zoé\n" for n, name in enumerate(names))
    answer = run(file_books, "people", f"ref;catégorie;nom;prénom\n{lines}".encode(page))
    assert (answer.accepted, answer.code_page, answer.ignored) == (len(names), said, [])
    assert answer.example in re.split(r"[ ,;“”\n]+", f"catégorie prénom {lines}")
    with file_books.read() as session:
        assert set(session.scalars(select(Party.last_name))) == set(names)
        assert set(session.scalars(select(Party.first_name))) == {"Zoé"}


@pytest.mark.parametrize("name", ARABIC)
def test_arabic_names_are_read_in_their_page(file_books: Books, name: str) -> None:
    content = f"ref;kind;last_name;first_name\nA1;individual;{name};Zoé\n"
    assert run(file_books, "people", content.encode("cp1256")).code_page == "Windows-1256"
    with file_books.read() as session:
        assert session.scalars(select(Party.last_name)).one() == name


@pytest.mark.parametrize("page", ["cp1250", "cp1251", "cp1253", "koi8_r", "cp932"])
def test_a_page_that_makes_no_names_is_refused_with_an_example(file_books: Books, page: str) -> None:
    name = {"cp1250": "Škřížřťěč Děčín", "cp1253": "Παπαδόπουλος", "cp932": "山田太郎"}.get(
        page, "Иванов Пётр"
    )
    with pytest.raises(FileRefused) as refused:
        run(file_books, "people", f"ref;kind;last_name\nA1;individual;{name}\n".encode(page))
    assert refused.value.problem == "encoding_doubtful"
    assert "“" in refused.value.detail[0]
    assert "UTF-8" in (sentence(refused.value) or "")
    assert count_of(file_books, Party) == 0


@pytest.mark.parametrize(
    ("word", "cost"),
    [
        ("Bénéteau", 0), ("BŽnŽteau", 10), ("B‚n‚teau", 10), ("¼uvrard", 5), ("ãÍãÏ", 25), ("LEVê", 5), ("Zoé", 0),
        ("l’eau", 0), ("No’l", 1), ("João", 1), ("etc…", 1), ("…ric", 5), ("N°", 0), ("m°", 5), ("20€", 0), ("k€", 5),
        ("é", 1), ("à", 0), ("Aمحمد", 20), ("ہ", 2), ("a\u00a0b", 0), ("plain", 0), ("Îuvre", 1), ("de-RÈ", 2),
        ("ÚÇÆÔÉ", 6), ("adhérent·e", 0), ("“Aman”", 0), ("µg", 5), ("ªb", 5), ("m²", 2), ("a×b", 5),
    ],
)  # fmt: skip
def test_a_word_is_charged_for_what_names_do_not_have(word: str, cost: int) -> None:
    assert cost_of(word) == cost


@pytest.mark.parametrize(
    ("header", "column"),
    [("prenom usuel", None), ("pr?nom", "first_name"), ("prènoms", "first_name"), ("Adrese", "address")],
)
def test_a_heading_that_nearly_fits_is_told(file_books: Books, header: str, column: str | None) -> None:
    answer = run(file_books, "people", f"ref;kind;nom;{header}\nA1;individual;Un;Zoé\n")
    assert answer.near == ({header: column} if column else {})


def test_a_heading_is_near_nothing_that_the_file_has(file_books: Books) -> None:
    answer = run(file_books, "people", "ref;kind;nom;prénom;prénoms\nA1;individual;Un;Zoé;Z\n")
    assert (answer.ignored, answer.near) == (["prénoms"], {})
