//! What operations on writing are tried on: the library's items, retros, ruptures and repairs.

use serde_json::json;

use super::{Params, Target, World};

impl<'a> World<'a> {
    /// A look back of Ann's over the newest, with a small win of hers where one is taken back.
    pub(super) async fn prepare_retro(&'a self, target: &mut Target<'a>) {
        let (id, retros) = (target.operation.id(), crate::retros::of(&self.couple));
        let newest = self.ann.get(&retros).await.expect(200).items().first().map(|one| one["number"].clone());
        let newest = newest.and_then(|number| number.as_i64());
        let mut body = crate::retros::retro(&self.ann, &self.couple, newest, "What went well.").await;
        if id == "create_retro" {
            body["decisions"][0]["note"] = json!("It suits us.");
            body["additions"] = json!([{"item_id": self.item, "note": "There is room for it."}]);
            target.body = Some(body);
            return;
        }
        let made = self.ann.post(&retros, body).await.expect(201);
        target.params.insert("number".to_owned(), made.body["number"].to_string());
        if target.operation.path.contains("/wins/") || id == "list_small_wins" {
            self.check_in(json!({})).await;
            target.body = target.body.take().map(|_| json!({"kind": "returned"}));
        }
        if id == "delete_retro_win" {
            let number = made.body["number"].as_i64().expect("a number");
            crate::retros::bring(&self.ann, &self.couple, (number, &self.each), "returned").await.expect(200);
        }
    }

    /// A rupture or a repair of Ann's, shared where that is asked for.
    pub(super) async fn prepare_repair(&'a self, target: &mut Target<'a>) {
        let path = target.operation.path;
        let (create, correct, name) = match path {
            path if path.contains("rupture_id}") => ("create_rupture", "correct_rupture", "rupture_id"),
            _ => ("create_repair", "correct_repair", "repair_id"),
        };
        let shared = path.contains("{shared_");
        let visibility = if shared { "partner" } else { "therapist" };
        let made = self.written(create, json!({"visibility": visibility})).await;
        target.params.insert(name.to_owned(), made.id());
        if let Some(id) = made.body["shared_id"].as_str() {
            target.params.insert(format!("shared_{name}"), id.to_owned());
        }
        if path.ends_with("/versions") {
            self.correct(correct, &target.params).await;
        }
    }

    pub(super) async fn prepare_item(&'a self, target: &mut Target<'a>) {
        let item = match target.operation.id() {
            "publish_library_item" => self.drafted_item().await,
            "update_library_draft"
            | "delete_library_draft"
            | "retire_library_item"
            | "restore_library_item" => self.published_item().await,
            _ => return,
        };
        target.params.insert("item_id".to_owned(), item.clone());
        let first = match target.operation.id() {
            "delete_library_draft" => "update_library_draft",
            "restore_library_item" => "retire_library_item",
            _ => return,
        };
        let (before, etag) = (self.spec.operation(first), self.etag(&item).await);
        let body = self.body(&before, json!({}));
        self.send(&self.therapist, &before, &target.params, Some(&etag), body.as_ref()).await.expect(200);
    }

    /// Does Ann's change of what is there.
    pub(super) async fn correct(&self, operation: &str, params: &Params) {
        let correct = self.spec.operation(operation);
        let body = self.body(&correct, json!({}));
        let address = correct.address(params);
        let there = address.strip_suffix("/response").unwrap_or(&address);
        let etag = self.ann.get(there).await.expect(200).etag();
        self.send(&self.ann, &correct, params, Some(&etag), body.as_ref()).await.expect(200);
    }
}
