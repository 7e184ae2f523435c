#!/bin/sh
# Amounts: price-parser leaves the sign away, however the debit is written.
#
# Package: price-parser 0.5.1. Tried 2026-11-29 (Python 3.11.7).
# One would guess: "-12,50" is less than nothing, or no price, and then no amount.
# What happens: 12.50, with a hyphen, the real minus sign, the brackets of accountants and a trailing minus alike.
# Why it matters: the library is the handy answer to "1 234,50 €" in a column of a statement, which it reads well.
#   The debits and reversals of that column come out as credits: a gift that bounced counts twice instead of not
#   at all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'price-parser==0.5.1'

cat >"$work/try.py" <<'PY'
from price_parser import Price

for text in ("1 234,50 €", "-12,50 €", "\u221212,50 €", "(12,50 €)", "12,50- €"):
    print(ascii(text), Price.fromstring(text).amount)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'1 234,50 \u20ac' 1234.50
'-12,50 \u20ac' 12.50
'\u221212,50 \u20ac' 12.50
'(12,50 \u20ac)' 12.50
'12,50- \u20ac' 12.50
SEEN
