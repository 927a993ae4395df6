//! What people write stands where it belongs, and comes out nowhere else: not in logs, not in errors, not in headers.

mod flight;
mod leaves;
mod secrets;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use self::flight::{Flight, Placed, fly};
use self::words::Canaries;
use super::data_classes::committed;
use super::spec::Spec;
use super::world::World;
use crate::support::{Caller, PASSWORD, Service, Sql, TestApp, server};

/// Text that is asked for and kept nowhere, and what it is: it reaches the database as a parameter.
const ASKED: [(&str, &str, &str); 3] = [
    ("create_password_reset", "/email", "personal"),
    ("search_clients", "/name", "personal"),
    ("search_library_items", "/text", "internal"),
];

/// Places for free text that take none of ours, and why.
const NOT_PLACED: &[(&str, &str, &str)] = &[
    ("create_assignment_batch", "/assignment/barrier_plans/0/text", "a batch names no barrier plans"),
    ("create_crisis_resource", "/url", "an address of the practice's own"),
    ("create_email_change_confirmation", "/token", "a one-time token"),
    ("create_invitation_acceptance", "/token", "a one-time token"),
    (
        "create_library_item",
        "/draft/content/slots/0/help",
        "its example asks nothing; that of update_library_draft does",
    ),
    (
        "create_library_item",
        "/draft/content/slots/0/label",
        "its example asks nothing; that of update_library_draft does",
    ),
    (
        "create_plan",
        "/parts/0/assignment/barrier_plans/0/text",
        "its example names none; that of create_couple_assignment does",
    ),
    ("create_password_reset_completion", "/token", "a one-time token"),
    ("create_tokens", "/refresh_token", "a token"),
    ("search_clients", "/cursor", "a sealed cursor"),
    ("search_library_items", "/cursor", "a sealed cursor"),
    ("update_crisis_resource", "/url", "an address of the practice's own"),
];

/// PostgreSQL at its most talkative: every statement, every parameter, every error with its row.
const TALKATIVE: [(&str, &str); 7] = [
    ("log_statement", "'all'"),
    ("log_min_duration_statement", "0"),
    ("log_parameter_max_length", "-1"),
    ("log_parameter_max_length_on_error", "-1"),
    ("log_min_messages", "'debug1'"),
    ("log_min_error_statement", "'debug1'"),
    ("log_error_verbosity", "'verbose'"),
];

/// Classes of the open columns in which each canary stands, and bytes in which one stands in any form.
async fn at_rest(
    sql: &Sql,
    canaries: &Canaries,
    found: &mut Vec<String>,
) -> BTreeMap<usize, BTreeSet<String>> {
    let mut classes: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (column, class) in committed() {
        let (table, name) = column.split_once('.').unwrap();
        let text = sql.column(&format!("SELECT {name}::text FROM {table}")).await.join("\n");
        if !canaries.hidden_in(&text).is_empty() {
            found.push(format!("{column} holds words of people in a form of bytes"));
        }
        for number in canaries.open_in(&text) {
            classes.entry(number).or_default().insert(class.clone());
        }
    }
    classes
}

/// Where the canaries of a flight came to rest, by what holds them.
struct Rest<'p> {
    classes: BTreeMap<usize, BTreeSet<String>>,
    placed: &'p [Placed],
}

impl<'p> Rest<'p> {
    async fn of(url: &str, canaries: &Canaries, placed: &'p [Placed], found: &mut Vec<String>) -> Self {
        let mut classes = at_rest(&Sql::open(url).await, canaries, found).await;
        for one in placed {
            let asked = ASKED.iter().find(|(id, at, _)| one.place == format!("{id} {at}"));
            if let Some((.., class)) = asked {
                classes.entry(one.number).or_default().insert((*class).to_owned());
            }
        }
        Self { classes, placed }
    }

    /// Those that stand open in a column of this class.
    fn open(&self, class: &str) -> Vec<&'p Placed> {
        let stands = |one: &&Placed| self.classes.get(&one.number).is_some_and(|all| all.contains(class));
        self.placed.iter().filter(stands).collect()
    }

    /// Those that stand open nowhere.
    fn sealed(&self) -> Vec<&'p Placed> {
        self.placed.iter().filter(|one| !self.classes.contains_key(&one.number)).collect()
    }
}

/// A service that logs all it can, asked by the callers of its application, on a database with these settings.
async fn talkative(settings: &[(&str, &str)]) -> (TestApp, Service) {
    let url = server::fresh_database().await;
    let (sql, name) = (Sql::open(&url).await, url.split("dbname='").nth(1).unwrap().trim_end_matches('\''));
    for (setting, value) in settings {
        sql.run(&format!("ALTER DATABASE {name} SET {setting} = {value}")).await;
    }
    let mut app = TestApp::with(url, |_| {}).await;
    let service = Service::start(&app, "trace").await;
    app.base.clone_from(&service.base);
    (app, service)
}

async fn database_log() -> String {
    String::from_utf8_lossy(&std::fs::read(server::log_file().await).unwrap()).into_owned()
}

/// Guards every promise of silence at once, for every member of every body that takes words, a new one included: the
/// words are in no log of the service at any level, in no error, in no header; words about care are nowhere in the
/// database but sealed, so that PostgreSQL's own log cannot tell them, whatever it is told to log. What is kept open
/// (names and contact data, the library) it can tell: the same run shows that, as a control of the check.
#[tokio::test(flavor = "multi_thread")]
async fn no_word_comes_out_anywhere_else() {
    let (app, service) = talkative(&TALKATIVE).await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let mut flight =
        Flight { world: &world, canaries: Canaries::new(), placed: Vec::new(), found: Vec::new() };
    let not_placed = fly(&mut flight, &spec).await;
    let Flight { canaries, placed, mut found, .. } = flight;
    let excused: BTreeSet<(String, String)> =
        NOT_PLACED.iter().map(|(id, at, _)| ((*id).to_owned(), (*at).to_owned())).collect();
    for (id, at) in not_placed.symmetric_difference(&excused) {
        found.push(format!("{id} {at}: takes no canary, or takes one and is excused"));
    }
    let rest = Rest::of(&app.url, &canaries, &placed, &mut found).await;
    let (sealed, personal) = (rest.sealed(), rest.open("personal"));
    println!("canaries: {} sealed, {} personal, {} in all", sealed.len(), personal.len(), placed.len());
    for one in rest.open("phi").into_iter().chain(rest.open("secret")) {
        found.push(format!("{} is kept open", one.place));
    }
    assert!(sealed.len() > 20 && personal.len() > 12);

    let (service_log, database_log) = (service.logged(), database_log().await);
    assert!(service_log.lines().count() > 100);
    let logged = canaries.open_in(&database_log);
    for one in sealed.iter().filter(|one| logged.contains(&one.number)) {
        found.push(format!("PostgreSQL logged what was sealed: {}", one.place));
    }
    for one in personal.iter().filter(|one| !logged.contains(&one.number)) {
        found.push(format!("PostgreSQL is not as talkative as it was told to be: {}", one.place));
    }
    found.extend(canaries.open_in(&service_log).into_iter().map(|one| format!("the service logged {one}")));
    for (who, log) in [("the service", &service_log), ("PostgreSQL", &database_log)] {
        found.extend(canaries.hidden_in(log).into_iter().map(|form| format!("{who} logged {form}")));
    }
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards against an error that quotes its row. PostgreSQL's message about a broken rule of the schema holds the whole
/// row, where the table is not behind row-level security: of an account, with its e-mail address. The service answers and
/// logs none of it, and with the settings that `docs/operations.md` asks for PostgreSQL logs none of it either. With
/// PostgreSQL's own defaults it does, which is why they are asked for.
#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_database_quotes_nothing() {
    let defaults = [
        ("log_min_messages", "'warning'"),
        ("log_min_error_statement", "'error'"),
        ("log_error_verbosity", "'default'"),
    ];
    for (settings, wanted) in [(&[][..], false), (&defaults[..], true)] {
        let (app, service) = talkative(settings).await;
        let practice = app.practice("Harbour").await;
        let tess = practice.staff("Tess", &["therapist"]).await;
        let mut canaries = Canaries::new();
        let number = canaries.next();
        let rule = format!("CHECK (email NOT LIKE '{}%')", &canaries.word(number)[..4]);
        app.sql().await.run(&format!("ALTER TABLE accounts ADD CONSTRAINT no_birds {rule}")).await;
        let body = json!({"given_name": "Ada", "family_name": "Example", "email": canaries.email(number),
            "time_zone": "Europe/London", "language": "en"});
        let client = tess.post("/v1/clients", body).await.expect(201).id();
        let invited = tess.post(&format!("/v1/clients/{client}/invitations"), json!({})).await.expect(201);
        let body = json!({"token": invited.body["token"], "password": PASSWORD});
        let answer = app.nobody().post("/v1/invitation-acceptances", body).await.problem(500, "internal");
        let told = format!("{:?} {} {}", answer.headers, answer.text, service.logged());
        assert!(canaries.open_in(&told).is_empty() && canaries.hidden_in(&told).is_empty(), "{told}");
        assert!(told.contains("no_birds"), "the service says which rule it was");
        assert_eq!(canaries.open_in(&database_log().await).contains(&number), wanted);
    }
}

/// Guards the log against the database's own words, which may repeat what was sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_database_says_of_an_error_is_not_logged() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Olga", &["owner"]).await;
    let refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql \
         AS $$ BEGIN RAISE EXCEPTION 'no % here', NEW.given_name; END $$; \
         CREATE TRIGGER refuse BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION refuse()";
    app.sql().await.run(refuse).await;
    let service = Service::start(&app, "trace").await;
    let caller = Caller { base: service.base.clone(), ..owner };
    caller.post("/v1/clients", crate::clients::new_client("Quetzal")).await.problem(500, "internal");
    let logged = service.logged();
    assert!(logged.contains("database error") && !logged.contains("Quetzal"), "{logged}");
}
