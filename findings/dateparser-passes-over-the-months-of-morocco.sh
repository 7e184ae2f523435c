#!/bin/sh
# Dates: dateparser knows the Arabic months of Morocco, and does not look there unless told of Morocco alone.
#
# Packages: dateparser 1.5.0, babel 2.19.0. Tried 2026-11-29 (Python 3.11.7).
# One would guess: dateparser stands on the same data (CLDR) and knows the names of ar_MA; its locales list "ar-MA",
#   and told the language, or nothing, it tries what it has.
# What happens: July, August, September, November and December give None, and with the language "ar" May as well,
#   so that saying more finds less. All are read with locales=["ar-MA"] alone. The months as Egypt
#   names them are all found with the language "ar".
# Why it matters: an importer tried with the dates of January to April passes; the gifts of December, when most
#   come, have no day.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'dateparser==1.5.0' 'babel==2.19.0'

cat >"$work/try.py" <<'PY'
from datetime import date

import dateparser
from babel.dates import format_date


def months(locale, **told):
    missed = []
    for month in range(1, 13):
        day = date(2026, month, 5)
        found = dateparser.parse(format_date(day, "d MMMM y", locale=locale), **told)
        if found is None or found.date() != day:
            missed.append(month)
    return missed


print("ar_MA, language ar:", months("ar_MA", languages=["ar"]))
print("ar_MA, locale ar-MA:", months("ar_MA", locales=["ar-MA"]))
print("ar_MA, nothing told:", months("ar_MA"))
print("ar_EG, language ar:", months("ar_EG", languages=["ar"]))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
ar_MA, language ar: [5, 7, 8, 9, 11, 12]
ar_MA, locale ar-MA: []
ar_MA, nothing told: [7, 8, 9, 11, 12]
ar_EG, language ar: []
SEEN
