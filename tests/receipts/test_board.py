"""Pages drawn freely: which way a text runs on them."""

import pytest

from receipts.board import Board


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Migrants (13090)", "Migrants (13090)"),
        ("2025–2027", "2025–2027"),
        ("15 %", "15 %"),
        ("(2) الإقليم", None),
    ],
)
def test_only_a_text_with_a_letter_that_does_runs_from_right(
    mirrored: bool, text: str, seen: str | None
) -> None:
    board = Board(mirrored=mirrored)
    board.text(100, 100, text, from_right=True)
    board.paragraph(100, 200, text, room=400, from_right=True)
    lines = [one.line.characters for one in board.items if hasattr(one, "line")]
    assert len(lines) == 2
    for characters in lines:
        assert characters == seen if seen else characters.endswith("(2)")
