"""Verifies an audit pack where it was unpacked: python verify_pack.py [FOLDER].

Needs nothing but Python 3.8 or later. Exit status 0: intact; 1: each line says what is not.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Callable, Iterator

GENESIS = "0" * 64


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


def entry_hash(entry: Any) -> str:
    """Return the hash of an audit entry: SHA-256 over its facts and the digest of its content."""
    facts = [entry[key] for key in ("office_id", "n", "at", "who", "kind", "record")]
    facts += [hashlib.sha256(entry["content"].encode()).hexdigest(), entry["previous"]]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def check_trail(folder: Path, heads: Any, receipts: dict[str, Any], cancelled: set[int]) -> Iterator[str]:
    """Each chain holds from its first entry to its head; what it says of receipts is noted."""
    for office, head in sorted(heads.items()):
        n, previous, name = 0, GENESIS, f"audit/{office}.jsonl"
        with (folder / name).open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                entry = json.loads(line)
                where = f"{name}: entry {entry['n']} ({entry['kind']} {entry['record']})"
                if entry["n"] != n + 1:
                    yield f"{where}: stands where entry {n + 1} should be"
                elif entry["previous"] != previous:
                    yield f"{where}: does not follow the entry before it"
                if entry_hash(entry) != entry["hash"]:
                    yield f"{where}: was altered"
                n, previous = entry["n"], entry["hash"]
                content = json.loads(entry["content"])
                receipts.update((row["number"], row) for row in content.get("tax_receipt", []))
                cancelled.update(row["receipt_id"] for row in content.get("receipt_cancellation", []))
        if (n, previous) != (head["n"], head["hash"]):
            yield f"{name}: ends at entry {n} {previous}, but heads.json says {head['n']} {head['hash']}"


def check_register(
    folder: Path, manifest: Any, receipts: dict[str, Any], cancelled: set[int]
) -> Iterator[str]:
    """The register, its documents, the audit trail and the totals say the same."""
    register = json.loads((folder / "register/register.json").read_text(encoding="utf-8"))
    documents = {one["receipt"]: folder / one["name"] for one in manifest["files"] if "receipt" in one}
    with (folder / "register/register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Numéro"]: row["Montant (€)"] for row in csv.DictReader(file, delimiter=";")}
    for line in register["lines"]:
        number, row, path = line["number"], receipts.get(line["number"]), documents.get(line["number"])
        if path is None or not path.is_file() or sha256_of(path) != line["sha256"]:
            yield f"receipt {number}: the PDF is not the one in the register"
        if row is None or (row["sha256"], row["amount"]) != (line["sha256"], line["amount_cents"]):
            yield f"receipt {number}: the audit trail says something else than the register"
        elif (row["id"] in cancelled) != (line["status"] != "issued"):
            yield f"receipt {number}: cancelled in one of register and audit trail only"
        if rows.get(number, "").replace(",", "") != f"{line['amount_cents']:03}":
            yield f"receipt {number}: register.csv says something else than register.json"
    live = [line["amount_cents"] for line in register["lines"] if line["status"] == "issued"]
    made = {"receipts": len(register["lines"]), "issued": len(live), "total_cents": sum(live)}
    for key, value in sorted(made.items()):
        if not value == manifest[key] == register.get(key, value):
            yield f"register: its lines give {key} {value}, manifest {manifest[key]}, total {register.get(key)}"
    wanted = {number for number, row in receipts.items() if row["year"] == manifest["year"]}
    for number in sorted(wanted ^ {line["number"] for line in register["lines"]}):
        yield f"receipt {number}: in one of register and audit trail only"


def check_series(folder: Path, manifest: Any, receipts: dict[str, Any]) -> Iterator[str]:
    """The numbers of each series run from 1, none missing, none twice."""
    said = json.loads((folder / "continuity.json").read_text(encoding="utf-8"))["series"]
    wanted = {one["series"]: (one["first"], one["last"], one["issued"]) for one in said}
    of_year = [row for row in receipts.values() if row["year"] == manifest["year"]]
    for series in sorted({row["series"] for row in of_year} | set(wanted)):
        numbers = sorted(row["n"] for row in of_year if row["series"] == series)
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"series {series}: the numbers do not run from 1 to {len(numbers)}"
        if wanted.get(series) != (1, len(numbers), len(numbers)):
            yield f"series {series}: continuity.json and the audit trail differ"


def told(check: Callable[..., Iterator[str]], *arguments: Any) -> Iterator[str]:
    """Run a check; a file that cannot be read is a finding too."""
    try:
        yield from check(*arguments)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"{check.__name__}: stopped, {type(error).__name__} {error}"


def main(folder: Path) -> int:
    """Check everything and print what was found."""
    receipts: dict[str, Any] = {}
    cancelled: set[int] = set()
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        heads = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
        findings = [] if heads == manifest["heads"] else ["heads.json: differs from manifest.json"]
        findings += told(check_files, folder, manifest)
        findings += told(check_trail, folder, heads, receipts, cancelled)
        findings += told(check_register, folder, manifest, receipts, cancelled)
        findings += told(check_series, folder, manifest, receipts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        findings = [f"manifest.json or heads.json: cannot be read ({error})"]
    for finding in findings:
        print(f"WRONG / FAUX  {finding}")
    for office, head in () if findings else sorted(heads.items()):
        print(f"{office}: {head['n']} entries, {head['hash']}")
    if not findings:
        print(f"INTACT: {manifest['receipts']} receipts, {manifest['total_cents']} cents")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
