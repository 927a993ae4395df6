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
}

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
/// A client who logs its own homework, of an item that asks for no answers.
const OWN_ASSIGNMENTS: &str = "SELECT a.practice_id, a.client_id, a.client_id, a.id, a.item_id \
     FROM assignments a JOIN library_items i ON i.practice_id = a.practice_id AND i.id = a.item_id \
     WHERE a.client_id IS NOT NULL AND a.status = 'active' AND i.key = 'mindful-minute'";

/// All of them; what writes comes last, because it makes the tables grow.
pub const OPERATIONS: [Operation; 6] = [
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
        name: "create_check_in",
        title: "one check-in created",
        targets: OWN_ASSIGNMENTS,
        request: Request::CreateCheckIn,
    },
];

impl Operation {
    /// Whether it changes data.
    pub fn writes(&self) -> bool {
        matches!(self.request, Request::CreateCheckIn)
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
                Prepared { bytes: text.into_bytes(), id_at: None }
            }
            Request::CreateCheckIn => {
                let id = Uuid::nil().to_string();
                let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
                let body = check_in_body(&id, target, &at);
                let text = head(&format!("POST /v1/clients/{}/check-ins", target.client))
                    + &format!(
                        "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                        body.len()
                    );
                Prepared { id_at: text.rfind(&id), bytes: text.into_bytes() }
            }
        }
    }
}

fn check_in_body(id: &str, target: &Target, at: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"assignment_id\":\"{}\",\"occurred_at\":\"{at}\",\"time_zone\":\"Europe/London\",\
         \"outcome\":\"done\",\"minutes\":10,\"personal\":{{\"effort\":3,\"helpfulness\":7,\
         \"note\":\"We sat down after dinner and it was easier than the last time.\"}}}}",
        target.assignment
    )
}

/// A rendered request; a create gets a new id each time it is sent.
#[derive(Debug, Clone)]
pub struct Prepared {
    bytes: Vec<u8>,
    id_at: Option<usize>,
}

impl Prepared {
    /// The bytes to send, and the id of what is created.
    pub fn fresh(&self, out: &mut Vec<u8>) -> Option<Uuid> {
        let id = self.id_at.map(|_| Id::<Self>::generate().uuid());
        self.with_id(id, out);
        id
    }

    /// The bytes to send with a known id.
    pub fn with_id(&self, id: Option<Uuid>, out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(&self.bytes);
        let place = self.id_at.and_then(|start| out.get_mut(start..start + uuid::fmt::Hyphenated::LENGTH));
        if let (Some(place), Some(id)) = (place, id) {
            id.hyphenated().encode_lower(place);
        }
    }
}
