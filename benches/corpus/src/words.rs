//! The words that the corpus is made of: names of many scripts, codes of the program's vocabulary.

/// A state: slug, own name, ISO 3166-1 alpha-3.
pub const LANDS: [(&str, &str, &str); 12] = [
    ("armenia", "Հայաստան", "ARM"),
    ("kyrgyzstan", "Кыргызстан", "KGZ"),
    ("tajikistan", "Тоҷикистон", "TJK"),
    ("kazakhstan", "Қазақстан", "KAZ"),
    ("belarus", "Беларусь", "BLR"),
    ("russia", "Россия", "RUS"),
    ("azerbaijan", "Azərbaycan", "AZE"),
    ("georgia", "საქართველო", "GEO"),
    ("uzbekistan", "Oʻzbekiston", "UZB"),
    ("turkmenistan", "Türkmenistan", "TKM"),
    ("moldova", "Moldova", "MDA"),
    ("mongolia", "Монгол", "MNG"),
];

/// A town: slug, own name.
pub const TOWNS: [(&str, &str); 20] = [
    ("batken", "Баткен"),
    ("vorukh", "Ворух"),
    ("jermuk", "Ջերմուկ"),
    ("goris", "Գորիս"),
    ("osh", "Ош"),
    ("isfara", "Исфара"),
    ("almaty", "Алматы"),
    ("gyumri", "Գյումրի"),
    ("khujand", "Хуҷанд"),
    ("sotk", "Սոթք"),
    ("karakol", "Каракөл"),
    ("naryn", "Нарын"),
    ("kapan", "Կապան"),
    ("lachin", "Laçın"),
    ("aktobe", "Ақтөбе"),
    ("vardenis", "Վարդենիս"),
    ("talas", "Талас"),
    ("murghab", "Мурғоб"),
    ("uzgen", "Өзгөн"),
    ("brest", "Брэст"),
];

/// A body of a state: slug, name, kind of actor.
pub const BODIES: [(&str, &str, &str); 8] = [
    (
        "ministry-of-defence",
        "Ministry of Defence",
        "government_body",
    ),
    ("border-guard", "Border Guard Service", "armed_force"),
    (
        "security-committee",
        "State Committee for National Security",
        "government_body",
    ),
    (
        "rapid-reaction-force",
        "Rapid Reaction Force",
        "armed_force",
    ),
    (
        "presidential-office",
        "Office of the President",
        "government_body",
    ),
    (
        "provincial-council",
        "Provincial Council",
        "government_body",
    ),
    ("relief-committee", "Relief Committee", "organization"),
    ("veterans-movement", "Veterans’ Movement", "group"),
];

/// A given name: slug, as written.
pub const GIVEN: [(&str, &str); 12] = [
    ("nikol", "Նիկոլ"),
    ("almazbek", "Алмазбек"),
    ("aizada", "Айзада"),
    ("emomali", "Эмомалӣ"),
    ("anahit", "Անահիտ"),
    ("nurlan", "Нұрлан"),
    ("gulnora", "Gulnora"),
    ("tigran", "Տիգրան"),
    ("svetlana", "Светлана"),
    ("ilham", "İlham"),
    ("sadyr", "Садыр"),
    ("maria", "María"),
];

/// A family name: slug, as written.
pub const FAMILY: [(&str, &str); 12] = [
    ("pashinyan", "Փաշինյան"),
    ("toktogulov", "Токтогулов"),
    ("rahmonov", "Раҳмонов"),
    ("abdrakhmanov", "Әбдірахманов"),
    ("hakobyan", "Հակոբյան"),
    ("ismailova", "Исмаилова"),
    ("karimov", "Karimov"),
    ("sargsyan", "Սարգսյան"),
    ("lukashevich", "Лукашэвіч"),
    ("guliyev", "Quliyev"),
    ("orozbekova", "Орозбекова"),
    ("muller", "Müller"),
];

/// Who publishes.
pub const OUTLETS: [&str; 10] = [
    "crisis-review",
    "caucasus-wire",
    "steppe-herald",
    "eurasia-brief",
    "border-monitor",
    "ala-too-daily",
    "ararat-times",
    "pamir-post",
    "minsk-observer",
    "caspian-desk",
];

/// A type of event: code, verbs, modes.
pub type EventType = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// The types of events with what they sound like; the last is the dataset's own.
pub const EVENT_TYPES: [EventType; 17] = [
    ("AGREE", &["signs-with", "ratifies-with"], &[]),
    (
        "CONSULT",
        &["meets", "briefs"],
        &["visit", "third-party", "multilateral", "phone"],
    ),
    ("SUPPORT", &["backs", "endorses"], &[]),
    ("CONCEDE", &["yields-to", "gives-way-to"], &[]),
    ("COOPERATE", &["trains-with", "joins"], &[]),
    ("AID", &["aids", "funds"], &[]),
    (
        "RETREAT",
        &["withdraws-from", "leaves"],
        &["withdraw", "release", "ceasefire", "access"],
    ),
    (
        "REQUEST",
        &["asks", "appeals-to"],
        &["assist", "change", "yield", "meet"],
    ),
    (
        "ACCUSE",
        &["accuses", "blames"],
        &["disapprove", "investigate", "allege"],
    ),
    (
        "REJECT",
        &["rejects", "refuses"],
        &["assist", "change", "yield", "meet"],
    ),
    (
        "THREATEN",
        &["threatens", "warns"],
        &["restrict", "relations", "territory", "violence"],
    ),
    (
        "PROTEST",
        &["protests-at", "boycotts"],
        &["demo", "riot", "strike", "boycott", "obstruct"],
    ),
    (
        "SANCTION",
        &["sanctions", "embargoes"],
        &["expel", "withdraw", "discontinue", "convict"],
    ),
    (
        "MOBILIZE",
        &["deploys-to", "reinforces"],
        &["troops", "weapons", "police", "militia"],
    ),
    (
        "COERCE",
        &["detains-of", "blockades"],
        &["seize", "restrict", "curfew", "arrest", "cyber"],
    ),
    (
        "ASSAULT",
        &["shells", "attacks"],
        &["heavy-weapons", "firearms", "drone", "explosives"],
    ),
    ("PROPOSE", &["proposes-to", "tables-with"], &[]),
];

/// The roles of an event's actors, in the order in which they are given out.
pub const ROLES: [&str; 6] = [
    "initiator",
    "recipient",
    "addressee",
    "participant",
    "mediator",
    "host",
];
pub const PLACE_ROLES: [&str; 4] = ["location", "destination", "origin", "subject"];
pub const PLACE_KINDS: [&str; 4] = ["region", "border_area", "city", "site"];
pub const RELATIONS: [&str; 7] = [
    "responds_to",
    "grants",
    "partly_grants",
    "denies",
    "cancels",
    "implements",
    "follows",
];
pub const STANCES: [&str; 7] = [
    "supports",
    "opposes",
    "declines",
    "silent",
    "calls_for",
    "disappointed",
    "accepts",
];
pub const MODALITIES: [&str; 4] = ["assessment", "prediction", "possibility", "perception"];
pub const INSTRUMENT_ROLES: [&str; 5] =
    ["invoked", "adopted", "submitted", "ratified", "framework"];

/// A treaty or the like: slug, name, kind.
pub const INSTRUMENTS: [(&str, &str, &str); 6] = [
    (
        "collective-security-treaty",
        "Collective Security Treaty",
        "treaty",
    ),
    (
        "collective-security-article-4",
        "Article 4 of the Treaty",
        "provision",
    ),
    (
        "water-sharing-protocol",
        "Protocol on “Shared” Waters",
        "protocol",
    ),
    ("border-delimitation-bill", "Bill on Delimitation", "bill"),
    (
        "almaty-declaration",
        "Алматинская декларация",
        "declaration",
    ),
    ("grain-arrangement", "Grain Arrangement", "arrangement"),
];

/// What titles, notes and quotes are filled with; typographic apostrophes and words that are two
/// by the program's count are among them.
pub const FILL: [&str; 60] = [
    "the",
    "collective",
    "security",
    "council",
    "after",
    "talks",
    "on",
    "border",
    "posts",
    "water",
    "shelling",
    "along",
    "line",
    "of",
    "contact",
    "joint",
    "exercises",
    "supply",
    "convoys",
    "observers",
    "ceasefire",
    "terms",
    "humanitarian",
    "corridor",
    "prisoners",
    "quota",
    "customs",
    "railway",
    "transit",
    "delegation",
    "emergency",
    "session",
    "statement",
    "article",
    "four",
    "response",
    "delay",
    "vote",
    "abroad",
    "allies’",
    "withdrawal",
    "garrison",
    "patrols",
    "checkpoint",
    "drones",
    "artillery",
    "mid-winter",
    "harvest",
    "pasture",
    "canal",
    "bridge",
    "Баткен",
    "Սյունիք",
    "naïve",
    "façade",
    "cease-fire",
    "Minsk’s",
    "long-range",
    "treaty",
    "in",
];

pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What EDTF's 21 to 24 are.
pub const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
