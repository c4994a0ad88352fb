//! The forms of all other tables of files: the dataset, its codes, its articles and their locks. Those of facts are in [`crate::model::form`].

use crate::model::form::{Content, Field, Form, List, field, form};

use Content::{Day, Line, Lines, Number, Text};

/// `dataset.toml`
pub static DATASET: Form = form([&[
    field("title", Line).must(),
    field("description", Text).must(),
    field("version", Line).must(),
    field("license", Line).must(),
    field("license_url", Line),
    field("maintainers", Lines).must(),
    field("code", Content::List(&CODES)),
]]);

/// `[[code]]` in `dataset.toml`
pub static CODE: Form = form([CODES.fields]);

static CODES: List = List {
    table: "",
    name: "code",
    element: "code",
    fields: &[
        field("vocabulary", Line).must(),
        field("event_type", Line),
        field("code", Line).must(),
        field("label", Line).must(),
        field("definition", Text).must(),
        field("cameo_root_codes", Line),
    ],
};

/// `article.toml`
pub static ARTICLE: Form = form([DESCRIPTION]);

/// `passages.lock`
pub static LOCK: Form = form([&[field("format", Number).must()], SENTENCES]);

/// `{"source": …}` in a file of lines, in place of `article.toml` and `passages.lock`.
pub static SOURCE: Form = form([&[field("key", Line).must()], DESCRIPTION, SENTENCES]);

/// `[[skip]]`
pub static SKIP: Form = form([&[field("at", Line).must(), field("reason", Line).must()]]);

const DESCRIPTION: &[Field] = &[
    field("title", Line).must(),
    field("author", Line),
    field("cite_as", Line),
    field("publisher", Line).must(),
    field("published_on", Day),
    field("language", Line).must(),
    field("url", Line),
    field("rights", Line),
    field("sha256", Line).must(),
];

const SENTENCES: &[Field] = &[
    field("segmenter", Line).must(),
    field("passages", Content::List(&PASSAGES)).must(),
    field("quotes", Content::List(&QUOTES)),
];

/// An element of `passages`.
pub static PASSAGE: Form = form([PASSAGES.fields]);

static PASSAGES: List = List {
    table: "passages",
    name: "passages",
    element: "passage",
    fields: &[
        field("at", Line).must(),
        field("fingerprint", Line).must(),
        field("characters", Number).must(),
        field("words", Number).must(),
    ],
};

/// An element of `quotes`.
pub static QUOTE: Form = form([QUOTES.fields]);

static QUOTES: List = List {
    table: "citations",
    name: "quotes",
    element: "quote",
    fields: &[
        field("at", Line).must(),
        field("quote", Line).must(),
        field("start", Number).must(),
        field("end", Number).must(),
        field("times", Number),
    ],
};

/// An element of `cites`: a bare locator, or a table.
pub static CITE: Form = form([&[
    field("at", Line).must(),
    field("was_at", Line),
    field("field", Line),
    field("quote", Line),
    field("stance", Content::Code("citation_stances")).or("supports"),
    field("reported_value", Line),
]]);
