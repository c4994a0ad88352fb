//! Whatever the bytes: no panic, and what is read keeps its promises.

use proptest::prelude::*;

use super::{DAM, HEAD, invariants};

/// Lines that scrapes are made of, and some that they should not be made of.
fn line() -> impl Strategy<Value = String> {
    let known: Vec<String> = HEAD.lines().chain(DAM.lines()).map(str::to_owned).collect();
    let odd = [
        "",
        "R",
        "“W",
        "ussia’s lake is rising, and so is the price of bread in the towns.",
        "# A",
        "By Ada Holm",
        "> “Yes.”",
        "* * *",
        "- ",
        "**",
        "**Never** *again* will it rain in Orlu, [she](x) said.",
        "a\u{ad}\u{200b} b\u{a0}\u{a0}c e\u{301}",
        "\u{feff}",
        "\u{ad}",
        "![](x.png)",
        "====",
        "\r",
        "Wait… (What? Who). “No.” U.S. Gen. J. R. Holm said at 9 a.m. It was 3.5.",
        "Updated 3 March 2031",
        "they went on and on about the price of",
        "\u{301}",
        "`",
        "\\*",
    ];
    let odd = odd.map(str::to_owned);
    prop_oneof![
        3 => proptest::sample::select(known),
        3 => proptest::sample::select(odd.to_vec()),
        1 => "\\PC{0,30}",
        1 => "[a-zA-Z .,?!…“”\"'()*_\\[\\]`#>\u{301}\u{ad}\u{200b}-]{0,150}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = invariants::read(&bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = invariants::read(text.as_bytes());
    }

    #[test]
    fn any_scrape_keeps_its_promises(
        lines in proptest::collection::vec(line(), 0..16),
        end in proptest::sample::select(vec!["\n", "\r\n", "\n\n", "\r"]),
        cut in 0..40usize,
    ) {
        let text = lines.join(end);
        let _ = invariants::read(text.as_bytes());
        let bytes = text.as_bytes();
        let _ = invariants::read(&bytes[..bytes.len().saturating_sub(cut)]);
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let _ = invariants::read(&wide);
    }
}
