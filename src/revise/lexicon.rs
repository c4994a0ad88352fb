//! The English words by which an edit is judged: see `meaning.rs`. Each list is one text, its words
//! apart by spaces.

/// Returns whether a list has a word.
pub fn has(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// Returns whether a word begins with one of a list.
pub fn begins(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|stem| word.starts_with(stem))
}

/// Prefixes that make a word the opposite of the rest of it.
pub const PREFIXES: &str = "\
    un in im il ir dis non mis anti de";

/// Words that deny.
pub const NEGATIONS: &str = "\
    not no never none nobody nothing nowhere neither nor without hardly scarcely barely \
    rarely seldom unable instead despite stop stops stopped halt halts halted ban bans \
    banned veto vetoed vetoes withdrew";

/// The beginnings of words that deny, refuse or undo.
pub const NEGATIVE_STEMS: &str = "\
    lack fail refus reject deny deni declin prevent forbid forbad prohibit cancel withdraw \
    ceas abandon oppos revok suspend rebuff disput withh block dismiss contradict rescind \
    repeal renounc exclud ignor abstain unlikel impossib";

/// Words of doubt, duty, condition and hearsay.
pub const MODALS: &str = "\
    may might can could shall should will would must ought 'd need needs needed dare if \
    unless whether perhaps maybe possible possibly probable probably likely certain \
    certainly surely definitely apparently allegedly reportedly supposedly presumably \
    purportedly seemingly able bound said says say told thought";

/// The beginnings of words of doubt, duty and hearsay.
pub const MODAL_STEMS: &str = "\
    seem appear claim alleg believ assum doubt suspect rumour rumor potential eventual \
    hypothe requir oblig";

/// Words of quantity and order; numerals are known by their value.
pub const QUANTITIES: &str = "\
    all some any most many much few fewer several half both every each only least \
    almost nearly roughly approximately exactly dozen dozens hundred hundreds thousand \
    thousands million millions billion billions percent first second third fourth fifth \
    sixth seventh eighth ninth tenth last next once twice majority score scores handful \
    minority yesterday today tomorrow ago spring summer autumn winter";

/// Words of time and place that may turn the meaning where they replace other words.
pub const PLACES_IN_TIME: &str = "\
    day days week weeks month months year years quarter early late earlier later north south \
    east west northern southern eastern western rose fell before after until since \
    increased decreased over under above below";

/// The beginnings of words of will and speech that may turn the meaning where they replace other words.
pub const SPEECH_STEMS: &str = "\
    suppos suggest expect plan intend propos consider promis pledg vow threat warn predict \
    forecast assert insist report announc confirm admit acknowledg conced attempt permit \
    allow offer demand urg request hope hoping want try tries tried tell think agree accept \
    welcom writ wrote note noting find found show hear learn know knew hint joke fear wish \
    guess argu contend maintain stated stress add repl respon comment remark observ declar \
    estimat imagin wonder describ rule decid ask answer call question";

/// Words for persons and bodies that may turn the meaning where they replace other words.
pub const PERSONS: &str = "\
    he him his she her hers they them their it its we us our you your i my president premier \
    chancellor king queen prince princess minister ministers ministry secretary governor \
    mayor senator deputy deputies ambassador general colonel commander chief director \
    chairman chairwoman judge court government cabinet parliament congress senate assembly \
    council party opposition army navy troops forces soldiers police militia rebels union \
    company bank church spokesman spokeswoman spokesperson official officials residents \
    witnesses experts critics allies enemies";

/// Days and months.
pub const DAYS: &str = "\
    january february march april may june july august september october november december \
    monday tuesday wednesday thursday friday saturday sunday";

/// Words that join a clause or a phrase to a sentence that can stand without it.
pub const JOINTS: &str = "\
    and but while which who whose where when because although though whereas as so yet or in on \
    at by for from of to with within under over during through after before since until \
    despite along among amid around between near about above across behind beyond into like \
    unlike past toward towards upon";

/// Small words, which open sentences and are no names.
pub const OPENINGS: &str = "\
    the a an it he she they we you this that these those his her its their our there here in \
    on at by for from of to with within under over during through as and but or so yet while \
    when where who which what how why because although though another also then now still \
    even such other others later earlier meanwhile moreover however after before since until \
    despite along among amid around between near about above across behind beyond into like \
    unlike out past toward towards up upon officials people government ministers";
