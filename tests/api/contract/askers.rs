//! Who must not: everybody that an operation is tried by, and what they have no business with.

use super::spec::{Operation, Params};
use super::target::Target;
use super::world::World;
use crate::support::{Answer, Caller};

/// Where somebody stands to Ann, the client whose things are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Of another practice.
    Foreign,
    /// Of the same practice, without a place on any care team of hers, nor in her couple.
    Apart,
    /// Of the same practice's office.
    Office,
    /// The other partner.
    Partner,
}

pub struct Asker<'w> {
    pub name: &'static str,
    pub role: &'static str,
    pub stand: Stand,
    pub caller: &'w Caller,
}

pub fn askers<'w>(here: &'w World<'_>, elsewhere: &'w World<'_>) -> Vec<Asker<'w>> {
    let asker = |name, role, stand, caller| Asker { name, role, stand, caller };
    vec![
        asker("the other practice's therapist", "therapist", Stand::Foreign, &elsewhere.therapist),
        asker("the other practice's client", "client", Stand::Foreign, &elsewhere.ann),
        asker("the other practice's owner", "owner", Stand::Foreign, &elsewhere.owner),
        asker("the other practice's admin", "admin", Stand::Foreign, &elsewhere.admin),
        asker("the other practice's supervisor", "supervisor", Stand::Foreign, &elsewhere.supervisor),
        asker("the other practice's front desk", "front_desk", Stand::Foreign, &elsewhere.front_desk),
        asker("an unassigned therapist", "therapist", Stand::Apart, &here.other_therapist),
        asker("a supervisor of nobody", "supervisor", Stand::Apart, &here.other_supervisor),
        asker("another client", "client", Stand::Apart, &here.cleo),
        asker("the former partner", "client", Stand::Apart, &here.ed),
        asker("the owner", "owner", Stand::Office, &here.owner),
        asker("the admin", "admin", Stand::Office, &here.admin),
        asker("the front desk", "front_desk", Stand::Office, &here.front_desk),
        asker("the auditor", "auditor", Stand::Office, &here.auditor),
        asker("the partner", "client", Stand::Partner, &here.ben),
    ]
}

impl Asker<'_> {
    /// Whether this asker has no business with a target of this operation, as `visibility.md` says.
    pub fn is_shut_out(&self, operation: &Operation<'_>) -> bool {
        let holds_role = operation.roles().contains(&self.role);
        let names = operation.path_names();
        let wing = operation.path.split('/').nth(2).unwrap_or_default();
        let cared_for = matches!(
            wing,
            "appointments"
                | "clients"
                | "couples"
                | "assignments"
                | "enrolments"
                | "plans"
                | "reports"
                | "report-runs"
                | "report-authorisations"
        );
        match self.stand {
            _ if names.is_empty() => false,
            Stand::Foreign => true,
            _ if wing == "sessions" => true,
            Stand::Apart => cared_for || !holds_role,
            Stand::Office => !holds_role,
            Stand::Partner => {
                let anns = matches!(wing, "appointments" | "reports" | "report-authorisations");
                !holds_role || names.contains(&"client_id") || anns
            }
        }
    }

    /// The target as this asker is to be tried on it: the partner shares the couple's assignments, so it is
    /// Ann's own one that must stay hidden.
    pub fn params(&self, here: &World<'_>, target: &Target<'_>) -> Params {
        let mut params = target.params.clone();
        let only_assignment = target.operation.path_names() == ["assignment_id"];
        if self.stand == Stand::Partner && only_assignment {
            params.insert("assignment_id".to_owned(), here.alone.clone());
        }
        params
    }
}

/// Everything of an answer but what differs from request to request.
pub fn told(answer: &Answer) -> (u16, Vec<(String, String)>, serde_json::Value) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    headers.sort();
    (answer.status, headers, answer.body_without_instance())
}
