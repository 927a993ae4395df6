//! What `holdfast serve` refuses to serve with: settings that are fine to try things out, and a danger to real people's
//! data.

use std::path::Path;

use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use crate::demo;
use crate::platform::crypto::Key;
use crate::platform::keyring::Keyring;

/// One reason not to serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The master key is the demo's, or one that anybody would guess.
    #[error("a master key is one that a demo made, or no random one: make a new one")]
    DemoKey,
    /// The database holds the demo, whose passwords everybody can read.
    #[error(
        "the database holds accounts of the demo, whose password is published, and they cannot be taken out: drop this \
         database, or create another one, then run `holdfast migrate` and `holdfast practice` there"
    )]
    DemoAccounts,
    /// The login can do whatever it likes.
    #[error(
        "the login to the database is a superuser, or can become one ({0}): use holdfast_app or a member of it"
    )]
    Superuser(String),
    /// The login can pass by the policies.
    #[error(
        "the login to the database can bypass row-level security ({0}): use holdfast_app or a member of it"
    )]
    BypassesPolicies(String),
    /// The login can change the tables.
    #[error(
        "the login to the database owns tables, or can become their owner ({0}): use holdfast_app or a member of it"
    )]
    OwnsTables(String),
    /// A table does not keep practices apart.
    #[error("row-level security is not forced on the table {0}")]
    NotForced(String),
    /// A crash of the machine may lose or damage what was acknowledged.
    #[error("{0} is off in PostgreSQL: what was acknowledged may be lost in a crash")]
    NotDurable(&'static str),
}

/// All reasons together.
#[derive(Debug, thiserror::Error)]
#[error("refusing to serve:{}", .0.iter().map(|one| format!("\n- {one}")).collect::<String>())]
pub struct Refused(pub Vec<Refusal>);

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

const SUPERUSERS: &str = "SELECT rolname::text AS name FROM pg_roles WHERE rolsuper \
     AND (pg_has_role(session_user, oid, 'MEMBER') OR pg_has_role('holdfast_app', oid, 'MEMBER')) ORDER BY 1";
const BYPASSING: &str = "SELECT rolname::text AS name FROM pg_roles WHERE rolbypassrls AND NOT rolsuper \
     AND (pg_has_role(session_user, oid, 'MEMBER') OR pg_has_role('holdfast_app', oid, 'MEMBER')) ORDER BY 1";
const OWNERS: &str = "SELECT DISTINCT r.rolname::text AS name FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner \
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') \
     AND (pg_has_role(session_user, r.oid, 'MEMBER') OR pg_has_role('holdfast_app', r.oid, 'MEMBER')) ORDER BY 1";
/// The directory of memberships and the queue of jobs name practices and belong to none.
const NOT_FORCED: &str = "SELECT c.relname::text AS name FROM pg_class c \
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'practice_id' AND NOT a.attisdropped \
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('account_memberships', 'jobs') \
     AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1";
const NOT_DURABLE: &str = "SELECT name::text AS name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY 1";
const DEMO_ACCOUNTS: &str =
    "SELECT id::text AS name FROM accounts WHERE email LIKE '%@demo.holdfast.example' LIMIT 1";

/// Everything that speaks against serving from this database with these keys.
pub async fn refusals(
    url: &str,
    master: &Keyring,
    data: &Path,
) -> Result<Vec<Refusal>, Box<dyn std::error::Error>> {
    let mut connection = AsyncPgConnection::establish(url).await?;
    let mut found = Vec::new();
    if master.all().any(|key| is_known(key, data)) {
        found.push(Refusal::DemoKey);
    }
    let superusers = names(&mut connection, SUPERUSERS).await?;
    if superusers.is_empty() {
        found.extend(joined(&names(&mut connection, BYPASSING).await?).map(Refusal::BypassesPolicies));
        found.extend(joined(&names(&mut connection, OWNERS).await?).map(Refusal::OwnsTables));
    }
    // A superuser is a member of every role, so that there is nothing more to be said.
    found.extend(superusers.into_iter().next().map(Refusal::Superuser));
    found.extend(names(&mut connection, NOT_FORCED).await?.into_iter().map(Refusal::NotForced));
    let off = names(&mut connection, NOT_DURABLE).await?;
    let durable = ["fsync", "full_page_writes"].into_iter();
    found.extend(durable.filter(|name| off.iter().any(|off| off == name)).map(Refusal::NotDurable));
    diesel::sql_query("SET ROLE holdfast_app").execute(&mut connection).await?;
    if !names(&mut connection, DEMO_ACCOUNTS).await?.is_empty() {
        found.push(Refusal::DemoAccounts);
    }
    Ok(found)
}

async fn names(connection: &mut AsyncPgConnection, query: &'static str) -> diesel::QueryResult<Vec<String>> {
    let rows: Vec<Name> = diesel::sql_query(query).load(connection).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

fn joined(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}

/// A key that a demo made, there or here, or one byte over and over.
fn is_known(key: &Key, data: &Path) -> bool {
    let text = key.encode();
    let repeated = (0..=u8::MAX).any(|byte| Key::from_bytes([byte; 32]).encode() == text);
    let of_demo = std::fs::read_to_string(data.join(demo::KEY_FILE)).ok();
    repeated || demo::made_key(key) || of_demo.is_some_and(|demo| demo.trim() == text)
}
