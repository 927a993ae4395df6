//! Canaries put into every place of every body that takes words, and into what else a request has.

use std::collections::BTreeSet;

use serde_json::json;

use super::leaves::{Leaf, leaves, put};
use super::words::Canaries;
use crate::contract::spec::{Operation, Spec};
use crate::contract::target::Target;
use crate::contract::world::World;
use crate::support::Answer;
use crate::support::homework::library_item;

/// A canary that was taken, and where.
pub struct Placed {
    pub number: usize,
    pub place: String,
}

/// Canaries that are sent out, and what was found on the way.
pub struct Flight<'a> {
    pub world: &'a World<'a>,
    pub canaries: Canaries,
    pub placed: Vec<Placed>,
    pub found: Vec<String>,
}

impl Flight<'_> {
    /// No header holds a canary, and no body but that of a success.
    fn look_at(&mut self, place: &str, answer: &Answer) {
        let headers = format!("{:?}", answer.headers);
        let told = if answer.status < 300 { headers } else { format!("{headers} {}", answer.text) };
        if !self.canaries.open_in(&told).is_empty() || !self.canaries.hidden_in(&told).is_empty() {
            self.found.push(format!("{place}: {} {told}", answer.status));
        }
    }

    /// Sends the operation's right request with a canary in this place, in the form that is taken.
    async fn release(&mut self, operation: Operation<'_>, leaf: &Leaf) -> bool {
        let world = self.world;
        let place = format!("{} {}", operation.id(), leaf.pointer);
        let forms: &[fn(&Canaries, usize) -> String] =
            if leaf.email { &[Canaries::email] } else { &[Canaries::word, Canaries::phone] };
        for form in forms {
            let number = self.canaries.next();
            let mut target = world
                .target(world.spec.operation(operation.id()), operation.right_role().unwrap_or("client"))
                .await;
            put(target.body.as_mut().unwrap(), &leaf.pointer, &form(&self.canaries, number));
            let caller = if operation.is_public() { world.app.nobody() } else { target.caller.clone() };
            let answer = target.send(world, &caller).await;
            self.look_at(&place, &answer);
            if (200..300).contains(&answer.status) {
                self.placed.push(Placed { number, place: place.clone() });
                self.refused_too(&place, &mut target, leaf, number).await;
                return true;
            }
        }
        false
    }

    /// The same from somebody who has no business with it, with a member that does not exist, much too long, and torn.
    async fn refused_too(&mut self, place: &str, target: &mut Target<'_>, leaf: &Leaf, number: usize) {
        let world = self.world;
        let strangers = [&world.cleo, &world.auditor, &world.ben].map(Clone::clone);
        for stranger in &strangers {
            let answer = target.send(world, stranger).await;
            self.look_at(place, &answer);
        }
        let word = self.canaries.word(number);
        let caller = target.caller.clone();
        let right = target.body.clone();
        put(target.body.as_mut().unwrap(), &leaf.pointer, &word.repeat(2000));
        let answer = target.send(world, &caller).await;
        self.look_at(place, &answer);
        target.body = right;
        put(target.body.as_mut().unwrap(), &format!("{}/x", leaf.pointer), &word);
        let answer = target.send(world, &caller).await;
        self.look_at(place, &answer);
        let address = target.operation.address(&target.params);
        let torn = caller
            .request(target.operation.http_method(), &address)
            .header("Content-Type", target.operation.body().unwrap().0)
            .body(format!("{{\"{word}\": \"{word}"));
        let answer = Answer::of(torn).await;
        self.look_at(place, &answer);
    }

    /// In places of a request that are no body. Names of parameters and members are told back to who sent them.
    async fn beside_bodies(&mut self) {
        let number = self.canaries.next();
        let (word, ann) = (self.canaries.word(number), self.world.ann.id);
        let tess = &self.world.therapist;
        for path in [
            format!("/v1/clients?cursor={word}"),
            format!("/v1/clients/{word}"),
            format!("/v1/{word}"),
            format!("/v1/clients/{ann}/check-ins?outcome={word}"),
        ] {
            let answer = tess.get(&path).await;
            assert!(answer.status >= 400, "{path}");
            self.look_at("a path", &answer);
        }
        let path = format!("/v1/clients/{ann}");
        for (header, value) in [
            ("If-Match", format!("\"{word}\"")),
            ("Idempotency-Key", format!("{word} {word}")),
            ("X-Request-Id", word.clone()),
            ("Authorization", format!("Bearer {word}")),
            ("User-Agent", word.clone()),
            ("Content-Type", format!("text/{word}")),
        ] {
            let request = tess.request(reqwest::Method::PATCH, &path).header(header, value).body("{}");
            let answer = Answer::of(request).await;
            self.look_at(header, &answer);
        }
    }

    /// Answers of every form, to homework that asks for them.
    async fn answers(&mut self) {
        let world = self.world;
        let mut words = || {
            let number = self.canaries.next();
            self.placed.push(Placed { number, place: format!("an answer ({number})") });
            self.canaries.word(number)
        };
        let bodies = [
            (
                ("daily-check-in", "together"),
                json!({"kind": "habit", "answers": [
                {"prompt": "how_we_are", "type": "text", "text": words()},
                {"prompt": "my_feelings", "type": "feelings", "feelings": [words()]}]}),
            ),
            (
                ("repair-four-steps", "each"),
                json!({"kind": "repair_ritual", "steps_done": ["own"], "parts": {"own": words()}, "answers": []}),
            ),
            (
                ("limit-with-reconnect", "each"),
                json!({"kind": "boundary_script", "answers": [
                {"prompt": "my_limit", "type": "text", "text": words()}]}),
            ),
        ];
        for ((item, mode), details) in bodies {
            let item = library_item(&world.practice, item).await;
            let given = json!({"item_id": item, "mode": mode, "cadence": null});
            let given = world.assignment("create_couple_assignment", given).await;
            let personal = json!({"details": details, "visibility": "partner"});
            let change = json!({"assignment_id": given, "personal": personal, "visibility": "partner"});
            let answer = world.check_in(change).await;
            self.look_at("an answer", &answer);
        }
    }
}

/// Sends a canary to every place there is, and tells which places for free text took none.
pub async fn fly(flight: &mut Flight<'_>, spec: &Spec) -> BTreeSet<(String, String)> {
    let mut not_placed = BTreeSet::new();
    for operation in spec.operations().into_iter().filter(|one| one.body().is_some()) {
        let example = operation.body().unwrap().2;
        // The key of an instrument is part of its address, and takes lower-case words alone.
        let said = leaves(spec, &operation, example).into_iter();
        for leaf in said.filter(|leaf| leaf.pointer != "/definition/key") {
            if !flight.release(operation, &leaf).await && leaf.free {
                not_placed.insert((operation.id().to_owned(), leaf.pointer));
            }
        }
    }
    flight.beside_bodies().await;
    flight.answers().await;
    // The buffer of the audit trail is written away.
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    not_placed
}
