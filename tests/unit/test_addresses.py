"""An address of books shows no password, however it is written, and is told from a path."""

import pytest

from donations_app.db.address import is_url, server_url, without_password
from donations_app.domain.storage_errors import BooksAddressWrong

TYPED = "s3cr/et?@&:"
PLAIN = "postgresql+psycopg://zohra@server:5432/books"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (PLAIN, PLAIN),
        ("postgresql://zohra:s3cret@server/books", "postgresql://zohra:***@server/books"),
        (f"postgresql://zohra:{TYPED}@server/books", "postgresql://zohra:***@server/books"),
        ("postgresql://zohra@server/books?password=s3cret", "postgresql://zohra@server/books?***"),
        ("postgresql://zohra@server/books?sslmode=require&Password=s3cret&port=1", "postgresql://zohra@server/books?sslmode=require&***&port=1"),
        ("postgresql://zohra@server/books?pass%77ord=s3cret", "postgresql://zohra@server/books?***"),
        ("postgresql://zohra@server/books?sslpassword=s3&cret", "postgresql://zohra@server/books?***&***"),
        ("postgresql://zohra:s3cret/books", "postgresql://zohra:***"),
        ("postgresql://zohra:s3cret", "postgresql://zohra:***"),
        ("postgresql:/zohra:s3cret@server/books", "postgresql:/zohra:***@server/books"),
        ("postgresql:zohra:s3cret@server/books", "postgresql:zohra:***@server/books"),
        ("mysql://zohra:s3cret@server/books", "mysql://zohra:***@server/books"),
        ("host=server dbname=books password=s3cret user=zohra", "host=server dbname=books password=***"),
        ("postgresql://one:5432,two:5433/books", "postgresql://one:5432,two:5433/books"),
        ("postgresql://[::1]:5432/books", "postgresql://[::1]:5432/books"),
        ("postgresql:///books?host=/run/postgresql", "postgresql:///books?host=/run/postgresql"),
    ],
)  # fmt: skip
def test_no_password_is_shown(location: str, shown: str) -> None:
    assert is_url(location)
    assert without_password(location) == shown
    try:
        server_url(location)
    except BooksAddressWrong as error:
        assert error.place == shown  # noqa: PT017 -- each is an address or is refused as it is shown


@pytest.mark.parametrize(
    "path",
    ["books.tiwizi", "/home/a/b.tiwizi", "C:/a/b.tiwizi", "C:\\a\\b", "a:b", "my passwords/b.tiwizi", "~/x"],
)
def test_a_path_is_no_address(path: str) -> None:
    assert not is_url(path)
    assert without_password(path) == path
