//! Why the state of things refuses a request: the stable words of 409, and their sentences.

/// Why a request conflicts with the state of things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Conflict {
    /// One of the two clients is already in an active couple.
    AlreadyInCouple,
    /// The staff member already has a place on this care team.
    AlreadyOnCareTeam,
    /// The staff member is already supervised by this supervisor.
    AlreadySupervised,
    /// The person already belongs to this practice.
    AlreadyMember,
    /// The account is that of another client of the practice.
    AlreadyClient,
    /// Another client of the practice has this e-mail address, or was invited by it.
    EmailInUse,
    /// The id is taken by something with other content.
    IdTaken,
    /// What had this id was deleted; a deleted id stays deleted.
    Deleted,
    /// The practice already has a library item of this key.
    KeyTaken,
    /// The first request with this idempotency key is still running.
    StillRunning,
    /// The state it is in does not allow this step.
    WrongState,
    /// A practice needs at least one active owner.
    LastOwner,
    /// The couple has ended.
    CoupleEnded,
    /// Homework of a client stays the client's, and a couple's the couple's.
    OtherContext,
    /// A practice of the person requires the second factor of its staff.
    RequiredByPractice,
    /// The client is under a safety hold already.
    AlreadyHeld,
    /// The author has given this grant already.
    AlreadyGranted,
    /// The client or couple is in this programme already.
    AlreadyEnrolled,
    /// The client is asked for this in this rhythm already.
    AlreadyRequested,
    /// Both partners must sign the current agreement first. Told to the care team only.
    AgreementNeeded,
    /// One of those concerned is under a safety hold. Told to the care team only.
    Held,
    /// Not everybody whom a report is about authorises that it goes outside. Told to the care team only.
    NotAuthorised,
    /// An export of the client is being prepared already.
    AlreadyExporting,
    /// Reports about the caller's caseload are being made already.
    AlreadyReporting,
    /// The client's record is restricted.
    Restricted,
    /// Homework has changed or ended since it was decided on.
    AssignmentChanged,
    /// There are as many of these already as there may be.
    TooMany,
    /// A race with another request; the same request may work now.
    #[default]
    Race,
}

impl Conflict {
    /// The stable word and the sentence of this conflict.
    pub const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::AlreadyInCouple => ("already_in_couple", "A client can be in one active couple at a time."),
            Self::AlreadyOnCareTeam => {
                ("already_on_care_team", "This staff member is already on the care team.")
            }
            Self::AlreadySupervised => ("already_supervised", "This supervision exists already."),
            Self::AlreadyMember => ("already_member", "This person already belongs to the practice."),
            Self::AlreadyClient => (
                "already_client",
                "This account is another client's here; ask for an invitation to an address of your own.",
            ),
            Self::EmailInUse => {
                ("email_in_use", "Another client uses this e-mail address; each needs one of their own.")
            }
            Self::IdTaken => ("id_taken", "This id was already used with other content."),
            Self::Deleted => ("deleted", "What had this id was deleted by its author."),
            Self::KeyTaken => {
                ("key_taken", "There is a library item, programme or instrument with this key already.")
            }
            Self::StillRunning => {
                ("still_running", "The first request with this idempotency key is still running; try again.")
            }
            Self::WrongState => ("wrong_state", "The state it is in does not allow this step."),
            Self::LastOwner => ("last_owner", "A practice needs at least one active owner."),
            Self::CoupleEnded => ("couple_ended", "The couple has ended; its joint record is frozen."),
            Self::OtherContext => {
                ("other_context", "Homework stays with the client or the couple that it was given to.")
            }
            Self::RequiredByPractice => {
                ("required_by_practice", "A practice you work for requires a second factor of its staff.")
            }
            Self::AlreadyHeld => ("already_held", "The client is under a safety hold already."),
            Self::AlreadyGranted => ("already_granted", "This is shared by a grant already."),
            Self::AlreadyEnrolled => {
                ("already_enrolled", "The client or couple is in this programme already; end that first.")
            }
            Self::AlreadyRequested => (
                "already_requested",
                "The client is asked for this already, as often; end that first, or name another day.",
            ),
            Self::AgreementNeeded => {
                ("agreement_needed", "Both partners must sign the current agreement first.")
            }
            Self::Held => ("held", "One of the partners is under a safety hold."),
            Self::NotAuthorised => (
                "not_authorised",
                "Everybody whom the report is about must authorise it first, and go on doing so.",
            ),
            Self::AlreadyExporting => {
                ("already_exporting", "An export of this client is being prepared already.")
            }
            Self::AlreadyReporting => {
                ("already_reporting", "Reports about your caseload are being made already.")
            }
            Self::Restricted => {
                ("restricted", "The record is restricted: it can be read and taken along, not written.")
            }
            Self::AssignmentChanged => (
                "assignment_changed",
                "An assignment has changed or ended since this was decided; look at it again.",
            ),
            Self::TooMany => ("too_many", "There are as many of these already as there may be."),
            Self::Race => ("race", "Another request changed the same thing at the same time; try again."),
        }
    }
}
