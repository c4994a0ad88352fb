//! The article reader: from a raw scrape to numbered sentences.
