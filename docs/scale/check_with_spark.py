"""Checks files of facts with `footnote check` as a filter under Spark's `pipe`.

    python check_with_spark.py DATASET 'FACTS/*.jsonl.gz'...

Prints the problems as JSON Lines, each with the file and line that it stands in, and ends with
status 1 where there is an error. One process of the program runs per partition and sees the files
of that partition only, so that `--partial` leaves open what refers to facts elsewhere; `footnote
ingest` of the whole decides it.

MASTER says where Spark runs (see with_spark.py), FOOTNOTE which program is meant. The program, the
DATASET (its dataset.toml and its sources) and the files stand at the same path on every machine.
"""

import gzip
import json
import os
import shlex
import shutil
import sys
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from pyspark.sql import SparkSession


def lines_of(file: tuple[str, bytes]) -> list[str]:
    """Returns the lines of a file, blank ones too, so that the n-th is line n."""
    path, content = file
    if path.endswith(".gz"):
        content = gzip.decompress(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise ValueError(f"{path} is not UTF-8: byte {fault.start} of the file") from fault
    return text.removesuffix("\n").split("\n")


def main(dataset: str, *facts: str) -> int:
    footnote = shutil.which(os.environ.get("FOOTNOTE", "footnote"))
    if footnote is None:
        sys.exit("error: there is no program `footnote`; FOOTNOTE names it")
    spark = (
        SparkSession.builder.master(os.environ.get("MASTER", "local[2]"))
        .appName("footnote check")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .getOrCreate()
    )
    context = spark.sparkContext
    context.setLogLevel("ERROR")

    paths = ",".join(str(Path(path).absolute()) for path in facts)
    files = context.binaryFiles(paths, context.defaultParallelism)
    lengths = files.mapPartitionsWithIndex(
        lambda part, of: [(part, file[0].removeprefix("file:"), len(lines_of(file))) for file in of]
    ).collect()

    check = shlex.join(
        [footnote, "check", str(Path(dataset).absolute()), "--facts", "-", "--partial", "--json"]
    )
    # The exit status follows the problems as a line of its own: a process that broke off is not
    # mistaken for one that found nothing.
    command = shlex.join(["sh", "-c", f"{check}; echo $?"])
    found = (
        files.flatMap(lines_of)
        .pipe(command)
        .mapPartitionsWithIndex(lambda part, lines: ((part, json.loads(line)) for line in lines))
    )

    parts: dict[int, list[tuple[str, int]]] = {}
    for part, path, length in lengths:
        parts.setdefault(part, []).append((path, length))
    paths_of_facts = {path for _, path, _ in lengths}
    starts = {part: [0, *accumulate(length for _, length in of)] for part, of in parts.items()}
    all_errors, errors, of_dataset = 0, 0, set()
    for part, problem in found.toLocalIterator():
        if isinstance(problem, int):
            if part in parts and (problem > 1 or (problem == 1) != (errors > 0)):
                names = ", ".join(path for path, _ in parts[part])
                sys.exit(f"error: `{check}` ended with status {problem} on the lines of {names}")
            all_errors, errors = all_errors + errors, 0
            continue
        # Of a kind of which there are many only the first are listed; the rest are counted.
        errors += problem.get("more", 1) if problem["severity"] == "error" else 0
        if problem.get("file") == "stdin.jsonl":
            at = bisect_right(starts[part], problem["line"] - 1) - 1
            problem["line"] -= starts[part][at]
            problem["file"] = parts[part][at][0]
        line = json.dumps(problem, ensure_ascii=False)
        # What is wrong with the dataset itself is said by every process.
        if "file" in problem and problem["file"] not in paths_of_facts:
            if line in of_dataset:
                continue
            of_dataset.add(line)
        print(line)
    spark.stop()
    print(f"{len(lengths)} files checked, {all_errors} errors", file=sys.stderr)
    return 1 if all_errors else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
