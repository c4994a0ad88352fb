//! The tools that people would use instead, each driven as its manual would have it for speed: what
//! they are, whether they are there, and how each is run on tables in CSV.
//!
//! sqlite3 is driven by scripts that are written before the clock starts; the others by peers.py
//! beside this crate, in a virtual environment that the benchmark makes itself.

pub mod schema;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use schema::{Relation, Schema, quoted};

/// A tool and a way of using it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    SqliteDirect,
    SqliteStaged,
    DuckdbKeys,
    DuckdbCtas,
    Executemany,
    Pandas,
    SqliteUtils,
}

/// All loads, in the order in which they are run and listed.
pub const LOADS: [Peer; 7] = [
    Peer::SqliteStaged,
    Peer::SqliteDirect,
    Peer::DuckdbKeys,
    Peer::DuckdbCtas,
    Peer::Executemany,
    Peer::Pandas,
    Peer::SqliteUtils,
];

/// All exports to CSV, by the tool that makes them.
pub const EXPORTS: [Peer; 4] = [
    Peer::SqliteStaged,
    Peer::DuckdbCtas,
    Peer::Pandas,
    Peer::SqliteUtils,
];

impl Peer {
    /// Returns how the tool loads, as the tables of figures name it.
    pub fn load_name(self) -> &'static str {
        match self {
            Self::SqliteDirect => "sqlite3 `.import`, direct",
            Self::SqliteStaged => "sqlite3 `.import`, staged",
            Self::DuckdbKeys => "DuckDB, with keys",
            Self::DuckdbCtas => "DuckDB, CREATE TABLE AS",
            Self::Executemany => "Python sqlite3, `executemany`",
            Self::Pandas => "pandas, `to_sql`",
            Self::SqliteUtils => "sqlite-utils, `insert_all`",
        }
    }

    /// Returns how the tool exports, as the tables of figures name it.
    pub fn export_name(self) -> &'static str {
        match self {
            Self::SqliteDirect | Self::SqliteStaged => "sqlite3, `.mode csv`",
            Self::DuckdbKeys | Self::DuckdbCtas => "DuckDB, COPY",
            Self::Executemany => "Python sqlite3, csv",
            Self::Pandas => "pandas, `to_csv`",
            Self::SqliteUtils => "sqlite-utils, csv",
        }
    }

    /// Returns what a load with it promises of types and keys, and of foreign keys.
    pub fn promises(self) -> (&'static str, &'static str) {
        match self {
            Self::SqliteDirect => ("the same, not STRICT, without CHECKs", "checked at the end"),
            Self::SqliteStaged => ("the same", "checked at the end"),
            Self::DuckdbKeys => (
                "types and keys, without CHECKs",
                "on, without those that may be empty",
            ),
            Self::DuckdbCtas => ("types guessed, no keys, no indexes", "none"),
            Self::Executemany => ("the same", "on, row by row"),
            Self::Pandas => ("the same", "checked at the end"),
            Self::SqliteUtils => (
                "types and keys, not STRICT, without CHECKs and NOT NULL",
                "declared after, not checked",
            ),
        }
    }

    fn python_mode(self) -> Option<&'static str> {
        match self {
            Self::SqliteDirect | Self::SqliteStaged => None,
            Self::DuckdbKeys => Some("duckdb-keys"),
            Self::DuckdbCtas => Some("duckdb-ctas"),
            Self::Executemany => Some("executemany"),
            Self::Pandas => Some("pandas"),
            Self::SqliteUtils => Some("sqlite-utils"),
        }
    }

    /// Tells whether a load with it makes an SQLite database.
    pub fn makes_sqlite(self) -> bool {
        !matches!(self, Self::DuckdbKeys | Self::DuckdbCtas)
    }
}

/// What is there of the tools.
pub struct Tools {
    /// The Python of the virtual environment, or why there is none.
    pub python: Result<PathBuf, String>,
    /// The version of sqlite3, or why it cannot be used.
    pub sqlite3: Result<String, String>,
    /// The versions of the packages, as pinned.
    pub packages: Vec<String>,
}

impl Tools {
    /// Looks for sqlite3 and, where they are asked for, makes a virtual environment with the pinned
    /// packages, once.
    pub fn find(folder: &Path, are_wanted: bool) -> Self {
        let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements.txt");
        let pinned = fs::read_to_string(&requirements)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", requirements.display()));
        let packages = pinned.lines().filter(|line| line.contains("=="));
        Self {
            packages: packages.map(|line| line.replace("==", " ")).collect(),
            python: if are_wanted {
                environment(folder, &requirements, &pinned)
            } else {
                Err("not asked for".to_owned())
            },
            sqlite3: sqlite3_version(),
        }
    }

    /// Says why a tool cannot be used; nothing where it can.
    pub fn missing(&self, peer: Peer) -> Option<&str> {
        match peer.python_mode() {
            Some(_) => self.python.as_ref().err().map(String::as_str),
            None => self.sqlite3.as_ref().err().map(String::as_str),
        }
    }

    /// Returns the command for a mode of peers.py.
    fn python(&self, mode: &str, schema: &Path, from: &Path, to: &Path) -> Command {
        let python = self
            .python
            .as_ref()
            .expect("only tools that are there are run");
        let mut command = Command::new(python);
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers.py"))
            .arg(mode)
            .args([schema, from, to]);
        command
    }

    /// Returns the command that loads tables into a new database, and its standard input.
    pub fn load(
        &self,
        peer: Peer,
        scripts: &Scripts,
        tables: &Path,
        database: &Path,
    ) -> (Command, Option<PathBuf>) {
        match peer.python_mode() {
            Some(mode) => {
                let mode = format!("load-{mode}");
                (self.python(&mode, &scripts.schema, tables, database), None)
            }
            None => {
                let script = match peer {
                    Peer::SqliteDirect => &scripts.direct,
                    _ => &scripts.staged,
                };
                (sqlite3(database), Some(script.clone()))
            }
        }
    }

    /// Returns the command that exports the tables of a database, and its standard input.
    pub fn export(
        &self,
        peer: Peer,
        scripts: &Scripts,
        database: &Path,
        folder: &Path,
    ) -> (Command, Option<PathBuf>) {
        let mode = match peer {
            Peer::DuckdbKeys | Peer::DuckdbCtas => "export-duckdb",
            Peer::Pandas => "export-pandas",
            Peer::SqliteUtils => "export-sqlite-utils",
            _ => {
                let mut command = sqlite3(database);
                command.current_dir(folder);
                return (command, Some(scripts.export.clone()));
            }
        };
        (self.python(mode, &scripts.schema, database, folder), None)
    }
}

fn sqlite3(database: &Path) -> Command {
    let mut command = Command::new("sqlite3");
    command.args(["-batch", "-bail"]).arg(database);
    command
}

fn sqlite3_version() -> Result<String, String> {
    let output = Command::new("sqlite3").arg("--version").output();
    let output = output.map_err(|error| format!("sqlite3 does not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.split_whitespace().next().unwrap_or_default();
    let numbers: Vec<u32> = version
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    match numbers.as_slice() {
        [3, minor, ..] if *minor >= 38 => Ok(version.to_owned()),
        _ => Err(format!("sqlite3 is `{version}`, 3.38 or newer is needed")),
    }
}

/// Returns the Python of a virtual environment with the pinned packages, which is made where it is
/// not there or holds others.
fn environment(folder: &Path, requirements: &Path, pinned: &str) -> Result<PathBuf, String> {
    let python = folder.join("bin/python");
    let stamp = folder.join("requirements.txt");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == pinned) {
        return Ok(python);
    }
    eprintln!("making a Python environment for the peers");
    let run = |command: &mut Command| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let last = said
                .trim()
                .lines()
                .last()
                .unwrap_or("no message")
                .to_owned();
            Err(format!("its Python environment cannot be made: {last}"))
        }
        Err(error) => Err(format!("Python does not start: {error}")),
    };
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(folder))?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
    ];
    run(Command::new(&python).args(install).arg(requirements))?;
    fs::write(&stamp, pinned)
        .map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(python)
}

/// What the tools are given: the schema as JSON, and the scripts of sqlite3.
pub struct Scripts {
    pub schema: PathBuf,
    direct: PathBuf,
    staged: PathBuf,
    export: PathBuf,
}

impl Scripts {
    /// Writes them into a folder, for tables in another.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(schema: &Schema, tables: &Path, folder: &Path) -> io::Result<Self> {
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::write(&path, text).map(|()| path)
        };
        let json = serde_json::to_string_pretty(schema).expect("a schema is JSON");
        Ok(Self {
            schema: file("schema.json", &json)?,
            direct: file("direct.sql", &direct_script(schema, tables))?,
            staged: file("staged.sql", &staged_script(schema, tables))?,
            export: file("export.sql", &export_script(schema))?,
        })
    }
}

/// The short way of `.import`: straight into the tables, in one transaction, then empty texts made
/// NULL. STRICT and CHECKs would refuse the empty texts, so that the tables have none.
fn direct_script(schema: &Schema, tables: &Path) -> String {
    let mut script = String::from(
        "PRAGMA cache_size = -262144;\nPRAGMA ignore_check_constraints = ON;\nBEGIN;\n",
    );
    for table in &schema.tables {
        let loose = table
            .sql
            .replace(") STRICT, WITHOUT ROWID", ") WITHOUT ROWID");
        script.push_str(&format!("{loose};\n"));
        for index in &table.indexes {
            script.push_str(&format!("{};\n", index.sql));
        }
        script.push_str(&import(table, tables, &table.name, ""));
        let optional = table.columns.iter().filter(|column| !column.is_required);
        for column in optional {
            let (table, column) = (&table.name, &column.name);
            script.push_str(&format!(
                "UPDATE \"{table}\" SET \"{column}\" = NULL WHERE \"{column}\" = '';\n"
            ));
        }
    }
    script.push_str("COMMIT;\nPRAGMA foreign_key_check;\n");
    script
}

/// The careful way: staged as text, then into the tables, indexes last, all in one transaction.
fn staged_script(schema: &Schema, tables: &Path) -> String {
    let mut script = String::from("PRAGMA cache_size = -262144;\nBEGIN;\n");
    for table in &schema.tables {
        let columns: Vec<_> = table.columns.iter().map(|column| &column.name).collect();
        let filled = table.columns.iter().map(|column| {
            if column.is_required {
                format!("\"{}\"", column.name)
            } else {
                format!("nullif(\"{}\", '')", column.name)
            }
        });
        let filled = filled.collect::<Vec<_>>().join(", ");
        script.push_str(&format!("{};\n", table.sql));
        script.push_str(&format!(
            "CREATE TEMP TABLE stage ({});\n",
            quoted(&columns)
        ));
        script.push_str(&import(table, tables, "stage", " --schema temp"));
        script.push_str(&format!(
            "INSERT INTO main.\"{}\" SELECT {filled} FROM temp.stage;\nDROP TABLE temp.stage;\n",
            table.name
        ));
    }
    for index in schema.tables.iter().flat_map(|table| &table.indexes) {
        script.push_str(&format!("{};\n", index.sql));
    }
    script.push_str("COMMIT;\nPRAGMA foreign_key_check;\n");
    script
}

fn import(table: &Relation, tables: &Path, target: &str, option: &str) -> String {
    let path = tables.join(format!("{}.csv", table.name));
    format!(
        ".import --csv --skip 1{option} \"{}\" {target}\n",
        path.display()
    )
}

fn export_script(schema: &Schema) -> String {
    let mut script = String::from(".headers on\n.mode csv\n");
    for table in &schema.tables {
        script.push_str(&format!(
            ".output {}.csv\n{};\n",
            table.name,
            table.select()
        ));
    }
    script
}
