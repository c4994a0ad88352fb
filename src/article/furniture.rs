//! The words by which captions, credits and notices are known.

/// Words that start the credit of a picture. Matched without case, at the start of a sentence.
const CREDIT_STARTS: [&str; 19] = [
    "photo by ",
    "photo:",
    "photo credit",
    "photo courtesy",
    "photos by ",
    "photograph by ",
    "photograph:",
    "photography by ",
    "picture by ",
    "picture:",
    "picture credit",
    "image by ",
    "image:",
    "image credit",
    "image courtesy",
    "illustration by ",
    "illustration:",
    "credit:",
    "courtesy of ",
];

/// Words that stand in the credit of a picture, near its end.
const CREDIT_WORDS: [&str; 12] = [
    "via unsplash",
    "via getty",
    "via flickr",
    "via wikimedia",
    "via reuters",
    "via shutterstock",
    "getty images",
    "(ap photo",
    "/afp",
    "/reuters",
    "/ap photo",
    "wikimedia commons",
];

/// Words that start a line of the site's own business.
const NOTICE_STARTS: [&str; 21] = [
    "copyright ",
    "©",
    "(c) ",
    "all rights reserved",
    "subscribe",
    "sign up",
    "sign in",
    "log in",
    "read more",
    "read also",
    "related:",
    "related articles",
    "share this",
    "share on",
    "follow us",
    "advertisement",
    "this article was originally published",
    "this article first appeared",
    "the views expressed",
    "disclaimer",
    "skip to ",
];

/// Returns whether a text names the maker of a picture.
pub(super) fn is_caption(text: &str) -> bool {
    let lower = text.to_lowercase();
    credit_start(&lower).is_some()
        || CREDIT_WORDS.iter().any(|words| {
            lower
                .rfind(words)
                .is_some_and(|at| lower.len() - at <= words.len() + 40)
        })
}

/// Returns whether a caption is nothing but the name of the maker.
pub(super) fn is_credit(text: &str) -> bool {
    credit_start(&text.to_lowercase()) == Some(0)
}

/// Returns whether a line is the site's own business.
pub(super) fn is_notice(text: &str) -> bool {
    let lower = text.to_lowercase();
    let address = !text.contains(' ') && (lower.contains("://") || lower.starts_with("www."));
    address || NOTICE_STARTS.iter().any(|start| lower.starts_with(start))
}

/// Returns where the credit starts: at the start of the text, or of a sentence in it.
fn credit_start(lower: &str) -> Option<usize> {
    let starts = CREDIT_STARTS.iter().filter_map(|words| {
        lower.match_indices(words).map(|(at, _)| at).find(|at| {
            let before = lower.get(..*at).unwrap_or_default().trim_end();
            before.is_empty()
                || before.ends_with(['.', '!', '?', '|', '(', '[', '/', '•', '·', '–', '—', ':'])
        })
    });
    starts.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_is_known_by_its_credit() {
        assert!(is_caption(
            "The dam at Orlu. Photo by Ilse Varga via Unsplash."
        ));
        assert!(is_caption("A guard at the pass (AP Photo/Ana Lopez)"));
        assert!(is_caption("The old mint | Image: City Archive"));
        assert!(!is_caption(
            "They printed the photo by the thousand and sold it."
        ));
        assert!(is_credit("Photo by Ilse Varga"));
        assert!(!is_credit("The dam. Photo by Ilse Varga"));
    }

    #[test]
    fn a_notice_is_known_by_its_first_words() {
        assert!(is_notice("© 2031 The Orlu Courier"));
        assert!(is_notice("https://orlu.example/a/1"));
        assert!(!is_notice("Talks went on."));
    }
}
