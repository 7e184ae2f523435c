"""A keyring for tests, since a real one needs a desktop, and keys of backups that cost little."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from donations_app.formats import encrypted


class Remembering(KeyringBackend):
    """A keyring that is there: a real one needs a desktop."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def ring() -> Iterator[Remembering]:
    before, made = keyring.get_keyring(), Remembering()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the keys of encrypted backups with a hundredth of the memory."""
    monkeypatch.setattr(encrypted, "_COST", 10)
    monkeypatch.setattr(encrypted, "_COSTS", range(10, 19))
