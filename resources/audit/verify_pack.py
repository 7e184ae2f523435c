"""Verifies an audit pack where it was unpacked: python verify_pack.py [FOLDER].

Needs nothing but Python 3.8 or later. Exit status 0: intact; 1: each line says what is not.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, Callable, Iterator

GENESIS = "0" * 64
# what stands in the place of a line that was erased: its table, its SHA-256, the key of its row
NOTHING = "sha256:" + hashlib.sha256(b"").hexdigest()
ERASED = re.compile("[a-z_]+ #([0-9a-f]{64}) [0-9]+")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read by the megabyte."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def check_files(folder: Path, manifest: Any) -> Iterator[str]:
    """Every file of the manifest is there as it was written, and no other."""
    listed = {one["name"]: one for one in manifest["files"]}
    for name, one in sorted(listed.items()):
        path = folder / name
        if not path.is_file():
            yield f"{name}: missing"
        elif path.stat().st_size != one["bytes"] or sha256_of(path) != one["sha256"]:
            yield f"{name}: is not the file that the manifest names"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(found - set(listed) - {"manifest.json"}):
        yield f"{name}: is not in the manifest"


def encoded(value: Any) -> bytes:
    """Return compact JSON, as it was hashed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def entry_digest(entry: Any) -> bytes:
    """Return the SHA-256 of an entry: over its kind, its record, and sign and SHA-256 of each line."""
    digest = hashlib.sha256(encoded([entry["kind"], entry["record"]]))
    for line in entry["content"].split("\n") if entry["content"] else ():
        erased = line[0] in "+-" and ERASED.fullmatch(line[1:])
        said = bytes.fromhex(erased.group(1)) if erased else hashlib.sha256(line[1:].encode()).digest()
        digest.update(line[:1].encode() + said)
    return digest.digest()


def link_hash(facts: Any, previous: str) -> str:
    """Return the SHA-256 of a link: over its facts and the link before it."""
    names = ("origin", "n", "schema", "on", "at", "who", "count", "digest")
    return hashlib.sha256(encoded([*(facts[name] for name in names), previous])).hexdigest()


class Rows:
    """What the lines of the audit trail say of receipts; a line with * names the columns of a table."""

    def __init__(self) -> None:
        self.receipts: dict[str, Any] = {}
        self.cancelled: set[int] = set()
        self.lost: list[Any] = []
        self.columns: dict[str, list[str]] = {}
        self.erased: set[str] = set()  # lines
        self.named: set[str] = set()  # by the entries that erased them

    def note(self, line: str) -> None:
        """Read one line."""
        table, _, values = line[1:].partition(" ")
        if line[0] == "*":
            self.columns[table] = json.loads(values)
        elif line[0] == "!":
            self.named.add(line[1:])
        elif ERASED.fullmatch(line[1:]):
            self.erased.add(line[1:])
        elif table in ("tax_receipt", "receipt_cancellation", "lost_numbers"):
            row = dict(zip(self.columns[table], json.loads(values)))  # noqa: B905 -- Python 3.8
            if table == "tax_receipt":
                self.receipts[row["number"]] = row
            elif table == "lost_numbers":
                self.lost.append(row)
            else:
                self.cancelled.add(row["receipt_id"])


def lines_of(path: Path, *, only_first: bool) -> Iterator[str]:
    """Yield the lines of every entry of a chain, or of its first link."""
    with path.open(encoding="utf-8", newline="\n") as links:
        for link in links:
            for entry in json.loads(link)["entries"]:
                yield from entry["content"].split("\n") if entry["content"] else ()
            if only_first:
                return


def check_trail(folder: Path, heads: Any, rows: Rows) -> Iterator[str]:
    """Each chain holds from its first link to its head; what it says of receipts is noted."""
    paths = sorted((folder / "audit").glob("*.jsonl"))
    for first in (True, False):  # the columns stand in the first link of one of the chains
        for path in paths:
            for line in lines_of(path, only_first=first):
                rows.note(line)
    for line in sorted(rows.erased - rows.named):
        yield f"audit: a digest stands in the place of a line that no erasure names ({line})"
    for origin, head in sorted(heads.items()):
        yield from check_chain(folder / f"audit/{origin}.jsonl", head)


def check_chain(path: Path, head: Any) -> Iterator[str]:
    """Each link follows the one before, seals its entries, and the last one is the head."""
    n, previous, name = 0, GENESIS, f"audit/{path.name}"
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            link = json.loads(line)
            facts, entries = link["facts"], link["entries"]
            where = f"{name}: link {facts['n']}"
            if facts["n"] != n + 1:
                yield f"{where}: stands where link {n + 1} should be"
            elif link_hash(facts, previous) != link["hash"]:
                yield f"{where}: was altered, or does not follow the link before it"
            sealed = hashlib.sha256(b"".join(map(entry_digest, entries))).hexdigest()
            if (facts["count"], facts["digest"]) != (len(entries), sealed):
                records = ", ".join(entry["record"] for entry in entries[:3])
                yield f"{where}: its entries were altered ({records} ...)"
            n, previous = facts["n"], link["hash"]
    if (n, previous) != (head["n"], head["hash"]):
        yield f"{name}: ends at link {n} {previous}, but heads.json says {head['n']} {head['hash']}"


def check_register(folder: Path, manifest: Any, trail: Rows) -> Iterator[str]:
    """The register, its documents, the audit trail and the totals say the same."""
    register = json.loads((folder / "register/register.json").read_text(encoding="utf-8"))
    documents = {one["receipt"]: folder / one["name"] for one in manifest["files"] if "receipt" in one}
    with (folder / "register/register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Numéro"]: row["Montant (€)"] for row in csv.DictReader(file, delimiter=";")}
    for line in register["lines"]:
        number, row, path = line["number"], trail.receipts.get(line["number"]), documents.get(line["number"])
        if row is not None and row["tail"] == NOTHING:
            pass  # the document was erased with the person
        elif path is None or not path.is_file() or sha256_of(path) != line["sha256"]:
            yield f"receipt {number}: the PDF is not the one in the register"
        if row is None or (row["sha256"], row["amount"]) != (line["sha256"], line["amount_cents"]):
            yield f"receipt {number}: the audit trail says something else than the register"
        elif (row["id"] in trail.cancelled) != (line["status"] != "issued"):
            yield f"receipt {number}: cancelled in one of register and audit trail only"
        if rows.get(number, "").replace(",", "") != f"{line['amount_cents']:03}":
            yield f"receipt {number}: register.csv says something else than register.json"
    live = [line["amount_cents"] for line in register["lines"] if line["status"] == "issued"]
    made = {"receipts": len(register["lines"]), "issued": len(live), "total_cents": sum(live)}
    for key, value in sorted(made.items()):
        if not value == manifest[key] == register.get(key, value):
            yield f"register: its lines give {key} {value}, manifest {manifest[key]}, total {register.get(key)}"
    wanted = {number for number, row in trail.receipts.items() if row["year"] == manifest["year"]}
    for number in sorted(wanted ^ {line["number"] for line in register["lines"]}):
        yield f"receipt {number}: in one of register and audit trail only"


def check_series(folder: Path, manifest: Any, rows: Rows) -> Iterator[str]:
    """The numbers of each series run from 1, none missing, none twice; some may be of documents that were lost."""
    said = json.loads((folder / "continuity.json").read_text(encoding="utf-8"))["series"]
    wanted = {one["series"]: (one["first"], one["last"], one["issued"]) for one in said}
    of_year = [row for row in rows.receipts.values() if row["year"] == manifest["year"]]
    for series in sorted({row["series"] for row in of_year} | set(wanted)):
        issued = [row["n"] for row in of_year if row["series"] == series]
        spans = [range(row["first"], row["last"] + 1) for row in rows.lost if row["series"] == series]
        numbers = sorted([*issued, *(n for span in spans for n in span)])
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"series {series}: the numbers do not run from 1 to {len(numbers)}"
        if wanted.get(series) != (1, len(numbers), len(issued)):
            yield f"series {series}: continuity.json and the audit trail differ"


def told(check: Callable[..., Iterator[str]], *arguments: Any) -> Iterator[str]:
    """Run a check; a file that cannot be read is a finding too."""
    try:
        yield from check(*arguments)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"{check.__name__}: stopped, {type(error).__name__} {error}"


def main(folder: Path) -> int:
    """Check everything and print what was found."""
    trail = Rows()
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        heads = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
        findings = [] if heads == manifest["heads"] else ["heads.json: differs from manifest.json"]
        findings += told(check_files, folder, manifest)
        findings += told(check_trail, folder, heads, trail)
        findings += told(check_register, folder, manifest, trail)
        findings += told(check_series, folder, manifest, trail)
    except (OSError, ValueError, KeyError, TypeError) as error:
        findings = [f"manifest.json or heads.json: cannot be read ({error})"]
    for finding in findings:
        print(f"WRONG / FAUX  {finding}")
    for office, head in () if findings else sorted(heads.items()):
        print(f"{office}: {head['n']} links, {head['hash']}")
    if not findings:
        print(f"INTACT: {manifest['receipts']} receipts, {manifest['total_cents']} cents")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
