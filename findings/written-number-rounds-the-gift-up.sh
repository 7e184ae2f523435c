#!/bin/sh
# Amounts in words: written-number writes "treize" for 12.5.
#
# Package: written-number 0.11.1 (npm). Tried 2026-11-29 (Node.js 20.20.2).
# One would guess: the cents are written ("virgule cinquante"), dropped, or refused.
# What happens: the number is rounded to the nearest whole: 12.5 is thirteen, 12.49 twelve, 0.5 one, in French,
#   Arabic and English alike, without a word.
# Why it matters: a receipt tells its sum in figures and in words, and where they differ the words are commonly held
#   to be meant. These promise fifty centimes that nobody gave.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund 'written-number@0.11.1' >/dev/null

cat >try.js <<'JS'
const written = require("written-number");
for (const amount of [12, 12.49, 12.5, 0.5, 99.99]) {
  console.log(amount, "|", written(amount, { lang: "fr" }), "|", written(amount, { lang: "en" }));
}
console.log(written(12.5, { lang: "ar" }) === written(13, { lang: "ar" }));
JS
node try.js >seen
cat seen

diff -u - seen <<'SEEN'
12 | douze | twelve
12.49 | douze | twelve
12.5 | treize | thirteen
0.5 | un | one
99.99 | cent | one hundred
true
SEEN
