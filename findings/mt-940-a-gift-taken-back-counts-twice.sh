#!/bin/sh
# Statements: mt-940 adds a gift that the bank took back, instead of taking it away.
#
# Package: mt-940 5.1.1. Tried 2026-12-01 (Python 3.11.7).
# One would guess: the amount bears the sign of what happened, as it does for D. In field 61 SWIFT defines RC, reversal
#   of a credit, which is a debit, and RD, reversal of a debit, which is a credit.
# What happens: D alone is below nothing. RC, which the library reads and keeps as the status, is above: of 100.00 with
#   a credit of 50.00 and its reversal, and 100.00 at the end, the amounts add up to 100.00 more. Nothing is said, though
#   both balances are read.
# Why it matters: a transfer sent by mistake and called back counts twice, and is receipted twice, where it should
#   not count at all. Such lines are rare, so that tests do not have them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'mt-940==5.1.1'

cat >"$work/try.py" <<'PY'
import mt940

STATEMENT = """:20:STATEMENT
:25:30006000011234567890189
:28C:1/1
:60F:C260101EUR100,00
:61:2601020102{first}50,00NTRFGIFT
:61:2601050105{second}50,00NTRFGIFT
:62F:C260105EUR100,00
-"""
for marks in (("C", "D"), ("C", "RC"), ("D", "RD")):
    read = mt940.parse(STATEMENT.format(first=marks[0], second=marks[1]))
    opening, closing = (read.data[f"final_{end}_balance"].amount.amount for end in ("opening", "closing"))
    amounts = [line.data["amount"].amount for line in read]
    print(*marks, "| amounts", *amounts, "| sum", sum(amounts), "| balances moved by", closing - opening)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
C D | amounts 50.00 -50.00 | sum 0.00 | balances moved by 0.00
C RC | amounts 50.00 50.00 | sum 100.00 | balances moved by 0.00
D RD | amounts -50.00 50.00 | sum 0.00 | balances moved by 0.00
SEEN
