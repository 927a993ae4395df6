//! A practice with everything in it that an operation can touch; what can be made through the API is made so.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Days, NaiveDate, TimeDelta};
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use uuid::Uuid;

use super::spec::{Operation, Params, Spec};
use crate::support::homework::library_item;
use crate::support::{Answer, Caller, TestApp, TestPractice, new_id};

pub const ROLES: [&str; 7] = ["owner", "admin", "supervisor", "therapist", "front_desk", "auditor", "client"];

/// One practice: a couple in one therapist's care, another couple in another one's, and everybody else.
pub struct World<'a> {
    pub app: &'a TestApp,
    pub spec: &'a Spec,
    pub practice: TestPractice<'a>,
    pub owner: Caller,
    pub admin: Caller,
    /// Supervises the therapist.
    pub supervisor: Caller,
    /// Supervises nobody.
    pub other_supervisor: Caller,
    /// On the care team of Ann, Ben and their couple.
    pub therapist: Caller,
    /// On the care team of Cleo, Dora and their couple.
    pub other_therapist: Caller,
    pub front_desk: Caller,
    pub auditor: Caller,
    pub ann: Caller,
    pub ben: Caller,
    pub cleo: Caller,
    pub dora: Caller,
    /// Was Ann's partner before Ben.
    pub ed: Caller,
    pub couple: Uuid,
    pub other_couple: Uuid,
    /// A published item for every audience.
    pub item: String,
    /// Given to the couple, each for themselves.
    pub each: String,
    /// Given to Ann alone.
    pub alone: String,
    /// Given to the other couple.
    pub other_each: String,
    /// A published boundary script.
    pub script: String,
    /// A programme of the practice's own.
    pub programme: String,
    /// The couple in it.
    pub enrolment: String,
    /// A limit of Ann's that the care team reads.
    pub boundary: String,
    /// A check-in of Ann's that the care team reads.
    pub check_in: String,
    /// Answers that the document does not tell of.
    pub untold: Mutex<BTreeSet<String>>,
    count: AtomicUsize,
}

impl<'a> World<'a> {
    pub async fn create(app: &'a TestApp, spec: &'a Spec, name: &str) -> Self {
        let practice = app.practice(name).await;
        let therapist = practice.staff("Tess", &["therapist"]).await;
        let other_therapist = practice.staff("Uma", &["therapist"]).await;
        let supervisor = practice.staff("Sue", &["supervisor"]).await;
        practice.supervise(&supervisor, &therapist).await;
        let (ann, ben) = (practice.client("Ann").await, practice.client("Ben").await);
        let (cleo, dora) = (practice.client("Cleo").await, practice.client("Dora").await);
        let ed = practice.client("Ed").await;
        let former = practice.couple(&ann, &ed).await;
        ed.put(&format!("/v1/couples/{former}/end"), json!({})).await.expect(200);
        let couple = cared_for(&practice, &therapist, &ann, &ben).await;
        let other_couple = cared_for(&practice, &other_therapist, &cleo, &dora).await;
        let mut world = Self {
            owner: practice.staff("Olga", &["owner"]).await,
            admin: practice.staff("Adam", &["admin"]).await,
            front_desk: practice.staff("Fay", &["front_desk"]).await,
            auditor: practice.staff("Otto", &["auditor"]).await,
            other_supervisor: practice.staff("Ulf", &["supervisor"]).await,
            item: String::new(),
            each: String::new(),
            alone: String::new(),
            other_each: String::new(),
            script: String::new(),
            programme: String::new(),
            enrolment: String::new(),
            boundary: String::new(),
            check_in: String::new(),
            untold: Mutex::default(),
            count: AtomicUsize::new(0),
            app,
            spec,
            practice,
            supervisor,
            therapist,
            other_therapist,
            ann,
            ben,
            cleo,
            dora,
            ed,
            couple,
            other_couple,
        };
        // On the heap, as what is long: a thread of a test has little of a stack.
        Box::pin(world.furnish()).await;
        world
    }

    async fn furnish(&mut self) {
        self.item = self.published_item().await;
        self.each = self.assignment("create_couple_assignment", json!({})).await;
        self.alone = self.assignment("create_client_assignment", json!({})).await;
        let other = self.params(&[("couple_id", &self.other_couple.to_string())]);
        let plans = json!({"barrier_plans": []});
        self.other_each =
            self.make(&self.other_therapist, "create_couple_assignment", &other, plans).await.id();
        self.programme = self.new_programme().await;
        self.enrolment = self.new_enrolment().await;
        let ann = self.params(&[("client_id", &self.ann.id.to_string())]);
        self.make(&self.therapist, "update_attachment_pattern", &ann, json!({})).await;
        for visibility in ["private", "partner", "therapist"] {
            self.check_in = self.check_in(json!({"visibility": visibility})).await.id();
        }
        let ann = self.params(&[("client_id", &self.ann.id.to_string())]);
        self.make(&self.therapist, "create_check_in_feedback", &ann, json!({})).await;
        self.script = library_item(&self.practice, "limit-with-reconnect").await.to_string();
        for visibility in ["private", "partner", "therapist"] {
            self.written("create_journal_entry", json!({"visibility": visibility})).await;
            self.boundary = self.written("create_boundary", json!({"visibility": visibility})).await.id();
        }
        for visibility in ["private", "therapist"] {
            self.written("create_boundary_use", json!({"visibility": visibility})).await;
        }
        for visibility in ["private", "therapist", "partner"] {
            self.written("create_rupture", json!({"visibility": visibility})).await;
            self.written("create_repair", json!({"visibility": visibility})).await;
        }
        for visibility in ["private", "therapist"] {
            self.written("create_life_event", json!({"visibility": visibility})).await;
        }
        self.written("create_life_event", json!({"couple_id": self.couple})).await;
        self.written("create_measure", json!({})).await;
        let ann = self.params(&[("client_id", &self.ann.id.to_string())]);
        self.make(&self.therapist, "create_client_measure_request", &ann, json!({})).await;
        let of_ann = self.params(&[("client_id", &self.ann.id.to_string())]);
        self.make(&self.therapist, "create_measure", &of_ann, json!({"instrument": "hits"})).await;
        self.make(&self.therapist, "create_report", &Params::new(), json!({})).await;
        self.make(&self.therapist, "create_report_run", &Params::new(), json!({})).await;
        self.app.work().await;
        self.make(&self.therapist, "create_report_authorisation", &Params::new(), json!({})).await;
        let both =
            self.params(&[("client_id", &self.ann.id.to_string()), ("couple_id", &self.couple.to_string())]);
        for appointment in ["create_client_appointment", "create_couple_appointment"] {
            self.make(&self.front_desk, appointment, &both, json!({})).await;
        }
    }

    /// A programme of one step that is due at once, and one that is not.
    pub async fn new_programme(&self) -> String {
        self.make(&self.therapist, "create_programme", &Params::new(), json!({})).await.id()
    }

    /// The couple in another programme.
    pub async fn new_enrolment(&self) -> String {
        let params = self.params(&[("couple_id", &self.couple.to_string())]);
        let programme = json!({"programme_id": self.new_programme().await});
        self.make(&self.therapist, "create_couple_enrolment", &params, programme).await.id()
    }

    /// Something that Ann writes.
    pub async fn written(&self, operation: &str, change: Value) -> Answer {
        let params = self.params(&[("client_id", &self.ann.id.to_string())]);
        self.make(&self.ann, operation, &params, change).await
    }

    /// A number that was not used before, for names that must be unique.
    pub fn next(&self) -> usize {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    pub fn params(&self, pairs: &[(&str, &str)]) -> Params {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// What can stand in a path, one of each kind, with the names that it goes by.
    pub fn one_of_each(&self) -> [(&'static str, String); 7] {
        [
            ("client_id", self.ann.id.to_string()),
            ("couple_id", self.couple.to_string()),
            ("assignment_id", self.each.clone()),
            ("item_id", self.item.clone()),
            ("programme_id", self.programme.clone()),
            ("enrolment_id", self.enrolment.clone()),
            ("staff_id|supervisee_id", self.therapist.id.to_string()),
        ]
    }

    pub fn caller_of(&self, role: &str) -> &Caller {
        match role {
            "owner" => &self.owner,
            "admin" => &self.admin,
            "supervisor" => &self.supervisor,
            "therapist" => &self.therapist,
            "front_desk" => &self.front_desk,
            "auditor" => &self.auditor,
            "client" => &self.ann,
            other => panic!("no fixture for the role {other}: add it to World"),
        }
    }

    /// Does a write with the document's own example, and expects it to be done.
    pub async fn make(&self, caller: &Caller, id: &str, params: &Params, change: Value) -> Answer {
        let operation = self.spec.operation(id);
        let body = self.body(&operation, change);
        let answer = self.send(caller, &operation, params, None, body.as_ref()).await;
        assert!(
            (200..300).contains(&answer.status),
            "{id} in the fixture: {} {}",
            answer.status,
            answer.text
        );
        answer
    }

    pub async fn published_item(&self) -> String {
        let item = self.drafted_item().await;
        let params = self.params(&[("item_id", &item)]);
        let (publish, etag) = (self.spec.operation("publish_library_item"), self.etag(&item).await);
        self.send(&self.therapist, &publish, &params, Some(&etag), None).await.expect(200);
        item
    }

    pub async fn drafted_item(&self) -> String {
        self.make(&self.therapist, "create_library_item", &Params::new(), json!({})).await.id()
    }

    /// An instrument of the practice's own, that no other practice has.
    pub async fn new_instrument(&self) -> String {
        let made = self.make(&self.therapist, "create_instrument", &Params::new(), json!({})).await;
        made.body["key"].as_str().expect("an instrument says its key").to_owned()
    }

    /// The ETag of a library item.
    pub async fn etag(&self, item: &str) -> String {
        self.therapist.get(&format!("/v1/library-items/{item}")).await.expect(200).etag()
    }

    pub async fn assignment(&self, operation: &str, change: Value) -> String {
        let params =
            self.params(&[("client_id", &self.ann.id.to_string()), ("couple_id", &self.couple.to_string())]);
        self.make(&self.therapist, operation, &params, change).await.id()
    }

    /// The day on which homework begins here.
    pub fn first_day(&self) -> NaiveDate {
        crate::support::homework::today() - Days::new(30)
    }

    /// A check-in of Ann's for the couple's assignment.
    pub async fn check_in(&self, change: Value) -> Answer {
        let params = self.params(&[("client_id", &self.ann.id.to_string())]);
        self.make(&self.ann, "create_check_in", &params, change).await
    }

    /// The id under which Ben sent a repair to Ann.
    pub async fn sent_to_ann(&self) -> String {
        let params = self.params(&[("client_id", &self.ben.id.to_string())]);
        let sent = self.make(&self.ben, "create_repair", &params, json!({"visibility": "partner"})).await;
        sent.body["shared_id"].as_str().expect("a shared repair says its shared id").to_owned()
    }

    /// The example of an operation's body with ids of this practice in it, changed as asked at its top level.
    pub fn body(&self, operation: &Operation<'_>, change: Value) -> Option<Value> {
        let (_, _, example) = operation.body()?;
        let mut body = example.clone();
        self.fill(&mut body, "");
        let members = body.as_object_mut().expect("a body is an object");
        let now = self.app.clock.now();
        if let Some(definition) = members.get_mut("definition") {
            definition["key"] = json!(format!("own-{}", new_id().simple()));
        }
        match operation.id() {
            "create_client_assignment" | "create_couple_assignment" => {
                members.insert("starts_on".to_owned(), json!(self.first_day()));
                if operation.id() == "create_client_assignment" {
                    members.remove("mode");
                }
            }
            "update_follow_through" => {
                members.insert("on".to_owned(), json!(crate::support::homework::today()));
            }
            // Nobody is asked for the same twice.
            "create_client_measure_request" | "create_couple_measure_requests" => {
                let day = crate::support::homework::today()
                    + Days::new(u64::try_from(self.next()).expect("a small number"));
                *members = json!({"instrument": "phq-9", "rhythm": "once", "due_on": day})
                    .as_object()
                    .expect("an object")
                    .clone();
            }
            "create_plan" => {
                let part = |client: &Caller| {
                    let assignment = json!({"item_id": self.item, "starts_on": self.first_day()});
                    json!({"client_id": client.id, "assignment": assignment})
                };
                members.insert("parts".to_owned(), json!([part(&self.ann), part(&self.ben)]));
            }
            "create_assignment_batch" => members["assignment"]["starts_on"] = json!(self.first_day()),
            "update_participant_pause" => {
                members.insert("until".to_owned(), json!(crate::support::homework::today() + Days::new(5)));
            }
            "create_check_in" | "create_measure" | "create_repair" | "create_rupture" => {
                members.insert("occurred_at".to_owned(), json!(now - TimeDelta::days(1)));
                members.insert("sent_at".to_owned(), json!(now));
            }
            "create_journal_entry" => {
                members.insert("written_at".to_owned(), json!(now - TimeDelta::days(1)));
                members.insert("sent_at".to_owned(), json!(now));
            }
            "create_boundary" => {
                members.insert("written_at".to_owned(), json!(now - TimeDelta::days(1)));
                members.insert("item_id".to_owned(), json!(self.script));
                members.insert("couple_id".to_owned(), json!(self.couple));
                members.remove("assignment_id");
            }
            "create_life_event" => {
                members.insert("on".to_owned(), json!(crate::support::homework::today() - Days::new(1)));
            }
            "create_boundary_use" => {
                members.insert("started_at".to_owned(), json!(now - TimeDelta::days(1)));
                members.insert("sent_at".to_owned(), json!(now));
            }
            "correct_boundary_use" => {
                members.insert("returned_at".to_owned(), json!(now - TimeDelta::hours(23)));
                members.insert("sent_at".to_owned(), json!(now));
            }
            "create_check_in_batch" => {
                let check_in = &mut members["check_ins"][0];
                check_in["occurred_at"] = json!(now - TimeDelta::days(1));
                check_in["sent_at"] = json!(now);
            }
            _ => {}
        }
        for (name, value) in change.as_object().expect("changes are an object") {
            match value {
                Value::Null => members.remove(name),
                value => members.insert(name.clone(), value.clone()),
            };
        }
        Some(body)
    }

    /// Puts ids of this practice where the example has invented ones, and new words where they must be unique.
    fn fill(&self, value: &mut Value, name: &str) {
        let new = match name {
            "id" => Some(json!(new_id())),
            "client_id" => Some(json!(self.ann.id)),
            "couple_id" => Some(json!(self.couple)),
            "item_id" => Some(json!(self.item)),
            "assignment_id" => Some(json!(self.each)),
            "staff_id" => Some(json!(self.therapist.id)),
            "boundary_id" => Some(json!(self.boundary)),
            "check_in_id" => Some(json!(self.check_in)),
            "programme_id" => Some(json!(self.programme)),
            "audiences" => Some(json!(["individual", "together", "each", "either"])),
            _ => None,
        };
        match (new, value) {
            (Some(new), value) if !value.is_null() => *value = new,
            (_, Value::Object(members)) => {
                let is_item = members.contains_key("draft") || members.contains_key("content");
                for (name, member) in members.iter_mut() {
                    match name.as_str() {
                        "key" if is_item => *member = json!(format!("own-{}", self.next())),
                        "title" if member.is_string() => *member = json!(format!("Title {}", self.next())),
                        _ => self.fill(member, name),
                    }
                }
            }
            (_, Value::Array(items)) => items.iter_mut().for_each(|item| self.fill(item, "")),
            _ => {}
        }
    }

    /// Calls an operation; an answer that the document does not tell of is remembered.
    pub async fn send(
        &self,
        caller: &Caller,
        operation: &Operation<'_>,
        params: &Params,
        etag: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let mut request = caller.request(operation.http_method(), &operation.address(params));
        if let Some(etag) = etag {
            request = request.header("If-Match", etag);
        }
        if let (Some(body), Some((media_type, ..))) = (body, operation.body()) {
            request = request.header(CONTENT_TYPE, media_type).body(body.to_string());
        }
        let answer = Answer::of(request).await;
        if !operation.statuses().contains(&answer.status.to_string().as_str()) {
            self.untold
                .lock()
                .unwrap()
                .insert(format!("{operation} answered {}: {}", answer.status, answer.text));
        }
        alone(answer, body)
    }

    /// Fails if an answer was given that the document does not tell of.
    #[track_caller]
    pub fn assert_all_told(&self) {
        let untold = self.untold.lock().unwrap();
        assert!(
            untold.is_empty(),
            "not in the document:\n{}",
            untold.iter().cloned().collect::<Vec<_>>().join("\n")
        );
    }

    /// Every id that belongs to this practice.
    pub async fn ids(&self) -> BTreeSet<String> {
        let of_column = |(table, column): &(String, String)| {
            format!(
                "SELECT {column}::text AS text FROM {table} WHERE practice_id = $1 AND {column} IS NOT NULL"
            )
        };
        let columns = uuid_columns(self.app).await;
        let all: Vec<String> = columns.iter().map(of_column).collect();
        let rows: Vec<TextRow> = diesel::sql_query(all.join(" UNION "))
            .bind::<SqlUuid, _>(self.practice.id)
            .load(&mut self.app.root().await)
            .await
            .unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }
}

/// A batch of one that is refused, as if the one had been sent alone.
fn alone(answer: Answer, sent: Option<&Value>) -> Answer {
    let refused = match answer.body["results"].as_array().map(Vec::as_slice) {
        Some([one]) if one["status"] == "rejected" => one["problem"].clone(),
        _ => return answer,
    };
    let mut body = refused;
    let mut members = sent.and_then(Value::as_object).into_iter().flatten();
    let (list, _) = members.find(|(_, value)| value.is_array()).expect("a batch has a list");
    for error in body["errors"].as_array_mut().into_iter().flatten() {
        let within = error["pointer"].as_str().unwrap_or("#").trim_start_matches('#').to_owned();
        // Some batches say themselves where the one stands.
        if !within.starts_with(&format!("/{list}/0")) {
            error["pointer"] = json!(format!("#/{list}/0{within}"));
        }
    }
    let status = u16::try_from(body["status"].as_u64().unwrap()).unwrap();
    Answer { status, body, ..answer }
}

async fn cared_for(practice: &TestPractice<'_>, by: &Caller, a: &Caller, b: &Caller) -> Uuid {
    practice.care_for_client(by, a).await;
    practice.care_for_client(by, b).await;
    let couple = practice.couple(a, b).await;
    practice.care_for_couple(by, couple).await;
    couple
}

#[derive(diesel::QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(diesel::QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

async fn columns(app: &TestApp, condition: &str) -> Vec<(String, String)> {
    let query = format!(
        "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c \
         JOIN information_schema.tables t USING (table_schema, table_name) \
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND {condition} ORDER BY 1, 2"
    );
    let rows: Vec<ColumnRow> = diesel::sql_query(query).load(&mut app.root().await).await.unwrap();
    rows.into_iter().map(|row| (row.table_name, row.column_name)).collect()
}

async fn uuid_columns(app: &TestApp) -> Vec<(String, String)> {
    let of_practice: BTreeSet<String> =
        columns(app, "c.column_name = 'practice_id'").await.into_iter().map(|(table, _)| table).collect();
    let uuids = columns(app, "c.data_type = 'uuid'").await;
    uuids.into_iter().filter(|(table, _)| of_practice.contains(table)).collect()
}

/// Tables that a refused or harmless request may write to.
const NOT_COUNTED: [&str; 6] =
    ["sessions", "refresh_tokens", "audit_events", "audit_links", "audit_unsealed", "idempotency_keys"];

/// One digest over every row of every practice's tables: equal before and after means that nothing was written.
pub struct Ledger {
    root: AsyncPgConnection,
    query: String,
}

impl Ledger {
    pub async fn open(app: &TestApp) -> Self {
        let tables = columns(app, "c.column_name = 'practice_id'").await;
        let counted =
            tables.iter().map(|(table, _)| table).filter(|table| !NOT_COUNTED.contains(&table.as_str()));
        let of_table = |table: &String| {
            let rows = "string_agg(t::text, E'\\n' ORDER BY t::text)";
            format!("SELECT '{table} ' || coalesce(md5({rows}), '') AS text FROM {table} t")
        };
        let all: Vec<String> = counted.map(of_table).collect();
        assert!(all.len() > 15, "the tables of a practice");
        Self { root: app.root().await, query: all.join(" UNION ALL ") }
    }

    pub async fn digest(&mut self) -> String {
        let rows: Vec<TextRow> = diesel::sql_query(&self.query).load(&mut self.root).await.unwrap();
        rows.into_iter().map(|row| row.text).collect::<Vec<_>>().join("\n")
    }
}
