//! What the care team does about Ann alone.

use serde_json::json;

use super::acts::Act;
use super::home::Home;
use crate::appointments::{held, of_client};
use crate::feedback::say;
use crate::safety::{hold, mark, marks};
use crate::support::homework::day;
use crate::{releases, reviews};

impl Home<'_> {
    pub(super) async fn by_therapist(&mut self, act: Act, chosen: usize) {
        let (tess, ann) = (&self.care.therapist, &self.care.ann);
        let below = format!("/v1/clients/{}", ann.id);
        match act {
            Act::Feedback => drop(say(tess, ann, &self.shared.id(), "That was brave.").await.expect(201)),
            Act::Review => {
                let state = ["seen", "discussed", "new"][chosen % 3];
                reviews::put(tess, ann, &self.shared.id(), state).await.expect(200);
            }
            Act::Flag => drop(tess.post(&marks(ann), mark("flag")).await.expect(201)),
            Act::Hold if self.held.is_some() => self.lift().await,
            Act::Hold => self.held = Some(hold(tess, ann).await),
            Act::Pattern => {
                let path = format!("{below}/attachment-pattern");
                let body = json!({"pattern": "anxious", "source": "clinician", "assessed_on": day(-2),
                    "note": format!("Seen {chosen} times.")});
                let there = tess.get(&path).await;
                let put = match there.status {
                    200 => tess.put_if(&path, &there.etag(), body).await,
                    _ => tess.put(&path, body).await,
                };
                assert!(put.status < 300, "{}", put.text);
            }
            Act::Phone => {
                let etag = tess.get(&below).await.expect(200).etag();
                let body = json!({"phone": format!("+44 20 7946 {:04}", chosen)});
                tess.patch_if(&below, &etag, body).await.expect(200);
            }
            Act::OwnHomework => drop(self.care.to_client(ann, "mindful-minute").await),
            Act::OwnSession => {
                held(&self.care, &of_client(ann), 1 + i64::try_from(chosen % 20).unwrap()).await;
            }
            _ => {
                let report = releases::of_client(&self.care, ann).await;
                let released = releases::release(tess, &report, ann).await;
                // Under a hold nothing of Ann's is released.
                released.expect(if self.held.is_some() { 409 } else { 201 });
            }
        }
    }
}
