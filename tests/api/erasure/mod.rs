//! Erasing a client, and restricting the record for as long as it must be kept.

mod ask;
mod erase;
mod ledger;
mod legal_hold;
mod partner;
mod restricted;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::repairs;
use crate::ruptures;
use crate::support::homework::{Care, check_in, day, of as check_ins_of, write};
use crate::support::{Answer, Caller, TestApp};

/// Where the erasure of a client is.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/erasure", client.id)
}

/// Asks for it.
pub async fn ask(asker: &Caller, client: &Caller) -> Answer {
    asker.post(&of(client), json!(null)).await
}

/// Lets the practice keep nothing.
pub async fn keep_nothing(app: &TestApp) {
    app.sql().await.run("UPDATE practices SET retention_months = 0, legal_hold = false").await;
}

/// A couple in care of whom there is something of every kind.
pub struct Furnished<'a> {
    pub care: Care<'a>,
    pub owner: Caller,
    /// Given to Ann alone.
    pub alone: String,
    /// Given to both, done as one.
    pub joint: String,
    /// Ann's check-ins: alone, and shared.
    pub own: String,
    pub shared: String,
    pub reports: [String; 3],
}

impl<'a> Furnished<'a> {
    pub async fn new(app: &'a TestApp) -> Self {
        let care = Care::new(app).await;
        let owner = care.practice.staff("Olga", &["owner"]).await;
        let alone = care.to_client(&care.ann, "self-care").await.id();
        let of_ben = care.to_client(&care.ben, "self-care").await.id();
        let joint = care.to_couple("daily-check-in", "together").await.id();
        let words = json!({"personal": {"note": "A word of my own.", "visibility": "partner"}});
        let own = write(&care.ann, &check_in(&alone, json!({}))).await.expect(201).id();
        write(&care.ben, &check_in(&of_ben, json!({}))).await.expect(201);
        let shared = write(&care.ann, &check_in(&joint, words.clone())).await.expect(201);
        write(&care.ben, &check_in(&joint, json!({"occurred_at": crate::support::homework::noon(-2)})))
            .await
            .expect(201);
        let path = format!("{}/{}", check_ins_of(&care.ann), shared.id());
        let corrected = json!({"outcome": "partly", "visibility": "partner", "personal": words["personal"], "reason": "Half."});
        care.ann.put_if(&path, &shared.etag(), corrected).await.expect(200);
        let furnished =
            Self { reports: records(&care, &own).await, care, owner, alone, joint, own, shared: shared.id() };
        furnished.between_both().await;
        furnished
    }

    /// Each was hurt, tried to repair what the other shared, and answered.
    async fn repairing(&self) {
        let care = &self.care;
        for (hurt, other, visibility) in
            [(&care.ann, &care.ben, "partner"), (&care.ben, &care.ann, "therapist")]
        {
            let body = ruptures::rupture(care, json!({"visibility": "partner"}));
            let hurt_by = ruptures::write(hurt, &body).await.expect(201);
            let linked = json!({"shared_rupture_id": hurt_by.body["shared_id"]});
            let made = repairs::write(other, &repairs::repair(care, linked)).await.expect(201);
            let body = json!({"answer": "accepted", "words": "Ours.", "visibility": visibility});
            repairs::answer(hurt, &repairs::sent(care, &made), body).await.expect(200);
        }
    }

    async fn between_both(&self) {
        let Care { therapist, ann, ben, couple, .. } = &self.care;
        let grant = json!({"category": "habit"});
        ann.post(&format!("/v1/clients/{}/share-grants", ann.id), grant).await.expect(201);
        self.repairing().await;
        let agreements = format!("/v1/couples/{couple}/agreements");
        therapist.post(&agreements, json!({"policy": "limited", "text": "Our words."})).await.expect(201);
        for one in [ann, ben] {
            let etag = one.get(&format!("{agreements}/1")).await.expect(200).etag();
            let line = json!({"line": "My own name"});
            one.put_if(&format!("{agreements}/1/signature"), &etag, line).await.expect(200);
        }
        self.written().await;
        let phones = crate::pacts::homework(&self.care).await;
        let version = crate::pacts::write(ben, &phones, None, "Phones stay in the hall.").await.expect(201);
        crate::pacts::accept(ann, &phones, &version.body["number"]).await.expect(200);
        crate::pacts::accept(ben, &phones, &version.body["number"]).await.expect(200);
        crate::pacts::write(ann, &phones, Some(1), "Phones stay off.").await.expect(201);
        self.looked_back().await;
        self.released().await;
        let part = format!("/v1/assignments/{}/participants/{}", self.joint, ann.id);
        ann.patch_if(&part, "\"1\"", json!({"barrier_plan": "When it rains."})).await.expect(200);
        let preferences = format!("/v1/clients/{}/contact-preferences", ann.id);
        let etag = ann.get(&preferences).await.expect(200).etag();
        ann.put_if(&preferences, &etag, json!({"channel": "none", "safe_times": []})).await.expect(200);
    }
}

impl Furnished<'_> {
    /// A retro that both agreed to, one that is the first one's alone, and a small win of each.
    async fn looked_back(&self) {
        let Care { ann, ben, couple, .. } = &self.care;
        crate::retros::write(ben, couple, None, "We came back to it.").await.expect(201);
        for one in [ann, ben] {
            crate::retros::bring(one, couple, (1, &self.joint), "returned").await.expect(200);
            crate::retros::agree(one, couple, &json!(1)).await.expect(200);
        }
        crate::retros::write(ann, couple, Some(1), "Ann alone.").await.expect(201);
    }

    /// The couple's report at both, taken back from one, each one's own, and what both were asked to authorise.
    async fn released(&self) {
        let care = &self.care;
        let joint = crate::releases::of_couple(care).await;
        for one in [&care.ann, &care.ben] {
            let own = crate::releases::of_client(care, one).await;
            crate::releases::release(&care.therapist, &own, one).await.expect(201);
            let made = crate::releases::release(&care.therapist, &joint, one).await.expect(201);
            if one.id == care.ben.id {
                crate::releases::withdraw(&care.therapist, &joint, &made.id()).await.expect(200);
            }
        }
        let asked = crate::releases::signed_by_both(care).await;
        let outside = crate::releases::for_outside(care).await;
        crate::releases::release_outside(&care.therapist, &outside, &asked).await.expect(201);
    }

    /// What each wrote in the journal, set as a limit and noted of it.
    async fn written(&self) {
        let care = &self.care;
        let script = care.item("limit-with-reconnect").await;
        let asked = json!({"instrument": "csi-4", "rhythm": "once"});
        care.therapist
            .post(&format!("/v1/couples/{}/measure-requests", care.couple), asked)
            .await
            .expect(201);
        for one in [&care.ann, &care.ben] {
            // The last item raises a flag, which names the measure.
            let alarming =
                crate::measures::phq(&[0, 0, 0, 0, 0, 0, 0, 0, 1], json!({"couple_id": care.couple}));
            crate::measures::write(one, one, &alarming).await.expect(201);
            let moved = crate::life_events::event(json!({"title": "Moved house"}));
            let moved = crate::life_events::log(one, &moved).await.expect(201);
            let path = format!("{}/{}", crate::life_events::of(one), moved.id());
            let corrected = json!({"on": moved.body["on"], "title": "Moved out"});
            one.put_if(&path, "\"1\"", corrected).await.expect(200);
            for visibility in ["therapist", "partner"] {
                let over = json!({"visibility": visibility});
                let entry = crate::journals::entry(care, over.clone());
                crate::journals::write(one, &entry).await.expect(201);
                let limit = crate::boundaries::limit(care, script, over);
                let limit = crate::boundaries::set(one, &limit).await.expect(201).id();
                let used = crate::boundaries::used(&limit, json!({"visibility": "therapist"}));
                crate::boundaries::note(one, &used).await.expect(201);
            }
        }
    }
}

/// Patterns, marks, disclosures and reports: about Ann, about Ben, about both.
async fn records(care: &Care<'_>, own: &str) -> [String; 3] {
    let tess = &care.therapist;
    for one in [&care.ann, &care.ben] {
        let below = format!("/v1/clients/{}", one.id);
        let pattern =
            json!({"pattern": "anxious", "source": "clinician", "assessed_on": day(-2), "note": "Seen."});
        tess.put(&format!("{below}/attachment-pattern"), pattern).await.expect(201);
        let mark = json!({"kind": "flag", "reason": "To be looked at."});
        tess.post(&format!("{below}/safety-marks"), mark).await.expect(201);
    }
    let said = crate::feedback::say(tess, &care.ann, own, "Well don.").await.expect(201).id();
    let said = format!("{}/{said}", crate::feedback::said_to(&care.ann));
    tess.put_if(&said, "\"1\"", json!({"text": "Well done."})).await.expect(200);
    crate::reviews::put(tess, &care.ann, own, "seen").await.expect(200);
    let told = json!({
        "item_kind": "check_in", "item_id": own, "recipient": "third_party", "recipient_name": "Dr. Lind",
        "ground": "consent", "explanation": "Ann asked for it in session."
    });
    tess.post(&format!("/v1/clients/{}/disclosures", care.ann.id), told).await.expect(201);
    let mut ids = Vec::new();
    for about in [
        json!({"client_id": care.ann.id}),
        json!({"client_id": care.ben.id}),
        json!({"couple_id": care.couple}),
    ] {
        let mut body = about;
        body["audience"] = json!("clinician");
        ids.push(tess.post("/v1/reports", body).await.expect(201).id());
    }
    ids.try_into().unwrap()
}

/// The ids of a page's items, whatever member names them.
pub fn ids(answer: &Answer, member: &str) -> Vec<String> {
    answer.items().iter().map(|item| item[member].as_str().unwrap_or_default().to_owned()).collect()
}

/// Every row of these tables, as text.
pub async fn rows_of(app: &TestApp, table: &str, client: Uuid) -> i64 {
    app.sql().await.number(&format!("SELECT count(*) FROM {table} WHERE client_id = '{client}'")).await
}

pub fn names(answer: &Answer) -> Vec<Value> {
    answer.items().iter().map(|item| item["given_name"].clone()).collect()
}
