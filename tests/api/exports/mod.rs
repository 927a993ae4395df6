//! A client's own data as an archive.

mod about;
mod content;
mod create_export;
mod editions;
mod find_export_content;
mod jobs;
mod page;
mod repairing;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp};

/// Where the exports of a client are.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/exports", client.id)
}

/// Asks for one.
pub async fn ask(asker: &Caller, client: &Caller) -> Answer {
    asker.post(&of(client), json!(null)).await
}

/// Asks for one and lets it be prepared.
pub async fn ready(app: &TestApp, client: &Caller) -> Answer {
    let asked = ask(client, client).await.expect(202);
    app.work().await;
    let ready = client.get(&asked.header("location")).await.expect(200);
    assert_eq!(ready.body["status"], "succeeded", "{}", ready.text);
    ready
}

/// The bytes of the archive.
pub async fn download(client: &Caller, export: &Answer) -> Vec<u8> {
    let path = format!("{}/{}/content", of(client), export.id());
    let answer = client.request(reqwest::Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

/// The files of an archive.
pub fn unpack(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// What a client gets: the structured form and the page.
pub async fn take(app: &TestApp, client: &Caller) -> (Value, String) {
    let export = ready(app, client).await;
    let files = unpack(download(client, &export).await);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["export.json", "index.html"]);
    (serde_json::from_str(&files["export.json"]).unwrap(), files["index.html"].clone())
}
