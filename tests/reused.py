"""What the program makes once in its life, kept from one test to the next: each test is a life of its own."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from importlib import import_module
from typing import Any, Final, cast

import alembic.command
from sqlalchemy import Connection, event

from donations_app import cli, i18n
from donations_app.commands.usage import wants_json
from donations_app.db import definitions
from donations_app.db.standing import standing
from receipts import annual, flow, register
from receipts.pages import Base, make_base
from receipts.press import Press
from tests.kept import CATALOGUES, MARK

_BASES: Final = ("_plain_latin", "_plain_full", "latin", "full")
_READS: Final = ("SELECT", "PRAGMA")
# what a server tells of definitions changes with what is written in these, who there is, and where names are looked for
_CATALOGUES: Final = (
    *((name, which) for name, which in CATALOGUES if name != "pg_statistic"),
    *((name, "true") for name in ("pg_inherits", "pg_sequence", "pg_db_role_setting")),
    ("pg_depend", "objid >= 16384"),
)
_STATE: Final = (
    "SELECT current_setting('search_path'), (SELECT array_agg(rolname ORDER BY oid) FROM pg_roles), "
    + (", ".join(f"(SELECT {MARK} FROM {name} WHERE {which})" for name, which in _CATALOGUES))
)

_MOST: Final = 96  # bases, of a tenth to half a megabyte
_FEW: Final = 8  # states of definitions
_kept: dict[Any, Any] = {}
_bases: dict[Any, Any] = {}
_definitions: dict[Any, Any] = {}
_wanted = True


def keep() -> None:
    """Let all tests of a process share what is made of the same facts by the same code."""
    _share_bases()
    for module in (annual, flow, register):
        module.make_base = _sharing_frames(make_base)  # type: ignore[attr-defined]
    cli._parser = _sharing_parsers(cli._parser)  # type: ignore[assignment]
    alembic.command.upgrade = _sharing_statements(alembic.command.upgrade)
    definitions.standing = _sharing_definitions(standing)  # type: ignore[attr-defined]


def make_anew(*, anew: bool) -> None:
    """Choose whether all is made anew, where its making is the subject."""
    global _wanted  # noqa: PLW0603 -- there is one
    _wanted = not anew


def _once(key: Any, make: Callable[[], Any], kept: dict[Any, Any] = _kept) -> Any:
    if not _wanted:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]


def _base(key: Any, make: Callable[[], Any]) -> Any:
    while len(_bases) > _MOST:
        del _bases[next(iter(_bases))]  # that made first
    return _once(key, make, _bases)


def _share_bases() -> None:
    """Let presses of one organisation, signatory, picture and wording have the same bases."""
    begin = Press.__init__

    def begin_(press: Any, *who: Any, signature: bytes | None = None, **facts: Any) -> None:
        begin(press, *who, signature=signature, **facts)
        press.kept_as = (who, signature, repr(press._texts))

    def shared(name: str) -> Any:
        make = Press.__dict__[name].func
        return cached_property(lambda press: _base((name, press.kept_as), lambda: make(press)))

    Press.__init__ = begin_  # type: ignore[method-assign,assignment]
    for name in _BASES:
        setattr(Press, name, found := shared(name))
        found.__set_name__(Press, name)


def _sharing_frames(make: Callable[..., Base]) -> Callable[..., Base]:
    """Keep the base of statements, pages for the auditor and registers, by what their frame is drawn from."""

    def make_base_(characters: Iterable[str], draw: Any, **facts: Any) -> Base:
        drawn_from = tuple(cell.cell_contents for cell in draw.__closure__ or ())
        key = (frozenset(characters), draw.__code__, drawn_from, tuple(sorted(facts.items())))
        return cast("Base", _base(key, lambda: make(characters, draw, **facts)))

    return make_base_


def _sharing_parsers(make: Callable[[Sequence[str]], Any]) -> Callable[[Sequence[str]], Any]:
    """Keep what reads the words of a command, by all that it is made of: its module, the language, the help."""

    def parser(asked: Sequence[str]) -> Any:
        named = cli._command(asked)
        module = import_module(f"donations_app.commands.{cli.COMMANDS[named]}") if named else cli
        likes = (named, i18n.language(), wants_json(asked), {"-h", "--help"} & set(asked) != set())
        patched = tuple(map(id, vars(module).values()))  # a test may have put something else there
        return _once((likes, os.environ.get("COLUMNS"), patched), lambda: make(asked))

    return parser


def _sharing_statements(upgrade: Callable[..., None]) -> Callable[..., None]:
    """Keep what the migrations say to an empty database of an engine: alembic takes as long to word it again."""

    def upgrade_(config: Any, revision: str) -> None:
        connection: Connection = config.attributes["connection"]
        key = ("migrations", connection.dialect.name, revision)
        if _wanted and key in _kept:
            for statement, values in _kept[key]:
                connection.exec_driver_sql(statement, values)
            return
        said: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
            if not statement.lstrip().startswith(_READS):
                said.append((statement, values))

        event.listen(connection, "before_cursor_execute", note)
        try:
            upgrade(config, revision)
        finally:
            event.remove(connection, "before_cursor_execute", note)
        _kept[key] = said

    return upgrade_


def _sharing_definitions(ask: Callable[[Connection], dict[str, str]]) -> Callable[..., dict[str, str]]:
    """Keep what a server says of its definitions, which takes it 20 ms: whether they were touched it tells in 3."""

    def standing_(connection: Connection) -> dict[str, str]:
        if connection.dialect.name == "sqlite" or not _wanted:
            return ask(connection)
        state = connection.exec_driver_sql(_STATE).one()
        key = ("definitions", str(connection.engine.url.query), *map(str, state))
        while len(_definitions) > _FEW:
            del _definitions[next(iter(_definitions))]
        return cast("dict[str, str]", _once(key, lambda: ask(connection), _definitions))

    return standing_
