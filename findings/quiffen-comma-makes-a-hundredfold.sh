#!/bin/sh
# QIF: quiffen reads the comma of a French amount as nothing at all.
#
# Package: quiffen 4.0.1. Tried 2026-11-29 (Python 3.11.7).
# One would guess: "T12,50", as software set to French writes it (QIF fixes no decimal mark), is 12.50 or an error.
# What happens: 1250, without a warning. "T1 234,50" is 123450; "T1.234,50", as CLDR groups in Morocco's Arabic, is
#   1.23450.
#   The option for days before months (day_first) sets the order of dates and leaves amounts as they were.
# Why it matters: a gift enters the books a hundred times too large, or a thousand times too small, and a
#   statement of commas alone is wrong by the same factor throughout, its sums included.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'quiffen==4.0.1'

cat >"$work/bank.qif" <<'QIF'
!Type:Bank
D29/11/2026
T12,50
PMEMBER ONE
^
D29/11/2026
T1 234,50
PMEMBER TWO
^
D29/11/2026
T1.234,50
PMEMBER THREE
^
QIF

cat >"$work/try.py" <<'PY'
import sys

from quiffen import Qif

read = Qif.parse(sys.argv[1], day_first=True)
for account in read.accounts.values():
    for gifts in account.transactions.values():
        for gift in gifts:
            print(gift.payee, gift.date.date(), gift.amount)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/bank.qif" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
MEMBER ONE 2026-11-29 1250
MEMBER TWO 2026-11-29 123450
MEMBER THREE 2026-11-29 1.23450
SEEN
