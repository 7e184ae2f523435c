#!/bin/sh
# Telephones: landlines of Mayotte and Martinique, typed as every resident of France dials them, become valid
# numbers of metropolitan France.
#
# Package: phonenumbers 9.0.43. Tried 2026-11-29 (Python 3.11.7).
# One would guess: 0269 61 23 45, parsed for FR, is Mayotte's (+262 269 61 23 45), as the French numbering plan has
#   it, or at least not valid.
# What happens: +33 2 69 61 23 45, valid, a landline. Martinique's 0596 is taken the same way; Réunion, Guadeloupe
#   and Guiana come out as not valid, mobiles of all five too. So asking is_valid_number() finds some overseas
#   numbers and turns others into somebody else's. Only the region of the address (YT, MQ) gives the right country.
# Why it matters: an association with members overseas writes +33 into its books and its text messages; the donor
#   is not reached, and two spellings of one number are no longer seen as one donor.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'phonenumbers==9.0.43'

cat >"$work/try.py" <<'PY'
import phonenumbers

HOMES = {
    "0269 61 23 45": "YT", "0596 30 12 34": "MQ", "0262 30 12 34": "RE", "0590 30 12 34": "GP",
    "0594 30 12 34": "GF", "0639 69 12 34": "YT", "0696 30 12 34": "MQ",
}  # fmt: skip


def read(typed, region):
    number = phonenumbers.parse(typed, region)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"{shown} {'valid' if phonenumbers.is_valid_number(number) else 'not valid'}"


for typed, home in HOMES.items():
    print(f"{typed} | FR: {read(typed, 'FR')} | {home}: {read(typed, home)}")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
0269 61 23 45 | FR: +33 2 69 61 23 45 valid | YT: +262 269 61 23 45 valid
0596 30 12 34 | FR: +33 5 96 30 12 34 valid | MQ: +596 596 30 12 34 valid
0262 30 12 34 | FR: +33 2 62 30 12 34 not valid | RE: +262 262 30 12 34 valid
0590 30 12 34 | FR: +33 5 90 30 12 34 not valid | GP: +590 590 30 12 34 valid
0594 30 12 34 | FR: +33 5 94 30 12 34 not valid | GF: +594 594 30 12 34 valid
0639 69 12 34 | FR: +33 6 39 69 12 34 not valid | YT: +262 639 69 12 34 valid
0696 30 12 34 | FR: +33 6 96 30 12 34 not valid | MQ: +596 696 30 12 34 valid
SEEN
