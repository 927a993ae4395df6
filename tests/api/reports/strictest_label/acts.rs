//! What Ann does that Ben does not read, and what is done about her alone.

use serde_json::Value;

use super::home::Home;
use crate::support::{Answer, Caller};

/// A private act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    CheckIn,
    CorrectedCheckIn,
    DeletedCheckIn,
    /// The words of a check-in that both read.
    Words,
    Rating,
    Entry,
    Limit,
    ProtectiveLimit,
    Rupture,
    DeletedRupture,
    Repair,
    DeletedRepair,
    /// What a repair that both read is about.
    Link,
    AnswerToTheTherapist,
    Score,
    CorrectedScore,
    DeletedScore,
    Screen,
    LifeEvent,
    ChangedLifeEvent,
    DeletedLifeEvent,
    Feedback,
    Review,
    Flag,
    Hold,
    Pattern,
    Phone,
    Preferences,
    OwnPart,
    Pause,
    Excuse,
    Reminder,
    OwnHomework,
    OwnSession,
    OwnReport,
    Grant,
    /// Shared, and taken back.
    TakenBack,
    TakenBackWithGrant,
    Authorisation,
    PlannedEnd,
    SignIn,
}

impl Act {
    /// Every one.
    pub const ALL: [Self; 41] = [
        Self::CheckIn,
        Self::CorrectedCheckIn,
        Self::DeletedCheckIn,
        Self::Words,
        Self::Rating,
        Self::Entry,
        Self::Limit,
        Self::ProtectiveLimit,
        Self::Rupture,
        Self::DeletedRupture,
        Self::Repair,
        Self::DeletedRepair,
        Self::Link,
        Self::AnswerToTheTherapist,
        Self::Score,
        Self::CorrectedScore,
        Self::DeletedScore,
        Self::Screen,
        Self::LifeEvent,
        Self::ChangedLifeEvent,
        Self::DeletedLifeEvent,
        Self::Feedback,
        Self::Review,
        Self::Flag,
        Self::Hold,
        Self::Pattern,
        Self::Phone,
        Self::Preferences,
        Self::OwnPart,
        Self::Pause,
        Self::Excuse,
        Self::Reminder,
        Self::OwnHomework,
        Self::OwnSession,
        Self::OwnReport,
        Self::Grant,
        Self::TakenBack,
        Self::TakenBackWithGrant,
        Self::Authorisation,
        Self::PlannedEnd,
        Self::SignIn,
    ];

    /// Whether both read it for a moment, so that a report may well say that something has changed.
    pub fn was_shared(self) -> bool {
        matches!(self, Self::TakenBack | Self::TakenBackWithGrant)
    }
}

impl Home<'_> {
    /// Does an act in the way that a number chooses.
    pub async fn act(&mut self, act: Act, chosen: usize) {
        match act {
            Act::CheckIn | Act::CorrectedCheckIn | Act::DeletedCheckIn | Act::Words | Act::Rating => {
                self.check_in(act, chosen).await;
            }
            Act::Entry | Act::Limit | Act::ProtectiveLimit => self.written(act, chosen).await,
            Act::Rupture
            | Act::DeletedRupture
            | Act::Repair
            | Act::DeletedRepair
            | Act::Link
            | Act::AnswerToTheTherapist => self.repairing(act, chosen).await,
            Act::Score | Act::CorrectedScore | Act::DeletedScore | Act::Screen => {
                self.score(act, chosen).await
            }
            Act::LifeEvent | Act::ChangedLifeEvent | Act::DeletedLifeEvent => {
                self.life_event(act, chosen).await
            }
            Act::OwnPart | Act::Pause | Act::Excuse | Act::Reminder => self.own_part(act, chosen).await,
            Act::Grant | Act::TakenBack | Act::TakenBackWithGrant => self.sharing(act, chosen).await,
            Act::Authorisation | Act::PlannedEnd | Act::Preferences | Act::SignIn => {
                self.alone(act, chosen).await
            }
            Act::Feedback
            | Act::Review
            | Act::Flag
            | Act::Hold
            | Act::Pattern
            | Act::Phone
            | Act::OwnHomework
            | Act::OwnSession
            | Act::OwnReport => self.by_therapist(act, chosen).await,
        }
    }
}

/// Writes over what is there.
pub async fn change(by: &Caller, path: &str, body: Value) -> Answer {
    let resource = path.trim_end_matches("/follow-through");
    let etag = by.get(resource).await.expect(200).etag();
    by.put_if(path, &etag, body).await.expect(200)
}
