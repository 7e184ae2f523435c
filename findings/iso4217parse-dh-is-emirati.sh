#!/bin/sh
# Currencies: iso4217parse knows "DH" and "Dhs", as Moroccans write their dirham, as money of the Emirates alone.
#
# Package: iso4217parse 0.6.2. Tried 2026-11-29 (Python 3.11.7).
# One would guess: "500 DH" gives MAD, or MAD and AED, since parse() answers with a list for symbols that several
#   countries share ("$" gives 35).
# What happens: AED alone. The word "dirham" gives MAD alone, and the Arabic symbol of the Moroccan dirham gives
#   no currency at all.
# Why it matters: the two dirhams are not worth the same. One donor's "500 DH" and another's "500 dirham" become
#   two currencies, and a list of one element invites no question.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'iso4217parse==0.6.2'

cat >"$work/try.py" <<'PY'
import iso4217parse


def codes(text):
    return [currency.alpha3 for currency in iso4217parse.parse(text) or []]


for text in ("500 DH", "500 Dhs", "500 dirham", "500 MAD", "500 \u062f.\u0645."):
    print(ascii(text), codes(text))
print("$", len(codes("$")))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'500 DH' ['AED']
'500 Dhs' ['AED']
'500 dirham' ['MAD']
'500 MAD' ['MAD']
'500 \u062f.\u0645.' []
$ 35
SEEN
