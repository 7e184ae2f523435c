"""The first start compiles a catalogue beside it; one that was changed, or cannot be read, is compiled again."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from donations_app import i18n

SENTENCE = "Nothing was saved."
ENTRY = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "{}"\nmsgstr "{}"\n'


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    monkeypatch.setattr(i18n, "path", lambda _folder, name: tmp_path / name)

    def asked() -> str:
        i18n._catalogue.cache_clear()
        return i18n.gettext_in("fr", SENTENCE)

    yield asked
    i18n._catalogue.cache_clear()


def say(folder: Path, words: str, moment: int) -> None:
    source = folder / "fr.po"
    source.write_text(ENTRY.format(SENTENCE, words), encoding="utf-8")
    os.utime(source, ns=(moment, moment))


def test_what_was_compiled_is_read_until_its_source_changes(tmp_path: Path, ask: Callable[[], str]) -> None:
    say(tmp_path, "Rien.", 2_000_000_000)
    assert ask() == "Rien."
    kept = tmp_path / "fr.mo"
    assert kept.stat().st_mode == (tmp_path / "fr.po").stat().st_mode  # who reads the one reads the other
    kept.write_bytes(kept.read_bytes().replace(b"Rien.", b"Zero."))
    os.utime(kept, ns=(2_000_000_000, 2_000_000_000))
    assert ask() == "Zero."  # not compiled again
    say(tmp_path, "Encore rien.", 1_000_000_000)  # an older source counts as well
    assert ask() == "Encore rien."
    assert set(tmp_path.iterdir()) == {tmp_path / "fr.po", kept}


def test_what_cannot_be_read_or_kept_is_compiled(tmp_path: Path, ask: Callable[[], str]) -> None:
    say(tmp_path, "Rien.", 2_000_000_000)
    kept = tmp_path / "fr.mo"
    kept.write_bytes(b"\0" * 100)  # as a power cut may leave it
    os.utime(kept, ns=(2_000_000_000, 2_000_000_000))
    assert ask() == "Rien."
    kept.unlink()
    kept.mkdir()  # no file can be put there
    assert ask() == "Rien."
    assert set(tmp_path.iterdir()) == {tmp_path / "fr.po", kept}
