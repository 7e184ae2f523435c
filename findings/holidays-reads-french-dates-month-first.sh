#!/bin/sh
# Calendar: asked about a French date as the French write it, holidays.France() reads the month first.
#
# Package: holidays 0.109. Tried 2026-11-29 (Python 3.11.7).
# One would guess: where text is taken for a day at all, the calendar of France takes 08/05/2027 for the 8th of May.
# What happens: it is the 5th of August, no holiday; "05/08/2027", a working Thursday, is told to be Victory Day.
#   Days above 12 cannot be a month and are read well (14/07/2027), so that a quick trial with the national day
#   passes.
# Why it matters: due dates of debits and deadlines of letters are moved off holidays by such a question. The
#   first twelve days of a month are taken for another day, and three of the eight fixed holidays are missed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'holidays==0.109'

cat >"$work/try.py" <<'PY'
import holidays

france = holidays.country_holidays("FR", language="fr")
for day in ("01/05/2027", "08/05/2027", "05/08/2027", "01/11/2027", "14/07/2027", "15/08/2027", "2027-05-08"):
    print(day, france.get(day))
fixed = ("01/01", "01/05", "08/05", "14/07", "15/08", "01/11", "11/11", "25/12")
print("not found:", [day for day in fixed if f"{day}/2027" not in france])
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
01/05/2027 None
08/05/2027 None
05/08/2027 Fête de la Victoire
01/11/2027 None
14/07/2027 Fête nationale
15/08/2027 Assomption
2027-05-08 Fête de la Victoire
not found: ['01/05', '08/05', '01/11']
SEEN
