#!/usr/bin/env python3
"""Kills, or fails, in turn every system call of the commands that write a dataset.

Usage: tests/torture/writers.py PROGRAM [FAULT…]

Each call of a kind is made to fail once, or its process is killed at it, by `strace -e inject`. What
must hold each time:

- the files of the dataset are as they were or as they were to be, or a journal is there, and then
  `check` refuses the dataset;
- exit status 0 says that they are as they were to be; no other status than 0 and 1, no panic;
- the same command, run again, ends in the bytes of a run that nobody disturbed.

Prints a table, and what went wrong; ends with status 1 if anything did. Takes about half an hour;
FAULTs, such as `fsync:EIO`, choose some.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

KILLED = ["fsync", "renameat", "rename", "unlink", "openat", "write", "ftruncate", "flock", "fchmod"]
FAILED = {
    "fsync": ["EIO", "ENOSPC"],
    "renameat": ["EIO", "EACCES", "EROFS", "ENOSPC"],
    "unlink": ["EIO", "EACCES"],
    "openat": ["EIO", "EACCES", "EMFILE", "ENOSPC", "EROFS"],
    "write": ["ENOSPC", "EIO", "EINTR"],
    "ftruncate": ["EIO"],
    "flock": ["EIO", "EINTR", "ENOLCK"],
    "fchmod": ["EPERM", "EIO"],
    "statx": ["EIO", "EACCES"],
    "read": ["EIO", "EINTR"],
}
FAULTS = [f"{call}:KILL" for call in KILLED]
FAULTS += [f"{call}:{error}" for call, errors in FAILED.items() for error in errors]

REVISE = "revise holm-2024 new.txt --dataset flood --accept".split()
CORRECT = "correct actors.csv --dataset flood --reason checked --accept".split()
LOCK = "lock flood".split() + [f"--article=other-{number}=old.txt" for number in range(3)]


def run(folder, command):
    """Runs a command; returns its status, None if it hangs, and what it said."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stderr.decode(errors="replace")


def files(folder):
    """Returns the files of the dataset, by name, hidden ones too."""
    root = folder / "flood"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def prepare(program, folder):
    """Makes the example dataset with more sheets and sources, and what the commands read."""
    folder.mkdir()
    run(folder, [program, "init", "flood"])
    flood = folder / "flood"
    blocks = (flood / "holm-2024/article.txt").read_text().strip().split("\n\n")
    (folder / "old.txt").write_text("\n\n".join(blocks) + "\n")
    (folder / "new.txt").write_text("\n\n".join(blocks[:3] + blocks[:2:-1]) + "\n")
    for number in range(4):
        fact = f'[[actor]]\nkey = "witness-{number}"\nname = "Witness {number}"\nkind = "person"\n'
        (flood / f"witness-{number}.toml").write_text(fact + 'cites = ["holm-2024#p1.s2"]\n')
    run(folder, [program, "build", "flood"])
    csv = (folder / "exports/csv/actors.csv").read_text()
    (folder / "actors.csv").write_text(csv.replace("Witness", "Eyewitness"))


def prepare_lock(program, folder):
    """Adds sources without locks."""
    prepare(program, folder)
    for number in range(3):
        source = folder / f"flood/other-{number}"
        source.mkdir()
        shutil.copy(folder / "flood/holm-2024/article.toml", source)


class Case:
    """A command, and the dataset before and after it."""

    def __init__(self, program, work, command, prepare):
        self.program, self.command = program, command
        self.before = work / command[0]
        prepare(program, self.before)
        self.folder = work / "try"
        self.old = files(self.before)
        self.renew()
        status, said = run(self.folder, [program, *command])
        assert status == 0, said
        self.new = files(self.folder)

    def renew(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.before, self.folder)

    def traced(self, call, *options):
        self.renew()
        trace = self.folder / "trace"
        trace_options = ["strace", "-f", "-o", str(trace), "-e", f"trace={call}", *options]
        status, said = run(self.folder, [*trace_options, self.program, *self.command])
        return status, said, trace.read_text(errors="replace")

    def number_of(self, call):
        """Returns how often the command makes a call; the loader's own come first and are left out."""
        _, _, trace = self.traced(call)
        calls = re.findall(rf"^\d+ +{call}\((.*)", trace, re.M)
        first = 3 if call == "read" else 0
        return range(first + 1, len(calls) + 1)

    def disturb(self, call, error, number):
        """Disturbs one call; returns what went wrong, by kind."""
        how = "signal=SIGKILL" if error == "KILL" else f"error={error}"
        status, said, _ = self.traced(call, "-e", f"inject={call}:{how}:when={number}")
        if status is None:
            return {"hangs": said}
        wrong = {}
        if "panicked" in said:
            wrong["panics"] = said
        left = files(self.folder)
        visible = {name: text for name, text in left.items() if ".footnote." not in name}
        if ".footnote.journal" in left:
            read, refusal = run(self.folder, [self.program, "check", "flood"])
            if read != 1 or "half written" not in refusal or status == 0:
                wrong["false"] = f"a journal, exit {status}; check: {read} {refusal}"
        elif visible not in (self.old, self.new):
            wrong["false"] = "half written without a journal"
        if error != "KILL" and (status not in (0, 1) or status == 0 and visible != self.new):
            wrong["false"] = f"exit {status}: {said}"
        again, said = run(self.folder, [self.program, *self.command])
        if again != 0 or files(self.folder) != self.new:
            wrong["lost"] = f"again: {again} {said}"
        return wrong


def main():
    program = os.path.abspath(sys.argv[1])
    faults = sys.argv[2:] or FAULTS
    kinds = ["lost", "false", "panics", "hangs"]
    total = dict.fromkeys(["tried", "survived", *kinds], 0)
    print("| command | fault | tried | survived | lost | false | panics | hangs |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as work:
        for command, how in [(REVISE, prepare), (CORRECT, prepare), (LOCK, prepare_lock)]:
            case = Case(program, Path(work), command, how)
            for fault in faults:
                call, error = fault.split(":")
                tally = dict.fromkeys(total, 0)
                for number in case.number_of(call):
                    wrong = case.disturb(call, error, number)
                    tally["tried"] += 1
                    tally["survived"] += not wrong
                    for kind, what in wrong.items():
                        tally[kind] += 1
                        print(f"{command[0]}, {fault}, call {number}: {kind}: {what}", file=sys.stderr)
                if tally["tried"]:
                    print(f"| {command[0]} | {fault} |", *(f"{n} |" for n in tally.values()), flush=True)
                for kind, number in tally.items():
                    total[kind] += number
    print("| all | |", *(f"{n} |" for n in total.values()))
    sys.exit(any(total[kind] for kind in kinds))


if len(sys.argv) < 2:
    sys.exit(__doc__)
main()
