#!/bin/sh
# Books: beancount takes a balance that is wrong by a cent for right.
#
# Package: beancount 3.2.3. Tried 2026-11-29 (Python 3.11.7).
# One would guess: "balance ... 100.01 EUR" against 100.00 in the account is an error; two decimals are what euros
#   have, and the transactions themselves must agree within half a cent.
# What happens: no error. The tolerance of an assertion is twice that of a transaction, and the bound counts as
#   inside: with two decimals everything within a whole cent passes. Written "100.010", or with "~ 0" behind it, the
#   same balance is refused.
# Why it matters: the assertion is the tool to reconcile with the bank. A cent lost to a float or to a rounding
#   importer each month is never told, and moves on into the opening of the next year.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'beancount==3.2.3'

cat >"$work/try.py" <<'PY'
from beancount import loader

BOOKS = """
2026-01-01 open Assets:Bank
2026-01-01 open Income:Gifts
2026-01-02 * "a gift"
  Assets:Bank  100.00 EUR
  Income:Gifts
2026-01-03 balance Assets:Bank  {told}
"""
for told in ("100.01 EUR", "100.02 EUR", "100.010 EUR", "100.01 ~ 0 EUR"):
    _entries, errors, _options = loader.load_string(BOOKS.format(told=told))
    print(told, "passes" if not errors else f"{len(errors)} error")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
100.01 EUR passes
100.02 EUR 1 error
100.010 EUR 1 error
100.01 ~ 0 EUR 1 error
SEEN
