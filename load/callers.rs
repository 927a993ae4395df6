//! Who calls, and what about: members chosen at random, each with an open session and a token.

use holdfast::identity::memberships::Role;
use holdfast::identity::sessions::{NewSession, open_session};
use holdfast::platform::db::{Conn, Mode};
use holdfast::platform::ids::Id;
use uuid::Uuid;

use crate::Outcome;
use crate::data::Data;
use crate::operations::Operation;

/// Enough that runs do not keep to a few rows, few enough that every token is verified while warming up.
const TARGETS: u32 = 400;

/// One caller and what it asks for.
#[derive(Debug, Clone)]
pub struct Target {
    pub practice: Uuid,
    pub member: Uuid,
    pub account: Uuid,
    pub session: Uuid,
    pub client: Uuid,
    pub assignment: Uuid,
    pub item: Uuid,
    pub token: String,
}

impl Target {
    /// The ids under the names that pgbench's scripts use.
    pub fn ids(&self) -> [(&'static str, Uuid); 7] {
        let Self { practice, member, account, session, client, assignment, item, token: _ } = self;
        [
            ("practice", *practice),
            ("member", *member),
            ("account", *account),
            ("session", *session),
            ("client", *client),
            ("assignment", *assignment),
            ("item", *item),
        ]
    }
}

/// Chooses targets, signs their callers in, and lists them in a table for pgbench.
pub async fn sign_in(data: &Data, operation: &Operation) -> Outcome<Vec<Target>> {
    let (root, services) = (data.root().await?, data.services().await?);
    let sql = format!(
        "SELECT t.practice_id, t.member_id, m.account_id, t.client_id, t.assignment_id, t.item_id, m.roles, \
         m.access_version FROM ({}) t (practice_id, member_id, client_id, assignment_id, item_id) \
         JOIN memberships m ON m.practice_id = t.practice_id AND m.id = t.member_id ORDER BY random() LIMIT {TARGETS}",
        operation.targets
    );
    let mut targets = Vec::new();
    for row in root.query(&sql, &[]).await? {
        let roles: Vec<String> = row.try_get(6)?;
        let roles = roles.iter().map(|role| role.parse()).collect::<Result<Vec<Role>, _>>()?;
        let (practice, member, account): (Uuid, Uuid, Uuid) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let new = NewSession {
            account: Id::from_uuid(account),
            practice: Id::from_uuid(practice),
            membership: Id::from_uuid(member),
            roles,
            access: row.try_get(7)?,
            device: None,
            second_factor: false,
        };
        let open = async |conn: Conn<'_>| open_session(conn, &services, new.clone()).await;
        let opened =
            services.database.in_practice(new.practice, Mode::Write, async |_| Ok(()), open).await?.1;
        targets.push(Target {
            practice,
            member,
            account,
            session: opened.session_id.uuid(),
            client: row.try_get(3)?,
            assignment: row.try_get(4)?,
            item: row.try_get(5)?,
            token: opened.access_token,
        });
    }
    if targets.is_empty() {
        return Err("nothing to ask for".into());
    }
    list(&root, &targets).await?;
    Ok(targets)
}

async fn list(root: &tokio_postgres::Client, targets: &[Target]) -> Outcome {
    let first = targets.first().ok_or("no target")?.ids();
    let columns: Vec<String> = first.iter().map(|(name, _)| format!("{name} uuid")).collect();
    root.batch_execute(&format!(
        "CREATE SCHEMA IF NOT EXISTS load; DROP TABLE IF EXISTS load.targets; \
         CREATE TABLE load.targets (n integer PRIMARY KEY, {}); \
         GRANT USAGE ON SCHEMA load TO holdfast_app; GRANT SELECT ON load.targets TO holdfast_app",
        columns.join(", ")
    ))
    .await?;
    let insert = root.prepare("INSERT INTO load.targets VALUES ($1, $2, $3, $4, $5, $6, $7, $8)").await?;
    for (number, target) in (1_i32..).zip(targets) {
        let [a, b, c, d, e, f, g] = target.ids().map(|(_, id)| id);
        root.execute(&insert, &[&number, &a, &b, &c, &d, &e, &f, &g]).await?;
    }
    Ok(root.batch_execute("ANALYZE load.targets").await?)
}
