//! The groups that operations stand in.

use serde_json::{Value, json};

/// In the order in which a reader meets them.
pub(super) fn tags() -> Value {
    let tags = [
        ("Sessions", "Signing in and out, and accepting an invitation."),
        (
            "Second factor",
            "An authenticator app beside the password, and recovery codes for when it is lost.",
        ),
        ("Account", "Password and e-mail address of one's account."),
        ("Practice", "The practice and its settings."),
        ("Staff", "Who works at the practice, with roles and supervision."),
        ("Clients", "People in care: names and contact data, and their attachment pattern."),
        ("Couples", "Two clients in care together."),
        ("Safety", "Flags and holds on a client, known to the care team alone."),
        ("Erasure", "Erasing a client's record, what keeps it from being erased, and legal holds."),
        ("Care teams", "Which staff care for a client or a couple."),
        ("Library", "Homework to assign: habits, repair rituals, boundary scripts and reflections."),
        (
            "Plans",
            "Homework that gives each partner of a couple something of an own, as the care team knows.",
        ),
        ("Programmes", "Ordered sets of homework, and clients and couples who go through them."),
        ("Assignments", "Homework given to a client or a couple."),
        ("Check-ins", "What was done, told by the person who did it."),
        (
            "Reviewing",
            "What the care team makes of check-ins: feedback, how far it has come with each, and who needs its eyes.",
        ),
        ("Journals", "What a client writes for itself, and shares or not, and events on the own time line."),
        (
            "Appointments",
            "When clients and couples meet whom, brought over from a calendar, and what to know before.",
        ),
        ("Boundaries", "Limits that a client sets, their uses, and figures about them."),
        ("Pacts", "What a couple agrees on for itself, in versions that both accept."),
        ("Retros", "A couple's look back on the month, with small wins, and how its homework goes on."),
        (
            "Repairs",
            "What hurt, attempts to repair it, the partner's answers, and figures for the care team.",
        ),
        ("Sharing", "Standing permissions of an author to share with the partner."),
        ("Agreements", "What a couple agreed on about confidences, signed by both, and what was disclosed."),
        (
            "Measures",
            "Questionnaires with a published key: instruments, answers and their scores, for the care team.",
        ),
        ("Progress", "What is due today, periods, and figures."),
        (
            "Reports",
            "Frozen progress reports, whom they are released to, and what clients authorise of them to somebody outside.",
        ),
        ("Audit", "Who did what: the practice's audit trail."),
        ("Exports", "What a client takes along: the own data as an archive."),
        ("Operations", "Health and keys of the service."),
    ];
    tags.iter().map(|(name, description)| json!({"name": name, "description": description})).collect()
}
