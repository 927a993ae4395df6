//! What the demo shows of ruptures and repairs: private ones and shared ones, an attempt in person, an answer to the sender,
//! one to the therapist alone, and silence.

#![expect(clippy::indexing_slicing, reason = "indexing JSON by name gives null where there is nothing")]

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::trust::Partner;
use crate::caller::text;
use crate::platform::ids::Id;

/// The couple that it is shown by, named by its first partner.
const COUPLE: &str = "Noor";

/// A rupture: who felt it (0 or 1), how many days ago, how much, about what, and who may read it.
struct Hurt(usize, i64, i16, &'static str, &'static str);

const HURTS: [Hurt; 4] = [
    Hurt(0, 40, 4, "The joke about my cooking in front of your brother.", "private"),
    Hurt(1, 20, 7, "That you read my message to my sister.", "partner"),
    Hurt(0, 9, 5, "I had kept the evening free and sat there alone.", "therapist"),
    Hurt(1, 4, 6, "That you left while I was still talking.", "partner"),
];

/// Where a couple writes, and when.
struct Scene<'s, 'p> {
    partners: &'s [Partner<'p>],
    couple: Uuid,
    zone: &'s str,
    now: DateTime<Utc>,
}

/// Lets the couple live it, where this is the one.
pub(super) async fn live(
    partners: &[Partner<'_>],
    couple: Uuid,
    zone: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if partners.first().is_none_or(|partner| partner.given != COUPLE) {
        return Ok(());
    }
    let scene = Scene { partners, couple, zone, now };
    let [_, read, alone, left] = scene.hurts().await?;
    // About what the partner shares, in person and whole: accepted, and the promise was kept.
    let whole = json!({
        "own": {"text": "I read what was not mine to read.", "done": true},
        "impact": {"text": "You no longer knew what you can write in peace.", "done": true},
        "validate": {"text": "I would be angry too.", "done": true},
        "do_over": {"text": "Your phone stays yours. I ask when I am afraid.", "done": true}
    });
    let promised = (scene.now - TimeDelta::days(10)).date_naive();
    let link = json!({"shared_rupture_id": read["shared_id"], "in_person": true, "parts": whole, "follow_through_by": promised});
    let sent = scene.repair(0, 20 * 24 - 6, link).await?;
    scene.follow_through(0, &sent, 10).await?;
    scene
        .answer(
            1,
            &sent,
            json!({"answer": "accepted", "words": "Thank you for saying it.", "visibility": "partner"}),
        )
        .await?;
    // Without knowing of hers: she tells the therapist alone how it was, and he sees that it was sent.
    let some = json!({
        "own": {"text": "I stayed at work and did not call.", "done": true},
        "do_over": {"text": "Next time I call by six.", "done": false}
    });
    let sent = scene.repair(1, 9 * 24 - 30, json!({"parts": some})).await?;
    scene
        .answer(
            0,
            &sent,
            json!({"answer": "partly", "words": "I am not sure yet.", "visibility": "therapist"}),
        )
        .await?;
    // For herself, about her own, before she says anything.
    let draft = json!({"own": {"text": "I had not said that I was waiting.", "done": true}});
    scene
        .repair(0, 8 * 24, json!({"rupture_id": alone["id"], "parts": draft, "visibility": "private"}))
        .await?;
    // Sent, and not answered.
    let short = json!({"own": {"text": "I left the room.", "done": true}, "impact": {"done": true}});
    scene.repair(0, 3 * 24, json!({"shared_rupture_id": left["shared_id"], "parts": short})).await?;
    Ok(())
}

impl Scene<'_, '_> {
    fn partner(&self, position: usize) -> Result<&Partner<'_>, Failure> {
        self.partners.get(position).ok_or_else(|| "a couple of the demo lacks a partner".into())
    }

    async fn hurts(&self) -> Result<[Value; 4], Failure> {
        let mut made = Vec::new();
        for Hurt(who, days_ago, intensity, topic, visibility) in &HURTS {
            let body = json!({"intensity": intensity, "topic": topic, "visibility": visibility});
            made.push(self.write(*who, "ruptures", days_ago * 24, body).await?);
        }
        made.try_into().map_err(|_| "the demo lacks a rupture".into())
    }

    /// Sends a repair, so many hours ago, where it says nothing else.
    async fn repair(&self, who: usize, hours_ago: i64, mut body: Value) -> Result<Value, Failure> {
        if body["visibility"].is_null() {
            body["visibility"] = json!("partner");
        }
        self.write(who, "repairs", hours_ago, body).await
    }

    async fn write(&self, who: usize, what: &str, hours_ago: i64, mut body: Value) -> Result<Value, Failure> {
        let author = self.partner(who)?;
        body["id"] = json!(Id::<()>::generate().uuid());
        body["couple_id"] = json!(self.couple);
        body["occurred_at"] = json!(self.now - TimeDelta::hours(hours_ago));
        body["time_zone"] = json!(self.zone);
        author.api.post(&format!("/v1/clients/{}/{what}", author.id), &body).await
    }

    async fn follow_through(&self, who: usize, sent: &Value, days_ago: i64) -> Result<(), Failure> {
        let author = self.partner(who)?;
        let path = format!("/v1/clients/{}/repairs/{}", author.id, text(sent, "id")?);
        let on = (self.now - TimeDelta::days(days_ago)).date_naive();
        let body = json!({"outcome": "done", "on": on});
        author.api.put_over(&path, &format!("{path}/follow-through"), &body).await.map(drop)
    }

    async fn answer(&self, who: usize, sent: &Value, body: Value) -> Result<(), Failure> {
        let receiver = self.partner(who)?;
        let path = format!("/v1/couples/{}/repairs/{}", self.couple, text(sent, "shared_id")?);
        receiver.api.put_over(&path, &format!("{path}/response"), &body).await.map(drop)
    }
}
