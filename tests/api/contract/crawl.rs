//! Everything that one caller can get: every GET of the document, with every id that the caller has come to know.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::spec::{Operation, Params, Spec, uuids_in};
use crate::support::{Answer, Caller};

/// Ids that a caller knows, by the name of the path parameter that takes them, in the order in which they came.
#[derive(Default, Clone)]
pub struct Known(BTreeMap<String, Vec<String>>);

/// One request and its answer.
pub struct Exchange {
    pub request: String,
    pub answer: Answer,
}

impl Known {
    pub fn with(mut self, name: &str, ids: impl IntoIterator<Item = impl ToString>) -> Self {
        ids.into_iter().for_each(|id| self.add(name, id.to_string()));
        self
    }

    fn add(&mut self, name: &str, id: String) {
        let ids = self.0.entry(name.to_owned()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    /// Every combination of known ids for an operation's path.
    fn combinations(&self, operation: &Operation<'_>) -> Vec<Params> {
        let mut all = vec![Params::new()];
        for name in operation.path_names() {
            let ids = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
            let extend = |params: &Params| {
                let with = |id: &String| {
                    let mut params = params.clone();
                    params.insert(name.to_owned(), id.clone());
                    params
                };
                ids.iter().map(with).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(extend).collect();
        }
        all
    }
}

/// Calls every GET, pages of two followed to their end, until no answer gives a new id.
pub async fn crawl(caller: &Caller, spec: &Spec, known: &mut Known) -> Vec<Exchange> {
    let reads: Vec<Operation<'_>> = spec
        .operations()
        .into_iter()
        .filter(|operation| operation.reads() && !operation.is_public())
        .collect();
    let (mut done, mut exchanges) = (BTreeSet::new(), Vec::new());
    loop {
        let before = exchanges.len();
        for operation in &reads {
            for params in known.combinations(operation) {
                let address = operation.address(&params);
                if !done.insert(address.clone()) {
                    continue;
                }
                let from = exchanges.len();
                call(caller, operation, &address, &mut exchanges).await;
                if let Some(name) = item_parameter(operation.path, &reads) {
                    learn(&exchanges[from..], name, known);
                }
            }
        }
        if exchanges.len() == before {
            return exchanges;
        }
    }
}

/// One operation, with all pages where it has pages.
pub async fn call(caller: &Caller, operation: &Operation<'_>, address: &str, exchanges: &mut Vec<Exchange>) {
    if !operation.has_parameter("query", "limit") {
        exchanges.push(Exchange { request: format!("GET {address}"), answer: caller.get(address).await });
        return;
    }
    let mut query = "limit=2".to_owned();
    for page in 1..200 {
        let answer = caller.get(&format!("{address}?{query}")).await;
        let next = answer.body["next_cursor"].as_str().map(str::to_owned);
        assert_eq!(
            next.is_some(),
            answer.headers.contains_key("link"),
            "{address}: next_cursor and Link go together"
        );
        exchanges.push(Exchange { request: format!("GET {address} page {page}"), answer });
        match next {
            Some(cursor) => query = format!("limit=2&cursor={cursor}"),
            None => return,
        }
    }
    panic!("{address} has no end");
}

/// The path parameter that takes the ids of a list's items: of the path right below it, or of one with the same last word.
fn item_parameter<'a>(list: &str, reads: &[Operation<'a>]) -> Option<&'a str> {
    let below = |prefix: &str, whole: bool| {
        reads.iter().find_map(|operation| {
            let (above, name) = operation.path.rsplit_once("/{")?;
            let fits = if whole { above == prefix } else { above.ends_with(prefix) };
            fits.then(|| name.trim_end_matches('}')).filter(|name| !name.contains('/'))
        })
    };
    let (_, last) = list.rsplit_once('/')?;
    below(list, true).or_else(|| below(&format!("/{last}"), false))
}

fn learn(exchanges: &[Exchange], name: &str, known: &mut Known) {
    for exchange in exchanges {
        for item in exchange.answer.body["items"].as_array().into_iter().flatten() {
            if let Some(id) = item["id"].as_str() {
                known.add(name, id.to_owned());
            }
        }
    }
}

/// A transcript that can be compared with another run's: ids by first appearance, the service's instants by their rank,
/// cursors by their length, without what every request has anew. Everything else stays byte for byte.
pub fn transcript(exchanges: &[Exchange]) -> String {
    let mut text = String::new();
    for Exchange { request, answer } in exchanges {
        text.push_str(&format!("{request}\n{}\n", answer.status));
        let mut headers: Vec<String> = answer
            .headers
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id" | "content-length"))
            .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or_default()))
            .collect();
        headers.sort();
        text.extend(headers);
        let instance = answer.body["instance"].as_str().unwrap_or("urn:uuid:");
        text.push_str(&answer.text.replace(instance, "urn:uuid:"));
        text.push_str("\n\n");
    }
    for exchange in exchanges {
        if let Some(cursor) = exchange.answer.body["next_cursor"].as_str() {
            text = text.replace(cursor, &format!("cursor-of-{}", cursor.len()));
        }
    }
    rank_instants(&number_digests(&number_ids(&text)))
}

/// Digests of documents by first appearance: what is digested holds ids and instants.
fn number_digests(text: &str) -> String {
    let (mut numbers, parts) = (BTreeMap::new(), text.split('"').map(str::to_owned).collect::<Vec<_>>());
    let numbered = parts.iter().map(|part| {
        if part.len() != 64 || !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return part.clone();
        }
        let next = numbers.len() + 1;
        format!("digest-{}", numbers.entry(part.clone()).or_insert(next))
    });
    numbered.collect::<Vec<_>>().join("\"")
}

fn number_ids(text: &str) -> String {
    let (mut numbers, mut out, mut rest) = (BTreeMap::new(), String::new(), text);
    for id in uuids_in(text) {
        let at = rest.find(id).unwrap();
        out.push_str(&rest[..at]);
        let next = numbers.len() + 1;
        let number = numbers.entry(id).or_insert(next);
        out.push_str(&format!("id-{number}"));
        rest = &rest[at + id.len()..];
    }
    out + rest
}

/// Instants with a fraction of a second are the service's own; whole ones were told by people and stay.
fn rank_instants(text: &str) -> String {
    let parts: Vec<&str> = text.split('"').collect();
    let instant = |part: &&str| {
        let instant: DateTime<Utc> = part.parse().ok().filter(|_| part.ends_with('Z'))?;
        (instant.timestamp_subsec_nanos() > 0).then_some(instant)
    };
    let ranks: BTreeSet<DateTime<Utc>> = parts.iter().filter_map(instant).collect();
    let ranked = parts.iter().map(|part| match instant(part) {
        Some(found) => format!("instant-{}", ranks.range(..found).count()),
        None => (*part).to_owned(),
    });
    ranked.collect::<Vec<_>>().join("\"")
}

#[test]
fn ids_and_instants_keep_their_pattern() {
    let (a, b) = ("01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c12");
    assert_eq!(number_ids(&format!("<{b}> {a} {b}")), "<id-1> id-2 id-1");
    let text = r#"{"a":"2026-03-02T10:30:00.5Z","b":"2026-03-02T10:10:00.25Z","c":"2026-03-01T10:10:00Z","d":"2026-03-02"}"#;
    let ranked = r#"{"a":"instant-1","b":"instant-0","c":"2026-03-01T10:10:00Z","d":"2026-03-02"}"#;
    assert_eq!(rank_instants(text), ranked);
}
