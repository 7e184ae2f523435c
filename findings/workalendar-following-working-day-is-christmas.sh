#!/bin/sh
# Calendar: the "following working day" of workalendar's TARGET calendar can be a day on which TARGET is closed.
#
# Package: workalendar 17.0.0. Tried 2026-11-29 (Python 3.11.7).
# One would guess: find_following_working_day() answers with a day for which is_working_day() is true.
# What happens: it looks at the weekend alone. From Saturday 4 April 2026 it goes to Easter Monday; 25 December
#   and Good Friday are their own following working days. (The docstring says so; the name does not.) The way that
#   works is to step back a day and add_working_days(day, 1).
# Why it matters: the collection date of a SEPA direct debit must be a TARGET day; banks refuse the file or move
#   the day, and members are debited on another day than they were told.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'workalendar==17.0.0'

cat >"$work/try.py" <<'PY'
from datetime import date, timedelta

from workalendar.europe import EuropeanCentralBank

target = EuropeanCentralBank()
for day in (date(2026, 4, 3), date(2026, 4, 4), date(2026, 12, 25), date(2026, 12, 26)):
    found = target.find_following_working_day(day)
    right = target.add_working_days(day - timedelta(days=1), 1)
    print(day, "->", found, target.is_working_day(found), "| stepping:", right)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
2026-04-03 -> 2026-04-03 False | stepping: 2026-04-07
2026-04-04 -> 2026-04-06 False | stepping: 2026-04-07
2026-12-25 -> 2026-12-25 False | stepping: 2026-12-28
2026-12-26 -> 2026-12-28 True | stepping: 2026-12-28
SEEN
