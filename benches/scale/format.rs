//! Numbers as the page writes them.

/// Writes a ratio as percent, small ones with more digits.
pub fn percent(ratio: f64) -> String {
    match ratio * 100.0 {
        small if small < 10.0 => format!("{small:.2} %"),
        large => format!("{large:.0} %"),
    }
}

/// Writes a time with three digits or so.
pub fn seconds(time: f64) -> String {
    match time {
        short if short < 0.1 => format!("{:.1} ms", short * 1e3),
        short if short < 10.0 => format!("{short:.2} s"),
        long => format!("{long:.1} s"),
    }
}

/// Writes bytes as megabytes.
pub fn megabytes(bytes: f64) -> String {
    match bytes / 1e6 {
        small if small < 10.0 => format!("{small:.1} MB"),
        large => format!("{} MB", thousands(large.round() as u64)),
    }
}

/// Writes a number with commas between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
