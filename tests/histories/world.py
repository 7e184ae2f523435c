"""Who gives and for what: the small world in which every history begins, on either engine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.settings import MailDraft
from donations_app.services.books.settings import create_books
from donations_app.services.people.memberships import join, set_fee
from donations_app.services.people.parties import change_party
from tests import databases
from tests.histories.moments import Clock
from tests.mail_server import USER, MailServer, running
from tests.world import NAIMA, ORIGIN, SETTINGS, association, company, person, project

BARRED: Final = "SOUK"  # a project that opens no right to a receipt
JUNE: Final = (6, 30)  # month and day on which the company closes its year
PLACES: Final = (("EAU", "AMAN"), ("EAU", ""), ("ECOLE", ""), (BARRED, ""), ("", ""))
DONORS: Final = ("A1", "A2", "B2", "C3", "N4", "E1", "F5", "M6", "AMAN", "")  # the last is nobody known
JOINED: Final = date(2025, 6, 1)
DUES: Final = 20_00  # of a year
MINOR: Final = "P7"
MEMBERS: Final = ("A1", "B2", "F5")
POSTED: Final = ("B2", "F5")  # members who agreed to letters
_MAILED: Final[dict[str, Any]] = {"email": "a1@example.org", "consent_email": True}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where histories begin: books with donors and projects but no money, and a mail server."""

    template: str  # location of the books that each history gets a copy of
    folder: Path
    server: str  # address of the database server; empty for files
    mail: MailServer

    def books(self, clock: Clock) -> Books:
        """Return new books at their beginning."""
        if self.server:
            place = databases.address(self.server)
            databases.copy(self.template, place)
            return open_books(place, clock=clock, author=NAIMA)
        path = self.folder / f"{uuid4().hex}.tiwizi"
        shutil.copyfile(self.template, path)
        return open_books(str(path), clock=clock, author=NAIMA)

    def put_away(self, books: Books) -> None:
        """Close books and remove them."""
        books.close()
        if self.server:
            databases.drop(books.location)
        else:
            Path(books.location).unlink()


@contextmanager
def stage(folder: Path, server: str = "") -> Iterator[Stage]:
    """Make the first books and run the mail server that they name."""
    with running() as mail:
        location = databases.new_database(server) if server else str(folder / "template.tiwizi")
        clock = Clock()
        account = MailDraft(
            host="localhost", port=mail.port, username=USER, sender="recus@aman.example", sender_name="Aman"
        )
        collects = replace(SETTINGS.accounts[0], creditor_id="FR72ZZZ123456")
        books = create_books(
            location,
            replace(SETTINGS, mail=account, accounts=(collects,)),
            clock=clock,
            author=NAIMA,
            origin=ORIGIN,
        )
        _fill(books)
        books.close()
        yield Stage(location, folder, server, mail)


def _fill(books: Books) -> None:
    person(books, **_MAILED)
    person(books, "A2", first_name="Mohannd", address="2 rue de la République")  # once more, by another clerk
    person(books, "B2", last_name="Amrani", receipt_wish="each", email="b2@example.org", consent_post=True)
    person(books, "C3", kind="couple", second_first_name="Aïcha", email="c3@example.org", consent_email=True)
    person(books, "N4", address="")
    company(books, fiscal_year_end="06-30", email="e1@example.org", consent_email=True)
    person(
        books, "F5", country="BE", postcode="1000", city="Bruxelles", tax_resident_fr=True, consent_post=True
    )
    person(books, "M6", country="MA", postcode="83000", city="Taroudannt")
    person(books, MINOR, minor=True)
    association(books)
    project(books, partners={"AMAN": 500_00})
    project(books, "ECOLE")
    project(books, BARRED, receipt_eligible=False)
    set_fee(books, "ADH", name="Adhésion", from_year=JOINED.year, fee=Money(DUES))
    join(books, [(uuid4(), ref, JOINED) for ref in MEMBERS], kind="ADH")


def move_house(books: Books, ref: str, address: str, *, seen: int, email: str, office: str) -> None:
    """Write another address of a person, or none."""
    known: dict[str, Any] = {
        "kind": "individual", "last_name": "Aït Ahmed", "first_name": "Mohand", "postcode": "13001",
        "city": "Marseille",
    }  # fmt: skip
    draft = PartyDraft(key=uuid4(), address=address, email=email, consent_email=bool(email), **known)
    change_party(books.acting(office=office), ref, draft, seen=seen)
