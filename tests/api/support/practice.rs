//! A practice with people, entered straight into the database so that each test starts fast.

use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use holdfast::identity::memberships::Role;
use holdfast::identity::sessions::{NewSession, open_session};
use holdfast::platform::db::Mode;
use holdfast::platform::ids::Id;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Caller, TestApp, new_id};

/// The password of every account made here.
pub const PASSWORD: &str = "tall-ship-quiet-harbour";

static PASSWORD_HASH: OnceCell<String> = OnceCell::const_new();

/// A practice of one test.
pub struct TestPractice<'a> {
    pub app: &'a TestApp,
    pub id: Uuid,
}

impl<'a> TestPractice<'a> {
    pub async fn create(app: &'a TestApp, name: &str) -> Self {
        let id = new_id();
        diesel::sql_query(
            "INSERT INTO practices (practice_id, name, time_zone, second_factor_required, agreement_required) \
             VALUES ($1, $2, 'Europe/London', false, false)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(name)
        .execute(&mut app.root().await)
        .await
        .unwrap();
        let services = app.services();
        let practice = Id::from_uuid(id);
        let create =
            async |conn: &AsyncPgConnection| services.shared.practice_keys.create(conn, practice).await;
        services.database.in_practice(practice, Mode::Write, async |_| Ok(()), create).await.unwrap();
        Self { app, id }
    }

    /// A signed-in member of staff with these roles.
    pub async fn staff(&self, name: &str, roles: &[&str]) -> Caller {
        let id = self.member(roles).await;
        diesel::sql_query("INSERT INTO staff (practice_id, id, name, email) VALUES ($1, $2, $3, $4)")
            .bind::<SqlUuid, _>(self.id)
            .bind::<SqlUuid, _>(id)
            .bind::<Text, _>(name)
            .bind::<Text, _>(email_of(id))
            .execute(&mut self.app.root().await)
            .await
            .unwrap();
        self.sign_in(id).await
    }

    /// A signed-in client.
    pub async fn client(&self, name: &str) -> Caller {
        let id = self.member(&["client"]).await;
        diesel::sql_query(
            "INSERT INTO clients (practice_id, id, given_name, family_name, email, time_zone, language, status) \
             VALUES ($1, $2, $3, 'Example', $4, 'Europe/London', 'en', 'active')",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(name)
        .bind::<Text, _>(email_of(id))
        .execute(&mut self.app.root().await)
        .await
        .unwrap();
        self.sign_in(id).await
    }

    /// An active couple.
    pub async fn couple(&self, a: &Caller, b: &Caller) -> Uuid {
        let id = new_id();
        let mut root = self.app.root().await;
        diesel::sql_query("INSERT INTO couples (practice_id, id, started_on) VALUES ($1, $2, '2020-01-01')")
            .bind::<SqlUuid, _>(self.id)
            .bind::<SqlUuid, _>(id)
            .execute(&mut root)
            .await
            .unwrap();
        diesel::sql_query(
            "INSERT INTO couple_members (practice_id, couple_id, position, client_id) VALUES ($1, $2, 1, $3), ($1, $2, 2, $4)",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(a.id)
        .bind::<SqlUuid, _>(b.id)
        .execute(&mut root)
        .await
        .unwrap();
        id
    }

    /// Puts a member of staff on the care team of a client.
    pub async fn care_for_client(&self, staff: &Caller, client: &Caller) {
        self.care("client_id", staff.id, client.id).await;
    }

    /// Puts a member of staff on the care team of a couple.
    pub async fn care_for_couple(&self, staff: &Caller, couple: Uuid) {
        self.care("couple_id", staff.id, couple).await;
    }

    async fn care(&self, column: &str, staff: Uuid, of: Uuid) {
        let insert = format!(
            "INSERT INTO care_team_members (practice_id, id, staff_id, {column}) VALUES ($1, $2, $3, $4)"
        );
        diesel::sql_query(insert)
            .bind::<SqlUuid, _>(self.id)
            .bind::<SqlUuid, _>(new_id())
            .bind::<SqlUuid, _>(staff)
            .bind::<SqlUuid, _>(of)
            .execute(&mut self.app.root().await)
            .await
            .unwrap();
    }

    /// Makes one member of staff the supervisor of another.
    pub async fn supervise(&self, supervisor: &Caller, supervisee: &Caller) {
        diesel::sql_query(
            "INSERT INTO supervisions (practice_id, supervisor_id, supervisee_id) VALUES ($1, $2, $3)",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(supervisor.id)
        .bind::<SqlUuid, _>(supervisee.id)
        .execute(&mut self.app.root().await)
        .await
        .unwrap();
    }

    async fn member(&self, roles: &[&str]) -> Uuid {
        let (id, account) = (new_id(), new_id());
        let hash = PASSWORD_HASH
            .get_or_init(async || self.app.shared.passwords.hash(PASSWORD.to_owned()).await.unwrap())
            .await;
        let mut root = self.app.root().await;
        diesel::sql_query("INSERT INTO accounts (id, email, password_hash) VALUES ($1, $2, $3)")
            .bind::<SqlUuid, _>(account)
            .bind::<Text, _>(email_of(id))
            .bind::<Text, _>(hash)
            .execute(&mut root)
            .await
            .unwrap();
        diesel::sql_query("INSERT INTO memberships (practice_id, id, account_id, roles, status) VALUES ($1, $2, $3, $4, 'active')")
            .bind::<SqlUuid, _>(self.id)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(account)
            .bind::<Array<Text>, _>(roles)
            .execute(&mut root)
            .await
            .unwrap();
        diesel::sql_query(
            "INSERT INTO account_memberships (account_id, practice_id, membership_id) VALUES ($1, $2, $3)",
        )
        .bind::<SqlUuid, _>(account)
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(id)
        .execute(&mut root)
        .await
        .unwrap();
        id
    }

    /// Somebody of another practice, with the same account, signed in here as a member of staff.
    pub async fn join(&self, person: &Caller, roles: &[&str]) -> Caller {
        let id = new_id();
        let mut root = self.app.root().await;
        diesel::sql_query("INSERT INTO memberships (practice_id, id, account_id, roles, status) VALUES ($1, $2, $3, $4, 'active')")
            .bind::<SqlUuid, _>(self.id)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(person.account)
            .bind::<Array<Text>, _>(roles)
            .execute(&mut root)
            .await
            .unwrap();
        diesel::sql_query(
            "INSERT INTO account_memberships (account_id, practice_id, membership_id) VALUES ($1, $2, $3)",
        )
        .bind::<SqlUuid, _>(person.account)
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(id)
        .execute(&mut root)
        .await
        .unwrap();
        Caller { email: person.email.clone(), ..self.sign_in(id).await }
    }

    /// A new session of this member.
    pub async fn sign_in(&self, member: Uuid) -> Caller {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = SqlUuid)]
            account_id: Uuid,
            #[diesel(sql_type = Array<Text>)]
            roles: Vec<String>,
            #[diesel(sql_type = diesel::sql_types::Integer)]
            access_version: i32,
        }
        let row: Row = diesel::sql_query(
            "SELECT account_id, roles, access_version FROM memberships WHERE practice_id = $1 AND id = $2",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(member)
        .get_result(&mut self.app.root().await)
        .await
        .unwrap();
        let roles: Vec<Role> = row.roles.iter().map(|role| role.parse().unwrap()).collect();
        let (practice, services) = (Id::from_uuid(self.id), self.app.services());
        let session = NewSession {
            account: Id::from_uuid(row.account_id),
            practice,
            membership: Id::from_uuid(member),
            roles,
            access: row.access_version,
            device: None,
            second_factor: false,
        };
        let open = async |conn: &AsyncPgConnection| open_session(conn, &services, session.clone()).await;
        let ((), signed_in) =
            services.database.in_practice(practice, Mode::Write, async |_| Ok(()), open).await.unwrap();
        let caller = Caller::new(self.app, Some(signed_in.access_token));
        let session = signed_in.session_id.uuid();
        Caller { id: member, account: row.account_id, session, email: email_of(member), ..caller }
    }
}

fn email_of(member: Uuid) -> String {
    format!("{member}@example.org")
}
