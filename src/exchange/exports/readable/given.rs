//! Which version of an item a piece of homework was lived under, so that what was written is told in the words of then.

use chrono::NaiveDate;

use crate::homework::assignments::OwnAssignment;
use crate::platform::ids::kind::LibraryItemId;

/// A version of a library item: few, however much homework there is.
pub type ItemVersion = (LibraryItemId, i32);

/// What decides the version.
#[derive(Clone, Copy)]
pub enum Lived {
    /// As it is now.
    Now,
    /// Under this revision.
    Under(i32),
    /// On this day.
    On(NaiveDate),
    /// In this version itself.
    In(i32),
}

/// One revision of homework.
struct Asked {
    number: i32,
    from: NaiveDate,
    version: i32,
    /// Whether its day came, or may yet.
    stands: bool,
}

/// Homework with the versions that its revisions pin, newest first.
pub struct Given {
    item: LibraryItemId,
    now: i32,
    revisions: Vec<Asked>,
}

impl Given {
    pub fn of(own: &OwnAssignment) -> Self {
        let revisions = own.revisions.iter().map(|revision| Asked {
            number: revision.number,
            from: revision.effective_from,
            version: revision.item_version,
            stands: revision.withdrawn_at.is_none(),
        });
        Self { item: own.item.id, now: own.item.version, revisions: revisions.collect() }
    }

    pub fn version(&self, lived: Lived) -> ItemVersion {
        let of = |fits: &dyn Fn(&Asked) -> bool| {
            self.revisions.iter().find(|asked| fits(asked)).map(|asked| asked.version)
        };
        let version = match lived {
            Lived::Now => None,
            Lived::Under(number) => of(&|asked| asked.number == number),
            // Before all of them the first one counts.
            Lived::On(date) => of(&|asked| asked.stands && asked.from <= date)
                .or(self.revisions.last().map(|asked| asked.version)),
            Lived::In(version) => Some(version),
        };
        (self.item, version.unwrap_or(self.now))
    }
}
