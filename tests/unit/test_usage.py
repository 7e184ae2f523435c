"""What is said of a command that was typed wrongly, by argparse too, is said in the language asked for."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from donations_app import cli, i18n
from donations_app.commands.usage import _OF_ARGPARSE

HOLES = re.compile(r"%(?:\(\w+\))?[rs]")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_argparse_says_is_translated_with_its_holes(language: str) -> None:
    i18n.set_language(language)
    for said in _OF_ARGPARSE:
        translated = i18n._(said)
        assert HOLES.findall(translated) == HOLES.findall(said)
        assert translated != said


@pytest.mark.parametrize(
    ("language", "usage", "lacks", "unknown", "helps"),
    [
        ("en", "usage: ", "the following arguments are required: --year", "invalid choice: 'x' (choose from ",
         "show this help message and exit"),
        ("fr", "utilisation\u00a0: ", "il manque\u00a0: --year", "choix inconnu\u00a0: 'x' (au choix\u00a0: ",
         "afficher cette aide"),
        ("ar", "الاستعمال: ", "ينقص: --year", "اختيار غير معروف: 'x' (الممكن: ", "عرض هذه المساعدة"),
    ],
)  # fmt: skip
def test_wrong_usage_and_help_speak_one_language(
    capsys: pytest.CaptureFixture[str], language: str, usage: str, lacks: str, unknown: str, helps: str
) -> None:
    def told(*words: str) -> str:
        assert cli.main(["--lang", language, *words]) in (0, 2)
        out, err = capsys.readouterr()
        return i18n.without_marks(out + err)

    assert told("receipts", "issue").startswith(usage)
    assert told("receipts", "issue").endswith(f"{lacks}\n")
    assert unknown in told("receipts", "x")
    wrong = told("payments", "add", "--payer", "A", "--amount", "5", "--cheque-nr", "7")
    assert "payments add" in wrong.partition("--payer")[0]
    assert {"--cheque", "--cheque-date"} <= set(re.findall(r"--[a-z-]+", wrong.splitlines()[-1]))
    assert "--on" in told("verify", "--on", "2026-01-01").splitlines()[-1].partition(". ")[2]
    assert helps in told("receipts", "issue", "--help")


def test_of_two_languages_the_last_is_spoken(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lang=ar", "--lang", "fr", "receipts", "issue"]) == 2
    assert capsys.readouterr().err.startswith("utilisation")
    assert cli.main(["--lang", "fr", "receipts", "issue", "--lang"]) == 2  # without a word behind it
    assert capsys.readouterr().err.startswith("utilisation")


def test_books_may_have_the_name_of_a_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["--lang", "en", "--books", "share", "--user", "people", "verify"]) == 3
    assert "There are no books at" in capsys.readouterr().err


def test_each_option_before_a_command_that_takes_a_word_is_known_as_such() -> None:
    taking = {
        one.option_strings[0] for one in cli._parser([])._actions if one.option_strings and one.nargs is None
    }
    assert taking == set(cli._VALUED)


def _parsers() -> Iterator[argparse.ArgumentParser]:
    for _prog, group in _all_groups():
        assert isinstance(group.choices, dict)
        yield from group.choices.values()


def _all_groups() -> Iterator[tuple[str, argparse.Action]]:
    for name in cli.COMMANDS:
        yield from _groups(cli._parser([name]))


def _groups(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:
        if isinstance(action.choices, dict):
            yield parser.prog, action
            for one in action.choices.values():
                yield from _groups(one)


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", {"usage:", "arguments:", "options:", "commands:"}),
        ("fr", {"utilisation\u00a0:", "arguments\u00a0:", "options\u00a0:", "commandes\u00a0:"}),
        ("ar", {"الاستعمال:", "المُدخلات:", "الخيارات:", "الأوامر:"}),
    ],
)
def test_each_heading_of_the_help_is_in_the_language(language: str, headings: set[str]) -> None:
    i18n.set_language(language)
    parser, found = cli._parser(["--help"]), set()
    for one in (parser, *_parsers()):
        assert one is parser or one.description
        said = i18n.without_marks(one.format_help())
        unsaid = [
            action.dest for action in one._actions if not (action.help or isinstance(action.choices, dict))
        ]
        assert unsaid == [], one.prog
        found |= {match[1] for match in re.finditer(r"^(\w.*?:)(?: donations .*)?$", said, re.MULTILINE)}
    assert found == headings


def test_the_help_over_all_says_of_each_command_what_its_own_says() -> None:
    listed = cli._parser([])._subparsers._group_actions[0]._choices_actions  # type: ignore[union-attr]
    told = {one.dest: one.help for one in listed}
    assert list(told) == list(cli.COMMANDS)
    own = {one.prog: one.description for one in _parsers()}
    assert all(own[f"donations {name}"] == said for name, said in told.items())


def test_a_group_of_commands_names_each_of_them_where_it_is_used_wrongly() -> None:
    named = {prog: str(action.metavar).split("|") for prog, action in _all_groups()}
    known = {prog: list(action.choices or ()) for prog, action in _all_groups()}
    assert len(known) > 5
    told = {prog: names for prog, names in named.items() if names != ["COMMAND"]}
    assert {prog: sorted(names) for prog, names in told.items()} == {
        prog: sorted(known[prog]) for prog in told
    }
    assert "bounced" in told["donations receipts"]
