#!/usr/bin/env bash
# The exported CSV files through LibreOffice Calc and back: every cell must come back as it was.
#
# Usage: tests/analysts/libreoffice.sh EXPORTS
#
# Needs LibreOffice (Debian: apt-get install --no-install-recommends libreoffice-calc). It imports
# each file as the README says, every column as text, and saves it as CSV again. Not called by
# .ci/run: LibreOffice is large and starts slowly.
set -euo pipefail
exports=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Comma, double quote, UTF-8 (76), from line 1, then 60 columns as text (2).
as_text=$(seq 60 | sed 's|.*|&/2|' | paste -sd/)
soffice --headless "-env:UserInstallation=file://$work/profile" \
    --infilter="CSV:44,34,76,1,$as_text" \
    --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1' \
    --outdir "$work/back" "$exports"/csv/*.csv >/dev/null 2>&1

python3 - "$exports/csv" "$work/back" <<'PYTHON'
import csv, sys
from pathlib import Path

before, after = map(Path, sys.argv[1:])
different = cells = 0
for path in sorted(before.glob("*.csv")):
    with path.open(newline="") as one, (after / path.name).open(newline="") as other:
        old, new = list(csv.reader(one)), list(csv.reader(other))
    cells += sum(map(len, old))
    if old != new:
        different += 1
        row = next((pair for pair in zip(old, new) if pair[0] != pair[1]), (len(old), len(new)))
        print(f"{path.name}: {row[0]} came back as {row[1]}")
print(f"{cells} cells in {len(list(before.glob('*.csv')))} files, {different} files differ")
sys.exit(different > 0)
PYTHON
