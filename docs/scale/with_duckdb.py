"""Runs queries over the Parquet export in DuckDB and prints each result as CSV.

    python with_duckdb.py EXPORT/parquet QUERY.sql...

Each file is a table, under its own name. DuckDB reads the columns that a query needs, skips row
groups by their statistics, and spills to disk what exceeds its memory limit.
"""

import csv
import sys
from pathlib import Path

import duckdb


def main(folder: str, *queries: str) -> None:
    connection = duckdb.connect()
    for file in sorted(Path(folder).glob("*.parquet")):
        connection.from_parquet(str(file)).create_view(file.stem)
    out = csv.writer(sys.stdout, lineterminator="\n")
    for query in queries:
        result = connection.execute(Path(query).read_text(encoding="utf-8"))
        out.writerow(column[0] for column in result.description)
        out.writerows(result.fetchall())


if __name__ == "__main__":
    main(*sys.argv[1:])
