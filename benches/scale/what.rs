//! What is measured: the measures, their names, and what each is compared with.

use peers::{EXPORTS, LOADS, Peer};

/// One thing that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Cold,
    ColdSingle,
    Unchanged,
    OneTitle,
    OneShard,
    BuildAgain,
    BuildTitle,
    Check,
    Export,
    ExportCsv,
    ExportCsvTables,
    Faults,
    BareLoad,
    BareCsv,
    BareCsvTables,
    Vacuum,
    PeerLoad(Peer),
    PeerExport(Peer),
}

/// Whose figures they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Ours,
    Yardstick,
    Peers,
}

impl What {
    /// Lists all measures in the order in which a round runs them: ours and what they are compared
    /// with near each other.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::BareLoad,
            Self::Cold,
            Self::ColdSingle,
            Self::Unchanged,
            Self::OneTitle,
            Self::OneShard,
            Self::BuildAgain,
            Self::BuildTitle,
            Self::Check,
            Self::BareCsv,
            Self::ExportCsv,
            Self::BareCsvTables,
            Self::ExportCsvTables,
            Self::Vacuum,
            Self::Export,
            Self::Faults,
        ];
        all.extend(LOADS.map(Self::PeerLoad));
        all.extend(EXPORTS.map(Self::PeerExport));
        all
    }

    /// Returns its name, as tables and `--only` have it.
    pub fn name(self) -> String {
        let name = match self {
            Self::Cold => "ingest, cold",
            Self::ColdSingle => "ingest, cold, all facts in one file",
            Self::Unchanged => "ingest, nothing changed",
            Self::OneTitle => "ingest, one title changed",
            Self::OneShard => "ingest, one shard more",
            Self::BuildAgain => "build, nothing changed, right after a build",
            Self::BuildTitle => "build, one title changed",
            Self::Check => "check",
            Self::Export => "export, everything",
            Self::ExportCsv => "export, all tables and views as CSV",
            Self::ExportCsvTables => "export, all tables as CSV",
            Self::Faults => "ingest, one event in a hundred at fault",
            Self::BareLoad => "bare load",
            Self::BareCsv => "bare SELECT to CSV, tables and views",
            Self::BareCsvTables => "bare SELECT to CSV, tables",
            Self::Vacuum => "bare VACUUM INTO",
            Self::PeerLoad(peer) => return format!("load: {}", peer.load_name()),
            Self::PeerExport(peer) => return format!("CSV: {}", peer.export_name()),
        };
        name.to_owned()
    }

    /// Returns whose figures these are.
    pub fn group(self) -> Group {
        match self {
            Self::Cold
            | Self::ColdSingle
            | Self::Unchanged
            | Self::OneTitle
            | Self::OneShard
            | Self::BuildAgain
            | Self::BuildTitle
            | Self::Check
            | Self::Export
            | Self::ExportCsv
            | Self::ExportCsvTables
            | Self::Faults => Group::Ours,
            Self::BareLoad | Self::BareCsv | Self::BareCsvTables | Self::Vacuum => Group::Yardstick,
            Self::PeerLoad(_) | Self::PeerExport(_) => Group::Peers,
        }
    }

    /// Returns what its time is compared with, where that is one measure of the same corpus.
    pub fn yardstick(self) -> Option<Self> {
        match self {
            Self::Cold | Self::ColdSingle | Self::PeerLoad(_) => Some(Self::BareLoad),
            Self::ExportCsv => Some(Self::BareCsv),
            Self::ExportCsvTables | Self::PeerExport(_) => Some(Self::BareCsvTables),
            Self::Unchanged | Self::OneTitle | Self::OneShard | Self::Check => Some(Self::Cold),
            _ => None,
        }
    }

    /// Returns the peer that is measured, if it is one.
    pub fn peer(self) -> Option<Peer> {
        match self {
            Self::PeerLoad(peer) | Self::PeerExport(peer) => Some(peer),
            _ => None,
        }
    }
}
