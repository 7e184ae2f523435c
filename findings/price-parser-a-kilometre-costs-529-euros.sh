#!/bin/sh
# Amounts: price-parser takes the mark in "0,529" for one of thousands.
#
# Package: price-parser 0.5.1. Tried 2026-11-29 (Python 3.11.7).
# One would guess: no group of thousands stands behind a zero, so that 0,529 EUR (the French tax rate for a
#   kilometre of the smallest cars) is half a euro.
# What happens: 529. With a point it is 529 as well, and "00.500" is 500; "0,52" and "0,5290" are read. With
#   decimal_separator="," given, 0,529 is read.
# Why it matters: rates by the kilometre, rates of exchange and Tunisian dinars have three decimals. The slip is a
#   thousandfold, and a claim of 12 kilometres is waived, and receipted, as 6348 euros.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'price-parser==0.5.1'

cat >"$work/try.py" <<'PY'
from price_parser import Price

for text in ("0,52 EUR", "0,529 EUR", "0.529 EUR", "00.500 EUR", "0,5290 EUR"):
    print(text, Price.fromstring(text).amount)
print("told the mark:", Price.fromstring("0,529 EUR", decimal_separator=",").amount)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
0,52 EUR 0.52
0,529 EUR 529
0.529 EUR 529
00.500 EUR 500
0,5290 EUR 0.5290
told the mark: 0.529
SEEN
