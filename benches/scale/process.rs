//! Running a program and measuring it: wall time, processor time, peak memory, bytes written.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// How much of a program's output is kept, in bytes.
const OUTPUT_MAX: u64 = 1_000_000;

/// What one run took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// Wall time, in seconds.
    pub wall: f64,
    /// Time on processors, of the program and of the system for it, in seconds.
    pub cpu: f64,
    /// The largest resident memory of any of its processes, in bytes. It starts from that of the
    /// program that started it, a few megabytes.
    pub peak: u64,
    /// Bytes that were written to files, scratch files included.
    pub written: u64,
}

/// A run that came to its end.
#[derive(Debug)]
pub struct Finished {
    pub usage: Usage,
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// What it printed, standard output and error together; the last megabyte of it.
    pub output: String,
}

/// Runs a program to its end, its standard input from a file or empty, its output into a file, and
/// measures it.
///
/// # Panics
/// It cannot be started.
pub fn run(command: &mut Command, input: Option<&Path>, log: &Path) -> Finished {
    let out =
        File::create(log).unwrap_or_else(|error| panic!("cannot write {}: {error}", log.display()));
    let errors = out.try_clone().expect("a file handle is cloned");
    let input = input.map(|path| {
        File::open(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
    });
    command
        .stdin(input.map_or_else(Stdio::null, Stdio::from))
        .stdout(out)
        .stderr(errors);
    let start = Instant::now();
    let child = command
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let (code, mut usage) = wait(child);
    usage.wall = start.elapsed().as_secs_f64();
    Finished {
        usage,
        code,
        output: tail(log),
    }
}

/// Returns the end of a file. All of a long one would be counted as memory of every process that is
/// started after it.
fn tail(path: &Path) -> String {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(OUTPUT_MAX)))?;
        file.read_to_end(&mut bytes)
    });
    read.unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Waits for a process and the ones that it waited for.
#[cfg(unix)]
fn wait(child: Child) -> (Option<i32>, Usage) {
    let pid = libc::pid_t::try_from(child.id()).expect("a process id fits its type");
    let mut status = 0;
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are to live memory of the right types; the process is our own child,
    // which nothing else waits for.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, usage.as_mut_ptr()) };
    assert_eq!(
        waited,
        pid,
        "cannot wait for a process: {}",
        std::io::Error::last_os_error()
    );
    // SAFETY: all zeros are a valid value, and wait4 has filled it.
    let usage = unsafe { usage.assume_init() };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    // Kilobytes on Linux, bytes on macOS.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
    let usage = Usage {
        wall: 0.0,
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        peak: usage.ru_maxrss.unsigned_abs() * unit,
        written: usage.ru_oublock.unsigned_abs() * 512,
    };
    (code, usage)
}

/// Waits for a process; elsewhere than on Unix only the wall time is known.
#[cfg(not(unix))]
fn wait(mut child: Child) -> (Option<i32>, Usage) {
    let status = child.wait().expect("a process is waited for");
    (status.code(), Usage::default())
}

/// Has everything written so far on the disk, so that no run pays for the one before.
pub fn settle() {
    #[cfg(unix)]
    // SAFETY: it takes nothing and returns nothing.
    unsafe {
        libc::sync();
    }
}
