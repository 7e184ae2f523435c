"""A server with books of three offices, and its people at work, each under a login of its own."""

from contextlib import ExitStack
from uuid import uuid4

import psycopg
from msgspec.structs import replace
from sqlalchemy.engine import make_url

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.rights import ROLES
from donations_app.db.server_setup import Login, role_of
from donations_app.domain.authors import Author
from donations_app.domain.settings import AccountDraft, OfficeDraft, SettingsDraft
from donations_app.services.books.server import Done, set_up
from tests import databases
from tests.kept import name_of
from tests.world import SETTINGS, TODAY, ticking

MARK = uuid4().hex[:8]
NAIMA, ZOHRA, KARIM, CLAIRE, SAVER = (
    f"{name}_{MARK}" for name in ("naima", "zohra", "karim", "claire", "saver")
)
OFFICES = replace(
    SETTINGS,
    offices=(*SETTINGS.offices, OfficeDraft("PAR", "Paris")),
    accounts=(*SETTINGS.accounts, AccountDraft("Livret", "FR1420041010050500013M02606")),
)


class Office:
    """A server with books of three offices, and its people at work."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.base = name_of(databases.address(server))
        self.people = (
            Login(NAIMA, "treasurer"), Login(ZOHRA, "clerk", "LYO"), Login(KARIM, "clerk", "PAR"),
            Login(CLAIRE, "auditor"), Login(SAVER, "backup"),
        )  # fmt: skip
        self.opened = ExitStack()
        self.set_up()

    def set_up(self, *people: Login, settings: SettingsDraft = OFFICES) -> Done:
        return set_up(
            self.server,
            self.base,
            people or self.people,
            settings=settings,
            clock=ticking(),
            today=lambda: TODAY,
        )

    def address(self, login: str) -> str:
        return (
            make_url(self.server)
            .set(username=login, database=self.base)
            .render_as_string(hide_password=False)
        )

    def books(self, login: str, office: str = "") -> Books:
        author = Author(login, office)
        books = open_books(self.address(login), clock=ticking(), today=lambda: TODAY, author=author)
        self.opened.callback(books.close)
        return books

    def line(self, login: str) -> psycopg.Connection:
        plain = self.address(login).replace("postgresql+psycopg", "postgresql")
        return self.opened.enter_context(psycopg.connect(plain, autocommit=True))

    def close(self) -> None:
        self.opened.close()
        databases.drop(make_url(self.server).set(database=self.base).render_as_string(hide_password=False))
        with psycopg.connect(self.server.replace("+psycopg", ""), autocommit=True) as admin:
            for name in (
                *(one.name for one in self.people),
                *(role_of(self.base, one) for one in ("owner", *ROLES)),
            ):
                admin.execute(f"DROP ROLE IF EXISTS {name}")
