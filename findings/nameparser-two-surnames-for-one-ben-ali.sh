#!/bin/sh
# Names: nameparser keeps "bin Ali" together in two scripts, and cuts "Ben Ali", as the Maghreb spells it.
#
# Package: nameparser 2.6.0. Tried 2026-11-29 (Python 3.11.7).
# One would guess: a library that knows the particles of surnames (it keeps "von Berg", "bin Ali" and "bint Ahmed"
#   whole, and "bin Ali" in Arabic letters) has the commonest one of the Maghreb, "Ben", and the article "El".
# What happens: Mohamed Ben Ali is first name Mohamed, middle name Ben, surname Ali. "El" binds to what stands
#   before it: Fatima Zahra El Amrani has the middle name "Zahra El". And a Said MD, as a register abbreviates
#   Mohamed, has no surname but a doctorate.
# Why it matters: salutations, the order of a register and the search for duplicates stand on the surname; the same
#   person typed in two scripts gets two.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'nameparser==2.6.0'

cat >"$work/try.py" <<'PY'
from nameparser import HumanName

for written in (
    "Mohamed Ben Ali",
    "Mohamed bin Ali",
    "\u0645\u062d\u0645\u062f \u0628\u0646 \u0639\u0644\u064a",
    "A\u00efcha bint Ahmed",
    "Anna von Berg",
    "Fatima Zahra El Amrani",
    "Said MD",
):
    name = HumanName(written)
    print(ascii(written), ascii([name.first, name.middle, name.last, name.suffix]))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'Mohamed Ben Ali' ['Mohamed', 'Ben', 'Ali', '']
'Mohamed bin Ali' ['Mohamed', '', 'bin Ali', '']
'\u0645\u062d\u0645\u062f \u0628\u0646 \u0639\u0644\u064a' ['\u0645\u062d\u0645\u062f', '', '\u0628\u0646 \u0639\u0644\u064a', '']
'A\xefcha bint Ahmed' ['A\xefcha', '', 'bint Ahmed', '']
'Anna von Berg' ['Anna', '', 'von Berg', '']
'Fatima Zahra El Amrani' ['Fatima', 'Zahra El', 'Amrani', '']
'Said MD' ['Said', '', '', 'MD']
SEEN
