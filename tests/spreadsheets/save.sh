#!/usr/bin/env bash
# Exports the invented dataset `harbour` and saves its files with the real LibreOffice, in the ways
# that people do: `saved/` holds what came out, and tests/roundtrip.rs takes it back.
#
# Usage: tests/spreadsheets/save.sh, with the program built (cargo build) and LibreOffice installed
# (Debian: apt-get install --no-install-recommends libreoffice-calc). The files in git were saved
# by LibreOffice 7.4.7.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program="$here/../../target/debug/footnote"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/harbour" "$work"
cd "$work"
"$program" --quiet build harbour
tables="events event_actors facts actors actor_identifiers actor_names claims citations"

# save FROM TO IMPORT EXPORT: opens the files of one folder and saves them into another.
# The numbers are those of LibreOffice's text filter: separator, quote, encoding (76 UTF-8, 1
# Windows-1252, 65535 Unicode, 0 the system's), first line, columns, language (1033 English, 1031
# German), quoted cells as text, numbers and dates recognised.
save() {
    local files=()
    for table in $tables; do files+=("$1/$table.csv"); done
    soffice --headless "-env:UserInstallation=file://$work/profile" \
        --infilter="CSV:$3" --convert-to "$4" --outdir "$2" "${files[@]}" >/dev/null 2>&1
}
as_csv='csv:Text - txt - csv (StarCalc)'
as_xlsx='xlsx:Calc MS Excel 2007 XML'

# Ten edits of four files, such as an analyst makes.
mkdir edited
cp exports/csv/*.csv edited
python3 - edited <<'PYTHON'
import csv, sys
from pathlib import Path

EDITS = [
    ("events", "talks-01", "date", "2031-01-07"),
    ("events", "talks-06", "date", "2031-01-08"),
    ("events", "talks-10", "date", "2031-24"),
    ("events", "talks-02", "title", "Talks over “tariffs”, at the harbour"),
    ("events", "talks-03", "status", "planned"),
    ("events", "talks-04", "mode", "visit"),
    ("event_actors", "talks-01", "role", "host"),
    ("event_actors", "talks-02", "detail", "his deputy"),
    ("facts", "talks-05", "certainty", "hedged"),
    ("facts", "brandt", "note", ""),
]
folder = Path(sys.argv[1])
for table in {table for table, *_ in EDITS}:
    path = folder / f"{table}.csv"
    with path.open(newline="") as file:
        header, *rows = list(csv.reader(file))
    for _, key, column, value in (edit for edit in EDITS if edit[0] == table):
        # Of an event's actors the first, who is Orland.
        row = next(row for row in rows if row[0] == key)
        row[header.index(column)] = value
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
PYTHON

for state in exports/csv edited; do
    out="saved/$([ "$state" = edited ] && echo edited || echo untouched)"
    save "$state" "$out-english" 44,34,76,1,,1033,true,true "$as_csv:44,34,76,1,,0,false,true"
    save "$state" "$out-german" 44,34,76,1,,1031,true,true "$as_csv:59,34,1,1,,0,false,true"
    save "$state" "$out-utf16" 44,34,76,1 "$as_csv:9,34,65535,1,,0,true,true"
    save "$state" "$out-workbook" 44,34,76,1,,1033,true,true "$as_xlsx"
done
# A file opened in the wrong encoding, and saved as what was seen.
save exports/csv saved/untouched-misread 44,34,1,1 "$as_csv:44,34,76,1"
save exports/csv saved/untouched-latin 44,34,12,1 "$as_csv:44,34,76,1"

rm -rf "$here/saved"
cp -r saved "$here/saved"
