#!/usr/bin/env bash
# The exports in the tools that analysts use: the sqlite3 shell, pandas and frictionless.
#
# Usage: tests/analysts/run.sh EXPORTS
#
# Installs what it needs: sqlite3 by the system's package manager where it is missing, the Python
# packages of requirements.txt into target/analysts.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exports=$(cd "$1" && pwd)
venv="$here/../../target/analysts"

if ! command -v sqlite3 >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq sqlite3 >/dev/null
fi
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
fi
"$venv/bin/python" "$here/check.py" "$exports"
