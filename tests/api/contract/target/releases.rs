//! Targets of what is released, and of what is authorised for it.

use serde_json::json;

use super::{Target, World};
use crate::releases::{ask, final_report, release, release_outside, sign};

impl<'a> World<'a> {
    /// A report about Ann that is final, released to her or outside where that is asked for, or an authorisation of hers.
    pub(super) async fn prepare_release(&'a self, target: &mut Target<'a>) {
        let (id, tess, about) = (target.operation.id(), &self.therapist, json!({"client_id": self.ann.id}));
        if target.operation.path.contains("{authorisation_id}") {
            let asked = ask(tess, about).await.expect(201).id();
            target.params.insert("authorisation_id".to_owned(), asked);
            return;
        }
        let outside = id == "find_report_release_copy";
        let audience = if outside { "third_party" } else { "client" };
        let mut body = about.clone();
        body["audience"] = json!(audience);
        let report = final_report(tess, body).await;
        target.params.insert("report_id".to_owned(), report.clone());
        if id == "create_report_release" {
            target.body = Some(about);
            return;
        }
        let released = if outside {
            let asked = ask(tess, about).await.expect(201).id();
            sign(&self.ann, &asked).await.expect(200);
            release_outside(tess, &report, &asked).await
        } else {
            release(tess, &report, &self.ann).await
        };
        target.params.insert("release_id".to_owned(), released.expect(201).id());
    }
}
