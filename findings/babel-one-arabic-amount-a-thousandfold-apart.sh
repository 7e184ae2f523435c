#!/bin/sh
# Amounts: babel reads "1.234,50" as 1234.50 in Moroccan Arabic and as 1.2345 in Arabic, without a word.
#
# Package: babel 2.19.0. Tried 2026-11-29 (Python 3.11.7).
# One would guess: a program in Arabic asks for the locale "ar" and reads amounts; a comma two digits before the end
#   is refused there, as babel refuses "1.234,50" for French.
# What happens: under "ar" the comma groups and may stand anywhere, so that it is dropped: 1.23450. Under "ar_MA" it
#   is the other way round, and "12.50" is 1250. Only strict=True refuses both; a French locale takes the Moroccan
#   form for no number at all and the English one for 12.50.
# Why it matters: the same treasurer's file is worth a thousand times more or less by two letters of the locale,
#   and a screen that is "in Arabic" often carries no country.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'babel==2.19.0'

cat >"$work/try.py" <<'PY'
from babel.numbers import NumberFormatError, parse_decimal

for text in ("1.234,50", "12.50", "12,50"):
    for locale in ("ar", "ar_MA", "fr_MA"):
        read = []
        for strict in (False, True):
            try:
                read.append(str(parse_decimal(text, locale=locale, strict=strict)))
            except NumberFormatError:
                read.append("refused")
        print(f"{text} {locale}: {read[0]}, strict: {read[1]}")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
1.234,50 ar: 1.23450, strict: refused
1.234,50 ar_MA: 1234.50, strict: 1234.50
1.234,50 fr_MA: refused, strict: refused
12.50 ar: 12.50, strict: 12.50
12.50 ar_MA: 1250, strict: refused
12.50 fr_MA: 12.50, strict: 12.50
12,50 ar: 1250, strict: refused
12,50 ar_MA: 12.50, strict: 12.50
12,50 fr_MA: 12.50, strict: 12.50
SEEN
