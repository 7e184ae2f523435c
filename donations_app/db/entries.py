"""Entries of the audit trail: noted as a transaction writes, and placed in the link that will seal them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from donations_app.db.chain import entry_digests, link_digest
from donations_app.db.columns import Alike, Columns, named
from donations_app.db.lines import Row, digest_of
from donations_app.db.tables import Entry
from donations_app.domain.entry_kinds import is_known

Lines = Sequence[tuple[str, str]]  # sign and line
MANY: Final = 50  # entries that are placed by columns: of fewer that takes longer


class Entries:
    """The entries of one transaction, in their order."""

    def __init__(self) -> None:
        # those that have no place yet, some of a kind: what changed, and what each says
        self._noted: list[tuple[str, Sequence[str], Sequence[str]]] = []
        self._digests: list[bytes] = []  # of all

    def __len__(self) -> int:
        return len(self._digests)

    @property
    def are_noted(self) -> bool:
        """Whether some have no place yet."""
        return bool(self._noted)

    @property
    def digest(self) -> str:
        """That of the link which seals them."""
        return link_digest(self._digests)

    def note(self, kind: str, record: str, lines: Lines) -> None:
        """Note one entry, of a record whose lines came or went."""
        content = "\n".join(sign + said for sign, said in lines)
        digests = [sign.encode() + digest_of(sign, said) for sign, said in lines]
        self.note_many(kind, [record], [content], [digests])

    def note_many(
        self,
        kind: str,
        records: Sequence[str],
        contents: Sequence[str],
        digests: Sequence[Sequence[bytes]],
    ) -> None:
        """Note entries of one kind: what each says, and the signs and digests of its lines."""
        if not is_known(kind):
            raise ValueError(f"the audit trail has no words for {kind}")
        self._digests.extend(entry_digests(kind, records, digests))
        self._noted.append((kind, records, contents))

    def placed(self, link_id: int) -> Iterator[Columns | list[Row]]:
        """Yield the rows of those that have no place yet, each at its position in a link, many of a kind by columns."""
        noted, self._noted = self._noted, []
        position = len(self._digests) - sum(len(records) for _, records, _ in noted) + 1
        for kind, records, contents in noted:
            places = range(position, position + len(records))
            position = places.stop
            if len(records) >= MANY:
                said: dict[str, Sequence[Any] | Alike] = {
                    "link_id": Alike(link_id),
                    "position": places,
                    "kind": Alike(kind),
                    "record": records,
                    "content": contents,
                }
                yield named(Entry, len(records), said)
                continue
            yield [
                {"link_id": link_id, "position": place, "kind": kind, "record": record, "content": content}
                for place, record, content in zip(places, records, contents, strict=True)
            ]
