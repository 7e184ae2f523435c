"""Answers longer than memory should hold: rows come back as they were kept, and make the same JSON."""

import json
from typing import Any

from donations_app.cli import json_parts
from donations_app.formats.spool import Spool


def test_rows_come_back_in_their_order_however_many_and_as_often_as_asked() -> None:
    spool = Spool()
    rows = [f"{n} né à Tiznit ⵣ \u2028 سلام \x0b" for n in range(60_000)]  # 2.8 MB
    for row in rows:
        spool.add(row)
    assert list(spool) == rows
    assert list(spool) == rows


def test_one_json_document_is_the_same_piece_by_piece() -> None:
    receipts: list[dict[str, Any]] = [
        {"payer": "P-1", "name": "Aït\nAhmed"},
        {"payer": "P-2", "sums": [1, None]},
    ]
    kept, none = Spool(), Spool()
    for one in receipts:
        kept.add(json.dumps(one, ensure_ascii=False))
    whole = {"year": 2025, "receipts": receipts, "left_out": [], "when": None, "é": {"x": 1.5}}
    spooled = {**whole, "receipts": kept, "left_out": none}
    assert "".join(json_parts(spooled)) == json.dumps(whole, ensure_ascii=False)
    assert "".join(json_parts({})) == "{}"
