//! A sealed value opens in its own place alone: table, column and row.

use serde_json::json;

use super::data_classes::committed;
use crate::repairs::{self, repair};
use crate::ruptures::{self, rupture};
use crate::support::homework::{Care, check_in, day, noon, of, write};
use crate::support::{Answer, Caller, Sql, TestApp, new_id};

/// Words that are sealed in every place.
const WORDS: &str = "Only here, and nowhere else.";

/// One sealed value: its column, its row, and who reads it where.
struct Seat {
    column: &'static str,
    row: String,
    reader: Caller,
    path: String,
}

/// One row of every sealed column about this client.
async fn seats(care: &Care<'_>, client: &Caller, partner: &Caller) -> Vec<Seat> {
    let (tess, below) = (&care.therapist, format!("/v1/clients/{}", client.id));
    let pattern = json!({"pattern": "anxious", "source": "clinician", "assessed_on": day(-2), "note": WORDS});
    tess.put(&format!("{below}/attachment-pattern"), pattern).await.expect(201);
    let item = care.item("daily-check-in").await;
    let given = json!({"item_id": item, "mode": "together", "starts_on": day(-10), "rationale": WORDS});
    let given = tess.post(&format!("/v1/couples/{}/assignments", care.couple), given).await.expect(201).id();
    let part = format!("/v1/assignments/{given}/participants/{}", client.id);
    client.patch_if(&part, "\"1\"", json!({"barrier_plan": WORDS})).await.expect(200);
    let pause = json!({"until": day(3), "reason": WORDS});
    client.put_if(&format!("{part}/pause"), "\"2\"", pause).await.expect(200);
    let proposed = json!({"item_id": item, "mode": "together", "status": "proposed"});
    let proposed =
        tess.post(&format!("/v1/couples/{}/assignments", care.couple), proposed).await.expect(201).id();
    let answered = format!("/v1/assignments/{proposed}/participants/{}", client.id);
    let answer = json!({"answer": "decline", "words": WORDS});
    client.put_if(&format!("{answered}/response"), "\"1\"", answer).await.expect(200);
    let words = json!({"personal": {"note": WORDS, "visibility": "partner"}});
    let act = write(client, &check_in(&given, words.clone())).await.expect(201);
    let own = format!("{}/{}", of(client), act.id());
    let corrected = json!({"outcome": "partly", "personal": words["personal"], "reason": WORDS});
    client.put_if(&own, &act.etag(), corrected).await.expect(200);
    let mark = json!({"kind": "flag", "reason": WORDS});
    let mark = tess.post(&format!("{below}/safety-marks"), mark).await.expect(201);
    let mark_path = format!("{below}/safety-marks/{}", mark.id());
    tess.put_if(&format!("{mark_path}/lifting"), &mark.etag(), json!({"reason": WORDS})).await.expect(200);
    let report = json!({"client_id": client.id, "audience": "clinician", "narrative": WORDS});
    let report = tess.post("/v1/reports", report).await.expect(201).id();
    let finished = crate::releases::of_client(care, client).await;
    let release = crate::releases::release(tess, &finished, client).await.expect(201).id();
    let release_path = format!("{}/{release}", crate::releases::releases(&finished));
    tess.put(&format!("{release_path}/withdrawal"), json!({"reason": WORDS})).await.expect(200);
    let asked = json!({"client_id": client.id, "recipient_name": WORDS, "purpose": WORDS});
    let asked = crate::releases::ask(tess, asked).await.expect(201).id();
    let agreements = format!("/v1/couples/{}/agreements", care.couple);
    let agreement = tess.post(&agreements, json!({"policy": "limited", "text": WORDS})).await.expect(201);
    let number = &agreement.body["number"];
    let agreement = format!("{agreements}/{number}");
    let known = client.get(&agreement).await.expect(200).etag();
    client.put_if(&format!("{agreement}/signature"), &known, json!({"line": WORDS})).await.expect(200);
    let told = json!({
        "item_kind": "check_in", "item_id": act.id(), "recipient": "third_party", "recipient_name": WORDS,
        "ground": "consent", "explanation": WORDS
    });
    let told = tess.post(&format!("{below}/disclosures"), told).await.expect(201).id();
    let said = json!({"check_in_id": act.id(), "text": WORDS});
    let said = tess.post(&format!("{below}/feedback"), said).await.expect(201).id();
    let said_path = format!("{below}/feedback/{said}");
    tess.put_if(&said_path, "\"1\"", json!({"text": format!("{WORDS} Again.")})).await.expect(200);
    let olga = care.practice.staff("Olga", &["owner"]).await;
    let hold = format!("{below}/legal-hold");
    olga.put(&hold, json!({"reason": WORDS})).await.expect(200);
    let shared = format!("/v1/couples/{}/check-ins/{}", care.couple, act.body["shared_id"].as_str().unwrap());
    let written = write_all(care, client).await;
    let phones = crate::pacts::homework(care).await;
    let pact = crate::pacts::pact(None, WORDS);
    client.post(&crate::pacts::of(&phones), pact).await.expect(201);
    let retros = crate::retros::of(&care.couple);
    let newest = client.get(&retros).await.expect(200).items().first().and_then(|one| one["number"].as_i64());
    let retro = crate::retros::write(client, &care.couple, newest, WORDS).await.expect(201);
    let retro = retro.body["number"].clone();
    let repairing = repairing(care, client, partner).await;
    let seat = |column, row: String, reader: &Caller, path: String| Seat {
        column,
        row,
        reader: reader.clone(),
        path,
    };
    let mut seats = vec![
        seat(
            "attachment_patterns.note_sealed",
            format!("client_id = '{}'", client.id),
            tess,
            format!("{below}/attachment-pattern"),
        ),
        seat(
            "assignment_revisions.rationale_sealed",
            format!("assignment_id = '{given}'"),
            tess,
            format!("/v1/assignments/{given}"),
        ),
        seat(
            "assignment_participants.barrier_plan_sealed",
            format!("assignment_id = '{given}' AND client_id = '{}'", client.id),
            client,
            part.clone(),
        ),
        seat(
            "assignment_participants.answer_words_sealed",
            format!("assignment_id = '{proposed}' AND client_id = '{}'", client.id),
            client,
            answered,
        ),
        seat(
            "assignment_pauses.reason_sealed",
            format!("assignment_id = '{given}' AND client_id = '{}'", client.id),
            tess,
            part,
        ),
        seat("check_in_personals.words_sealed", format!("check_in_id = '{}'", act.id()), client, own.clone()),
        seat(
            "check_in_versions.state_sealed",
            format!("check_in_id = '{}'", act.id()),
            client,
            format!("{own}/versions"),
        ),
        seat("shared_check_ins.words_sealed", format!("check_in_id = '{}'", act.id()), partner, shared),
        seat("check_in_feedback.text_sealed", format!("id = '{said}'"), tess, said_path.clone()),
        seat(
            "check_in_feedback_versions.text_sealed",
            format!("feedback_id = '{said}'"),
            tess,
            format!("{said_path}/versions"),
        ),
        seat("safety_marks.reason_sealed", format!("id = '{}'", mark.id()), tess, mark_path.clone()),
        seat("safety_marks.lift_reason_sealed", format!("id = '{}'", mark.id()), tess, mark_path),
        seat(
            "agreements.text_sealed",
            format!("couple_id = '{}' AND number = {number}", care.couple),
            tess,
            agreement.clone(),
        ),
        seat(
            "agreement_signatures.line_sealed",
            format!("client_id = '{}' AND number = {number}", client.id),
            client,
            agreement,
        ),
        seat(
            "disclosures.recipient_sealed",
            format!("id = '{told}'"),
            client,
            format!("{below}/disclosures/{told}"),
        ),
        seat(
            "disclosures.explanation_sealed",
            format!("id = '{told}'"),
            tess,
            format!("{below}/disclosures/{told}"),
        ),
        seat(
            "pacts.words_sealed",
            format!("assignment_id = '{phones}'"),
            client,
            format!("{}/1", crate::pacts::of(&phones)),
        ),
        seat("retros.words_sealed", format!("number = {retro}"), client, format!("{retros}/{retro}")),
        seat("legal_holds.reason_sealed", format!("client_id = '{}'", client.id), &olga, hold),
        seat("report_releases.reason_sealed", format!("id = '{release}'"), tess, release_path),
        seat(
            "report_authorisations.words_sealed",
            format!("id = '{asked}'"),
            client,
            crate::releases::authorisation(&asked),
        ),
        seat("reports.document_sealed", format!("id = '{report}'"), tess, format!("/v1/reports/{report}")),
    ];
    let readers = |shared| if shared { partner } else { client };
    seats.extend(
        written.into_iter().map(|(column, row, shared, path)| seat(column, row, readers(shared), path)),
    );
    seats.extend(repairing);
    seats
}

/// Entries, limits and uses with the words in every place: column, row, whether the partner reads it, and where.
async fn write_all(care: &Care<'_>, client: &Caller) -> Vec<(&'static str, String, bool, String)> {
    let below = format!("/v1/clients/{}", client.id);
    let when = json!({"couple_id": care.couple, "time_zone": "Europe/London", "visibility": "partner"});
    let with = |mut body: serde_json::Value, more: serde_json::Value| {
        more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        body["id"] = json!(new_id());
        body
    };
    let entry = with(when.clone(), json!({"written_at": noon(-1), "text": WORDS}));
    let entry = client.post(&format!("{below}/journal-entries"), entry).await.expect(201);
    let entry_path = format!("{below}/journal-entries/{}", entry.id());
    client.put_if(&entry_path, "\"1\"", json!({"text": WORDS, "feelings": ["calm"]})).await.expect(200);
    let said = json!({"limit": WORDS, "so_that": WORDS, "reconnect": {"what": "Tea", "after_minutes": 5}});
    let script = care.item("limit-with-reconnect").await;
    let made = json!({"written_at": noon(-1), "item_id": script, "purpose": "connection"});
    let limit = with(with(when, made), said.clone());
    let limit = client.post(&format!("{below}/boundaries"), limit).await.expect(201);
    let limit_path = format!("{below}/boundaries/{}", limit.id());
    let mut more = said;
    more["so_that"] = json!("Otherwise.");
    client.put_if(&limit_path, "\"1\"", more).await.expect(200);
    let used = json!({"id": new_id(), "boundary_id": limit.id(), "started_at": noon(-1), "time_zone": "Europe/London",
        "note": WORDS});
    let used = client.post(&format!("{below}/boundary-uses"), used).await.expect(201);
    let use_path = format!("{below}/boundary-uses/{}", used.id());
    client.put_if(&use_path, "\"1\"", json!({"note": WORDS, "reconnected": true})).await.expect(200);
    let answered = crate::measures::phq(&[1, 2], json!({}));
    let answered = client.post(&format!("{below}/measures"), answered).await.expect(201);
    let measure_path = format!("{below}/measures/{}", answered.id());
    let right = json!({"answers": [{"item": 1, "value": 0}], "reason": WORDS});
    client.put_if(&measure_path, "\"1\"", right).await.expect(200);
    let event = with(json!({}), json!({"on": day(-3), "title": WORDS}));
    let event = client.post(&format!("{below}/life-events"), event).await.expect(201);
    let event_path = format!("{below}/life-events/{}", event.id());
    client.put_if(&event_path, "\"1\"", json!({"on": day(-4), "title": WORDS})).await.expect(200);
    let shared = |what: &str, made: &Answer| {
        format!("/v1/couples/{}/{what}/{}", care.couple, made.body["shared_id"].as_str().unwrap())
    };
    let row = |column: &str, made: &Answer| format!("{column} = '{}'", made.id());
    vec![
        (
            "measure_versions.state_sealed",
            row("measure_id", &answered),
            false,
            format!("{measure_path}/versions"),
        ),
        ("life_events.title_sealed", row("id", &event), false, event_path.clone()),
        (
            "life_event_versions.state_sealed",
            row("event_id", &event),
            false,
            format!("{event_path}/versions"),
        ),
        ("journal_entries.words_sealed", row("id", &entry), false, entry_path.clone()),
        (
            "journal_entry_versions.state_sealed",
            row("entry_id", &entry),
            false,
            format!("{entry_path}/versions"),
        ),
        (
            "shared_journal_entries.words_sealed",
            row("entry_id", &entry),
            true,
            shared("journal-entries", &entry),
        ),
        ("boundaries.words_sealed", row("id", &limit), false, limit_path.clone()),
        (
            "boundary_versions.state_sealed",
            row("boundary_id", &limit),
            false,
            format!("{limit_path}/versions"),
        ),
        ("shared_boundaries.words_sealed", row("boundary_id", &limit), true, shared("boundaries", &limit)),
        ("boundary_uses.note_sealed", row("id", &used), false, use_path.clone()),
        ("boundary_use_versions.state_sealed", row("use_id", &used), false, format!("{use_path}/versions")),
    ]
}

/// The same of ruptures and repairs: what this client wrote, and what it answered to the partner.
async fn repairing(care: &Care<'_>, client: &Caller, partner: &Caller) -> Vec<Seat> {
    let over = json!({"topic": WORDS, "visibility": "partner"});
    let hurt = ruptures::write(client, &rupture(care, over)).await.expect(201);
    let hurt_path = format!("{}/{}", ruptures::of(client), hurt.id());
    let corrected = json!({"intensity": 1, "topic": WORDS, "reason": WORDS});
    client.put_if(&hurt_path, "\"1\"", corrected).await.expect(200);
    let parts = json!({"own": {"text": WORDS, "done": true}});
    let made = repairs::write(client, &repair(care, json!({"parts": parts}))).await.expect(201);
    let made_path = format!("{}/{}", repairs::of(client), made.id());
    let corrected = json!({"in_person": true, "parts": parts, "reason": WORDS});
    client.put_if(&made_path, "\"1\"", corrected).await.expect(200);
    let got = repairs::write(partner, &repair(care, json!({}))).await.expect(201);
    let got_path = repairs::sent(care, &got);
    for answer in ["partly", "accepted"] {
        let body = json!({"answer": answer, "words": WORDS, "visibility": "partner"});
        repairs::answer(client, &got_path, body).await.expect(200);
    }
    let (of_hurt, of_made) =
        (format!("rupture_id = '{}'", hurt.id()), format!("repair_id = '{}'", made.id()));
    let of_answer = format!("author_ref = '{}'", got.body["shared_id"].as_str().unwrap());
    let shared_hurt = format!("{}/{}", ruptures::shared(care), hurt.body["shared_id"].as_str().unwrap());
    let seat = |column, row: &str, reader: &Caller, path: &str| Seat {
        column,
        row: row.to_owned(),
        reader: reader.clone(),
        path: path.to_owned(),
    };
    vec![
        seat("ruptures.topic_sealed", &format!("id = '{}'", hurt.id()), client, &hurt_path),
        seat("rupture_versions.state_sealed", &of_hurt, client, &format!("{hurt_path}/versions")),
        seat("shared_ruptures.topic_sealed", &of_hurt, partner, &shared_hurt),
        seat("repairs.words_sealed", &format!("id = '{}'", made.id()), client, &made_path),
        seat("repair_versions.state_sealed", &of_made, client, &format!("{made_path}/versions")),
        seat("shared_repairs.words_sealed", &of_made, partner, &repairs::sent(care, &made)),
        seat("repair_responses.words_sealed", &of_answer, client, &got_path),
        seat("shared_repair_responses.words_sealed", &of_answer, partner, &got_path),
    ]
}

impl Seat {
    fn table_and_name(&self) -> (&'static str, &'static str) {
        self.column.split_once('.').unwrap()
    }

    async fn sealed(&self, sql: &Sql) -> String {
        let (table, name) = self.table_and_name();
        sql.value(&format!("SELECT encode({name}, 'hex') FROM {table} WHERE {}", self.row)).await
    }

    async fn put(&self, sql: &Sql, sealed: &str) {
        let (table, name) = self.table_and_name();
        let update = format!("UPDATE {table} SET {name} = decode('{sealed}', 'hex') WHERE {}", self.row);
        sql.run(&update).await;
    }

    async fn read(&self) -> Answer {
        self.reader.get(&self.path).await
    }
}

/// Guards the binding of every sealed value to its table, column and row: somebody who can write to the database cannot
/// put what one person wrote into another one's mouth, nor bring a reason for a safety hold where its client reads. Every
/// value of Ann's is put into every place of Ben's, and Ben's into his other places: none opens, and none is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_moved_value_does_not_open() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sql = app.sql().await;
    let (ann, ben) = (seats(&care, &care.ann, &care.ben).await, seats(&care, &care.ben, &care.ann).await);
    let known: Vec<&str> = ann.iter().map(|seat| seat.column).collect();
    let every = committed();
    // Pieces of an archive are bytes, read in another way: `exports::find_export_content` moves them.
    let sealed = every.iter().filter(|(name, class)| {
        // Earlier answers to a repair are read by the export alone.
        // And the answers of a measure are numbers: `measures::sealed` moves them.
        let elsewhere = [
            "export_pieces.bytes_sealed",
            "measures.answers_sealed",
            "repair_response_versions.state_sealed",
        ];
        name.ends_with("_sealed") && *class == "phi" && !elsewhere.contains(&name.as_str())
    });
    for (name, _) in sealed {
        assert!(known.contains(&name.as_str()), "{name} is sealed: give it a seat in {}", file!());
    }
    let mut cases = 0;
    for seat in &ben {
        let own = seat.sealed(&sql).await;
        assert!(seat.read().await.expect(200).text.contains(WORDS), "{} is read", seat.column);
        for from in ann.iter().chain(&ben).filter(|from| !is_same_value(from, seat, &ben)) {
            let foreign = from.sealed(&sql).await;
            seat.put(&sql, &foreign).await;
            let answer = seat.read().await.problem(500, "internal");
            assert!(!answer.text.contains(WORDS));
            cases += 1;
        }
        seat.put(&sql, &own).await;
        seat.read().await.expect(200);
    }
    println!("moved values: {cases} cases");
    assert!(cases > 130);
}

/// A value in its own place; and the partner's copy of shared words, which is the same value, sealed for what was shared.
fn is_same_value(from: &Seat, to: &Seat, of_one: &[Seat]) -> bool {
    let copies = [
        ["check_in_personals.words_sealed", "shared_check_ins.words_sealed"],
        ["journal_entries.words_sealed", "shared_journal_entries.words_sealed"],
        ["boundaries.words_sealed", "shared_boundaries.words_sealed"],
        ["repair_responses.words_sealed", "shared_repair_responses.words_sealed"],
        ["repairs.words_sealed", "shared_repairs.words_sealed"],
        ["ruptures.topic_sealed", "shared_ruptures.topic_sealed"],
    ];
    let both = copies.iter().any(|pair| pair.contains(&from.column) && pair.contains(&to.column));
    let of_same = of_one.iter().any(|seat| std::ptr::eq(seat, from));
    of_same && (both || from.column == to.column)
}

/// Guards the binding to the practice: another practice's key opens nothing, even in the same place.
#[tokio::test(flavor = "multi_thread")]
async fn another_practices_key_opens_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sql = app.sql().await;
    let seats = seats(&care, &care.ann, &care.ben).await;
    let other = app.practice("Lantern").await;
    other.staff("Lou", &["owner"]).await;
    let keys = format!(
        "UPDATE practice_keys SET wrapped_key = (SELECT wrapped_key FROM practice_keys WHERE practice_id = '{}') \
         WHERE practice_id = '{}'",
        other.id, care.practice.id
    );
    sql.run(&keys).await;
    // A service that has not unwrapped the right key before.
    let again = TestApp::with(app.url.clone(), |_| {}).await;
    for seat in &seats {
        let mut reader = seat.reader.clone();
        reader.base.clone_from(&again.base);
        reader.get(&seat.path).await.problem(500, "internal");
    }
    // Nor does it seal: what is written from now on would be open to the other practice's key.
    let mut tess = care.therapist.clone();
    tess.base.clone_from(&again.base);
    let mark = json!({"kind": "flag", "reason": WORDS});
    let marks = format!("/v1/clients/{}/safety-marks", care.ann.id);
    tess.post(&marks, mark).await.problem(500, "internal");
}
