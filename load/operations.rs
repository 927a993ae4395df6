//! The operations that are measured: whom they are asked for by, and the bytes of the request.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use holdfast::platform::clock::Clock;
use holdfast::platform::ids::Id;
use uuid::Uuid;

use crate::callers::Target;

/// One operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub name: &'static str,
    /// What the operation is called in the table.
    pub title: &'static str,
    /// Query of practice, caller, client, assignment and library item; any column but the first two may be of no use.
    pub targets: &'static str,
    request: Request,
}

#[derive(Debug, Clone, Copy)]
enum Request {
    Get(fn(&Target) -> String),
    CreateCheckIn,
    CreateCheckInBatch,
}

/// Check-ins of a batch.
const BATCH: usize = 100;

/// A client and the therapist who cares for it.
const CLIENTS: &str = "SELECT c.practice_id, c.staff_id, c.client_id, c.client_id, c.client_id \
     FROM care_team_members c WHERE c.client_id IS NOT NULL";
const CLIENTS_LONG_IN_CARE: &str = "SELECT c.practice_id, c.staff_id, c.client_id, c.client_id, c.client_id \
     FROM care_team_members c WHERE (SELECT count(*) FROM assignments a \
     WHERE a.practice_id = c.practice_id AND a.client_id = c.client_id) >= 50";
const CLIENTS_WITH_FEW: &str = "SELECT c.practice_id, c.staff_id, c.client_id, c.client_id, c.client_id \
     FROM care_team_members c WHERE (SELECT count(*) FROM assignments a \
     WHERE a.practice_id = c.practice_id AND a.client_id = c.client_id) BETWEEN 1 AND 2";
const ASSIGNMENTS: &str = "SELECT c.practice_id, c.staff_id, c.client_id, a.id, a.item_id \
     FROM care_team_members c JOIN assignments a USING (practice_id, client_id)";
/// The next appointment of a client stands in the place of the assignment.
const NEXT_APPOINTMENTS: &str = "SELECT c.practice_id, c.staff_id, c.client_id, p.id, p.id \
     FROM care_team_members c JOIN appointments p USING (practice_id, client_id) WHERE p.status = 'planned'";
/// A client who logs its own homework, of an item that asks for no answers.
const OWN_ASSIGNMENTS: &str = "SELECT a.practice_id, a.client_id, a.client_id, a.id, a.item_id \
     FROM assignments a JOIN library_items i ON i.practice_id = a.practice_id AND i.id = a.item_id \
     WHERE a.client_id IS NOT NULL AND a.status = 'active' AND i.key = 'mindful-minute'";

/// A therapist with 60 clients.
const CASELOADS: &str = "SELECT c.practice_id, c.staff_id, min(c.client_id::text)::uuid, min(c.client_id::text)::uuid, \
     min(c.client_id::text)::uuid FROM care_team_members c WHERE c.client_id IS NOT NULL \
     GROUP BY c.practice_id, c.staff_id HAVING count(*) >= 60";

/// All of them; what writes comes last, because it makes the tables grow.
pub const OPERATIONS: [Operation; 9] = [
    Operation {
        name: "find_me",
        title: "who am I (GET /v1/me)",
        targets: CLIENTS,
        request: Request::Get(|_| "/v1/me".to_owned()),
    },
    Operation {
        name: "find_client",
        title: "one client",
        targets: CLIENTS,
        request: Request::Get(|target| format!("/v1/clients/{}", target.client)),
    },
    Operation {
        name: "find_assignment",
        title: "one assignment",
        targets: ASSIGNMENTS,
        request: Request::Get(|target| format!("/v1/assignments/{}", target.assignment)),
    },
    Operation {
        name: "list_client_assignments",
        title: "page of 50 assignments",
        targets: CLIENTS_LONG_IN_CARE,
        request: Request::Get(|target| format!("/v1/clients/{}/assignments", target.client)),
    },
    Operation {
        name: "find_client_progress",
        title: "12-week progress",
        targets: CLIENTS_WITH_FEW,
        request: Request::Get(|target| format!("/v1/clients/{}/progress", target.client)),
    },
    Operation {
        name: "list_caseload",
        title: "caseload of 60 clients",
        targets: CASELOADS,
        request: Request::Get(|_| "/v1/caseload?limit=200".to_owned()),
    },
    Operation {
        name: "find_preparation",
        title: "preparation of an appointment",
        targets: NEXT_APPOINTMENTS,
        request: Request::Get(|target| format!("/v1/appointments/{}/preparation", target.assignment)),
    },
    Operation {
        name: "create_check_in",
        title: "one check-in created",
        targets: OWN_ASSIGNMENTS,
        request: Request::CreateCheckIn,
    },
    Operation {
        name: "create_check_in_batch",
        title: "batch of 100 check-ins",
        targets: OWN_ASSIGNMENTS,
        request: Request::CreateCheckInBatch,
    },
];

impl Operation {
    /// Whether it changes data.
    pub fn writes(&self) -> bool {
        !matches!(self.request, Request::Get(_))
    }

    /// How many things one request writes.
    pub fn items(&self) -> usize {
        if matches!(self.request, Request::CreateCheckInBatch) { BATCH } else { 1 }
    }

    /// Whether pgbench can send the same statements: it takes 255 parameters at most, and knows no answer of one statement in
    /// the next.
    pub fn has_twin(&self) -> bool {
        self.items() == 1 && !matches!(self.name, "list_caseload" | "find_preparation")
    }

    /// The requests of each target.
    pub fn requests(&self, targets: &[Target], address: std::net::SocketAddr) -> Vec<Prepared> {
        let at = Clock::default().now() - TimeDelta::minutes(10);
        targets.iter().map(|target| self.prepare(target, address, at)).collect()
    }

    fn prepare(&self, target: &Target, address: std::net::SocketAddr, at: DateTime<Utc>) -> Prepared {
        let head = |line: &str| {
            format!("{line} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n", target.token)
        };
        match self.request {
            Request::Get(path) => {
                let text = head(&format!("GET {}", path(target))) + "\r\n";
                Prepared { bytes: text.into_bytes(), ids_at: Vec::new() }
            }
            Request::CreateCheckIn => {
                let head = head(&format!("POST /v1/clients/{}/check-ins", target.client));
                Prepared::create(&head, &check_in_body(target, at))
            }
            Request::CreateCheckInBatch => {
                let head = head(&format!("POST /v1/clients/{}/check-in-batches", target.client));
                let all: Vec<String> = (0..BATCH).map(|_| check_in_body(target, at)).collect();
                Prepared::create(&head, &format!("{{\"check_ins\":[{}]}}", all.join(",")))
            }
        }
    }
}

fn check_in_body(target: &Target, at: DateTime<Utc>) -> String {
    let (id, at) = (Uuid::nil(), at.to_rfc3339_opts(SecondsFormat::Secs, true));
    format!(
        "{{\"id\":\"{id}\",\"assignment_id\":\"{}\",\"occurred_at\":\"{at}\",\"time_zone\":\"Europe/London\",\
         \"outcome\":\"done\",\"minutes\":10,\"personal\":{{\"effort\":3,\"helpfulness\":7,\
         \"note\":\"We sat down after dinner and it was easier than the last time.\"}}}}",
        target.assignment
    )
}

/// A rendered request; what it creates gets a new id each time it is sent.
#[derive(Debug, Clone)]
pub struct Prepared {
    bytes: Vec<u8>,
    ids_at: Vec<usize>,
}

impl Prepared {
    /// A request with a body in which each nil id stands for a new one.
    fn create(head: &str, body: &str) -> Self {
        let text =
            format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let ids_at = text.match_indices(&Uuid::nil().to_string()).map(|(at, _)| at).collect();
        Self { bytes: text.into_bytes(), ids_at }
    }

    /// The bytes to send, and the id of the first thing that is created.
    pub fn fresh(&self, out: &mut Vec<u8>) -> Option<Uuid> {
        out.clear();
        out.extend_from_slice(&self.bytes);
        let ids: Vec<Uuid> = self.ids_at.iter().map(|_| Id::<Self>::generate().uuid()).collect();
        for (start, id) in self.ids_at.iter().zip(&ids) {
            if let Some(place) = out.get_mut(*start..start + uuid::fmt::Hyphenated::LENGTH) {
                id.hyphenated().encode_lower(place);
            }
        }
        ids.first().copied()
    }
}
