#!/usr/bin/env bash
# The scripts of docs/scale with the real engines: their results are those of SQLite, and `check` as
# a filter under Spark finds what it finds alone.
#
# Usage: tests/scale/run.sh EXPORTS FOOTNOTE
#
# EXPORTS holds the SQLite file and the folder parquet/, FOOTNOTE is the program. The Python packages
# of docs/scale/requirements.txt go into target/scale. Without Java, what needs Spark is skipped.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
exports=$(cd "$1" && pwd)
footnote=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
venv="$root/target/scale"

wanted=$(cat "$root/docs/scale/requirements.txt")
engines=(duckdb spark)
if ! java -version >/dev/null 2>&1; then
    echo "SKIPPED: no Java, which Spark needs; its queries and its check of files are not tried" >&2
    wanted=$(grep -v '^pyspark' <<<"$wanted")
    engines=(duckdb)
fi
if [ "$(cat "$venv/wanted.txt" 2>/dev/null)" != "$wanted" ]; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r <(echo "$wanted")
    echo "$wanted" >"$venv/wanted.txt"
fi
"$venv/bin/python" "$root/tests/scale/compare.py" "$exports" "$footnote" "${engines[@]}"
