//! The form of facts: which kinds there are, which fields each has, and what each field holds.
//!
//! Facts are described here and nowhere else. Reading and checking files, the rows of tables,
//! the paths of the ledger, the JSON Schema of a line and the sheets that are written for people all
//! go by it; a test in `store/rows.rs` holds it against the schema of the database in both
//! directions. To add a field is to add a line here and a column in a migration.
//!
//! A field has the name that files write; its column has the same name unless [`Field::column`] says
//! otherwise. The meaning of a column stands in the migration that creates it.

/// A kind of fact.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name: a code of `fact_kinds`, and what files call a fact of it.
    pub name: &'static str,
    /// The table with one row per fact of the kind, whose key is the fact's.
    pub table: &'static str,
    /// The fields that belong to the kind, in the order in which messages list them.
    pub fields: &'static [Field],
}

/// The fields that a table of a file can have, in order, in parts that several forms share.
pub type Form = [&'static [Field]; 4];

/// Makes a form of at most four parts.
pub const fn form<const N: usize>(parts: [&'static [Field]; N]) -> Form {
    let mut all: Form = [&[]; 4];
    let mut at = 0;
    while at < N {
        all[at] = parts[at];
        at += 1;
    }
    all
}

/// Lists the fields of a form.
pub fn fields_of(form: &Form) -> impl Iterator<Item = &'static Field> + use<> {
    form.map(|part| part.iter()).into_iter().flatten()
}

/// The most fields that a table of a file can have, whatever it holds.
pub const FIELDS_MAX: usize = 24;

/// A field of a table of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in files.
    pub name: &'static str,
    /// The column that it fills.
    pub column: &'static str,
    /// What it holds.
    pub content: Content,
    /// Whether it may be left out.
    pub presence: Presence,
    /// Whether it is part of the key of its list: no two elements agree in all key fields.
    pub is_key: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// One line of text.
    Line,
    /// One or more lines of text.
    Text,
    /// A whole number, at least 0.
    Number,
    /// A code of a vocabulary, named by its table.
    Code(&'static str),
    /// A code of `event_modes` that belongs to the event's `type`.
    Mode,
    /// The id of an actor in a list kept elsewhere; its form depends on the element's `scheme`.
    Identifier,
    /// The key of a fact.
    Key(Reference),
    /// An EDTF date. Its wording and its basis are the fields `date_text` and `date_basis`, its
    /// bounds and its precision are the columns of [`DERIVED`].
    Date,
    /// Elements that are rows of a table of their own.
    List(&'static List),
    /// A day, ISO 8601.
    Day,
    /// Several lines of text, none with a semicolon.
    Lines,
}

/// Which facts a key can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The kind of the fact; any where `None`.
    pub kind: Option<&'static str>,
    /// What kind of actor it must be.
    pub rule: Option<ActorRule>,
    /// Why the fact cannot name itself, where it cannot.
    pub not_self: Option<&'static str>,
}

/// A rule on the kind of an actor that a field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorRule {
    /// Codes of `actor_kinds`.
    pub kinds: &'static [&'static str],
    /// Whether the actor must be of one of these kinds, or of none of them.
    pub is_one_of: bool,
    /// The rule in words.
    pub words: &'static str,
}

/// Whether a field may be left out, and its value then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It may.
    Optional,
    /// It may not.
    Required,
    /// It may, and has this value then.
    Default(&'static str),
    /// It may, and has this value then where the other field is given.
    DefaultWith(&'static str, &'static str),
    /// It may, and must be where the other field is not given.
    OptionalWith(&'static str),
}

/// A list of a fact, whose elements are rows of a table of their own.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    /// The table. Its primary key is the fact and the key fields in this order.
    pub table: &'static str,
    /// The name of the list in files.
    pub name: &'static str,
    /// What one element is called in messages.
    pub element: &'static str,
    /// The fields of an element.
    pub fields: &'static [Field],
}

impl Kind {
    /// Returns the kind of a name.
    pub fn of(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// Returns the position of the kind among [`KINDS`].
    pub fn number(&self) -> usize {
        let at = KINDS.iter().position(|kind| kind.name == self.name);
        at.expect("a kind is one of the kinds")
    }

    /// Lists all fields of a fact of the kind: its own, then the common ones.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + Clone + use<> {
        self.fields.iter().chain(COMMON)
    }

    /// Returns the form of a fact of the kind in a file: its key, its own fields, the common ones and
    /// its citations.
    pub const fn form(&self) -> Form {
        [KEY, self.fields, COMMON, CITED]
    }

    /// Returns a field of its own or a common one.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.name == name)
    }

    /// Returns the field that names the parent of a fact, which is of the same kind.
    pub fn parent(&self) -> Option<&'static Field> {
        self.fields.iter().find(|field| match field.content {
            Content::Key(reference) => reference.kind == Some(self.name),
            _ => false,
        })
    }

    /// Returns the lists of a fact of the kind, citations last.
    pub fn lists(&self) -> impl Iterator<Item = &'static List> + use<> {
        let own = self.fields.iter().filter_map(Field::list);
        own.chain([&CITES])
    }
}

impl List {
    /// Returns the list whose elements are the rows of a table.
    pub fn of_table(table: &str) -> Option<&'static Self> {
        let own = KINDS.iter().flat_map(Kind::lists);
        own.into_iter().find(|list| list.table == table)
    }

    /// Lists its key fields: the primary key of the table but for the fact.
    pub fn key(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().filter(|field| field.is_key)
    }

    /// Returns the field that fills a column.
    pub fn field_of(&self, column: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.column == column)
    }

    /// Returns the required field that is not part of the key: there is no element without it.
    pub fn required(&self) -> Option<&'static Field> {
        let mut fields = self.fields.iter();
        fields.find(|field| !field.is_key && field.presence == Presence::Required)
    }
}

impl Field {
    /// Returns the list that the field is.
    pub fn list(&self) -> Option<&'static List> {
        match self.content {
            Content::List(list) => Some(list),
            _ => None,
        }
    }

    /// Returns whether the field names a fact.
    pub fn is_reference(&self) -> bool {
        matches!(self.content, Content::Key(_))
    }

    /// Returns the value of the field where it is left out.
    pub fn default(&self) -> Option<&'static str> {
        match self.presence {
            Presence::Default(value) => Some(value),
            _ => None,
        }
    }

    /// Makes the field required.
    pub const fn must(mut self) -> Self {
        self.presence = Presence::Required;
        self
    }

    /// Makes the field part of the key of its list.
    pub const fn key(mut self) -> Self {
        self.is_key = true;
        self.must()
    }

    /// Gives the field a default.
    pub const fn or(mut self, value: &'static str) -> Self {
        self.presence = Presence::Default(value);
        self
    }

    const fn or_with(mut self, other: &'static str, value: &'static str) -> Self {
        self.presence = Presence::DefaultWith(other, value);
        self
    }

    const fn only_with(mut self, other: &'static str) -> Self {
        self.presence = Presence::OptionalWith(other);
        self
    }

    const fn fills(mut self, column: &'static str) -> Self {
        self.column = column;
        self
    }
}

/// Makes an optional field that fills the column of its name.
pub const fn field(name: &'static str, content: Content) -> Field {
    Field {
        name,
        column: name,
        content,
        presence: Presence::Optional,
        is_key: false,
    }
}

/// Names a fact of a kind, or of any.
const fn fact(kind: Option<&'static str>) -> Reference {
    Reference {
        kind,
        rule: None,
        not_self: None,
    }
}

/// Names any fact of a kind.
const fn of_kind(kind: &'static str) -> Content {
    Content::Key(fact(Some(kind)))
}

/// Names an actor, by a rule on its kind.
const fn actor(is_one_of: bool, kinds: &'static [&'static str], words: &'static str) -> Content {
    let rule = ActorRule {
        kinds,
        is_one_of,
        words,
    };
    Content::Key(Reference {
        rule: Some(rule),
        ..fact(Some("actor"))
    })
}

const ACTOR: Content = of_kind("actor");

const ANY_FACT: Content = Content::Key(fact(None));

const OTHER_EVENT: Content = Content::Key(Reference {
    not_self: Some("an event is not linked to itself"),
    ..fact(Some("event"))
});

const DATE: Field = field("date", Content::Date);
const DATE_TEXT: Field = field("date_text", Content::Line).only_with("date");
const DATE_BASIS: Field =
    field("date_basis", Content::Code("date_bases")).or_with("date", "stated");

use Content::{Code, Identifier, Line, Mode, Number, Text};

/// The key of a fact.
const KEY: &[Field] = &[field("key", Line)];

/// The citations of a fact.
const CITED: &[Field] = &[field("cites", Content::List(&CITES))];

/// The fields that facts of every kind have.
pub const COMMON: &[Field] = &[
    field("certainty", Code("certainties")).or("stated"),
    field("said_by", ACTOR),
    field("note", Text),
    field("needs_review", Text),
];

/// The common fields that fill a table with a row for each fact that has the field, by its name.
pub const APART: &[(&str, &str)] = &[("needs_review", "pending_reviews")];

/// The kinds of facts.
pub static KINDS: &[Kind] = &[
    Kind {
        name: "actor",
        table: "actors",
        fields: &[
            field("name", Line).must(),
            field("kind", Code("actor_kinds")).must(),
            field("parent", ACTOR),
            field("names", Content::List(&NAMES)),
            field("identifiers", Content::List(&IDENTIFIERS)),
        ],
    },
    Kind {
        name: "office",
        table: "offices",
        fields: &[
            field(
                "holder",
                actor(true, &["person"], "an office is held by a person"),
            )
            .must(),
            field("title", Line).must(),
            field(
                "body",
                actor(
                    false,
                    &["person"],
                    "an office is one of a body, not of a person",
                ),
            )
            .must(),
            DATE,
            DATE_TEXT,
            DATE_BASIS,
        ],
    },
    Kind {
        name: "membership",
        table: "memberships",
        fields: &[
            field(
                "member",
                actor(
                    false,
                    &["person"],
                    "a person holds an office; members are states and organizations",
                ),
            )
            .must(),
            field(
                "organization",
                actor(
                    false,
                    &["state", "person"],
                    "only an organization or body has members",
                ),
            )
            .must(),
            field("status", Code("membership_statuses")).must(),
            DATE,
            DATE_TEXT,
            DATE_BASIS,
        ],
    },
    Kind {
        name: "place",
        table: "places",
        fields: &[
            field("name", Line).must(),
            field("kind", Code("place_kinds")).must(),
            field(
                "country",
                actor(true, &["state"], "a place lies in a state"),
            ),
        ],
    },
    Kind {
        name: "instrument",
        table: "instruments",
        fields: &[
            field("name", Line).must(),
            field("kind", Code("instrument_kinds")).must(),
            field("part_of", of_kind("instrument")),
        ],
    },
    Kind {
        name: "event",
        table: "events",
        fields: &[
            field("type", Code("event_types")).must(),
            field("mode", Mode),
            field("title", Line).must(),
            field("status", Code("event_statuses")).must(),
            DATE,
            DATE_TEXT,
            DATE_BASIS,
            field("part_of", of_kind("event")),
            field("actors", Content::List(&EVENT_ACTORS)),
            field("places", Content::List(&EVENT_PLACES)),
            field("instruments", Content::List(&EVENT_INSTRUMENTS)),
            field("links", Content::List(&EVENT_LINKS)),
        ],
    },
    Kind {
        name: "position",
        table: "positions",
        fields: &[
            field("actor", ACTOR).must(),
            field("subject", ANY_FACT).must(),
            field("stance", Code("position_stances")).must(),
            field("rationale", Line),
            DATE,
            DATE_TEXT,
            DATE_BASIS,
        ],
    },
    Kind {
        name: "claim",
        table: "claims",
        fields: &[
            field("holder", ACTOR),
            field("subject", ANY_FACT).must(),
            field("statement", Text).must(),
            field("modality", Code("modalities")).must(),
            DATE,
            DATE_TEXT,
            DATE_BASIS,
        ],
    },
];

static NAMES: List = List {
    table: "actor_names",
    name: "names",
    element: "name",
    fields: &[
        field("name", Line).key(),
        field("kind", Code("name_kinds")).must(),
    ],
};

static IDENTIFIERS: List = List {
    table: "actor_identifiers",
    name: "identifiers",
    element: "identifier",
    fields: &[
        field("scheme", Code("identifier_schemes")).key(),
        field("identifier", Identifier).must(),
    ],
};

static EVENT_ACTORS: List = List {
    table: "event_actors",
    name: "actors",
    element: "participant",
    fields: &[
        field("actor", ACTOR).key(),
        field("role", Code("event_roles")).key(),
        field("detail", Line),
    ],
};

static EVENT_PLACES: List = List {
    table: "event_places",
    name: "places",
    element: "place",
    fields: &[
        field("place", of_kind("place")).key(),
        field("role", Code("place_roles")).key(),
    ],
};

static EVENT_INSTRUMENTS: List = List {
    table: "event_instruments",
    name: "instruments",
    element: "instrument",
    fields: &[
        field("instrument", of_kind("instrument")).key(),
        field("role", Code("instrument_roles")).key(),
    ],
};

static EVENT_LINKS: List = List {
    table: "event_links",
    name: "links",
    element: "link",
    fields: &[
        field("relation", Code("link_relations")).key(),
        field("event", OTHER_EVENT).fills("other_event").key(),
    ],
};

/// The citations of a fact, as the table has them. Files write source, paragraph and sentence as one
/// locator, `at`, and leave `field` out where the whole fact is meant.
pub static CITES: List = List {
    table: "citations",
    name: "cites",
    element: "citation",
    fields: &[
        field("field", Line).key(),
        field("at", Line).fills("source").key(),
        field("at", Number).fills("paragraph").key(),
        field("at", Number).fills("sentence").key(),
        field("quote", Line),
        field("stance", Code("citation_stances")).or("supports"),
        field("reported_value", Line),
    ],
};

/// A column that the program derives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derived {
    /// The first day that a date can mean.
    Earliest,
    /// The last day that a date can mean.
    Latest,
    /// How exact a date is.
    Precision,
    /// Whether a date is approximate.
    Approximate,
    /// Whether a date is uncertain.
    Uncertain,
    /// Where a quote starts in its sentence.
    Start,
    /// Where a quote ends in its sentence.
    End,
}

/// The columns that the program derives, each with the column that it is derived from.
pub const DERIVED: [(&str, &str, Derived); 7] = [
    ("date_earliest", "date", Derived::Earliest),
    ("date_latest", "date", Derived::Latest),
    ("date_precision", "date", Derived::Precision),
    ("date_approximate", "date", Derived::Approximate),
    ("date_uncertain", "date", Derived::Uncertain),
    ("quote_start", "quote", Derived::Start),
    ("quote_end", "quote", Derived::End),
];

/// Returns the column that a column is derived from; `None` where it is not derived.
pub fn derived_from(column: &str) -> Option<&'static str> {
    let mut derived = DERIVED.iter();
    derived
        .find(|(name, _, _)| *name == column)
        .map(|(_, of, _)| *of)
}
