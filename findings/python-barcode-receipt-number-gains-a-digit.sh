#!/bin/sh
# Barcodes: python-barcode writes receipt 2026-00042 in Code 39, and the scanner reads 2026-000429.
#
# Packages: python-barcode 0.16.1, Pillow 12.3.0 (draws), zxing-cpp 3.1.1 (reads). Tried 2026-12-01 (Python 3.11.7).
# One would guess: what is put in comes out. Code 39 checks itself and needs no check character; one is an agreement
#   between writer and reader, and scanners are delivered without it.
# What happens: the library adds one unless told not to (add_checksum=False), prints it below the bars as if it belonged
#   to the number, and the reader takes it for the last character. It is a digit or a letter, by the number: 2026-00042
#   gains a 9, 2026-00050 an 8, and member A17 becomes A17I. Code 128, from the same library, comes back as it was.
# Why it matters: labels, membership cards and deposit slips are scanned. A number with one digit more looks like a
#   number, the search finds nobody or another, and a trial with a number that gains a sign is taken for a defect.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'python-barcode==0.16.1' 'Pillow==12.3.0' 'zxing-cpp==3.1.1' 'numpy==2.4.6'

cat >"$work/try.py" <<'PY'
import io

import zxingcpp
from barcode import Code39, Code128
from barcode.writer import ImageWriter
from PIL import Image


def scanned(code):
    drawn = io.BytesIO()
    code.write(drawn)
    return zxingcpp.read_barcode(Image.open(drawn).convert("L")).text


for number in ("2026-00042", "2026-00050", "A17"):
    code = Code39(number, writer=ImageWriter())
    plain = Code39(number, writer=ImageWriter(), add_checksum=False)
    print(number, "| printed", code.get_fullcode(), "| scanned", scanned(code), "| told not to", scanned(plain),
          "| Code 128", scanned(Code128(number, writer=ImageWriter())))  # fmt: skip
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
2026-00042 | printed 2026-000429 | scanned 2026-000429 | told not to 2026-00042 | Code 128 2026-00042
2026-00050 | printed 2026-000508 | scanned 2026-000508 | told not to 2026-00050 | Code 128 2026-00050
A17 | printed A17I | scanned A17I | told not to A17 | Code 128 A17
SEEN
