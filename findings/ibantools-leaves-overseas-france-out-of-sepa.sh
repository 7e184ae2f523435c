#!/bin/sh
# Payments: for ibantools Réunion, Guadeloupe and Mayotte are not in SEPA.
#
# Package: ibantools 4.5.4 (npm). Tried 2026-11-29 (Node.js 20.20.2).
# One would guess: isSEPACountry() of the code of an address is true for the overseas departments, which the list of
#   the European Payments Council counts in (they are part of the European Union).
# What happens: false for all of them and for Saint-Martin; true for Monaco and Switzerland, which are not in the
#   Union. The library knows the codes: isValidIBAN() takes an IBAN that begins with RE, though no bank gives one
#   out; accounts there begin with FR, which the function does call SEPA.
# Why it matters: a form that asks the country of the address offers members of Saint-Denis no direct debit.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund 'ibantools@4.5.4' >/dev/null

cat >try.js <<'JS'
const { isSEPACountry, isValidIBAN } = require("ibantools");
for (const code of ["FR", "RE", "GP", "MQ", "GF", "YT", "MF", "MC", "CH"]) {
  console.log(code, isSEPACountry(code));
}
console.log("IBAN with RE", isValidIBAN("RE0730006000011234567890189"));
JS
node try.js >seen
cat seen

diff -u - seen <<'SEEN'
FR true
RE false
GP false
MQ false
GF false
YT false
MF false
MC true
CH true
IBAN with RE true
SEEN
