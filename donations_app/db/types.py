"""How values stand in the books: cents as integers, days and stamps exact, the same on both databases.

SQLite tables are STRICT, so every type maps to INTEGER, TEXT or BLOB there.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Dialect, Integer, LargeBinary, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from donations_app.domain.money import Money

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Cents(TypeDecorator[Money]):
    """Money as BIGINT cents."""

    impl = WHOLE
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        return None if value is None else value.cents

    def process_result_value(self, value: int | None, dialect: Dialect) -> Money | None:
        return None if value is None else Money(int(value))


class Stamp(TypeDecorator[datetime]):
    """An aware instant, as microseconds since 1970 in UTC."""

    impl = WHOLE
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else instant(value)


class Digest(TypeDecorator[str]):
    """Hexadecimal digits, kept as the bytes that they stand for."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else bytes(value).hex()


class _Exact(TypeDecorator[Any]):
    """A type that PostgreSQL has and SQLite keeps in another way."""

    impl = Text
    cache_ok = True
    native: TypeEngine[Any] = Text()
    plain: TypeEngine[Any] = Text()

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        on_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(self.plain if on_sqlite else self.native)


class Day(_Exact):
    """A date; ISO text on SQLite."""

    cache_ok = True
    native = Date()

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class Key(_Exact):
    """A key made by the client when the form opens; sixteen bytes on SQLite."""

    cache_ok = True
    native = Uuid()
    plain = LargeBinary()

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return UUID(bytes=value) if isinstance(value, bytes) else value


class Flag(_Exact):
    """Yes or no; 1 or 0 on SQLite."""

    cache_ok = True
    native = Boolean()
    plain = Integer()

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:  # noqa: FBT001 -- SQLAlchemy calls it so
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


def microseconds(value: datetime) -> int:
    """Return an aware instant as microseconds since 1970 in UTC."""
    return (value - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """Return the instant of ``microseconds``."""
    return _EPOCH + value * _MICROSECOND


def stamp_text(value: datetime) -> str:
    """Return an instant as ISO text in UTC with microseconds, such as ``2026-11-23T21:04:05.000123+00:00``."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")
