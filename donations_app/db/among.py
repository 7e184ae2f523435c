"""Whether a column is one of many values, which are given as one: to write a hole for each takes longer than to ask."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Listed(TypeDecorator[list[Any]]):
    """Numbers or texts as one value: JSON for a file, an array for a server."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.of))

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return json.dumps(value) if dialect.name == "sqlite" else value


class among(FunctionElement[bool]):  # noqa: N801 -- it stands where ``column.in_`` does
    """The condition that a column of numbers or texts is one of some values."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: Any, values: Iterable[Any]) -> None:
        listed = _Listed(Text if isinstance(column.type, Text) else BigInteger)
        super().__init__(column, bindparam(None, list(values), type_=listed, unique=True))

    def self_group(self, against: Any = None) -> "among":
        """Stand as it is: SQLAlchemy would ask a file whether it equals 1, for which no index is read."""
        return self


@compiles(among)
def _in_array(element: Any, compiler: Any, **given: Any) -> str:
    column, values = (compiler.process(one, **given) for one in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(among, "sqlite")
def _in_json(element: Any, compiler: Any, **given: Any) -> str:
    column, values = (compiler.process(one, **given) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 -- a hole
