//! Writing `article.toml`: the first one of a source, and how footnotes name it.

use super::lock::quoted;
use super::problem::Problems;
use super::sheet;

/// What an article says of itself.
pub struct Description<'a> {
    /// Its headline.
    pub title: &'a str,
    /// Who wrote it; empty where it does not say.
    pub author: &'a str,
    /// How footnotes may name it, if author and day are known.
    pub cite_as: Option<&'a str>,
    /// The day of publication, ISO 8601; empty where it does not say.
    pub published_on: &'a str,
    /// The SHA-256 of its file.
    pub sha256: &'a str,
}

impl Description<'_> {
    /// Writes a first `article.toml`; what is not known is left empty, so that somebody decides.
    pub fn to_toml(&self) -> String {
        let name = self.cite_as.map(|name| format!("{}\n", line_of(name)));
        format!(
            "# The article as published; its text is not part of the dataset.\n\
             # `author` and `published_on` may be left out where nobody knows them.\n\
             title = {}\n\
             author = {}\n\
             {}\
             publisher = \"\"\n\
             published_on = {}\n\
             language = \"en\"\n\
             # url = \"https://…\"\n\
             # rights = \"© …\"\n\
             sha256 = {}\n",
            quoted(self.title),
            quoted(self.author),
            name.unwrap_or_default(),
            quoted(self.published_on),
            quoted(self.sha256),
        )
    }
}

fn line_of(name: &str) -> String {
    format!("cite_as = {}", quoted(name))
}

/// Returns an `article.toml` that says how footnotes name the source: with a new line below the author,
/// else below the title, all else as it was; `None` where it says so already.
pub fn with_cite_as(text: &str, name: &str) -> Option<String> {
    let tree = sheet::parse("article.toml", text, &mut Problems::default());
    if tree.root.get("cite_as").is_some() {
        return None;
    }
    let above = tree.root.get("author").or_else(|| tree.root.get("title"))?;
    let rest = &text[above.span.end..];
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = line_of(name);
    Some(match rest.find('\n') {
        Some(end) => {
            let (before, after) = text.split_at(above.span.end + end + 1);
            format!("{before}{line}{line_end}{after}")
        }
        None => format!("{text}{line_end}{line}{line_end}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_below_the_author_and_once() {
        let text = "# A\ntitle = \"T\"\nauthor = \"Ada Holm\" # she\n\nlanguage = \"en\"\n";
        let named = with_cite_as(text, "Holm 2024a").unwrap();
        assert_eq!(
            named,
            "# A\ntitle = \"T\"\nauthor = \"Ada Holm\" # she\ncite_as = \"Holm 2024a\"\n\nlanguage = \"en\"\n"
        );
        assert_eq!(with_cite_as(&named, "Holm 2024b"), None);
        let marked = "\u{feff}title = \"T\"\nauthor = \"Ñandé\"\nlanguage = \"en\"\n";
        let named = with_cite_as(marked, "Ñandé 2024").unwrap();
        assert!(
            named.contains("Ñandé\"\ncite_as = \"Ñandé 2024\"\nlang"),
            "{named}"
        );
        let text = "language = \"en\"\r\ntitle = \"T\"";
        assert_eq!(
            with_cite_as(text, "Review n.d.").unwrap(),
            "language = \"en\"\r\ntitle = \"T\"\r\ncite_as = \"Review n.d.\"\r\n"
        );
    }
}
