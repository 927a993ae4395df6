//! `/v1/clients`.

mod create_client;
mod create_client_invitation;
mod find_client;
mod list_clients;
mod one_account;
mod search_clients;
mod update_client;

use serde_json::{Value, json};

use crate::support::Answer;

/// A body that makes a client.
pub fn new_client(given_name: &str) -> Value {
    json!({"given_name": given_name, "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"})
}

/// All are the same 404: nobody can tell from them what exists.
#[track_caller]
pub fn hidden(answers: Vec<Answer>) {
    let mut seen: Option<(Value, Vec<String>)> = None;
    for answer in answers {
        let answer = answer.problem(404, "not_found");
        let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        let shape = (answer.body_without_instance(), names);
        assert_eq!(seen.get_or_insert_with(|| shape.clone()), &shape);
    }
}

/// The ids of a page's items, in their order.
#[track_caller]
pub fn ids(page: &Answer) -> Vec<String> {
    page.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}
