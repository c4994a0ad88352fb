"""Runs queries over the Parquet export in Spark and prints each result as CSV.

    python with_spark.py EXPORT/parquet QUERY.sql...

Each file is a table, under its own name. MASTER says where Spark runs: `local[2]` in this process,
`local-cluster[2,1,1024]` in two workers of this machine, `spark://...` or `yarn` on a cluster, whose
machines then find the export at the same path.
"""

import csv
import os
import re
import sys
from pathlib import Path

from pyspark.sql import SparkSession


def main(folder: str, *files: str) -> None:
    spark = (
        SparkSession.builder.master(os.environ.get("MASTER", "local[2]"))
        .appName("footnote export")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    queries = [Path(file).read_text(encoding="utf-8") for file in files]
    # Only what a query names is opened: to read a file's columns costs Spark a job.
    named = set(re.findall(r"\w+", " ".join(queries)))
    for table in sorted(Path(folder).absolute().glob("*.parquet")):
        if table.stem in named:
            spark.read.parquet(table.as_uri()).createOrReplaceTempView(table.stem)
    out = csv.writer(sys.stdout, lineterminator="\n")
    for query in queries:
        result = spark.sql(query)
        out.writerow(result.columns)
        out.writerows(result.collect())
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
