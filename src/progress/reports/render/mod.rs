//! How a report looks: one page of HTML that needs nothing else, a PDF of the same, and its figures as CSV. Functions of the frozen document and of
//! where it stands ([`Edition`]), so that its figures look the same for ever; every section is a function of its own.

mod blocks;
mod charts;
mod csv;
mod definitions;
mod figures;
mod homework;
mod overview;
mod page;
mod patterns;
mod pdf;
mod people;
mod report;
mod sections;
mod series;
mod shares;
mod timeline;
mod words;

use chrono::{DateTime, Utc};

pub use self::csv::figures_as_csv;
pub use page::{CONTENT_SECURITY_POLICY, page};
pub use pdf::{Paper, pdf};

use super::model::ReportStatus;

/// Where a report stands, which its page tells beside the document.
pub struct Edition<'e> {
    /// Draft or final.
    pub status: ReportStatus,
    /// SHA-256 of the document, in hexadecimal.
    pub sha256: &'e str,
    /// When data of its window last changed after the freezing.
    pub data_changed_since: Option<DateTime<Utc>>,
    /// How it came to whom reads it; nothing where the care team reads it for itself.
    pub release: Option<&'e Release>,
}

/// How a report came to its reader.
pub struct Release {
    /// When it was released.
    pub at: DateTime<Utc>,
    /// Who outside gets it, and what for; nothing for a client whom it is about.
    pub outside: Option<Outside>,
}

/// A reader outside the practice.
pub struct Outside {
    /// The name, with where that one works.
    pub recipient: String,
    /// What the recipient wants it for.
    pub purpose: String,
}
