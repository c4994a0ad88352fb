#!/usr/bin/env bash
# Texts that a spreadsheet would compute, in the CSV files as LibreOffice Calc opens them: none is
# computed, and all come back as they were.
#
# Usage: tests/analysts/formulas.sh PROGRAM
#
# Needs LibreOffice (Debian: apt-get install --no-install-recommends libreoffice-calc). It is told to
# recognise numbers and to compute formulas, as a double click on a CSV file may. Not called by .ci/run:
# LibreOffice is large and starts slowly.
set -euo pipefail
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$program" --quiet init flood
python3 - flood/odd.jsonl <<'PYTHON'
import json, sys

TEXTS = ["=1+1", "=1/0", "+49 30", "-2", "-2+3", "@SUM(A1)", "'tis", "''quoted''", '=HYPERLINK("x")']
with open(sys.argv[1], "w") as lines:
    for number, text in enumerate(TEXTS):
        event = {"key": f"odd-{number}", "type": "AID", "title": text, "status": "occurred",
                 "note": text, "cites": ["holm-2024#p1.s1"]}
        print(json.dumps({"event": event}), file=lines)
PYTHON
"$program" --quiet build flood
mkdir opened
cp exports/csv/{events,facts,timeline}.csv opened
# What is not guarded is computed: else this would show nothing.
printf 'title\n=1+1\n' >opened/unguarded.csv

# Comma, double quote, UTF-8 (76), from line 1, American English, numbers recognised, formulas computed.
soffice --headless "-env:UserInstallation=file://$work/profile" \
    --infilter="CSV:44,34,76,1,,1033,false,true,false,false,false,0,true" \
    --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1' \
    --outdir back opened/*.csv >/dev/null 2>&1

python3 - <<'PYTHON'
import csv, sys
from pathlib import Path

def cells(path, columns):
    with path.open(newline="") as file:
        return [[row[name] for name in columns] for row in csv.DictReader(file)]

different = compared = 0
for name, columns in [("events", ["title"]), ("facts", ["note"]), ("timeline", ["title", "note"])]:
    before = cells(Path("opened") / f"{name}.csv", columns)
    after = cells(Path("back") / f"{name}.csv", columns)
    compared += len(before) * len(columns)
    for old, new in zip(before, after, strict=True):
        if old != new:
            different += 1
            print(f"{name}: {old} came back as {new}")
[[computed]] = cells(Path("back/unguarded.csv"), ["title"])
print(f"{compared} cells compared, {different} differ; without guard =1+1 came back as {computed}")
sys.exit(different > 0 or computed != "2")
PYTHON
