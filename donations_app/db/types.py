"""How values stand in the books: cents as integers, days and stamps exact, the same on both databases.

SQLite tables are STRICT, so every type maps to INTEGER, TEXT or BLOB there.
"""

import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Dialect, Integer, LargeBinary, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from donations_app.domain.errors import Unreadable, reading
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

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Money | None]:
        """Return what reads an amount at once."""
        return _money


def _money(value: Any) -> Money | None:
    return None if value is None else Money(int(value))


class Stamp(TypeDecorator[datetime]):
    """An aware instant, as microseconds since 1970 in UTC."""

    impl = WHOLE
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        with reading("instant"):
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

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], date | None] | None:
        """Return what reads a day at once: a list of payments has a hundred thousand of them, mostly the same."""
        return _day if dialect.name == "sqlite" else None


@lru_cache(maxsize=4096)
def _day(value: str | None) -> date | None:
    if value is None:
        return None
    with reading("day"):
        return date.fromisoformat(value)


class Key(_Exact):
    """A key made by the client when the form opens; sixteen bytes on SQLite, as they may be given for any database."""

    cache_ok = True
    native = Uuid()
    plain = LargeBinary()

    def process_bind_param(self, value: UUID | bytes | None, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return value.bytes if isinstance(value, UUID) else value
        return UUID(bytes=value) if isinstance(value, bytes) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        with reading("key"):
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


class Packed(_Exact):
    """A long text; deflated on SQLite, after words that such texts have in common (``packed``)."""

    cache_ok = True
    plain = LargeBinary()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return packed(value) if value is not None and dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], str | None] | None:
        """Return what reads a text at once: the register of a year has a hundred thousand of them."""
        return _UNPACKED if dialect.name == "sqlite" else None


class PackedBytes(Packed):
    """The same, read as the bytes of the text (UTF-8) where it is deflated, for whoever takes both."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a text at once."""
        return _INFLATED if dialect.name == "sqlite" else None


# What a receipt's content is made of. It must never change: a text packed with it is read with it.
_WORDS_1: Final = (
    b"Marseille Lyon Paris avenue boulevard impasse all\xc3\xa9e place 42 chemin 16216*03 16216-03 cent mille deux"
    b"trois quatre cinq six sept huit neuf dix vingt trente quarante cinquante soixante euros et centimes"
    b'"transfer""cash""direct_debit""dues""in_kind""waived_expenses""securities""skills""declared_gift"'
    b'{"amount":{"cents":00},"amount_in_words":"cent euros","articles":["200"],"beneficiary":{"address":{"city":"",'
    b'"country":"FR","country_name":"France","lines":["1 rue de la "],"postcode":"13"},'
    b'"category":"general_interest_1901","identifier":"","identifier_label":"SIREN","name":"Association ","object":"'
    b'D\xc3\xa9veloppement "},"descriptions":[],"donor":{"address":{"city":"Marseille","country":"FR",'
    b'"country_name":"France","lines":[" rue "],"postcode":"13"},"first_names":"","last_name":"","legal_form":"",'
    b'"name":" ","residence_statement":"","siren":""},"first_on":"202","form":"11580*05","gift_forms":["manual_gift"],'
    b'"in_kind":{"cents":0},"in_kind_in_words":"","issued_on":"202","last_on":"202","lines":[{"amount":{"cents":00},'
    b'"kind":"donation","method":"cheque","on":"202","payment":"V-MRS-00","position":1}],"methods":["cheque"],'
    b'"money_in_words":"","natures":["money"],"number":"202","other_nature":"","replaces":"","signatory":{'
    b'"image_sha256":"","name":"","title":"Tr\xc3\xa9sorier"},"wording":"11580-05","year":202}'
)
_PACKING_1: Final = b"\x01"


def packed(value: str) -> bytes:
    """Return a text deflated (RFC 1951), after a byte that names the words it was packed with."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_WORDS_1)
    return _PACKING_1 + press.compress(value.encode()) + press.flush()


def unpacked(value: bytes) -> str:
    """Return the text of ``packed``.

    Raises:
        ValueError: it was packed in no way that this program knows, or is damaged.
    """
    return inflated(value).decode()


def inflated(value: bytes) -> bytes:
    """Return the text of ``packed`` in UTF-8.

    Raises:
        ValueError: as ``unpacked``.
    """
    if value[:1] != _PACKING_1:
        raise ValueError("packed in an unknown way")
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS, zdict=_WORDS_1).decompress(value[1:])
    except zlib.error as error:
        raise ValueError("damaged") from error


def _reader(read: Callable[[bytes], Any]) -> Callable[[Any], Any]:
    """Return what reads a packed text, and says so where it is none; ``reading`` would be entered for each."""

    def found(value: Any) -> Any:
        try:
            return read(value) if isinstance(value, bytes) else value
        except ValueError as error:
            raise Unreadable("packed text") from error

    return found


_INFLATED: Final = _reader(inflated)
_UNPACKED: Final = _reader(unpacked)


def microseconds(value: datetime) -> int:
    """Return an aware instant as microseconds since 1970 in UTC."""
    return (value - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """Return the instant of ``microseconds``."""
    return _EPOCH + value * _MICROSECOND
