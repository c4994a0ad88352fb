//! The dataset as a revision would leave it, checked before a file is written.

use std::collections::BTreeMap;

use super::{NewText, ReviseError, Revision, rewrite};
use crate::dataset::{self, Articles, Folder, Lock, Report};

/// A dataset with a revision in it.
pub struct Trial {
    /// The dataset as it would be.
    pub folder: Folder,
    /// What would be wrong with it.
    pub report: Report,
    /// The files that change, with their new text; `None` where the dataset would not build.
    pub files: Option<BTreeMap<String, String>>,
}

impl Revision {
    /// Tries the revision out: the sheets, the description of the article and its lock.
    ///
    /// # Errors
    /// The description cannot be rewritten.
    pub fn try_out(&self, before: &Folder, new: NewText) -> Result<Trial, ReviseError> {
        let article = new.article;
        let description = format!("{}/article.toml", self.source);
        let text = before.text(&description).unwrap_or_default();
        let described = rewrite::set_key(text, "sha256", &article.sha256)
            .map_err(ReviseError::of_file(&description))?;
        let lock_file = format!("{}/passages.lock", self.source);
        let mut files = self.sheets.clone();
        files.insert(description, described);
        // The lock holds the span of each quote, and quotes are found by checking the sheets against
        // the text, for which the sentences must be locked: a lock without quotes comes first.
        let blank = Lock {
            segmenter: article.segmenter.clone(),
            passages: article.passages.clone(),
            ..Lock::default()
        };
        let mut folder = before.clone().with_text(&lock_file, blank.to_toml());
        for (file, text) in &files {
            folder = folder.with_text(file, text.clone());
        }
        let articles = Articles::from([(self.source.clone(), article)]);
        let locks = dataset::locks(&folder, &articles);
        let lock = locks.get(&self.source);
        let lock = lock.map_or(String::new(), Lock::to_toml);
        // Checked without the text at hand, as it will build.
        let folder = folder.with_text(&lock_file, lock.clone());
        let checked = dataset::check(&folder, &Articles::new());
        // A lock is compared without its line ends, which an editor or git may have changed.
        let is_lock_new = before
            .text(&lock_file)
            .is_none_or(|old| old.replace("\r\n", "\n") != lock);
        files.retain(|file, text| before.text(file) != Some(text));
        if is_lock_new {
            files.insert(lock_file, lock);
        }
        Ok(Trial {
            folder,
            report: checked.report,
            files: checked.head.map(|_| files),
        })
    }
}
