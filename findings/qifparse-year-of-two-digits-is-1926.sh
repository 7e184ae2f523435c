#!/bin/sh
# QIF: qifparse puts every year of two digits into the last century.
#
# Package: qifparse 0.5. Tried 2026-11-29 (Python 3.11.7).
# One would guess: "D05/11/26" is 2026: QIF is written with two digits by habit, and strptime("%y") says 2026.
# What happens: 1926, without a warning, whatever form of dates is given; even "%d/%m/%y" changes nothing. Four
#   digits are read well.
# Why it matters: a hundred years of shift passes every check of "not in the future", and the gifts of a year
#   fall out of its receipts without a trace.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'qifparse==0.5' 'six==1.17.0'

cat >"$work/try.py" <<'PY'
import io

from qifparse.parser import QifParser


def day(written, form):
    read = QifParser.parse(io.StringIO(f"!Type:Bank\nD{written}\nT20.00\nPMEMBER ONE\n^\n"), form)
    return read.get_transactions()[0][0].date.date()


for form in (None, "%d/%m/%Y", "%d/%m/%y"):
    for written in ("05/11/26", "05/11/2026"):
        print(form, written, day(written, form))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
None 05/11/26 1926-11-05
None 05/11/2026 2026-11-05
%d/%m/%Y 05/11/26 1926-11-05
%d/%m/%Y 05/11/2026 2026-11-05
%d/%m/%y 05/11/26 1926-11-05
%d/%m/%y 05/11/2026 2026-11-05
SEEN
