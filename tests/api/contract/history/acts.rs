//! What can happen in a history, and who does it.

use serde_json::Value;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Ann,
    Ben,
    Therapist,
}

/// One act. A private one is left out of the second run; of the others only `hidden` is.
#[derive(Debug, Clone)]
pub struct Act {
    pub who: Who,
    pub private: bool,
    pub what: What,
}

/// What is done. Check-ins are named by a slot, whose id is the same in both runs.
#[derive(Debug, Clone)]
pub enum What {
    CheckIn {
        slot: usize,
        plan: Plan,
        minutes_ago: i64,
        body: Value,
        hidden: Option<Value>,
        /// Shared by a grant that only one of the runs has; the other one shares it by its own visibility.
        by_grant: bool,
    },
    /// A grant for the homework that each does alone, and the silent end of it.
    Grant,
    StopSharing,
    /// The grant's taking back, or that of the same check-ins one by one where there is no grant.
    TakeBack {
        slots: Vec<usize>,
    },
    /// A version of the couple's agreement, and a signature on it.
    Propose,
    Sign {
        number: usize,
    },
    /// A new version of what the two agree on, accepted by its writer or not yet.
    WritePact {
        words: String,
        accepted: bool,
    },
    /// The newest version that one knows, accepted.
    AcceptPact,
    /// A look back on the month over the newest that its writer knows, agreed to at once or not yet; and the newest one, agreed to.
    WriteRetro {
        words: String,
        agreed: bool,
    },
    AgreeRetro,
    /// A plan to end the couple after the history is over, or none any more.
    PlanEnd {
        days: i64,
    },
    GiveUpPlan,
    ContactPreferences {
        channel: &'static str,
    },
    Correct {
        slot: usize,
        body: Value,
        hidden: Option<Value>,
    },
    Delete {
        slot: usize,
    },
    /// A check-in under an id that the other partner may have used.
    ReuseId {
        slot: usize,
        plan: Plan,
        minutes_ago: i64,
    },
    /// Looks for the other partner's check-in under its author's id.
    Probe {
        slot: usize,
    },
    Participant {
        plan: Plan,
        body: Value,
    },
    /// A journal entry, a limit, or a use of the limit in this slot.
    Write {
        kind: Kind,
        slot: usize,
        of: usize,
        minutes_ago: i64,
        body: Value,
    },
    Rewrite {
        kind: Kind,
        slot: usize,
        body: Value,
    },
    Remove {
        kind: Kind,
        slot: usize,
    },
    /// A rupture or a repair; a repair is linked to the rupture of another slot in one of the runs alone.
    Paper {
        kind: PaperKind,
        slot: usize,
        minutes_ago: i64,
        body: Value,
        linked: Option<usize>,
    },
    CorrectPaper {
        kind: PaperKind,
        slot: usize,
        body: Value,
        linked: Option<usize>,
    },
    DeletePaper {
        kind: PaperKind,
        slot: usize,
    },
    FollowThrough {
        slot: usize,
        outcome: &'static str,
    },
    /// An answer to one of the repairs that were received. One to the therapist alone leaves what was answered to the sender.
    Respond {
        number: usize,
        body: Value,
    },
    /// A pause of one's own, from today for so many days.
    Pause {
        plan: Plan,
        days: u64,
    },
    /// Times at which one is reminded.
    Remind {
        plan: Plan,
        hour: usize,
    },
    /// A day that shall not count for oneself.
    Excuse {
        plan: Plan,
        days_ago: u64,
    },
    /// What one says to the proposal that both got.
    Answer {
        body: Value,
    },
    /// What the therapist says to a check-in of Ann's, and how far the care team has come with it.
    Feedback,
    Reviewed {
        state: &'static str,
    },
    /// Answers to an instrument, by Ann or in session with her.
    Measure {
        slot: usize,
        minutes_ago: i64,
        body: Value,
        in_couple: bool,
    },
    /// Other answers in the place of those, by whoever entered them, and none at all any more.
    CorrectMeasure {
        slot: usize,
        body: Value,
    },
    DeleteMeasure {
        slot: usize,
    },
    /// Something on Ann's time line: logged, changed, told to the care team or kept back from it, deleted.
    LifeEvent {
        slot: usize,
        days_ago: u64,
        body: Value,
        in_couple: bool,
    },
    ChangeLifeEvent {
        slot: usize,
        days_ago: u64,
        body: Value,
    },
    DeleteLifeEvent {
        slot: usize,
    },
    SignIn,
    Contact {
        phone: String,
    },
    Pattern {
        note: String,
    },
    OwnHomework,
    /// In a programme, alone.
    OwnEnrolment,
    OwnReport,
    /// With Ann alone, so many hours from now.
    OwnAppointment {
        hours: i64,
    },
    CoupleReport,
    /// A report about both released to each, or one about Ann to her; taken back from its last recipient or not.
    Release {
        joint: bool,
        back: bool,
    },
    /// The own signature below what both were asked to authorise, or none any more.
    Authorise {
        sign: bool,
    },
    /// Whose act counts for whom in homework of the two, from today on.
    Audience {
        mode: &'static str,
    },
    /// The end of the couple, by either or the therapist.
    End,
}

/// What is written beside check-ins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Entry,
    Limit,
    Use,
}

/// An assignment of the couple, or one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    Together,
    Each,
    Either,
    Alone,
    /// Given to the couple, and only proposed.
    Proposed,
}

/// A rupture or a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    Rupture,
    Repair,
}
