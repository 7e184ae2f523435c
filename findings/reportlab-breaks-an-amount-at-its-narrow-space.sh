#!/bin/sh
# PDF: reportlab's Paragraph breaks a line inside a French amount, and draws another space than it was given.
#
# Package: reportlab 5.1.0. Tried 2026-11-29 (Python 3.11.7).
# One would guess: U+202F, the narrow no-break space that French typography and CLDR put between thousands, holds
#   a number together as U+00A0 does: both are called no-break.
# What happens: Paragraph keeps "12 345 678" whole with U+00A0, and takes U+202F for a place to break: the line
#   ends inside the number. Where nothing breaks, U+202F comes out as an ordinary space. simpleSplit, of the same
#   library, breaks at U+00A0 as well. Neither warns.
# Why it matters: a receipt whose sum stands on two lines, "12 345" above "678 euros", is read as another sum; and
#   text taken out of the page no longer equals what was put in.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'reportlab==5.1.0'

cat >"$work/try.py" <<'PY'
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.platypus import Paragraph

FONT, SIZE, ROOM = "Helvetica", 10, 68
STYLE = ParagraphStyle("plain", fontName=FONT, fontSize=SIZE)


def paragraph(text, room):
    made = Paragraph(text, STYLE)
    made.wrap(room, 500)
    return [" ".join(words) for _left, words in made.blPara.lines]


for space in "\u00a0\u202f":
    text = f"Don: 12{space}345{space}678 euros"
    print(ascii(space), "Paragraph", ascii(paragraph(text, ROOM)))
    print(ascii(space), "simpleSplit", ascii(simpleSplit(text, FONT, SIZE, ROOM)))
    print(ascii(space), "with room", ascii(paragraph(text, 500)))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'\xa0' Paragraph ['Don:', '12\xa0345\xa0678', 'euros']
'\xa0' simpleSplit ['Don: 12 345', '678 euros']
'\xa0' with room ['Don: 12\xa0345\xa0678 euros']
'\u202f' Paragraph ['Don: 12 345', '678 euros']
'\u202f' simpleSplit ['Don: 12 345', '678 euros']
'\u202f' with room ['Don: 12 345 678 euros']
SEEN
