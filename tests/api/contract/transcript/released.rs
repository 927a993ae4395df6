//! What the therapist releases, and what each of the two authorises.

use serde_json::json;

use super::Stage;
use crate::releases;
use crate::support::{Answer, Caller};

impl<'a> Stage<'a> {
    /// A report about both to each of them, or about Ann to her; taken back from its last recipient where asked.
    pub(super) async fn release(&self, joint: bool, back: bool) -> Answer {
        let tess = &self.therapist;
        let (body, recipients) = match joint {
            true => (json!({"couple_id": self.couple, "audience": "couple"}), vec![&self.ben, &self.ann]),
            false => (json!({"client_id": self.ann.id, "audience": "client"}), vec![&self.ann]),
        };
        let report = tess.post("/v1/reports", body).await.expect(201).id();
        let mut last = releases::finalise(tess, &report).await;
        for recipient in recipients {
            if last.status >= 300 {
                return last;
            }
            last = releases::release(tess, &report, recipient).await;
        }
        match back && last.status < 300 {
            true => releases::withdraw(tess, &report, &last.id()).await,
            false => last,
        }
    }

    pub(super) async fn authorise(&self, caller: &Caller, sign: bool) -> Answer {
        match sign {
            true => releases::sign(caller, &self.asked).await,
            false => releases::revoke(caller, &self.asked).await,
        }
    }
}
