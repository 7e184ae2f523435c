"""The schema that stands in a database, held against the one that the program makes.

Books that passed through other hands may have lost a rule that guards them, hold one that guards no more,
or have won something that the program knows nothing of; none of them is trusted. What the program makes is
kept as a print, a file an engine, made anew by ``python -m tests.prints``.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from sqlalchemy import Connection

import resources
from donations_app.db.standing import standing

Kind = Literal["rule_missing", "rule_changed", "rule_unknown", "rule_unsure"]
SERVERS: Final = range(15, 19)  # versions of PostgreSQL that were seen to word definitions as the print does
_BLANKS: Final = re.compile(r"('(?:[^']|'')*')|\s+")
_SHOWN: Final = 160  # characters of a definition that a message shows


class Difference(Struct, frozen=True):
    """A definition that is not the program's; unsure on a server of a version that may word it otherwise."""

    kind: Kind
    name: str
    found: str = ""
    wanted: str = ""


def differences(connection: Connection) -> Iterator[Difference]:
    """Yield what is missing in the schema, altered, or not the program's, by kind of object and name."""
    found, wanted = standing(connection), printed(connection.dialect.name)
    changed: Kind = "rule_changed" if _is_known(connection) else "rule_unsure"
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found:
            yield Difference("rule_missing", name, wanted=_one_line(wanted[name])[:_SHOWN])
        elif name not in wanted:
            yield Difference("rule_unknown", name, _one_line(found[name])[:_SHOWN])
        elif found[name] != wanted[name]:
            stands, should = _one_line(found[name]), _one_line(wanted[name])
            if stands != should:
                yield Difference(changed, name, *_where_they_part(stands, should))


@cache
def printed(dialect: str) -> dict[str, str]:
    """Return the definitions that the program makes, by kind of object and name."""
    made: dict[str, str] = json.loads(print_of(dialect).read_text(encoding="utf-8"))
    return made


def print_of(dialect: str) -> Path:
    """Return the place of the print of ``sqlite`` or ``postgresql``."""
    return resources.path("schema", f"{dialect}.json")


def _is_known(connection: Connection) -> bool:
    version = connection.dialect.server_version_info or (0,)
    return connection.dialect.name == "sqlite" or version[0] in SERVERS


def _one_line(definition: str) -> str:
    """Return a definition with its blanks as one space each, but for those in literals."""
    return _BLANKS.sub(lambda found: found[1] or " ", definition)


def _where_they_part(found: str, wanted: str) -> tuple[str, str]:
    """Return both from a little before their first difference."""
    shorter = min(len(found), len(wanted))
    start = max(next((n for n in range(shorter) if found[n] != wanted[n]), shorter) - 20, 0)
    mark = "…" if start else ""
    return mark + found[start : start + _SHOWN], mark + wanted[start : start + _SHOWN]
