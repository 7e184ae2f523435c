"""Books filled by the commands themselves, once; each test gets a copy of its own."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from donations_app import cli
from donations_app.services.demo.books import SIZES
from tests.originals import Originals

Put = Callable[..., None]


@pytest.fixture
def few_examples(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let example books have a twelfth of their people and fewer payments; give how many payments those are."""
    monkeypatch.setitem(SIZES, "small", (27, 120))
    return 120


@pytest.fixture
def put(
    location: str, originals: Originals, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Put:
    """Put books where the test wants them, made by commands that all succeed."""

    def put_(
        name: str, settings: str, files: Mapping[str, str], *further: tuple[object, ...], user: str = "naima"
    ) -> None:
        """Put the books.

        Args:
            name: by which the original is known.
            settings: of the association.
            files: what is imported, in order; they stay in the test's folder.
            further: commands after that.
            user: who makes all this.
        """
        (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
        for what, content in files.items():
            (tmp_path / f"{what}.csv").write_text(content, encoding="utf-8")

        def make(place: str) -> None:
            fixed = [
                "--books",
                place,
                "--on",
                "2026-11-23",
                "--lang",
                "en",
                "--office",
                "MRS",
                "--user",
                user,
            ]
            meant = ("--accept", "large_amount")  # subsidies and grants are
            imports = [("import", what, tmp_path / f"{what}.csv", *meant) for what in files]
            for words in (("init", "--settings", tmp_path / "settings.toml"), *imports, *further):
                status = cli.main([*fixed, *map(str, words), "--json"])
                out, err = capfdbinary.readouterr()
                assert (status, json.loads(out).get("rejected", [])) == (0, []), err.decode()

        originals.put(location, make, name=name)

    return put_
