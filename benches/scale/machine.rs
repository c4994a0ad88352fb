//! The machine in general terms: what it takes to read the figures, and no more.

use std::fs;

/// Describes cores, memory and disk.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let s = if cores == 1 { "" } else { "s" };
    let architecture = std::env::consts::ARCH.replace('_', "-");
    let kind = if is_virtual() { "shared " } else { "" };
    let mut parts = vec![format!("{cores} {kind}{architecture} core{s}")];
    parts.extend(memory().map(|size| format!("{size} GiB of memory")));
    parts.extend(disk());
    parts.push(
        std::env::consts::OS
            .replace("linux", "Linux")
            .replace("macos", "macOS"),
    );
    parts.join(", ")
}

/// Tells whether the processor says that it is lent to a virtual machine.
fn is_virtual() -> bool {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    about
        .lines()
        .any(|line| line.starts_with("flags") && line.contains(" hypervisor"))
}

/// Returns the memory in GiB, rounded up.
fn memory() -> Option<u64> {
    let about = fs::read_to_string("/proc/meminfo").ok()?;
    let line = about.lines().find(|line| line.starts_with("MemTotal:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes.div_ceil(1024 * 1024))
}

/// Returns the kind of the first disk.
fn disk() -> Option<String> {
    let entries = fs::read_dir("/sys/block").ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    let kind = |name: &String| match name.as_str() {
        name if name.starts_with("vd") || name.starts_with("xvd") => Some("a virtual disk"),
        name if name.starts_with("nvme") => Some("a disk on NVMe"),
        name if name.starts_with("sd") => Some("a disk"),
        _ => None,
    };
    names.iter().find_map(kind).map(str::to_owned)
}
