//! What whoever guesses knows of a person: it makes no password stronger.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{MembershipId, PracticeId};
use crate::schema::{clients, practices, staff};

/// What accounts are for, and a passphrase that everybody has read of.
const CONTEXT: [&str; 15] = [
    "holdfast",
    "therapy",
    "therapist",
    "therapists",
    "counselling",
    "counseling",
    "counsellor",
    "counselor",
    "couple",
    "couples",
    "couplestherapy",
    "relationship",
    "marriage",
    "practice",
    "correcthorsebatterystaple",
];
/// Shorter ones stand in too many other words.
const SHORTEST: usize = 3;

/// Words of one person, in lower case.
#[derive(Debug, Clone)]
pub struct KnownWords(Vec<String>);

impl KnownWords {
    /// Those of an e-mail address, and those of what accounts are for.
    pub fn of_address(address: &str) -> Self {
        let mut known = Self(CONTEXT.map(str::to_owned).to_vec());
        known.add(address);
        known
    }

    /// Adds the names of a member and of its practice, inside a transaction of that practice.
    pub async fn add_member(
        &mut self,
        mut conn: Conn<'_>,
        practice: PracticeId,
        member: MembershipId,
    ) -> ApiResult<()> {
        let (mut staff_conn, mut client_conn) = (conn, conn);
        let name = practices::table.find(practice).select(practices::name);
        let of_staff = staff::table.find((practice, member)).select(staff::name);
        let of_client = clients::table.find((practice, member)).select((
            clients::given_name,
            clients::family_name,
            clients::preferred_name,
        ));
        let (name, of_staff, of_client) = futures_util::try_join!(
            name.load::<String>(&mut conn),
            of_staff.load::<String>(&mut staff_conn),
            of_client.load::<(String, String, Option<String>)>(&mut client_conn),
        )?;
        name.iter().chain(&of_staff).for_each(|name| self.add(name));
        for (given, family, preferred) in &of_client {
            self.add(given);
            self.add(family);
            self.add(preferred.as_deref().unwrap_or_default());
        }
        Ok(())
    }

    /// All of them.
    pub(super) fn all(&self) -> &[String] {
        &self.0
    }

    fn add(&mut self, text: &str) {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric());
        self.0.extend(words.filter(|word| word.chars().count() >= SHORTEST).map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let known = KnownWords::of_address("Anna.Berg-2@demo.holdfast.example");
        for word in ["anna", "berg", "demo", "holdfast", "example", "therapist"] {
            assert!(known.all().iter().any(|one| one == word), "{word}");
        }
        assert!(!known.all().iter().any(|one| one == "2"));
    }
}
