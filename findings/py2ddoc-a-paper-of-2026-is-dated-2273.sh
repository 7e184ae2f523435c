#!/bin/sh
# Papers: py2ddoc dates the 2D-Doc of a French paper of 2026 to the year 2273.
#
# Package: py2ddoc 0.1.4. Tried 2026-12-01 (Python 3.11.7).
# One would guess: the two days of the header, of the paper and of its signature, are four hexadecimal digits that count
#   the days from 1 January 2000, as the specification of the code has it: 2554 is 9556 days, 1 March 2026.
# What happens: the four are read in base 36, which takes the same signs and never fails: 22 September 2273. The days
#   keep their order and lose their distances: from 12 to 13 March 2026 it counts three weeks. Nothing is said of a
#   paper that comes from the future.
# Why it matters: the code stands on tax notices, bills and bank details, and is read to learn whether a proof of
#   address is recent. Every paper is younger than three months then, even one of ten years ago.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'py2ddoc==0.1.4'

cat >"$work/try.py" <<'PY'
from datetime import date

from py2ddoc import parse

for day in (date(2016, 3, 1), date(2026, 3, 1), date(2026, 3, 12), date(2026, 3, 13)):
    code = f"{(day - date(2000, 1, 1)).days:04X}"
    paper = parse(f"DC03FR000001{code}{code}0001\x1fAAAA")  # header, no fields, a signature that is not looked at
    print(day, code, "| paper", paper.doc_date, "| signature", paper.sign_date)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
2016-03-01 1710 | paper 2152-09-04 | signature 2152-09-04
2026-03-01 2554 | paper 2273-09-22 | signature 2273-09-22
2026-03-12 255F | paper 2273-10-03 | signature 2273-10-03
2026-03-13 2560 | paper 2273-10-24 | signature 2273-10-24
SEEN
