//! What the caseload costs: as many statements for many as for few.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use uuid::Uuid;

use super::CASELOAD;
use crate::support::{Caller, Sql, TestApp, TestPractice, server};

/// Everything is said to PostgreSQL's log, with its parameters.
const TOLD: [(&str, &str); 3] =
    [("log_statement", "'all'"), ("log_parameter_max_length", "-1"), ("log_error_verbosity", "'default'")];

/// So many clients in care of one therapist, each with homework, check-ins, a flag and a measure that is due.
async fn caseload(practice: &TestPractice<'_>, sql: &Sql, clients: usize) -> Caller {
    let (therapist, id) = (practice.staff("Tess", &["therapist"]).await, practice.id);
    let staff = therapist.id;
    sql.run(&format!(
        r#"
CREATE TEMP TABLE people AS SELECT gen_random_uuid() AS id, gen_random_uuid() AS given, number FROM generate_series(1, {clients}) AS number;
INSERT INTO memberships (practice_id, id, roles, status) SELECT '{id}', id, '{{client}}', 'invited' FROM people;
INSERT INTO clients (practice_id, id, given_name, family_name, email, time_zone, language, status)
    SELECT '{id}', id, 'Client', number, id || '@example.org', 'Europe/London', 'en', 'active' FROM people;
INSERT INTO care_team_members (practice_id, id, staff_id, client_id) SELECT '{id}', gen_random_uuid(), '{staff}', id FROM people;
INSERT INTO library_items (practice_id, id, key, kind, built_in) VALUES ('{id}', '{id}', 'walk', 'habit', true);
INSERT INTO library_versions (practice_id, item_id, number, title, summary, rationale, audiences, default_cadence, tags,
        contraindications, unsuitable_under_hold, content)
    VALUES ('{id}', '{id}', 1, 'A walk', 'Walk', 'It helps', '{{individual}}', '{{}}', '{{}}', '{{}}', false, '{{}}');
INSERT INTO assignments (practice_id, id, client_id, item_id, status, starts_on, revision, assigned_by)
    SELECT '{id}', given, id, '{id}', 'active', current_date - 30, 1, '{staff}' FROM people;
INSERT INTO assignment_revisions (practice_id, assignment_id, number, effective_from, item_id, item_version, cadence,
        time_zone, day_start, week_start, created_by, item_key, item_kind, item_title, mode)
    SELECT '{id}', given, 1, current_date - 30, '{id}', 1,
        '{{"type": "times_per_period", "times": 1, "every": 1, "unit": "day"}}', 'Europe/London', '03:00', 'monday', '{staff}',
        'walk', 'habit', 'A walk', 'individual' FROM people;
INSERT INTO check_ins (practice_id, client_id, id, assignment_id, revision, purpose, occurred_at, time_zone, local_date, outcome,
        visibility, first_digest, team_version)
    SELECT '{id}', id, gen_random_uuid(), given, 1, 'practice', now(), 'Europe/London', current_date - day, 'done', 'therapist',
        '\x01', 1 FROM people, generate_series(2, 20) AS day;
INSERT INTO safety_marks (practice_id, id, client_id, kind, reason_sealed, placed_by, placed_at)
    SELECT '{id}', gen_random_uuid(), id, 'flag', '\x01', '{staff}', now() FROM people;
INSERT INTO measure_requests (practice_id, id, client_id, made_with, instrument_key, rhythm, starts_on, every_weeks, requested_by)
    SELECT '{id}', gen_random_uuid(), id, given, 'phq-9', 'weeks', current_date - 30, 4, '{staff}' FROM people;
DROP TABLE people;
"#
    ))
    .await;
    therapist
}

/// The statements about a practice in the log since then, without those of the trail, which are written later.
fn about(practice: Uuid, log: &Path, since: u64) -> Vec<String> {
    let (mut file, mut bytes) = (std::fs::File::open(log).unwrap(), Vec::new());
    file.seek(SeekFrom::Start(since)).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    // Other tests make the server log bytes that are no text.
    let text = String::from_utf8_lossy(&bytes);
    let (mut statement, mut found) = ("", Vec::new());
    for line in text.lines() {
        if line.contains("LOG:") {
            statement = line;
        } else if line.contains("arameters: ")
            && line.contains(&practice.to_string())
            && statement.contains(": SELECT ")
            && !statement.contains("audit_")
        {
            found.push(statement.to_owned());
        }
    }
    found
}

/// Guards the price of a caseload: everything is asked for all rows at once, and nothing for each.
#[tokio::test(flavor = "multi_thread")]
async fn sixty_clients_take_as_many_statements_as_five() {
    let url = server::fresh_database().await;
    let (sql, name) = (Sql::open(&url).await, url.split("dbname='").nth(1).unwrap().trim_end_matches('\''));
    for (setting, value) in TOLD {
        sql.run(&format!("ALTER DATABASE {name} SET {setting} = {value}")).await;
    }
    let app = TestApp::with(url.clone(), |_| {}).await;
    let log = server::log_file().await;
    let mut counted = Vec::new();
    for (name, clients) in [("Harbour", 5), ("Lantern", 60)] {
        let practice = app.practice(name).await;
        let therapist = caseload(&practice, &sql, clients).await;
        therapist.get(CASELOAD).await.expect(200);
        // The least of three: what is done beside the requests comes between now and then.
        let mut least = usize::MAX;
        for _ in 0..3 {
            let since = std::fs::metadata(&log).unwrap().len();
            therapist.get(&format!("{CASELOAD}?limit=200&order=unseen")).await.expect(200);
            let told = about(practice.id, &log, since);
            assert!(told.len() > 8, "the log tells of them: {told:?}");
            least = least.min(told.len());
        }
        counted.push(least);
        let page = therapist.get(&format!("{CASELOAD}?limit=200&order=unseen")).await.expect(200);
        assert_eq!(page.items().len(), clients);
        let first = &page.items()[0];
        assert_eq!(
            (first["check_ins"]["unseen"].as_u64(), first["safety"]["flags"].as_u64()),
            (Some(19), Some(1))
        );
        assert_eq!(first["measures"]["due"], 1);
    }
    println!("caseload: {counted:?} statements for 5 and 60 clients");
    assert_eq!(counted[0], counted[1]);
}
