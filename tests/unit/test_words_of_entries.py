"""Every kind of entry of the audit trail, and every source of a legal figure, is said in each language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from donations_app import i18n
from donations_app.domain.entry_kinds import ENTRY_KINDS, is_known
from donations_app.formats.legal import parameters
from donations_app.words.entries import ACTS, act_words
from donations_app.words.law import source_words
from receipts import labels

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "donations_app" / "services"
ISOLATED, LATIN = re.compile("\u2066[^\u2066\u2069]*\u2069"), "[A-Za-z0-9]"
ARABIC = re.compile("[\u0600-\u06ff]")


def kinds_written() -> Iterator[str]:
    """Yield every text of the services that looks like the kind of an entry."""
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Record", "record_of"}:
                yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant))
            if isinstance(node, ast.keyword) and node.arg == "kind" and isinstance(node.value, ast.Constant):
                yield str(node.value.value)


def test_every_kind_of_entry_has_words_of_its_own() -> None:
    assert set(ACTS) == ENTRY_KINDS
    assert len(set(ACTS.values())) == len(ACTS)


def test_what_the_services_write_is_known() -> None:
    written = {kind for kind in kinds_written() if "." in kind}
    assert {"payment.recorded", "payment.reversed", "batch.closed", "receipt.issued"} <= written
    assert written <= ENTRY_KINDS
    assert all(map(is_known, ("party.agreed", "party.recorded")))
    assert not is_known("receipt.delivered")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_kind_is_shown_by_its_code_or_in_english(language: str) -> None:
    i18n.set_language(language)
    for kind in (*ENTRY_KINDS, "party.agreed"):
        words = act_words(kind)
        assert "." not in words
        assert words not in ACTS.values()
    i18n.set_language("en")


def test_every_source_of_a_legal_figure_is_said_in_each_language() -> None:
    for figure in parameters():
        said = {}
        for language in ("fr", "en", "ar"):
            i18n.set_language(language)
            said[language] = source_words(figure)
        i18n.set_language("en")
        assert len(set(said.values())) == 3, figure
        assert said["fr"] == figure.source
        assert ARABIC.search(said["ar"])
        assert said["ar"].count("\u2066") == said["ar"].count("\u2069")
        assert not re.search(LATIN, ISOLATED.sub("", said["ar"])), said["ar"]
        assert not re.search(r"\b(?:from|the|of|read|until)\b", figure.source), figure.source


def test_what_is_printed_of_receipts_and_payments_has_its_words_too() -> None:
    traced = {kind for kind in ENTRY_KINDS if kind.partition(".")[0] in {"receipt", "payment", "allocation"}}
    assert set(labels.ACTS) == traced
