"""The exports as the tools of analysts see them; run.sh installs the tools and names the folder.

Each tool reads for itself, so that a mistake of the program's own reader cannot hide one of its
writer: the sqlite3 shell reads the database and imports the CSV files, pandas reads both,
frictionless holds the CSV files against the data package, foreign keys included, and DuckDB reads
the database through its own parser of views.
"""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import duckdb
import pandas
from duckdb_extensions import import_extension
from frictionless import Package, system

EXPORTS = Path(sys.argv.pop(1))
CSV = EXPORTS / "csv"
[DATABASE] = EXPORTS.glob("*.sqlite")


def shell(*args, database=DATABASE):
    """Runs the sqlite3 shell and returns what it prints."""
    done = subprocess.run(
        ["sqlite3", "-bail", str(database), *args], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def names(kind):
    return shell(f"SELECT name FROM sqlite_schema WHERE type = '{kind}'").split()


def texts(columns):
    """Returns what to select so that every value is a text, empty where NULL."""
    return ", ".join(f"CAST(coalesce(\"{name}\", '') AS TEXT) AS \"{name}\"" for name in columns)


def frame_of_database(name):
    with sqlite3.connect(DATABASE) as connection:
        whole = pandas.read_sql_query(f'SELECT * FROM "{name}" LIMIT 0', connection)
        return pandas.read_sql_query(f'SELECT {texts(whole.columns)} FROM "{name}"', connection)


def without_guard(text):
    """Takes off the apostrophe that keeps a spreadsheet from computing a text."""
    is_guarded = text.startswith("'") and text[1:].startswith(tuple("=+-@\t\r'"))
    return text[1:] if is_guarded else text


def frame_of_csv(path):
    return pandas.read_csv(path, dtype=str, keep_default_na=False).map(without_guard)


def as_texts(rows):
    """Returns rows as texts, sorted: DuckDB has no order of its own, and flags are bool there."""
    texts = [[str(int(cell) if isinstance(cell, bool) else cell) for cell in row] for row in rows]
    return sorted(texts)


def in_duckdb():
    """Returns a connection of DuckDB with the database attached as `export`."""
    import_extension("sqlite_scanner")
    connection = duckdb.connect()
    connection.execute("LOAD sqlite")
    connection.execute(f"ATTACH '{DATABASE}' AS export (TYPE sqlite, READ_ONLY)")
    return connection


def errors(package_file):
    """Returns the errors that frictionless finds, each as its type and place."""
    with system.use_context(trusted=True):
        report = Package(str(package_file)).validate()
    found = report.flatten(["title", "rowNumber", "type", "message"])
    return found + [[error.type, error.message] for error in report.errors]


class Exports(unittest.TestCase):
    maxDiff = 2000

    def test_the_sqlite3_shell_finds_the_database_sound(self):
        self.assertEqual(shell("PRAGMA integrity_check"), "ok")
        self.assertEqual(shell("PRAGMA foreign_key_check"), "")

    def test_the_sqlite3_shell_opens_every_view(self):
        views = names("view")
        self.assertIn("timeline", views)
        for view in views:
            rows = int(shell(f"SELECT count(*) FROM {view}"))
            self.assertEqual(len(shell(f"SELECT 'x' FROM {view}").split()), rows, view)
            self.assertGreater(rows, 0, view)

    def test_the_schema_of_a_table_explains_itself(self):
        schema = shell(".schema events")
        self.assertIn("-- One row per ", schema)
        self.assertIn("EDTF", schema)

    def test_the_queries_of_the_readme_give_what_it_shows(self):
        root = Path(__file__).parents[2]
        readme = (root / "README.md").read_text()
        blocks = re.findall(r"```console,ignore\n\$ (sqlite3 .*)\n([^`]*)```", readme)
        self.assertGreater(len(blocks), 1)
        for query, shown in blocks:
            done = subprocess.run(query, shell=True, cwd=root, capture_output=True, text=True)
            self.assertEqual(done.stdout + done.stderr, shown, query)

    def test_the_sqlite3_shell_imports_every_csv_file_as_it_was(self):
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "imported.sqlite"
            for path in sorted(CSV.glob("*.csv")):
                # An empty file would name its columns after its first row.
                if len(path.read_text().splitlines()) < 2:
                    continue
                shell("-csv", f'.import "{path}" "{path.stem}"', database=database)
                columns = [name for name in frame_of_csv(path).columns if name != "row_version"]
                query = f'SELECT {texts(columns)} FROM "{path.stem}"'
                imported, exported = shell(query, database=database), shell(query)
                self.assertEqual(sorted(imported.split("\n")), sorted(exported.split("\n")), path.name)

    def test_pandas_reads_the_same_from_csv_and_database(self):
        for name in names("table") + names("view"):
            of_csv, of_database = frame_of_csv(CSV / f"{name}.csv"), frame_of_database(name)
            of_csv = of_csv.drop(columns="row_version", errors="ignore")
            self.assertEqual(list(of_csv.columns), list(of_database.columns), name)
            rows = [sorted(frame.values.tolist()) for frame in (of_csv, of_database)]
            self.assertEqual(*rows, name)

    def test_duckdb_runs_the_usual_queries(self):
        connection = in_duckdb()
        connection.execute("USE export")
        for query in [
            "SELECT count(key) FROM events",
            "SELECT type, count(key) AS number FROM events GROUP BY type ORDER BY type",
            "SELECT min(date_earliest), max(date_latest) FROM events WHERE status = 'occurred'",
            "SELECT e.key, a.name FROM events AS e JOIN event_actors AS x ON x.event = e.key"
            " JOIN actors AS a ON a.key = x.actor WHERE x.role = 'initiator' ORDER BY e.key, a.name",
            "SELECT key FROM facts WHERE note IS NOT NULL ORDER BY key LIMIT 5",
            "SELECT fact FROM fact_dates WHERE certain_from >= '2022-09-01'"
            " AND certain_until <= '2022-09-30' ORDER BY fact",
            "SELECT fact FROM fact_dates WHERE possible_from <= '2022-09-30'"
            " AND possible_until >= '2022-09-01' ORDER BY fact",
            "SELECT outcome, count(request) FROM assistance_requests GROUP BY outcome ORDER BY outcome",
        ]:
            of_duckdb = [list(row) for row in connection.execute(query).fetchall()]
            with sqlite3.connect(DATABASE) as database:
                of_sqlite = [list(row) for row in database.execute(query).fetchall()]
            self.assertEqual(of_duckdb, of_sqlite, query)

    def test_duckdb_opens_every_view(self):
        connection = in_duckdb()
        for view in names("view"):
            of_duckdb = connection.execute(f'SELECT * FROM export."{view}"').fetchall()
            with sqlite3.connect(DATABASE) as database:
                of_sqlite = database.execute(f'SELECT * FROM "{view}"').fetchall()
            self.assertEqual(as_texts(of_duckdb), as_texts(of_sqlite), view)

    def test_duckdb_has_doors_that_count(self):
        # What the tables of an attached file do not know is a rowid, which count(*) asks for.
        connection = in_duckdb()
        rows = int(shell("SELECT count(*) FROM events"))
        for query in [
            "SELECT count(key) FROM export.events",
            "SELECT * FROM sqlite_query('export', 'SELECT count(*) FROM events')",
            f"SELECT count(*) FROM read_csv('{CSV}/events.csv', all_varchar = true)",
        ]:
            self.assertEqual(int(connection.execute(query).fetchone()[0]), rows, query)

    def test_frictionless_finds_no_fault(self):
        self.assertEqual(errors(CSV / "datapackage.json"), [])

    def test_frictionless_does_check_keys_types_and_references(self):
        for file, row, expected in [
            ("event_actors.csv", "no-such-event,russia,initiator,,x", "foreign-key"),
            ("actors.csv", "russia,Russia,state,,x", "primary-key"),
            ("passages.csv", "culp-2023,one,1,p0.s1,0,1,1,", "type-error"),
        ]:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "csv"
                shutil.copytree(CSV, copy)
                with (copy / file).open("a") as text:
                    text.write(row + "\n")
                package = json.loads((copy / "datapackage.json").read_text())
                for resource in package["resources"]:
                    del resource["hash"], resource["bytes"]
                (copy / "datapackage.json").write_text(json.dumps(package))
                types = {part for error in errors(copy / "datapackage.json") for part in error}
                self.assertIn(expected, types, file)


unittest.main(verbosity=2)
