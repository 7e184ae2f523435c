#!/bin/sh
# Maps: the west as the French write it, "O" for ouest, is taken for the east: Marrakech comes to lie in Algeria.
#
# Packages: lat-lon-parser 1.3.1, dms2dec 0.1. Tried 2026-11-29 (Python 3.11.7).
# One would guess: 8° 0′ 32″ O, as French maps and encyclopaedias have it, is -8.0089; or a letter that is no
#   direction to the reader (O is east in German) is refused.
# What happens: 8.0089 in both, without a word. lat-lon-parser, which does know the letters of Russian, takes "Ouest"
#   for the east and "Sud" for the north too, and any other word likewise. dms2dec looks for an S or a W anywhere:
#   "Ouest" is read well for its s, and for the same reason "Est" and "East" are west.
# Why it matters: all of Morocco lies west of Greenwich, and its partners and town halls write in French. A
#   well goes sixteen degrees to the east, onto land, where no check of "in the sea" finds it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'lat-lon-parser==1.3.1' 'dms2dec==0.1'

cat >"$work/try.py" <<'PY'
from dms2dec.dms_convert import dms2dec
from lat_lon_parser import parse

for place, written in (
    ("Marrakech", "31° 37′ 46″ N"),
    ("Marrakech", "8° 0′ 32″ W"),
    ("Marrakech", "8° 0′ 32″ O"),
    ("Marrakech", "8° 0′ 32″ Ouest"),
    ("Marrakech", "8° 0′ 32″ з"),
    ("Paris", "2° 21′ 8″ E"),
    ("Paris", "2° 21′ 8″ Est"),
    ("Paris", "2° 21′ 8″ East"),
    ("Saint-Denis", "20° 52′ 44″ Sud"),
):
    print(f"{place}, {written}: lat-lon-parser {parse(written):+.4f}, dms2dec {dms2dec(written):+.4f}")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
Marrakech, 31° 37′ 46″ N: lat-lon-parser +31.6294, dms2dec +31.6294
Marrakech, 8° 0′ 32″ W: lat-lon-parser -8.0089, dms2dec -8.0089
Marrakech, 8° 0′ 32″ O: lat-lon-parser +8.0089, dms2dec +8.0089
Marrakech, 8° 0′ 32″ Ouest: lat-lon-parser +8.0089, dms2dec -8.0089
Marrakech, 8° 0′ 32″ з: lat-lon-parser -8.0089, dms2dec +8.0089
Paris, 2° 21′ 8″ E: lat-lon-parser +2.3522, dms2dec +2.3522
Paris, 2° 21′ 8″ Est: lat-lon-parser +2.3522, dms2dec -2.3522
Paris, 2° 21′ 8″ East: lat-lon-parser +2.3522, dms2dec -2.3522
Saint-Denis, 20° 52′ 44″ Sud: lat-lon-parser +20.8789, dms2dec -20.8789
SEEN
