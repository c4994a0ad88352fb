"""Runs the scripts of docs/scale and compares what they print; see run.sh."""

import csv
import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "docs/scale"
QUERIES = sorted((SCRIPTS / "queries").glob("*.sql"))
MASTERS = ["local[2]", "local-cluster[2,1,1024]"]

# Settings for little data on few cores; the scripts have those of a cluster.
SMALL = {
    "JAVA_TOOL_OPTIONS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
    "PYSPARK_SUBMIT_ARGS": "--conf spark.sql.shuffle.partitions=2 pyspark-shell",
}


def run(script: str, *args: object, status: int = 0, **env: str) -> str:
    """Runs a script of docs/scale, says how long it took, and returns what it printed."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / script), *map(str, args)],
        env=os.environ | SMALL | env,
        capture_output=True,
        text=True,
    )
    if done.returncode != status:
        sys.exit(f"error: {script} ended with status {done.returncode}\n{done.stderr}")
    print(f"{script} {env.get('MASTER', '')}: {time.monotonic() - start:.1f} s", flush=True)
    return done.stdout


def expect(what: str, found: object, expected: object) -> None:
    """Ends the run where two results differ."""
    if found != expected:
        sys.exit(f"error: {what}\nfound\n{found}\nexpected\n{expected}")


def with_sqlite(exports: Path) -> str:
    """Returns what the queries find in the SQLite file of the export, as CSV."""
    [file] = exports.resolve().glob("*.sqlite")
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    for query in QUERIES:
        result = database.execute(query.read_text(encoding="utf-8"))
        rows = result.fetchall()
        if not rows:
            sys.exit(f"error: {query.name} finds nothing, so that nothing is compared")
        out.writerow(column[0] for column in result.description)
        out.writerows(rows)
    return text.getvalue()


def facts(number: int) -> str:
    """Makes a file of facts about the example dataset; every third has two lines with a fault."""
    lines = []
    for at in range(40):
        is_faulty = number % 3 == 0 and at in (7, 23)
        event = {
            "key": f"talks-{number}-{at}",
            "type": "CONSULT",
            "title": f"Gespräch {at}",
            "status": "happened" if is_faulty else "occurred",
            # It stands in another file, which may be in another partition.
            "part_of": f"talks-{number + 1}-{at}",
            "cites": ["holm-2024#p1.s1"],
        }
        lines.append(json.dumps({"event": event}, ensure_ascii=False))
        if at == 3:
            lines.append("")
    return "\n".join(lines) + "\n"


def check_alone(footnote: str, dataset: Path, file: Path, text: str) -> list[dict]:
    """Returns the problems of one file as the program finds them by itself."""
    done = subprocess.run(
        [footnote, "check", str(dataset), "--facts", "-", "--partial", "--json"],
        input=text,
        capture_output=True,
        text=True,
    )
    if done.returncode > 1:
        sys.exit(f"error: {footnote} ended with status {done.returncode}\n{done.stderr}")
    return [json.loads(line) | {"file": str(file)} for line in done.stdout.splitlines()]


def try_check(footnote: str) -> None:
    """Compares what is found in files of facts under Spark with what is found without it."""
    with tempfile.TemporaryDirectory() as folder:
        dataset = Path(folder, "flood")
        subprocess.run([footnote, "init", str(dataset), "--quiet"], check=True)
        expected = []
        for number in range(7):
            text, is_packed = facts(number), number % 2 == 1
            file = Path(folder, f"facts-{number}.jsonl{'.gz' if is_packed else ''}")
            file.write_bytes(gzip.compress(text.encode()) if is_packed else text.encode())
            expected += check_alone(footnote, dataset, file, text)
        expect("the faults that were put into the files", len(expected), 6)
        printed = run(
            "check_with_spark.py",
            dataset,
            Path(folder, "facts-*"),
            status=1,
            MASTER=MASTERS[-1],
            FOOTNOTE=footnote,
        )
        found = [json.loads(line) for line in printed.splitlines()]
        found.sort(key=lambda problem: (problem["file"], problem["line"]))
        expect("check under Spark", found, expected)


def main(exports: str, footnote: str, *engines: str) -> None:
    parquet = Path(exports, "parquet")
    expected = with_sqlite(Path(exports))
    expect("DuckDB", run("with_duckdb.py", parquet, *QUERIES), expected)
    if "spark" in engines:
        for master in MASTERS:
            found = run("with_spark.py", parquet, *QUERIES, MASTER=master)
            expect(f"Spark, {master}", found, expected)
        try_check(footnote)
    print(f"{len(QUERIES)} queries agree with SQLite in {' and '.join(engines)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
