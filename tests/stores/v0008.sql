PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE datasets (
    -- One row per dataset; an export holds exactly one.

    -- The name of the dataset, and of its exported SQLite file.
    key TEXT NOT NULL,

    -- What the dataset is called.
    title TEXT NOT NULL,

    -- What the dataset holds, in a sentence or two.
    description TEXT NOT NULL,

    -- The version, as its maintainers number it.
    version TEXT NOT NULL,

    -- The licence of the dataset, as an SPDX identifier.
    license TEXT NOT NULL,

    -- Where the text of the licence stands.
    license_url TEXT,

    -- Who keeps the dataset, separated by semicolons.
    maintainers TEXT NOT NULL,

    CONSTRAINT datasets_pk PRIMARY KEY (key),
    CONSTRAINT datasets_key_is_slug CHECK (key GLOB '[a-z0-9]*' AND key NOT GLOB '*[^a-z0-9-]*')
) STRICT, WITHOUT ROWID;
INSERT INTO datasets VALUES('flood','Flood relief between Varnia and Orland, 2024','An invented example: who asked whom for what after a flood, and what came of it.','0.1.0','CC-BY-4.0','https://creativecommons.org/licenses/by/4.0/','Your Name');
CREATE TABLE sources (
    -- One row per article as published.

    -- The name of the article in this dataset.
    key TEXT NOT NULL,

    -- The headline.
    title TEXT NOT NULL,

    -- Who wrote it.
    author TEXT NOT NULL,

    -- How a footnote names it, such as Culp 2023.
    cite_as TEXT NOT NULL,

    -- Who published it.
    publisher TEXT NOT NULL,

    -- The day of publication, ISO 8601.
    published_on TEXT NOT NULL,

    -- The language, as a BCP 47 tag.
    language TEXT NOT NULL,

    -- Where it stands on the web.
    url TEXT,

    -- Who holds the rights in the text; the text itself is not part of an export unless asked for.
    rights TEXT,

    -- The SHA-256 of the file that was read, as 64 hexadecimal digits.
    sha256 TEXT NOT NULL,

    -- How many paragraphs the body has.
    paragraphs INTEGER NOT NULL,

    -- How many sentences the body has.
    sentences INTEGER NOT NULL,

    -- How many words the body has.
    words INTEGER NOT NULL,

    CONSTRAINT sources_pk PRIMARY KEY (key),
    CONSTRAINT sources_key_is_slug CHECK (key GLOB '[a-z0-9]*' AND key NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT sources_published_on_is_day CHECK (published_on IS date(published_on))
) STRICT, WITHOUT ROWID;
INSERT INTO sources VALUES('holm-2024','Varnia Asks Its Neighbour for Help After the Flood','Ada Holm','Holm 2024','The Example Review','2024-03-12','en',NULL,NULL,'9a1ad7281f35c6f460a128ca05e0ee734a2fac64b4aad32db063ff2388319d4c',3,7,100);
CREATE TABLE passages (
    -- One row per sentence of an article's body.

    -- The article.
    source TEXT NOT NULL,

    -- The paragraph, counted from 1.
    paragraph INTEGER NOT NULL,

    -- The sentence within its paragraph, counted from 1.
    sentence INTEGER NOT NULL,

    -- The same place as a citation writes it: p6.s3 is paragraph 6, sentence 3.
    locator TEXT NOT NULL,

    -- The first 16 hexadecimal digits of the SHA-256 of the sentence, quotes and white space folded.
    fingerprint TEXT NOT NULL,

    -- The length in Unicode code points.
    characters INTEGER NOT NULL,

    -- The length in words.
    words INTEGER NOT NULL,

    -- The sentence itself; empty in an export unless it was made with the text.
    text TEXT,

    CONSTRAINT passages_pk PRIMARY KEY (source, paragraph, sentence),
    CONSTRAINT passages_source_locator_unique UNIQUE (source, locator),
    CONSTRAINT passages_source_exists FOREIGN KEY (source) REFERENCES sources (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO passages VALUES('holm-2024',1,1,'p1.s1','5659d4af87d8490e',109,23,NULL);
INSERT INTO passages VALUES('holm-2024',1,2,'p1.s2','df8c780921de53c1',134,25,NULL);
INSERT INTO passages VALUES('holm-2024',2,1,'p2.s1','fb93ec4b94fd957c',50,10,NULL);
INSERT INTO passages VALUES('holm-2024',2,2,'p2.s2','337b76461e1521e1',47,8,NULL);
INSERT INTO passages VALUES('holm-2024',2,3,'p2.s3','71af45e902948e03',79,14,NULL);
INSERT INTO passages VALUES('holm-2024',3,1,'p3.s1','f910b1db85e4692f',51,9,NULL);
INSERT INTO passages VALUES('holm-2024',3,2,'p3.s2','b320d34385ca8b50',57,11,NULL);
CREATE TABLE facts (
    -- One row per fact of whatever kind; the table of its kind holds the rest under the same key.

    -- The name of the fact, stable for ever.
    key TEXT NOT NULL,

    -- Which kind of fact it is, and so which table holds the rest.
    kind TEXT NOT NULL,

    -- How sure the source is.
    certainty TEXT NOT NULL,

    -- The actor whose word it is; empty where the author speaks in their own voice.
    said_by TEXT,

    -- The coder's remark: a doubt, a contradiction, general knowledge used.
    note TEXT,

    CONSTRAINT facts_pk PRIMARY KEY (key),
    CONSTRAINT facts_key_is_slug CHECK (key GLOB '[a-z0-9]*' AND key NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT facts_kind_code FOREIGN KEY (kind) REFERENCES fact_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT facts_certainty_code FOREIGN KEY (certainty) REFERENCES certainties (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT facts_said_by_exists FOREIGN KEY (said_by) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO facts VALUES('brandt','actor','stated',NULL,NULL);
INSERT INTO facts VALUES('brandt-prime-minister','office','stated',NULL,NULL);
INSERT INTO facts VALUES('orland','actor','stated',NULL,NULL);
INSERT INTO facts VALUES('orland-sends-boats-2024-03','event','inferred',NULL,NULL);
INSERT INTO facts VALUES('orland-silent-on-tents','position','stated',NULL,NULL);
INSERT INTO facts VALUES('rescue-exercise-2024','event','stated',NULL,NULL);
INSERT INTO facts VALUES('sarn','place','stated',NULL,NULL);
INSERT INTO facts VALUES('treaty-of-sarn','instrument','stated',NULL,NULL);
INSERT INTO facts VALUES('treaty-of-sarn-article-7','instrument','stated',NULL,NULL);
INSERT INTO facts VALUES('varnia','actor','inferred',NULL,'The article names Varnia in its title only; Brandt is its prime minister.');
INSERT INTO facts VALUES('varnia-requests-relief-2024-03','event','stated',NULL,NULL);
CREATE TABLE citations (
    -- One row per fact, field and sentence that it rests on.

    -- The fact.
    fact TEXT NOT NULL,

    -- What the sentence backs: * the whole fact; a column of the fact's own table; or names,
    -- identifiers, actors, places, instruments, links for its rows in the tables of those names.
    field TEXT NOT NULL,

    -- The article.
    source TEXT NOT NULL,

    -- The paragraph of the sentence.
    paragraph INTEGER NOT NULL,

    -- The sentence within its paragraph.
    sentence INTEGER NOT NULL,

    -- Where the quoted words start in the sentence, in Unicode code points from 0.
    quote_start INTEGER,

    -- Where the quoted words end, exclusive: substr(text, quote_start + 1, quote_end - quote_start).
    quote_end INTEGER,

    -- The words that carry it, at most eight, as the coder wrote them.
    quote TEXT,

    -- Whether the sentence supports or disputes the value.
    stance TEXT NOT NULL,

    -- What a disputing sentence says instead.
    reported_value TEXT,

    CONSTRAINT citations_pk PRIMARY KEY (fact, field, source, paragraph, sentence),
    CONSTRAINT citations_fact_exists FOREIGN KEY (fact) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citations_source_paragraph_sentence_exists FOREIGN KEY (source, paragraph, sentence) REFERENCES passages (source, paragraph, sentence) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citations_stance_code FOREIGN KEY (stance) REFERENCES citation_stances (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citations_quote_all_or_none CHECK ((quote IS NULL) = (quote_start IS NULL) AND (quote IS NULL) = (quote_end IS NULL)),
    CONSTRAINT citations_quote_start_before_end CHECK (quote_start >= 0 AND quote_start < quote_end)
) STRICT, WITHOUT ROWID;
INSERT INTO citations VALUES('brandt','*','holm-2024',1,2,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('brandt-prime-minister','title','holm-2024',1,2,0,14,'Prime Minister','supports',NULL);
INSERT INTO citations VALUES('orland','*','holm-2024',1,2,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('orland','names','holm-2024',2,2,0,17,'Its capital, Lund','supports',NULL);
INSERT INTO citations VALUES('orland-sends-boats-2024-03','*','holm-2024',2,1,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('orland-sends-boats-2024-03','date','holm-2024',1,2,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('orland-silent-on-tents','*','holm-2024',2,2,19,46,'said nothing about the rest','supports',NULL);
INSERT INTO citations VALUES('rescue-exercise-2024','*','holm-2024',2,3,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('sarn','*','holm-2024',1,1,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('treaty-of-sarn','*','holm-2024',1,2,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('treaty-of-sarn-article-7','*','holm-2024',1,2,102,133,'Article 7 of the Treaty of Sarn','supports',NULL);
INSERT INTO citations VALUES('varnia','*','holm-2024',1,2,0,26,'Prime Minister Ilse Brandt','supports',NULL);
INSERT INTO citations VALUES('varnia-requests-relief-2024-03','*','holm-2024',1,2,NULL,NULL,NULL,'supports',NULL);
INSERT INTO citations VALUES('varnia-requests-relief-2024-03','date','holm-2024',1,2,78,93,'on 4 March 2024','supports',NULL);
INSERT INTO citations VALUES('varnia-requests-relief-2024-03','places','holm-2024',1,1,NULL,NULL,NULL,'supports',NULL);
CREATE TABLE uncoded_passages (
    -- One row per sentence that was read and holds no fact.

    -- The article.
    source TEXT NOT NULL,

    -- The paragraph of the sentence.
    paragraph INTEGER NOT NULL,

    -- The sentence within its paragraph.
    sentence INTEGER NOT NULL,

    -- Why it holds no fact.
    reason TEXT NOT NULL,

    CONSTRAINT uncoded_passages_pk PRIMARY KEY (source, paragraph, sentence),
    CONSTRAINT uncoded_passages_source_paragraph_sentence_exists FOREIGN KEY (source, paragraph, sentence) REFERENCES passages (source, paragraph, sentence) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO uncoded_passages VALUES('holm-2024',3,1,'general remark');
CREATE TABLE corrections (
    -- One row per correction in the dataset's ledger, in the order in which they were made.

    -- The name of the correction.
    id TEXT NOT NULL,

    -- The day it was made, ISO 8601.
    made_on TEXT NOT NULL,

    -- Who made it.
    made_by TEXT NOT NULL,

    -- The fact that was corrected; it may since be retracted.
    fact TEXT NOT NULL,

    -- The field that was corrected.
    field TEXT NOT NULL,

    -- What stood there before.
    old_value TEXT,

    -- What stands there since.
    new_value TEXT,

    -- Why.
    reason TEXT NOT NULL,

    -- What shows it: a locator, a publication, a letter.
    source TEXT,

    CONSTRAINT corrections_pk PRIMARY KEY (id),
    CONSTRAINT corrections_made_on_is_day CHECK (made_on IS date(made_on))
) STRICT, WITHOUT ROWID;
INSERT INTO corrections VALUES('c0001','2026-11-25','A. Analyst','orland-sends-boats-2024-03','title','Orland sends boats','Orland sends forty boats','the article counts them',NULL);
INSERT INTO corrections VALUES('c0002','2026-11-25','A. Analyst','treaty-may-widen','retracted',NULL,'1','not in the article',NULL);
CREATE TABLE runs (
    -- One row per ingestion that changed something; kept in the store only.

    -- The number of the run, from 1.
    id INTEGER NOT NULL,

    -- When it was made, UTC, as 2023-03-01T09:30:00Z.
    made_at TEXT NOT NULL,

    -- The version of the program that made it.
    program TEXT NOT NULL,

    CONSTRAINT runs_pk PRIMARY KEY (id),
    CONSTRAINT runs_made_at_is_time CHECK (made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z')
) STRICT;
INSERT INTO runs VALUES(1,'2026-11-25T19:36:22Z','0.1.0');
INSERT INTO runs VALUES(2,'2026-11-25T19:36:22Z','0.1.0');
INSERT INTO runs VALUES(3,'2026-11-25T19:36:22Z','0.1.0');
INSERT INTO runs VALUES(4,'2026-11-25T19:36:30Z','0.1.0');
CREATE TABLE fact_kinds (
    -- One row per kind of fact.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT fact_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO fact_kinds VALUES('actor','actor','Somebody who acts or is acted upon: a state, organization, body, force, person or group.');
INSERT INTO fact_kinds VALUES('claim','claim','What somebody thinks or foresees, the source''s author included; no event.');
INSERT INTO fact_kinds VALUES('event','event','Something that happened, was planned, cancelled or refused, or is only supposed.');
INSERT INTO fact_kinds VALUES('instrument','instrument','A treaty, a provision of it, a protocol, a bill, a declaration or an arrangement.');
INSERT INTO fact_kinds VALUES('membership','membership','An actor''s standing towards an organization, non-membership included where it matters.');
INSERT INTO fact_kinds VALUES('office','office','A person''s holding of an office of a body.');
INSERT INTO fact_kinds VALUES('place','place','A country, region, city or site.');
INSERT INTO fact_kinds VALUES('position','position','Where an actor stands towards a fact.');
CREATE TABLE certainties (
    -- One row per degree of certainty.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT certainties_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO certainties VALUES('hedged','hedged','The cited sentences say it with a reservation (possibly, supposedly, arguably).');
INSERT INTO certainties VALUES('inferred','inferred','It follows from the cited sentences taken together; no single one says it.');
INSERT INTO certainties VALUES('stated','stated','The cited sentences say it.');
CREATE TABLE citation_stances (
    -- One row per stance of a citation.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT citation_stances_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO citation_stances VALUES('disputes','disputes','The sentence contradicts the value; reported_value holds what it says instead.');
INSERT INTO citation_stances VALUES('supports','supports','The sentence carries the value.');
CREATE TABLE date_bases (
    -- One row per basis of a date.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT date_bases_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO date_bases VALUES('outside_source','outside the source','General knowledge; the cited sentences do not give it.');
INSERT INTO date_bases VALUES('relative_to_fact','relative to another fact','The wording places it before, during or after another dated fact.');
INSERT INTO date_bases VALUES('stated','stated','The wording gives the whole date.');
INSERT INTO date_bases VALUES('year_from_context','year from context','The wording gives day, month or season; the year follows from its surroundings.');
CREATE TABLE date_precisions (
    -- One row per precision of a date.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    -- The nearest date_prec of the UCDP Georeferenced Event Dataset: 1 day, 2 two to six days,
    -- 3 week, 4 month, 5 longer; empty where it depends on the length.
    ucdp_date_prec INTEGER,

    CONSTRAINT date_precisions_pk PRIMARY KEY (code),
    CONSTRAINT date_precisions_ucdp_date_prec_range CHECK (ucdp_date_prec BETWEEN 1 AND 5)
) STRICT, WITHOUT ROWID;
INSERT INTO date_precisions VALUES('day','day','One day.',1);
INSERT INTO date_precisions VALUES('interval','interval','Any other span, open ones included. UCDP''s code depends on its length: 2 to 6 days is 2, 8 to 30 days is 4, longer is 5.',NULL);
INSERT INTO date_precisions VALUES('month','month','One calendar month.',4);
INSERT INTO date_precisions VALUES('season','season','Three months: EDTF 21 spring (March to May), 22 summer, 23 autumn, 24 winter (December to the next February).',5);
INSERT INTO date_precisions VALUES('week','week','Seven days in a row.',3);
INSERT INTO date_precisions VALUES('year','year','One calendar year.',5);
CREATE TABLE event_statuses (
    -- One row per status of an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT event_statuses_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO event_statuses VALUES('cancelled','cancelled','It was planned and called off.');
INSERT INTO event_statuses VALUES('hypothetical','hypothetical','It is only imagined or expressly did not happen; nobody is known to have planned it.');
INSERT INTO event_statuses VALUES('occurred','occurred','It happened.');
INSERT INTO event_statuses VALUES('planned','planned','It was intended; whether it happened the source does not say.');
INSERT INTO event_statuses VALUES('refused','refused','Somebody asked for it or proposed it, and it was turned down: it did not happen.');
CREATE TABLE actor_kinds (
    -- One row per kind of actor.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT actor_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO actor_kinds VALUES('armed_force','armed force','An army, a contingent, or a standing or joint force.');
INSERT INTO actor_kinds VALUES('government_body','government body','An organ of a state: a government, ministry, council or chamber.');
INSERT INTO actor_kinds VALUES('group','group','People who act together without being an organization.');
INSERT INTO actor_kinds VALUES('organization','organization','An intergovernmental or private organization, its organs included.');
INSERT INTO actor_kinds VALUES('person','person','One human being, named or known by office only.');
INSERT INTO actor_kinds VALUES('state','state','A state, acting through whatever organ the source leaves open.');
CREATE TABLE name_kinds (
    -- One row per kind of name.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT name_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO name_kinds VALUES('acronym','acronym','Initials.');
INSERT INTO name_kinds VALUES('adjective','adjective','The adjective of a state or organization (its demonym, too).');
INSERT INTO name_kinds VALUES('long','long name','The full or official form.');
INSERT INTO name_kinds VALUES('metonym','metonym','A capital, palace or seat that stands for who governs from it.');
INSERT INTO name_kinds VALUES('short','short name','The usual short form.');
INSERT INTO name_kinds VALUES('variant','variant spelling','Another spelling, misprints of the source included.');
CREATE TABLE identifier_schemes (
    -- One row per list of identifiers.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT identifier_schemes_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO identifier_schemes VALUES('cow','Correlates of War','Country code of the Correlates of War project, as a number.');
INSERT INTO identifier_schemes VALUES('gw','Gleditsch and Ward','State number of Gleditsch and Ward''s list of independent states.');
INSERT INTO identifier_schemes VALUES('iso3166_alpha3','ISO 3166-1 alpha-3','Three-letter country code of ISO 3166-1.');
INSERT INTO identifier_schemes VALUES('wikidata','Wikidata','Item identifier of Wikidata, Q and digits.');
CREATE TABLE membership_statuses (
    -- One row per status towards an organization.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT membership_statuses_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO membership_statuses VALUES('member','member','A full member.');
INSERT INTO membership_statuses VALUES('non_member','not a member','Not a member, said because it matters.');
INSERT INTO membership_statuses VALUES('observer','observer','An observer or partner.');
CREATE TABLE place_kinds (
    -- One row per kind of place.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT place_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO place_kinds VALUES('border_area','border area','The land along a border.');
INSERT INTO place_kinds VALUES('city','city','A city or town.');
INSERT INTO place_kinds VALUES('country','country','The territory of a state.');
INSERT INTO place_kinds VALUES('region','region','A part of one country or several.');
INSERT INTO place_kinds VALUES('site','site','A building, base or other small place.');
CREATE TABLE instrument_kinds (
    -- One row per kind of instrument.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT instrument_kinds_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO instrument_kinds VALUES('arrangement','arrangement','A standing framework between states whose legal form the source does not give.');
INSERT INTO instrument_kinds VALUES('bill','bill','A draft law.');
INSERT INTO instrument_kinds VALUES('declaration','declaration','A declaration, draft or adopted, with its annexes.');
INSERT INTO instrument_kinds VALUES('protocol','protocol','A protocol, usually to a treaty.');
INSERT INTO instrument_kinds VALUES('provision','provision','An article or clause of another instrument.');
INSERT INTO instrument_kinds VALUES('treaty','treaty','A treaty between states.');
CREATE TABLE event_types (
    -- One row per type of event (PLOVER).

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    -- The CAMEO root codes that the type covers, separated by spaces.
    cameo_root_codes TEXT,

    CONSTRAINT event_types_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO event_types VALUES('ACCUSE','accuse','Criticise, blame, charge, sue or investigate.','09 11');
INSERT INTO event_types VALUES('AGREE','agree','Promise, offer or agree to cooperate; cooperation announced for the future.','03');
INSERT INTO event_types VALUES('AID','aid','Give material help that mainly serves the recipient, peacekeepers included.','07');
INSERT INTO event_types VALUES('ASSAULT','assault','Use force that can do substantial physical harm.','18 19 20');
INSERT INTO event_types VALUES('COERCE','coerce','Repress, restrict or use power short of violence.','17');
INSERT INTO event_types VALUES('CONCEDE','concede','Give way in words, without material consequence yet.','08');
INSERT INTO event_types VALUES('CONSULT','consult','Meet, visit, host or talk, in person or from afar.','04');
INSERT INTO event_types VALUES('COOPERATE','cooperate','Work together materially to mutual benefit, joint exercises included.','06');
INSERT INTO event_types VALUES('MOBILIZE','mobilize','Move or ready military or police forces, short of using them.','15');
INSERT INTO event_types VALUES('PROTEST','protest','Demonstrate or dissent collectively as civilians.','14');
INSERT INTO event_types VALUES('REJECT','reject','Refuse a request, proposal or course of action.','12');
INSERT INTO event_types VALUES('REQUEST','request','Ask, demand or order, short of a threat.','10');
INSERT INTO event_types VALUES('RETREAT','retreat','Give way materially: withdraw, release, disarm, let observers in, observe a ceasefire.','08');
INSERT INTO event_types VALUES('SANCTION','sanction','Reduce routine or cooperative relations: cancel, withdraw from, expel, cut off.','16');
INSERT INTO event_types VALUES('SUPPORT','support','Give political, not material, support: approve, ratify, sign, recognise, commend.','05');
INSERT INTO event_types VALUES('THREATEN','threaten','Warn of coercion or force.','13');
CREATE TABLE event_roles (
    -- One row per role of an actor in an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT event_roles_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO event_roles VALUES('addressee','addressee','To whom a request, refusal, statement or threat is addressed.');
INSERT INTO event_roles VALUES('beneficiary','beneficiary','Whom it is meant to serve or protect, without being handed anything.');
INSERT INTO event_roles VALUES('contributor','contributor','Who supplies a contingent or another share of a joint action.');
INSERT INTO event_roles VALUES('host','host','On whose territory or under whose roof it takes place.');
INSERT INTO event_roles VALUES('initiator','initiator','Who does it; both sides where it is mutual. PLOVER''s actor, CAMEO''s source.');
INSERT INTO event_roles VALUES('instrument','instrument','The force or body through which the initiator acts.');
INSERT INTO event_roles VALUES('mediator','mediator','Who helps the others to agree.');
INSERT INTO event_roles VALUES('participant','participant','Who takes part without leading it.');
INSERT INTO event_roles VALUES('recipient','recipient','To whom it is done or given. PLOVER''s recipient, CAMEO''s target.');
INSERT INTO event_roles VALUES('represented','represented','The state or organization on whose behalf the initiator acts.');
INSERT INTO event_roles VALUES('rescuer','rescuer','Who brings people to safety.');
INSERT INTO event_roles VALUES('subject','subject','Whom it is about.');
CREATE TABLE place_roles (
    -- One row per role of a place in an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT place_roles_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO place_roles VALUES('destination','destination','Where it is directed to, or would be.');
INSERT INTO place_roles VALUES('location','location','Where it takes place.');
INSERT INTO place_roles VALUES('origin','origin','Where it starts from.');
INSERT INTO place_roles VALUES('subject','subject','The place it is about.');
CREATE TABLE instrument_roles (
    -- One row per role of an instrument in an event.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT instrument_roles_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO instrument_roles VALUES('adopted','adopted','Adopted or agreed.');
INSERT INTO instrument_roles VALUES('framework','framework','The arrangement under which it takes place.');
INSERT INTO instrument_roles VALUES('invoked','invoked','Named as the legal basis.');
INSERT INTO instrument_roles VALUES('ratified','ratified','Ratified or approved.');
INSERT INTO instrument_roles VALUES('rejected','rejected','Refused.');
INSERT INTO instrument_roles VALUES('subject','subject','What it is about.');
INSERT INTO instrument_roles VALUES('submitted','submitted','Put before a body for decision.');
CREATE TABLE link_relations (
    -- One row per relation between two events.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT link_relations_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO link_relations VALUES('cancels','cancels','It calls the other event off.');
INSERT INTO link_relations VALUES('denies','denies','It refuses what the other event asked for.');
INSERT INTO link_relations VALUES('follows','follows','It comes after the other event, without being said to answer it.');
INSERT INTO link_relations VALUES('grants','grants','It gives what the other event asked for.');
INSERT INTO link_relations VALUES('implements','implements','It carries out what the other event decided.');
INSERT INTO link_relations VALUES('partly_grants','partly grants','It gives part of, or something short of, what the other event asked for.');
INSERT INTO link_relations VALUES('responds_to','responds to','It is an answer or reaction to the other event.');
CREATE TABLE position_stances (
    -- One row per stance of an actor.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT position_stances_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO position_stances VALUES('accepts','accepts','Goes along with it.');
INSERT INTO position_stances VALUES('calls_for','calls for','Asks for it publicly.');
INSERT INTO position_stances VALUES('declines','declines','Will not take part in it.');
INSERT INTO position_stances VALUES('disappointed','disappointed','Is frustrated by it.');
INSERT INTO position_stances VALUES('opposes','opposes','Is against it.');
INSERT INTO position_stances VALUES('silent','silent','Pointedly says nothing about it.');
INSERT INTO position_stances VALUES('supports','supports','Favours it.');
CREATE TABLE modalities (
    -- One row per modality of a claim.

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT modalities_pk PRIMARY KEY (code)
) STRICT, WITHOUT ROWID;
INSERT INTO modalities VALUES('assessment','assessment','A judgement of what is or was.');
INSERT INTO modalities VALUES('perception','perception','How somebody sees things, reported as theirs.');
INSERT INTO modalities VALUES('possibility','possibility','Something held possible, no more.');
INSERT INTO modalities VALUES('prediction','prediction','A judgement of what will be.');
CREATE TABLE event_modes (
    -- One row per mode of an event type (PLOVER): how it was done.

    -- The event type that the mode belongs to.
    event_type TEXT NOT NULL,

    -- What stands in the tables.
    code TEXT NOT NULL,

    -- What a chart would print.
    label TEXT NOT NULL,

    -- What it means.
    definition TEXT NOT NULL,

    CONSTRAINT event_modes_pk PRIMARY KEY (event_type, code),
    CONSTRAINT event_modes_event_type_code FOREIGN KEY (event_type) REFERENCES event_types (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO event_modes VALUES('ACCUSE','allege','allege','A charge is made, in court or out of it.');
INSERT INTO event_modes VALUES('ACCUSE','disapprove','disapprove','Disapproval is expressed.');
INSERT INTO event_modes VALUES('ACCUSE','investigate','investigate','Something is investigated.');
INSERT INTO event_modes VALUES('ASSAULT','abduct','abduct','Somebody is abducted.');
INSERT INTO event_modes VALUES('ASSAULT','aerial','aerial','Manned aircraft.');
INSERT INTO event_modes VALUES('ASSAULT','beat','beat','Somebody is struck.');
INSERT INTO event_modes VALUES('ASSAULT','crowd-control','crowd control','Less lethal means against crowds.');
INSERT INTO event_modes VALUES('ASSAULT','destroy','destroy','Property is destroyed on purpose.');
INSERT INTO event_modes VALUES('ASSAULT','drone','drone','Unmanned aircraft.');
INSERT INTO event_modes VALUES('ASSAULT','explosives','explosives','Explosives other than heavy weapons.');
INSERT INTO event_modes VALUES('ASSAULT','firearms','firearms','Small arms.');
INSERT INTO event_modes VALUES('ASSAULT','heavy-weapons','heavy weapons','Artillery, rockets, armour.');
INSERT INTO event_modes VALUES('ASSAULT','primitive','primitive weapons','Blades, fire, rocks.');
INSERT INTO event_modes VALUES('ASSAULT','sexual','sexual violence','Sexual violence.');
INSERT INTO event_modes VALUES('ASSAULT','suicide-attack','suicide attack','A suicide attack.');
INSERT INTO event_modes VALUES('ASSAULT','targeted','targeted killing','Somebody is killed, or meant to be, as a chosen victim.');
INSERT INTO event_modes VALUES('ASSAULT','torture','torture','Somebody is tortured.');
INSERT INTO event_modes VALUES('ASSAULT','unconventional','unconventional','Chemical, biological, radiological or nuclear weapons.');
INSERT INTO event_modes VALUES('COERCE','arrest','arrest','Somebody is detained.');
INSERT INTO event_modes VALUES('COERCE','censor','censor','Information is suppressed.');
INSERT INTO event_modes VALUES('COERCE','curfew','curfew','A curfew is imposed.');
INSERT INTO event_modes VALUES('COERCE','cyber','cyber','Computers are attacked.');
INSERT INTO event_modes VALUES('COERCE','deport','deport','Somebody is deported.');
INSERT INTO event_modes VALUES('COERCE','martial-law','martial law','An emergency is declared.');
INSERT INTO event_modes VALUES('COERCE','misinformation','misinformation','Somebody is deceived or information manipulated.');
INSERT INTO event_modes VALUES('COERCE','restrict','restrict','Political freedom or movement is restricted.');
INSERT INTO event_modes VALUES('COERCE','seize','seize','Property is searched or taken.');
INSERT INTO event_modes VALUES('COERCE','withhold','withhold','Public goods are withheld.');
INSERT INTO event_modes VALUES('CONSULT','multilateral','multilateral','The meeting is that of an alliance or international organization.');
INSERT INTO event_modes VALUES('CONSULT','phone','phone','The talk is by telephone or another remote medium.');
INSERT INTO event_modes VALUES('CONSULT','third-party','third party','A third party hosts the meeting.');
INSERT INTO event_modes VALUES('CONSULT','visit','visit','One side visits, the other hosts.');
INSERT INTO event_modes VALUES('MOBILIZE','militia','militia','A non-state armed body is moved or readied.');
INSERT INTO event_modes VALUES('MOBILIZE','police','police','Police are moved or readied.');
INSERT INTO event_modes VALUES('MOBILIZE','troops','troops','Armed personnel are moved or readied.');
INSERT INTO event_modes VALUES('MOBILIZE','weapons','weapons','Weapons are readied.');
INSERT INTO event_modes VALUES('PROTEST','boycott','boycott','A boycott.');
INSERT INTO event_modes VALUES('PROTEST','demo','demonstration','A largely peaceful demonstration.');
INSERT INTO event_modes VALUES('PROTEST','hunger','hunger strike','A hunger strike.');
INSERT INTO event_modes VALUES('PROTEST','obstruct','obstruction','Passage or access is obstructed.');
INSERT INTO event_modes VALUES('PROTEST','riot','riot','A violent riot.');
INSERT INTO event_modes VALUES('PROTEST','strike','strike','A strike.');
INSERT INTO event_modes VALUES('PROTEST','vandalize','vandalism','Property is damaged as a symbol.');
INSERT INTO event_modes VALUES('REJECT','assist','assist','It is about exchange, relations or assistance.');
INSERT INTO event_modes VALUES('REJECT','change','change','It is about a change of policy, government or institutions.');
INSERT INTO event_modes VALUES('REJECT','meet','meet','It is about meeting or negotiating.');
INSERT INTO event_modes VALUES('REJECT','yield','yield','It is about giving way: a ceasefire, a release, an end of sanctions.');
INSERT INTO event_modes VALUES('REQUEST','assist','assist','It is about exchange, relations or assistance.');
INSERT INTO event_modes VALUES('REQUEST','change','change','It is about a change of policy, government or institutions.');
INSERT INTO event_modes VALUES('REQUEST','meet','meet','It is about meeting or negotiating.');
INSERT INTO event_modes VALUES('REQUEST','yield','yield','It is about giving way: a ceasefire, a release, an end of sanctions.');
INSERT INTO event_modes VALUES('RETREAT','access','access','Third parties are let in.');
INSERT INTO event_modes VALUES('RETREAT','ceasefire','ceasefire','A ceasefire is put into effect.');
INSERT INTO event_modes VALUES('RETREAT','disarm','disarm','Weapons are given up.');
INSERT INTO event_modes VALUES('RETREAT','release','release','Captives are released.');
INSERT INTO event_modes VALUES('RETREAT','resign','resign','An office holder resigns.');
INSERT INTO event_modes VALUES('RETREAT','withdraw','withdraw','Forces leave an area or territory.');
INSERT INTO event_modes VALUES('SANCTION','convict','convict','A court finds against somebody.');
INSERT INTO event_modes VALUES('SANCTION','discontinue','discontinue','Exchanges are cut, cancelled or ended.');
INSERT INTO event_modes VALUES('SANCTION','expel','expel','Somebody is expelled from a body or country.');
INSERT INTO event_modes VALUES('SANCTION','withdraw','withdraw','Somebody leaves, or takes non-military resources out of, a body, activity or country.');
INSERT INTO event_modes VALUES('THREATEN','arrest','arrest','Somebody would be detained.');
INSERT INTO event_modes VALUES('THREATEN','expel','expel','Diplomats, peacekeepers or organizations would be expelled.');
INSERT INTO event_modes VALUES('THREATEN','relations','relations','Relations or talks would be suspended.');
INSERT INTO event_modes VALUES('THREATEN','restrict','restrict','Movement, goods or political activity would be restricted.');
INSERT INTO event_modes VALUES('THREATEN','territory','territory','Territory would be occupied.');
INSERT INTO event_modes VALUES('THREATEN','violence','violence','Force would be used.');
CREATE TABLE actors (
    -- One row per actor: somebody who acts or is acted upon.

    -- The fact.
    key TEXT NOT NULL,

    -- The usual English name.
    name TEXT NOT NULL,

    -- What sort of actor it is.
    kind TEXT NOT NULL,

    -- The actor that it is part of or serves: the state of a ministry, the organization of a council.
    parent TEXT,

    CONSTRAINT actors_pk PRIMARY KEY (key),
    CONSTRAINT actors_name_not_empty CHECK (name <> ''),
    CONSTRAINT actors_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actors_kind_code FOREIGN KEY (kind) REFERENCES actor_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actors_parent_exists FOREIGN KEY (parent) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actors_parent_not_self CHECK (parent <> key)
) STRICT, WITHOUT ROWID;
INSERT INTO actors VALUES('brandt','Ilse Brandt','person',NULL);
INSERT INTO actors VALUES('orland','Orland','state',NULL);
INSERT INTO actors VALUES('varnia','Varnia','state',NULL);
CREATE TABLE actor_names (
    -- One row per further name of an actor.

    -- The actor.
    actor TEXT NOT NULL,

    -- The name.
    name TEXT NOT NULL,

    -- What sort of name it is.
    kind TEXT NOT NULL,

    CONSTRAINT actor_names_pk PRIMARY KEY (actor, name),
    CONSTRAINT actor_names_name_not_empty CHECK (name <> ''),
    CONSTRAINT actor_names_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_names_kind_code FOREIGN KEY (kind) REFERENCES name_kinds (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO actor_names VALUES('orland','Lund','metonym');
CREATE TABLE actor_identifiers (
    -- One row per identifier that a list elsewhere gives an actor.

    -- The actor.
    actor TEXT NOT NULL,

    -- The list.
    scheme TEXT NOT NULL,

    -- What the list calls the actor; text, even where it looks like a number.
    identifier TEXT NOT NULL,

    CONSTRAINT actor_identifiers_pk PRIMARY KEY (actor, scheme),
    CONSTRAINT actor_identifiers_identifier_not_empty CHECK (identifier <> ''),
    CONSTRAINT actor_identifiers_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_identifiers_scheme_code FOREIGN KEY (scheme) REFERENCES identifier_schemes (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE TABLE offices (
    -- One row per person's holding of an office.

    -- The fact.
    key TEXT NOT NULL,

    -- Who holds it.
    holder TEXT NOT NULL,

    -- The title of the office.
    title TEXT NOT NULL,

    -- The state, organization or body whose office it is.
    body TEXT NOT NULL,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT offices_pk PRIMARY KEY (key),
    CONSTRAINT offices_title_not_empty CHECK (title <> ''),
    CONSTRAINT offices_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_holder_exists FOREIGN KEY (holder) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_body_exists FOREIGN KEY (body) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT offices_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT offices_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT offices_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT offices_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT offices_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT offices_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
INSERT INTO offices VALUES('brandt-prime-minister','brandt','Prime Minister','varnia',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE memberships (
    -- One row per actor and organization: member, observer, or pointedly not a member.

    -- The fact.
    key TEXT NOT NULL,

    -- The actor.
    member TEXT NOT NULL,

    -- The organization.
    organization TEXT NOT NULL,

    -- How the actor stands towards it.
    status TEXT NOT NULL,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT memberships_pk PRIMARY KEY (key),
    CONSTRAINT memberships_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_member_exists FOREIGN KEY (member) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_organization_exists FOREIGN KEY (organization) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_status_code FOREIGN KEY (status) REFERENCES membership_statuses (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT memberships_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT memberships_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT memberships_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT memberships_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT memberships_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT memberships_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
CREATE TABLE places (
    -- One row per place.

    -- The fact.
    key TEXT NOT NULL,

    -- The usual English name.
    name TEXT NOT NULL,

    -- What sort of place it is.
    kind TEXT NOT NULL,

    -- The state in whose territory it lies; empty where it lies in several.
    country TEXT,

    CONSTRAINT places_pk PRIMARY KEY (key),
    CONSTRAINT places_name_not_empty CHECK (name <> ''),
    CONSTRAINT places_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT places_kind_code FOREIGN KEY (kind) REFERENCES place_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT places_country_exists FOREIGN KEY (country) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO places VALUES('sarn','Sarn','city',NULL);
CREATE TABLE instruments (
    -- One row per treaty, provision, protocol, bill, declaration or arrangement.

    -- The fact.
    key TEXT NOT NULL,

    -- What it is called.
    name TEXT NOT NULL,

    -- What sort of instrument it is.
    kind TEXT NOT NULL,

    -- The instrument that it belongs to: the treaty of an article.
    part_of TEXT,

    CONSTRAINT instruments_pk PRIMARY KEY (key),
    CONSTRAINT instruments_name_not_empty CHECK (name <> ''),
    CONSTRAINT instruments_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT instruments_kind_code FOREIGN KEY (kind) REFERENCES instrument_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT instruments_part_of_exists FOREIGN KEY (part_of) REFERENCES instruments (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT instruments_part_of_not_self CHECK (part_of <> key)
) STRICT, WITHOUT ROWID;
INSERT INTO instruments VALUES('treaty-of-sarn','Treaty of Sarn','treaty',NULL);
INSERT INTO instruments VALUES('treaty-of-sarn-article-7','Article 7 of the Treaty of Sarn','provision','treaty-of-sarn');
CREATE TABLE events (
    -- One row per event: something that happened, was planned, cancelled or refused, or is only supposed.
    -- Only events whose status is occurred took place.

    -- The fact.
    key TEXT NOT NULL,

    -- What was done (PLOVER).
    type TEXT NOT NULL,

    -- How it was done: a mode of the type.
    mode TEXT,

    -- What it was, in the coder's words.
    title TEXT NOT NULL,

    -- Whether it took place.
    status TEXT NOT NULL,

    -- The event that it is part of.
    part_of TEXT,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT events_pk PRIMARY KEY (key),
    CONSTRAINT events_title_not_empty CHECK (title <> ''),
    CONSTRAINT events_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_type_code FOREIGN KEY (type) REFERENCES event_types (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_type_mode_code FOREIGN KEY (type, mode) REFERENCES event_modes (event_type, code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_status_code FOREIGN KEY (status) REFERENCES event_statuses (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_part_of_exists FOREIGN KEY (part_of) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_part_of_not_self CHECK (part_of <> key),
    CONSTRAINT events_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT events_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT events_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT events_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT events_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT events_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT events_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
INSERT INTO events VALUES('orland-sends-boats-2024-03','AID',NULL,'Orland sends forty boats','occurred',NULL,'2024-03-05','a day later','relative_to_fact','2024-03-05','2024-03-05','day',0,0);
INSERT INTO events VALUES('rescue-exercise-2024','COOPERATE',NULL,'Joint exercise of the rescue services','planned',NULL,'2024-23','in the autumn','year_from_context','2024-09-01','2024-11-30','season',0,0);
INSERT INTO events VALUES('varnia-requests-relief-2024-03','REQUEST','assist','Varnia asks Orland for boats and tents','occurred',NULL,'2024-03-04','4 March 2024','stated','2024-03-04','2024-03-04','day',0,0);
CREATE TABLE event_actors (
    -- One row per event, participant and role.

    -- The event.
    event TEXT NOT NULL,

    -- The participant.
    actor TEXT NOT NULL,

    -- What part it took.
    role TEXT NOT NULL,

    -- What the source adds: the size of a contingent, on whose behalf.
    detail TEXT,

    CONSTRAINT event_actors_pk PRIMARY KEY (event, actor, role),
    CONSTRAINT event_actors_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_actors_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_actors_role_code FOREIGN KEY (role) REFERENCES event_roles (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO event_actors VALUES('orland-sends-boats-2024-03','orland','initiator','forty boats');
INSERT INTO event_actors VALUES('orland-sends-boats-2024-03','varnia','recipient',NULL);
INSERT INTO event_actors VALUES('rescue-exercise-2024','orland','participant',NULL);
INSERT INTO event_actors VALUES('rescue-exercise-2024','varnia','participant',NULL);
INSERT INTO event_actors VALUES('varnia-requests-relief-2024-03','brandt','initiator',NULL);
INSERT INTO event_actors VALUES('varnia-requests-relief-2024-03','orland','addressee',NULL);
INSERT INTO event_actors VALUES('varnia-requests-relief-2024-03','varnia','represented',NULL);
CREATE TABLE event_places (
    -- One row per event, place and role.

    -- The event.
    event TEXT NOT NULL,

    -- The place.
    place TEXT NOT NULL,

    -- What the place is to the event.
    role TEXT NOT NULL,

    CONSTRAINT event_places_pk PRIMARY KEY (event, place, role),
    CONSTRAINT event_places_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_places_place_exists FOREIGN KEY (place) REFERENCES places (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_places_role_code FOREIGN KEY (role) REFERENCES place_roles (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO event_places VALUES('varnia-requests-relief-2024-03','sarn','subject');
CREATE TABLE event_instruments (
    -- One row per event, instrument and role.

    -- The event.
    event TEXT NOT NULL,

    -- The instrument.
    instrument TEXT NOT NULL,

    -- What the instrument is to the event.
    role TEXT NOT NULL,

    CONSTRAINT event_instruments_pk PRIMARY KEY (event, instrument, role),
    CONSTRAINT event_instruments_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_instruments_instrument_exists FOREIGN KEY (instrument) REFERENCES instruments (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_instruments_role_code FOREIGN KEY (role) REFERENCES instrument_roles (code) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO event_instruments VALUES('varnia-requests-relief-2024-03','treaty-of-sarn-article-7','invoked');
CREATE TABLE event_links (
    -- One row per event and other event that it bears on.

    -- The event.
    event TEXT NOT NULL,

    -- How it bears on the other event: event responds_to other_event.
    relation TEXT NOT NULL,

    -- The other event.
    other_event TEXT NOT NULL,

    CONSTRAINT event_links_pk PRIMARY KEY (event, relation, other_event),
    CONSTRAINT event_links_event_exists FOREIGN KEY (event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_links_relation_code FOREIGN KEY (relation) REFERENCES link_relations (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_links_other_event_exists FOREIGN KEY (other_event) REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_links_other_event_not_self CHECK (other_event <> event)
) STRICT, WITHOUT ROWID;
INSERT INTO event_links VALUES('orland-sends-boats-2024-03','partly_grants','varnia-requests-relief-2024-03');
CREATE TABLE positions (
    -- One row per actor and fact that it takes a stance towards.

    -- The fact.
    key TEXT NOT NULL,

    -- Whose stance it is.
    actor TEXT NOT NULL,

    -- The fact that it is about.
    subject TEXT NOT NULL,

    -- The stance.
    stance TEXT NOT NULL,

    -- The reason that the actor gives or the source names.
    rationale TEXT,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT positions_pk PRIMARY KEY (key),
    CONSTRAINT positions_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_actor_exists FOREIGN KEY (actor) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_subject_exists FOREIGN KEY (subject) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_stance_code FOREIGN KEY (stance) REFERENCES position_stances (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positions_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT positions_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT positions_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT positions_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT positions_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT positions_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
INSERT INTO positions VALUES('orland-silent-on-tents','orland','varnia-requests-relief-2024-03','silent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE claims (
    -- One row per judgement, forecast or perception; no event.

    -- The fact.
    key TEXT NOT NULL,

    -- Who holds it; empty for the source's author.
    holder TEXT,

    -- The fact that it is about.
    subject TEXT NOT NULL,

    -- What is claimed, in the coder's words.
    statement TEXT NOT NULL,

    -- What sort of claim it is.
    modality TEXT NOT NULL,

    -- When, as an EDTF expression (ISO 8601-2, levels 0 and 1); empty where the source gives no date.
    date TEXT,

    -- The article's own wording of the date.
    date_text TEXT,

    -- Where the date comes from.
    date_basis TEXT,

    -- The first day that the date can mean, ISO 8601; empty where its start is open.
    date_earliest TEXT,

    -- The last day that the date can mean, ISO 8601; empty where its end is open.
    date_latest TEXT,

    -- How exact the date is.
    date_precision TEXT,

    -- 1 where the date is approximate (EDTF ~ or %): the true day may lie outside the bounds; else 0.
    date_approximate INTEGER,

    -- 1 where the source is unsure of the date (EDTF ? or %); else 0.
    date_uncertain INTEGER,

    CONSTRAINT claims_pk PRIMARY KEY (key),
    CONSTRAINT claims_statement_not_empty CHECK (statement <> ''),
    CONSTRAINT claims_key_exists FOREIGN KEY (key) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_holder_exists FOREIGN KEY (holder) REFERENCES actors (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_subject_exists FOREIGN KEY (subject) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_modality_code FOREIGN KEY (modality) REFERENCES modalities (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_date_basis_code FOREIGN KEY (date_basis) REFERENCES date_bases (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_date_precision_code FOREIGN KEY (date_precision) REFERENCES date_precisions (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claims_date_earliest_is_day CHECK (date_earliest IS date(date_earliest)),
    CONSTRAINT claims_date_latest_is_day CHECK (date_latest IS date(date_latest)),
    CONSTRAINT claims_date_earliest_before_latest CHECK (date_earliest <= date_latest),
    CONSTRAINT claims_date_approximate_is_flag CHECK (date_approximate IN (0, 1)),
    CONSTRAINT claims_date_uncertain_is_flag CHECK (date_uncertain IN (0, 1)),
    CONSTRAINT claims_date_all_or_none CHECK (
        (date IS NULL) = (date_precision IS NULL)
        AND (date IS NULL) = (date_basis IS NULL)
        AND (date IS NULL) = (date_approximate IS NULL)
        AND (date IS NULL) = (date_uncertain IS NULL)
        AND (date IS NOT NULL OR (date_earliest IS NULL AND date_latest IS NULL))
    )
) STRICT, WITHOUT ROWID;
CREATE TABLE retractions (
    -- One row per fact that was taken back by a correction; its key is never used again.

    -- The key that the fact had.
    key TEXT NOT NULL,

    -- Which kind of fact it was.
    kind TEXT NOT NULL,

    -- The day it was retracted, ISO 8601.
    retracted_on TEXT NOT NULL,

    -- Why.
    reason TEXT NOT NULL,

    -- The fact that stands for it since; empty where none does.
    superseded_by TEXT,

    CONSTRAINT retractions_pk PRIMARY KEY (key),
    CONSTRAINT retractions_kind_code FOREIGN KEY (kind) REFERENCES fact_kinds (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT retractions_retracted_on_is_day CHECK (retracted_on IS date(retracted_on)),
    CONSTRAINT retractions_superseded_by_other CHECK (superseded_by <> key)
) STRICT, WITHOUT ROWID;
INSERT INTO retractions VALUES('treaty-may-widen','claim','2026-11-25','not in the article',NULL);
CREATE TABLE pending_reviews (
    -- One row per fact that its coder has to look at again, such as one whose sentence has been edited.

    -- The fact.
    fact TEXT NOT NULL,

    -- What to look at.
    needs_review TEXT NOT NULL,

    CONSTRAINT pending_reviews_pk PRIMARY KEY (fact),
    CONSTRAINT pending_reviews_fact_exists FOREIGN KEY (fact) REFERENCES facts (key) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS "changes" (
    -- One row per value that a run changed; kept in the store only.
    -- A row that appears is one change without column (its values are those that later changes
    -- start from); a row that goes is one change per column that was not empty.

    -- The number of the change, from 1, in the order of writing.
    id INTEGER NOT NULL,

    -- The run.
    run INTEGER NOT NULL,

    -- The fact that the row belongs to; empty for sources, passages and codes.
    fact TEXT,

    -- The table.
    "table" TEXT NOT NULL,

    -- The row's primary key: its columns as a JSON array.
    "row" TEXT NOT NULL,

    -- What happened to the row: add, change or remove.
    action TEXT NOT NULL,

    -- The column; empty where the whole row appears.
    "column" TEXT,

    -- The value before; empty where there was none.
    old ANY,

    -- The value since; empty where there is none.
    new ANY,

    -- Why: sheet (the fact sheet was edited), ledger (a correction was made or taken out), article
    -- (its text was locked anew) or migration.
    cause TEXT NOT NULL,

    -- For the cause ledger the id of the correction, which may since have left the ledger.
    correction TEXT,

    CONSTRAINT changes_pk PRIMARY KEY (id),
    CONSTRAINT changes_run_exists FOREIGN KEY (run) REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT changes_cause_code CHECK (cause IN ('sheet', 'ledger', 'article', 'migration')),
    CONSTRAINT changes_correction_of_ledger CHECK ((cause = 'ledger') = (correction IS NOT NULL)),
    CONSTRAINT changes_action_code CHECK (action IN ('add', 'change', 'remove')),
    CONSTRAINT changes_column_unless_add CHECK ((action = 'add') = ("column" IS NULL)),
    CONSTRAINT changes_old_new_differ CHECK ((action = 'add') = (old IS new))
) STRICT;
INSERT INTO changes VALUES(1,2,'orland-sends-boats-2024-03','events','["orland-sends-boats-2024-03"]','change','title','Orland sends forty boats','Orland sends boats','sheet',NULL);
INSERT INTO changes VALUES(2,3,NULL,'corrections','["c0001"]','add',NULL,NULL,NULL,'ledger','c0001');
INSERT INTO changes VALUES(3,3,'orland-sends-boats-2024-03','events','["orland-sends-boats-2024-03"]','change','title','Orland sends boats','Orland sends forty boats','ledger','c0001');
INSERT INTO changes VALUES(4,4,'treaty-may-widen','facts','["treaty-may-widen"]','remove','key','treaty-may-widen',NULL,'ledger','c0002');
INSERT INTO changes VALUES(5,4,'treaty-may-widen','facts','["treaty-may-widen"]','remove','kind','claim',NULL,'ledger','c0002');
INSERT INTO changes VALUES(6,4,'treaty-may-widen','facts','["treaty-may-widen"]','remove','certainty','hedged',NULL,'ledger','c0002');
INSERT INTO changes VALUES(7,4,'treaty-may-widen','citations','["treaty-may-widen","*","holm-2024",3,2]','remove','fact','treaty-may-widen',NULL,'ledger','c0002');
INSERT INTO changes VALUES(8,4,'treaty-may-widen','citations','["treaty-may-widen","*","holm-2024",3,2]','remove','field','*',NULL,'ledger','c0002');
INSERT INTO changes VALUES(9,4,'treaty-may-widen','citations','["treaty-may-widen","*","holm-2024",3,2]','remove','source','holm-2024',NULL,'ledger','c0002');
INSERT INTO changes VALUES(10,4,'treaty-may-widen','citations','["treaty-may-widen","*","holm-2024",3,2]','remove','paragraph',3,NULL,'ledger','c0002');
INSERT INTO changes VALUES(11,4,'treaty-may-widen','citations','["treaty-may-widen","*","holm-2024",3,2]','remove','sentence',2,NULL,'ledger','c0002');
INSERT INTO changes VALUES(12,4,'treaty-may-widen','citations','["treaty-may-widen","*","holm-2024",3,2]','remove','stance','supports',NULL,'ledger','c0002');
INSERT INTO changes VALUES(13,4,NULL,'corrections','["c0002"]','add',NULL,NULL,NULL,'ledger','c0002');
INSERT INTO changes VALUES(14,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','key','treaty-may-widen',NULL,'ledger','c0002');
INSERT INTO changes VALUES(15,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','subject','treaty-of-sarn',NULL,'ledger','c0002');
INSERT INTO changes VALUES(16,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','statement','The treaty may get a wider scope in 2025.',NULL,'ledger','c0002');
INSERT INTO changes VALUES(17,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','modality','possibility',NULL,'ledger','c0002');
INSERT INTO changes VALUES(18,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date','2025',NULL,'ledger','c0002');
INSERT INTO changes VALUES(19,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date_text','next year',NULL,'ledger','c0002');
INSERT INTO changes VALUES(20,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date_basis','year_from_context',NULL,'ledger','c0002');
INSERT INTO changes VALUES(21,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date_earliest','2025-01-01',NULL,'ledger','c0002');
INSERT INTO changes VALUES(22,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date_latest','2025-12-31',NULL,'ledger','c0002');
INSERT INTO changes VALUES(23,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date_precision','year',NULL,'ledger','c0002');
INSERT INTO changes VALUES(24,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date_approximate',0,NULL,'ledger','c0002');
INSERT INTO changes VALUES(25,4,'treaty-may-widen','claims','["treaty-may-widen"]','remove','date_uncertain',0,NULL,'ledger','c0002');
INSERT INTO changes VALUES(26,4,NULL,'retractions','["treaty-may-widen"]','add',NULL,NULL,NULL,'ledger','c0002');
CREATE TABLE files (
    -- One row per file of the dataset's folder as it was last ingested; kept in the store only.

    -- The number of the file in this store.
    id INTEGER NOT NULL,

    -- The file, relative to the folder.
    name TEXT NOT NULL,

    -- The SHA-256 of its bytes, as 64 hexadecimal digits.
    sha256 TEXT NOT NULL,

    -- Its length in bytes; empty where size and time tell nothing.
    size INTEGER,

    -- When it was last written, in nanoseconds since 1970, UTC; empty where size and time tell nothing.
    modified INTEGER,

    -- A name for the sentences that it skips: a sum of digests; 0 for none.
    skips INTEGER NOT NULL,

    -- The version of the program that read it.
    program TEXT NOT NULL,

    CONSTRAINT files_pk PRIMARY KEY (id),
    CONSTRAINT files_name_unique UNIQUE (name),
    CONSTRAINT files_size_and_modified CHECK ((size IS NULL) = (modified IS NULL))
) STRICT;
INSERT INTO files VALUES(1,'actors.toml','f06524ed75831c6f7484d54f59f8b7061d7fec38c17218a9b66e9e27fac23646',NULL,NULL,0,'0.1.0');
INSERT INTO files VALUES(2,'dataset.toml','6fa78eec5efd34e95817cfda0b07430a25b4927094065dffc5fed7d1f076fcff',NULL,NULL,0,'0.1.0');
INSERT INTO files VALUES(3,'holm-2024/article.toml','73d7570edf0a7e29ae9d435fc619b36376aa08829448324a9f45a65e1cb29067',NULL,NULL,0,'0.1.0');
INSERT INTO files VALUES(4,'holm-2024/facts.toml','cabc018db16c51edf0eaedd8958f5e28cd92ce25984478f90a5dce2841478677',NULL,NULL,-3804702392141258296,'0.1.0');
INSERT INTO files VALUES(5,'holm-2024/passages.lock','fcabf52dad1196942e1479934aa993d7ce1c12b9a6413ab419c4aa876fcd8272',NULL,NULL,0,'0.1.0');
INSERT INTO files VALUES(6,'corrections.csv','dadc0f0232a0cf87020bb6648d63bef6de77e510fbfbdb5d1e22ab0b6bc8c902',NULL,NULL,0,'0.1.0');
CREATE TABLE source_files (
    -- One row per source that a line of a file describes; kept in the store only.

    -- The source.
    source TEXT NOT NULL,

    -- The number of the file.
    file INTEGER NOT NULL,

    -- A name for what the line says: the first 64 bits of a SHA-256.
    digest INTEGER NOT NULL,

    CONSTRAINT source_files_pk PRIMARY KEY (source),
    CONSTRAINT source_files_source_exists FOREIGN KEY (source) REFERENCES sources (key) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT source_files_file_exists FOREIGN KEY (file) REFERENCES files (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE TABLE baselines (
    -- One row per table that the first run of a store filled; kept in the store only.
    -- The rows that appeared then are not in changes one by one: they are those of which no other
    -- change comes first. Those of facts that the ledger corrects are.

    -- The run.
    run INTEGER NOT NULL,

    -- The table.
    "table" TEXT NOT NULL,

    -- How many rows appeared.
    rows INTEGER NOT NULL,

    CONSTRAINT baselines_pk PRIMARY KEY ("table"),
    CONSTRAINT baselines_run_exists FOREIGN KEY (run) REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT baselines_rows_range CHECK (rows > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO baselines VALUES(1,'actor_kinds',6);
INSERT INTO baselines VALUES(1,'actor_names',1);
INSERT INTO baselines VALUES(1,'actors',3);
INSERT INTO baselines VALUES(1,'certainties',3);
INSERT INTO baselines VALUES(1,'citation_stances',2);
INSERT INTO baselines VALUES(1,'citations',16);
INSERT INTO baselines VALUES(1,'claims',1);
INSERT INTO baselines VALUES(1,'datasets',1);
INSERT INTO baselines VALUES(1,'date_bases',4);
INSERT INTO baselines VALUES(1,'date_precisions',6);
INSERT INTO baselines VALUES(1,'event_actors',7);
INSERT INTO baselines VALUES(1,'event_instruments',1);
INSERT INTO baselines VALUES(1,'event_links',1);
INSERT INTO baselines VALUES(1,'event_modes',67);
INSERT INTO baselines VALUES(1,'event_places',1);
INSERT INTO baselines VALUES(1,'event_roles',12);
INSERT INTO baselines VALUES(1,'event_statuses',5);
INSERT INTO baselines VALUES(1,'event_types',16);
INSERT INTO baselines VALUES(1,'events',3);
INSERT INTO baselines VALUES(1,'fact_kinds',8);
INSERT INTO baselines VALUES(1,'facts',12);
INSERT INTO baselines VALUES(1,'identifier_schemes',4);
INSERT INTO baselines VALUES(1,'instrument_kinds',6);
INSERT INTO baselines VALUES(1,'instrument_roles',7);
INSERT INTO baselines VALUES(1,'instruments',2);
INSERT INTO baselines VALUES(1,'link_relations',7);
INSERT INTO baselines VALUES(1,'membership_statuses',3);
INSERT INTO baselines VALUES(1,'modalities',4);
INSERT INTO baselines VALUES(1,'name_kinds',6);
INSERT INTO baselines VALUES(1,'offices',1);
INSERT INTO baselines VALUES(1,'passages',7);
INSERT INTO baselines VALUES(1,'place_kinds',5);
INSERT INTO baselines VALUES(1,'place_roles',4);
INSERT INTO baselines VALUES(1,'places',1);
INSERT INTO baselines VALUES(1,'position_stances',7);
INSERT INTO baselines VALUES(1,'positions',1);
INSERT INTO baselines VALUES(1,'sources',1);
INSERT INTO baselines VALUES(1,'uncoded_passages',1);
CREATE TABLE fact_files (
    -- One row per fact that a file has, retracted ones included: the file that it stands in; kept in
    -- the store only.

    -- The fact.
    fact TEXT NOT NULL,

    -- The number of the file.
    file INTEGER NOT NULL,

    -- The digest of what the file says of the fact: the first 64 bits of a SHA-256.
    digest INTEGER NOT NULL,

    CONSTRAINT fact_files_pk PRIMARY KEY (fact),
    CONSTRAINT fact_files_file_exists FOREIGN KEY (file) REFERENCES files (id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
INSERT INTO fact_files VALUES('brandt',1,315062461558795200);
INSERT INTO fact_files VALUES('brandt-prime-minister',4,6845671274047221688);
INSERT INTO fact_files VALUES('orland',1,2301930585698203966);
INSERT INTO fact_files VALUES('orland-sends-boats-2024-03',4,-5875759046703067286);
INSERT INTO fact_files VALUES('orland-silent-on-tents',4,-4469596158940940367);
INSERT INTO fact_files VALUES('rescue-exercise-2024',4,8354254620188663829);
INSERT INTO fact_files VALUES('sarn',4,7506701286881957189);
INSERT INTO fact_files VALUES('treaty-may-widen',4,5357232923617309055);
INSERT INTO fact_files VALUES('treaty-of-sarn',4,6529366241151488880);
INSERT INTO fact_files VALUES('treaty-of-sarn-article-7',4,-4866034023853109538);
INSERT INTO fact_files VALUES('varnia',1,677273087418839101);
INSERT INTO fact_files VALUES('varnia-requests-relief-2024-03',4,-6801565881564772050);
CREATE VIEW footnotes AS
-- One row per citation, written for people.
SELECT
    -- The fact.
    c.fact AS fact,

    -- What the sentence backs; * for the whole fact.
    c.field AS field,

    -- The article.
    c.source AS source,

    -- The sentence.
    p.locator AS locator,

    -- The citation as a footnote prints it.
    s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote
FROM citations AS c
JOIN passages AS p ON p.source = c.source AND p.paragraph = c.paragraph AND p.sentence = c.sentence
JOIN sources AS s ON s.key = c.source
ORDER BY c.fact, c.field, c.source, c.paragraph, c.sentence
;
CREATE VIEW fact_footnotes AS
-- One row per fact: all its sentences in one footnote.
SELECT
    -- The fact.
    f.key AS fact,

    -- Its footnotes in reading order, separated by semicolons.
    (
        SELECT group_concat(cited.footnote, '; ')
        FROM (
            SELECT DISTINCT
                s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote,
                c.source, c.paragraph, c.sentence
            FROM citations AS c
            JOIN sources AS s ON s.key = c.source
            WHERE c.fact = f.key
            ORDER BY c.source, c.paragraph, c.sentence
        ) AS cited
    ) AS footnote
FROM facts AS f
ORDER BY f.key
;
CREATE VIEW fact_titles AS
-- One row per fact: what to call it, whatever its kind.
SELECT
    -- The fact.
    f.key AS fact,

    -- Which kind of fact it is.
    f.kind AS kind,

    -- The name of an actor, place or instrument, the title of an event or office, the statement of
    -- a claim; for a membership or position, who and what it joins.
    coalesce(
        a.name,
        p.name,
        i.name,
        e.title,
        o.title,
        c.statement,
        member.name || ', ' || m.status || ' of ' || organization.name,
        holder.name || ', ' || n.stance || ' ' || n.subject
    ) AS title
FROM facts AS f
LEFT JOIN actors AS a ON a.key = f.key
LEFT JOIN places AS p ON p.key = f.key
LEFT JOIN instruments AS i ON i.key = f.key
LEFT JOIN events AS e ON e.key = f.key
LEFT JOIN offices AS o ON o.key = f.key
LEFT JOIN claims AS c ON c.key = f.key
LEFT JOIN memberships AS m ON m.key = f.key
LEFT JOIN actors AS member ON member.key = m.member
LEFT JOIN actors AS organization ON organization.key = m.organization
LEFT JOIN positions AS n ON n.key = f.key
LEFT JOIN actors AS holder ON holder.key = n.actor
ORDER BY f.key
;
CREATE VIEW timeline AS
-- One row per event, in the order of the dates. Look at the status: only what occurred took place.
SELECT
    -- When, as an EDTF expression.
    e.date AS date,

    -- The first day that the date can mean; empty where open or undated.
    e.date_earliest AS date_earliest,

    -- The last day that the date can mean; empty where open or undated.
    e.date_latest AS date_latest,

    -- The event.
    e.key AS event,

    -- What was done (PLOVER).
    e.type AS type,

    -- Whether it took place: occurred, planned, cancelled, refused or hypothetical.
    e.status AS status,

    -- What it was.
    e.title AS title,

    -- Who took part, with the role of each, initiators first.
    (
        SELECT group_concat(taking_part.name || ' (' || taking_part.role || ')', '; ')
        FROM (
            SELECT a.name, x.role
            FROM event_actors AS x
            JOIN actors AS a ON a.key = x.actor
            WHERE x.event = e.key
            ORDER BY x.role <> 'initiator', x.role, a.name, a.key
        ) AS taking_part
    ) AS actors,

    -- Where, with the role of each place.
    (
        SELECT group_concat(placed.name || ' (' || placed.role || ')', '; ')
        FROM (
            SELECT l.name, x.role
            FROM event_places AS x
            JOIN places AS l ON l.key = x.place
            WHERE x.event = e.key
            ORDER BY x.role <> 'location', x.role, l.name, l.key
        ) AS placed
    ) AS places,

    -- The sentences that say so.
    n.footnote AS footnote
FROM events AS e
JOIN fact_footnotes AS n ON n.fact = e.key
ORDER BY
    coalesce(e.date_earliest, e.date_latest) IS NULL,
    coalesce(e.date_earliest, e.date_latest),
    e.date_latest,
    e.key
;
CREATE VIEW assistance_requests AS
-- One row per request for help that was made: events of type REQUEST, mode assist or none, that
-- occurred. Requests that were only supposed or planned are in timeline, not here.
SELECT
    -- The request: the key of the event.
    e.key AS request,

    -- Who asked.
    (
        SELECT group_concat(x.actor, '; ')
        FROM (SELECT actor FROM event_actors WHERE event = e.key AND role = 'initiator' ORDER BY actor) AS x
    ) AS requester,

    -- On whose behalf, where somebody asked for a state or organization.
    (
        SELECT group_concat(x.actor, '; ')
        FROM (SELECT actor FROM event_actors WHERE event = e.key AND role = 'represented' ORDER BY actor) AS x
    ) AS on_behalf_of,

    -- Who was asked.
    (
        SELECT group_concat(x.actor, '; ')
        FROM (SELECT actor FROM event_actors WHERE event = e.key AND role = 'addressee' ORDER BY actor) AS x
    ) AS addressee,

    -- What was asked for.
    e.title AS title,

    -- When, as an EDTF expression.
    e.date AS asked_on,

    -- The provision that was invoked.
    (
        SELECT group_concat(x.name, '; ')
        FROM (
            SELECT i.name
            FROM event_instruments AS j
            JOIN instruments AS i ON i.key = j.instrument
            WHERE j.event = e.key AND j.role = 'invoked'
            ORDER BY i.name, i.key
        ) AS x
    ) AS legal_basis,

    -- What became of it: granted, partly_granted or denied where an event that occurred is linked
    -- as such an answer (the best answer counts), else unanswered.
    CASE
        WHEN EXISTS (
            SELECT 1 FROM event_links AS l JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key AND l.relation = 'grants' AND answer.status = 'occurred'
        ) THEN 'granted'
        WHEN EXISTS (
            SELECT 1 FROM event_links AS l JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key AND l.relation = 'partly_grants' AND answer.status = 'occurred'
        ) THEN 'partly_granted'
        WHEN EXISTS (
            SELECT 1 FROM event_links AS l JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key AND l.relation = 'denies' AND answer.status = 'occurred'
        ) THEN 'denied'
        ELSE 'unanswered'
    END AS outcome,

    -- The answers: the keys of the events that granted, partly granted or denied it.
    (
        SELECT group_concat(x.event, '; ')
        FROM (
            SELECT l.event
            FROM event_links AS l
            JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key
                AND l.relation IN ('grants', 'partly_grants', 'denies')
                AND answer.status = 'occurred'
            ORDER BY l.event
        ) AS x
    ) AS response,

    -- When each answer was given, in the same order; ? where the source gives no date.
    (
        SELECT group_concat(x.date, '; ')
        FROM (
            SELECT coalesce(answer.date, '?') AS date
            FROM event_links AS l
            JOIN events AS answer ON answer.key = l.event
            WHERE l.other_event = e.key
                AND l.relation IN ('grants', 'partly_grants', 'denies')
                AND answer.status = 'occurred'
            ORDER BY l.event
        ) AS x
    ) AS answered_on,

    -- The sentences that tell of the request and of its answers.
    (
        SELECT group_concat(cited.footnote, '; ')
        FROM (
            SELECT DISTINCT
                s.cite_as || ', ¶' || c.paragraph || ' s.' || c.sentence AS footnote,
                c.source, c.paragraph, c.sentence
            FROM citations AS c
            JOIN sources AS s ON s.key = c.source
            WHERE c.fact = e.key
                OR c.fact IN (
                    SELECT l.event
                    FROM event_links AS l
                    JOIN events AS answer ON answer.key = l.event
                    WHERE l.other_event = e.key
                        AND l.relation IN ('grants', 'partly_grants', 'denies')
                        AND answer.status = 'occurred'
                )
            ORDER BY c.source, c.paragraph, c.sentence
        ) AS cited
    ) AS footnote
FROM events AS e
WHERE e.type = 'REQUEST' AND coalesce(e.mode, 'assist') = 'assist' AND e.status = 'occurred'
ORDER BY e.date_earliest IS NULL, e.date_earliest, e.date_latest, e.key
;
CREATE VIEW positions_by_actor AS
-- One row per position: who stands where on what.
SELECT
    -- The position.
    p.key AS position,

    -- Whose stance it is.
    p.actor AS actor,

    -- The actor's name.
    a.name AS actor_name,

    -- The fact that it is about.
    p.subject AS subject,

    -- What the subject is.
    t.title AS subject_title,

    -- The stance.
    p.stance AS stance,

    -- When, as an EDTF expression.
    p.date AS date,

    -- The reason that the actor gives or the source names.
    p.rationale AS rationale,

    -- The sentences that say so.
    n.footnote AS footnote
FROM positions AS p
JOIN actors AS a ON a.key = p.actor
JOIN fact_titles AS t ON t.fact = p.subject
JOIN fact_footnotes AS n ON n.fact = p.key
ORDER BY p.subject, a.name, p.key
;
CREATE VIEW membership_roster AS
-- One row per membership: who belongs to what, and who pointedly does not.
SELECT
    -- The organization.
    m.organization AS organization,

    -- The actor.
    m.member AS member,

    -- The actor's name.
    a.name AS member_name,

    -- Member, observer or pointedly not a member.
    m.status AS status,

    -- The sentences that say so.
    n.footnote AS footnote
FROM memberships AS m
JOIN actors AS a ON a.key = m.member
JOIN fact_footnotes AS n ON n.fact = m.key
ORDER BY m.organization, m.status, m.member, m.key
;
CREATE VIEW office_holders AS
-- One row per office and holder: who commands what office.
SELECT
    -- The office.
    o.key AS office,

    -- The title of the office.
    o.title AS title,

    -- Who holds it.
    o.holder AS holder,

    -- The holder's name.
    h.name AS holder_name,

    -- The state, organization or body whose office it is.
    o.body AS body,

    -- The name of that body.
    b.name AS body_name,

    -- When it was held, as an EDTF expression: the time of which the source speaks, not the term.
    o.date AS date,

    -- The sentences that say so.
    n.footnote AS footnote
FROM offices AS o
JOIN actors AS h ON h.key = o.holder
JOIN actors AS b ON b.key = o.body
JOIN fact_footnotes AS n ON n.fact = o.key
ORDER BY o.body, o.title, o.holder, o.key
;
CREATE VIEW coverage AS
-- One row per sentence: how many facts rest on it, or why none does.
SELECT
    -- The article.
    p.source AS source,

    -- The sentence.
    p.locator AS locator,

    -- How many facts cite it.
    CAST(
        (
            SELECT count(DISTINCT c.fact)
            FROM citations AS c
            WHERE c.source = p.source AND c.paragraph = p.paragraph AND c.sentence = p.sentence
        ) AS INTEGER
    ) AS facts,

    -- Why it holds no fact; empty where it holds some, or where nobody has read it yet.
    u.reason AS reason
FROM passages AS p
LEFT JOIN uncoded_passages AS u
    ON u.source = p.source AND u.paragraph = p.paragraph AND u.sentence = p.sentence
ORDER BY p.source, p.paragraph, p.sentence
;
CREATE INDEX idx_changes_run ON changes (run);
CREATE INDEX idx_changes_fact_column ON changes (fact, "column");
CREATE VIEW cell_history AS
-- One row per change that this store has seen, in order; kept in the store only.
SELECT
    -- The number of the change.
    c.id AS change,

    -- The run.
    c.run AS run,

    -- When the run was made, UTC.
    r.made_at AS made_at,

    -- The fact.
    c.fact AS fact,

    -- The table.
    c."table" AS "table",

    -- The row's primary key, as a JSON array.
    c."row" AS "row",

    -- The column; empty where the whole row appears.
    c."column" AS "column",

    -- What happened to the row: add, change or remove.
    c.action AS action,

    -- The value before.
    c.old AS old,

    -- The value since.
    c.new AS new,

    -- Why: sheet, ledger, article or migration.
    c.cause AS cause,

    -- The correction, where the ledger is the cause.
    c.correction AS correction,

    -- The day the correction was made.
    k.made_on AS made_on,

    -- Who made the correction.
    k.made_by AS made_by,

    -- The correction's reason.
    k.reason AS reason,

    -- What shows it.
    k.source AS source
FROM changes AS c
JOIN runs AS r ON r.id = c.run
LEFT JOIN corrections AS k ON k.id = c.correction
ORDER BY c.id
;
CREATE INDEX idx_baselines_run ON baselines (run);
CREATE INDEX idx_facts_said_by ON facts (said_by);
CREATE INDEX idx_citations_source_paragraph_sentence ON citations (source, paragraph, sentence);
CREATE INDEX idx_corrections_fact ON corrections (fact);
CREATE INDEX idx_actors_parent ON actors (parent);
CREATE INDEX idx_offices_body ON offices (body);
CREATE INDEX idx_offices_date_earliest ON offices (date_earliest);
CREATE INDEX idx_offices_holder ON offices (holder);
CREATE INDEX idx_memberships_date_earliest ON memberships (date_earliest);
CREATE INDEX idx_memberships_member ON memberships (member);
CREATE INDEX idx_memberships_organization ON memberships (organization);
CREATE INDEX idx_places_country ON places (country);
CREATE INDEX idx_instruments_part_of ON instruments (part_of);
CREATE INDEX idx_events_date_earliest ON events (date_earliest);
CREATE INDEX idx_events_part_of ON events (part_of);
CREATE INDEX idx_events_type_mode ON events (type, mode);
CREATE INDEX idx_event_actors_actor ON event_actors (actor);
CREATE INDEX idx_event_places_place ON event_places (place);
CREATE INDEX idx_event_instruments_instrument ON event_instruments (instrument);
CREATE INDEX idx_event_links_other_event ON event_links (other_event);
CREATE INDEX idx_positions_actor ON positions (actor);
CREATE INDEX idx_positions_date_earliest ON positions (date_earliest);
CREATE INDEX idx_positions_subject ON positions (subject);
CREATE INDEX idx_claims_date_earliest ON claims (date_earliest);
CREATE INDEX idx_claims_holder ON claims (holder);
CREATE INDEX idx_claims_subject ON claims (subject);
CREATE INDEX idx_fact_files_file ON fact_files (file);
CREATE INDEX idx_source_files_file ON source_files (file);
COMMIT;
PRAGMA application_id = 1179546484;
PRAGMA user_version = 8;
