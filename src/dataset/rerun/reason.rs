//! Why a rerun reads the whole dataset.

/// Why a rerun reads the whole dataset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The run was asked to read everything.
    #[error("--full asks for it")]
    Asked,
    /// There was no store before.
    #[error("the store is new")]
    NewStore,
    /// A dry run compares the whole store.
    #[error("a dry run compares the whole store")]
    DryRun,
    /// The store holds the state of the whole ledger, and only part of it is applied.
    #[error("part of the ledger is applied")]
    PartOfLedger,
    /// An article is at hand: every citation is verified in its text.
    #[error("an article is at hand to verify citations in")]
    ArticleAtHand,
    /// The store has no record of the files: it is new, of another program or of other rules, or holds
    /// what was verified in an article at hand.
    #[error("the store has no record of the files")]
    NothingKnown,
    /// A file changed on which all facts depend: codes, an article's description or its sentences.
    #[error("`{0}` changed")]
    FileChanged(String),
    /// A file cannot be read.
    #[error("`{0}` cannot be read")]
    FileUnreadable(String),
    /// The ledger was changed otherwise than by appending to it.
    #[error("the ledger was changed otherwise than by appending to it")]
    LedgerRewritten,
    /// Something is wrong, or a warning is due: the whole run reports it.
    #[error("there is a problem to report")]
    Problems,
    /// A file to be read has warnings, which a run over everything gives: those of the facts in it that
    /// are not read would be lost.
    #[error("`{0}` has warnings to repeat")]
    Warnings(String),
    /// Other files than before look like part of the dataset and are not read, of which there is a warning.
    #[error("other files look like part of the dataset")]
    UnreadFiles,
    /// More facts changed than are brought up to date one by one.
    #[error("{0} facts may have changed")]
    ManyFacts(usize),
    /// More sources in lines are cited than are searched for one by one.
    #[error("many sources are cited")]
    ManySources,
    /// An entry of the ledger names a fact that is gone, or that no changed file has.
    #[error("the ledger names `{0}`, which no changed file has")]
    EntryWithoutFact(String),
    /// Two facts or sources have the same key.
    #[error("two facts have the key `{0}`")]
    KeyTwice(String),
    /// A fact stands in another file too.
    #[error("`{0}` stood in another file")]
    FactElsewhere(String),
    /// A fact is of another kind than before.
    #[error("`{0}` is now a fact of another kind")]
    KindChanged(String),
    /// An actor is of another kind than before.
    #[error("`{0}` is now an actor of another kind")]
    ActorKindChanged(String),
    /// A file skips other sentences than before.
    #[error("`{0}` skips other sentences")]
    SkipsChanged(String),
    /// A source is described otherwise than before, or no longer.
    #[error("the source `{0}` changed")]
    SourceChanged(String),
    /// A new source has the name of another in footnotes, but for a letter, or may be the same article.
    #[error("a new source is like another one")]
    SourceLikeAnother,
    /// A sentence is cited that is skipped.
    #[error("{0} is cited and was skipped")]
    SkippedSentenceCited(String),
    /// A fact that goes is referred to.
    #[error("a fact that goes is referred to")]
    StillReferredTo,
}
