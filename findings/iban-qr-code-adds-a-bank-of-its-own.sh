#!/bin/sh
# Payments: iban-qr-code puts a bank that does not exist into the code when none is given.
#
# Package: iban-qr-code 1.0.0 (npm). Tried 2026-11-29 (Node.js 20.20.2).
# One would guess: in version 002 of the code (EPC069-12) the BIC may be left out; its line is then empty, or the
#   library asks for it.
# What happens: the fifth line is "DEZZZYYYXXX", in the form of a BIC of Germany. Version 001, in which the BIC is
#   needed, gets the same instead of an error. Only an empty text given as BIC leaves the line empty.
# Why it matters: it is printed on an appeal for gifts to a French account. An application that compares BIC and
#   IBAN refuses the payment, and the code looks as good as any.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund 'iban-qr-code@1.0.0' >/dev/null

cat >try.js <<'JS'
const { girocode } = require("iban-qr-code");
const given = { name: "Tiwizi", iban: "FR7630006000011234567890189", currency: "EUR", amount: "12.50", reason: "Don" };
for (const more of [{ version: "002" }, { version: "001" }, { version: "002", bic: "" }, { version: "002", bic: "AGRIFRPP" }]) {
  console.log(JSON.stringify(more), JSON.stringify(girocode({ ...given, ...more }).split("\n").slice(0, 7)));
}
JS
node try.js >seen
cat seen

diff -u - seen <<'SEEN'
{"version":"002"} ["BCD","002","2","SCT","DEZZZYYYXXX","Tiwizi","FR7630006000011234567890189"]
{"version":"001"} ["BCD","001","2","SCT","DEZZZYYYXXX","Tiwizi","FR7630006000011234567890189"]
{"version":"002","bic":""} ["BCD","002","2","SCT","","Tiwizi","FR7630006000011234567890189"]
{"version":"002","bic":"AGRIFRPP"} ["BCD","002","2","SCT","AGRIFRPP","Tiwizi","FR7630006000011234567890189"]
SEEN
