"""What people would use instead of footnote: one measure of one tool, on tables in CSV.

usage: peers.py load-TOOL SCHEMA CSV_FOLDER DATABASE
       peers.py export-TOOL SCHEMA DATABASE CSV_FOLDER

SCHEMA is the JSON that the benchmark writes: tables in the order of their references, with columns,
keys, foreign keys and statements. Empty cells are NULL. A tool is driven as its manual would have
it for speed, and fails loudly.
"""

import csv
import json
import sqlite3
import sys
from pathlib import Path


def main(mode, schema, source, target):
    tables = json.loads(Path(schema).read_text(encoding="utf-8"))["tables"]
    MODES[mode](tables, source, target)


def quoted(names):
    return ", ".join(f'"{name}"' for name in names)


def names(table):
    return [column["name"] for column in table["columns"]]


def index_statements(tables):
    return [index["sql"] for table in tables for index in table["indexes"]]


def readers(tables, folder):
    """Yields each table with the rows of its CSV file."""
    for table in tables:
        with open(f"{folder}/{table['name']}.csv", encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            assert next(rows) == names(table), table["name"]
            yield table, rows


def load_executemany(tables, folder, database):
    """sqlite3 of the standard library: foreign keys on, one transaction."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript("PRAGMA foreign_keys = ON; PRAGMA cache_size = -262144;")
    connection.execute("BEGIN")
    for statement in [table["sql"] for table in tables] + index_statements(tables):
        connection.execute(statement)
    for table, rows in readers(tables, folder):
        required = [column["is_required"] for column in table["columns"]]
        marks = ", ".join("?" if is_required else "nullif(?, '')" for is_required in required)
        insert = f'INSERT INTO "{table["name"]}" ({quoted(names(table))}) VALUES ({marks})'
        connection.executemany(insert, rows)
    connection.execute("COMMIT")


def load_pandas(tables, folder, database):
    """read_csv and to_sql, typed; foreign keys checked at the end."""
    import pandas

    connection = sqlite3.connect(database)
    for table in tables:
        connection.execute(table["sql"])
    for table in tables:
        types = {c["name"]: "Int64" if c["is_integer"] else "str" for c in table["columns"]}
        path = f"{folder}/{table['name']}.csv"
        frame = pandas.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
        frame.to_sql(table["name"], connection, if_exists="append", index=False)
    for statement in index_statements(tables):
        connection.execute(statement)
    assert not connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.commit()


def load_sqlite_utils(tables, folder, database):
    """Its library in one process, which spares its command a start per table: types given,
    columns untyped no more; indexes and single-column foreign keys declared after."""
    import sqlite_utils

    store = sqlite_utils.Database(database)
    for table, rows in readers(tables, folder):
        columns = {c["name"]: int if c["is_integer"] else str for c in table["columns"]}
        key = table["key"][0] if len(table["key"]) == 1 else tuple(table["key"])
        to_fill = store.table(table["name"])
        to_fill.create(columns, pk=key)
        records = ({n: v or None for n, v in zip(columns, row)} for row in rows)
        to_fill.insert_all(records, pk=key, batch_size=1000)
        for index in table["indexes"]:
            to_fill.create_index(index["columns"], index["name"])
    keys = [
        (table["name"], key["columns"][0], key["table"], key["other_columns"][0])
        for table in tables
        for key in table["foreign_keys"]
        if len(key["columns"]) == 1
    ]
    store.add_foreign_keys(keys)
    store.close()


def duckdb_table(table):
    """Returns CREATE TABLE as DuckDB can keep it: without CHECKs, and without the references that
    may be empty, which close circles."""
    types = ["BIGINT" if c["is_integer"] else "VARCHAR" for c in table["columns"]]
    required = {c["name"] for c in table["columns"] if c["is_required"]}
    lines = [
        f'"{c["name"]}" {kind}{" NOT NULL" if c["is_required"] else ""}'
        for c, kind in zip(table["columns"], types)
    ]
    lines.append(f"PRIMARY KEY ({quoted(table['key'])})")
    for key in table["foreign_keys"]:
        if required.issuperset(key["columns"]) and key["table"] != table["name"]:
            other = f'"{key["table"]}" ({quoted(key["other_columns"])})'
            lines.append(f"FOREIGN KEY ({quoted(key['columns'])}) REFERENCES {other}")
    return f'CREATE TABLE "{table["name"]}" ({", ".join(lines)})'


def load_duckdb_keys(tables, folder, database):
    """Types and keys, foreign keys on, indexes after."""
    import duckdb

    connection = duckdb.connect(database)
    for table in tables:
        connection.execute(duckdb_table(table))
    for table in tables:
        types = ["BIGINT" if c["is_integer"] else "VARCHAR" for c in table["columns"]]
        columns = json.dumps(dict(zip(names(table), types)))
        read = (
            f"read_csv('{folder}/{table['name']}.csv', header = true, auto_detect = false, "
            f"delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {columns})"
        )
        connection.execute(f'INSERT INTO "{table["name"]}" SELECT * FROM {read}')
    for table in tables:
        for index in table["indexes"]:
            where = f'"{table["name"]}" ({quoted(index["columns"])})'
            connection.execute(f'CREATE INDEX "{index["name"]}" ON {where}')
    connection.close()


def load_duckdb_ctas(tables, folder, database):
    """CREATE TABLE AS: types guessed, no keys, no indexes."""
    import duckdb

    connection = duckdb.connect(database)
    for table in tables:
        read = f"read_csv('{folder}/{table['name']}.csv', header = true)"
        connection.execute(f'CREATE TABLE "{table["name"]}" AS FROM {read}')
    connection.close()


def export_duckdb(tables, database, folder):
    import duckdb

    connection = duckdb.connect(database, read_only=True)
    for table in tables:
        rows = f'SELECT * FROM "{table["name"]}" ORDER BY {quoted(table["key"])}'
        connection.execute(f"COPY ({rows}) TO '{folder}/{table['name']}.csv' (HEADER)")
    connection.close()


def export_pandas(tables, database, folder):
    import pandas

    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    for table in tables:
        rows = f'SELECT * FROM "{table["name"]}" ORDER BY {quoted(table["key"])}'
        frame = pandas.read_sql(rows, connection)
        frame.to_csv(f"{folder}/{table['name']}.csv", index=False)


def export_sqlite_utils(tables, database, folder):
    """Its library in one process: rows as dicts, written by the csv module as its command does."""
    import sqlite_utils

    store = sqlite_utils.Database(sqlite3.connect(f"file:{database}?mode=ro", uri=True))
    for table in tables:
        with open(f"{folder}/{table['name']}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names(table))
            rows = store.table(table["name"]).rows_where(order_by=quoted(table["key"]))
            writer.writerows(row.values() for row in rows)


MODES = {
    "load-executemany": load_executemany,
    "load-pandas": load_pandas,
    "load-sqlite-utils": load_sqlite_utils,
    "load-duckdb-keys": load_duckdb_keys,
    "load-duckdb-ctas": load_duckdb_ctas,
    "export-duckdb": export_duckdb,
    "export-pandas": export_pandas,
    "export-sqlite-utils": export_sqlite_utils,
}

if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] not in MODES:
        sys.exit(__doc__)
    main(*sys.argv[1:])
