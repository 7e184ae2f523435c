"""What a server must prove: everything from another computer, no password in clear on this one."""

import pytest
from sqlalchemy import make_url

from donations_app.db.trust import demands

NEW = 170000
FAR = {"sslmode": "verify-full", "require_auth": "scram-sha-256", "channel_binding": "require"}
HERE = {"require_auth": "scram-sha-256,none"}
KNOWN = {"require_auth": "scram-sha-256"}


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("//u@server/b", FAR), ("//u:p@server/b", FAR), ("//u@10.0.0.7/b", FAR), ("//u@[2001:db8::1]/b", FAR),
        ("//u@localhost.example.org/b", FAR), ("//u@127.example.org/b", FAR), ("//u@/b?host=server", FAR),
        ("//u@/b?host=/run/postgresql,server", FAR), ("//u@/b?host=localhost:5432&host=server:5432", FAR),
        ("//u@/b?service=far", FAR), ("//u@/b?hostaddr=10.0.0.7", FAR), ("//u@server/b?hostaddr=127.0.0.1", FAR),
        ("//u@localhost/b?hostaddr=10.0.0.7", FAR), ("//u:p@127.0.0.1/b?hostaddr=127.0.0.1,10.0.0.7", FAR),
        ("//u@localhost.localdomain/b", FAR), ("//u:p@127.1/b", FAR), ("//u@2130706433/b", FAR),
        ("//u@localhost/b", HERE), ("//u@LOCALHOST./b", HERE), ("//u@127.0.0.1:6543/b", HERE), ("//u@[::1]/b", HERE),
        ("//u@127.9.9.9/b", HERE), ("///b", HERE), ("//u@/b?host=/run/postgresql", HERE), ("//u@/b?host=@name", HERE),
        ("//u:p@/b?host=/run/postgresql", HERE), ("//u@/b?hostaddr=127.0.0.1", HERE),
        ("//u:p@127.0.0.2/b", KNOWN), ("//u:p@localhost/b?hostaddr=127.0.0.2", KNOWN),
        ("//u:p@localhost/b", KNOWN), ("//u@127.0.0.1/b?password=p", KNOWN),
        ("//u@/b?host=localhost:5432&host=127.0.0.1:5433&password=p", KNOWN),
        ("//u@server/b?sslmode=require", {"require_auth": "scram-sha-256", "channel_binding": "require"}),
        ("//u@server/b?sslmode=disable&require_auth=md5&channel_binding=disable", {}),
        ("//u:p@localhost/b?require_auth=password", {}),
    ],
)  # fmt: skip
def test_what_is_asked_of_a_server(address: str, wanted: dict[str, str]) -> None:
    assert demands(make_url(f"postgresql+psycopg:{address}"), {}, libpq=NEW) == wanted


def test_the_environment_counts_as_said() -> None:
    url, bare = make_url("postgresql://u@server/b"), make_url("postgresql:///b")
    assert demands(url, {"PGSSLMODE": "require"}, libpq=NEW) == {
        "require_auth": "scram-sha-256",
        "channel_binding": "require",
    }
    assert demands(bare, {"PGHOST": "server"}, libpq=NEW) == FAR
    here = make_url("postgresql://u@localhost/b")
    assert demands(here, {"PGHOSTADDR": "10.0.0.7"}, libpq=NEW) == FAR
    assert demands(here, {"PGSERVICE": "far"}, libpq=NEW) == FAR
    assert demands(here, {"PGHOST": "server", "PGSERVICE": ""}, libpq=NEW) == HERE
    assert demands(make_url("postgresql://u@localhost/b"), {"PGPASSWORD": "p"}, libpq=NEW) == KNOWN


def test_an_older_library_binds_the_password_to_the_line_all_the_same() -> None:
    url = make_url("postgresql://u@server/b")
    assert demands(url, {}, libpq=150000) == {"sslmode": "verify-full", "channel_binding": "require"}
