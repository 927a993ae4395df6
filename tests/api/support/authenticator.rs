//! The authenticator app on somebody's phone.

use chrono::TimeDelta;
use holdfast::identity::second_factors::totp;
use holdfast::platform::clock::Clock;
use serde_json::json;

use super::{Answer, Caller, TestApp};

/// An app with the secret of one account, and the recovery codes that were shown.
#[derive(Clone)]
pub struct Authenticator {
    secret: [u8; 20],
    clock: Clock,
    pub recovery_codes: Vec<String>,
}

impl Authenticator {
    /// Sets a second factor up and does not confirm it.
    pub async fn enrolled(app: &TestApp, caller: &Caller) -> Self {
        Self::read(app, &caller.post("/v1/me/second-factor", json!({})).await.expect(201))
    }

    /// Sets a second factor up and confirms it.
    pub async fn confirmed(app: &TestApp, caller: &Caller) -> Self {
        let mut phone = Self::enrolled(app, caller).await;
        let confirmed = phone.confirm(caller).await.expect(200);
        phone.recovery_codes = serde_json::from_value(confirmed.body["recovery_codes"].clone()).unwrap();
        phone
    }

    /// The app that was given the secret of an enrolment.
    pub fn read(app: &TestApp, enrolment: &Answer) -> Self {
        let secret = base32(enrolment.body["secret"].as_str().unwrap()).try_into().unwrap();
        Self { secret, clock: app.clock.clone(), recovery_codes: Vec::new() }
    }

    /// Confirms it; the person's other sessions stay.
    pub async fn confirm(&self, caller: &Caller) -> Answer {
        let body = json!({"code": self.code(), "end_other_sessions": false});
        caller.put("/v1/me/second-factor/confirmation", body).await
    }

    /// What the app shows now.
    pub fn code(&self) -> String {
        self.code_away(0)
    }

    /// What the app shows so many steps from now.
    pub fn code_away(&self, steps: i64) -> String {
        totp::code(&self.secret, totp::step_at(self.clock.now()) + steps)
    }

    /// Waits for the next step, so that its code was not used before.
    pub fn next_code(&self) -> String {
        self.clock.advance(TimeDelta::seconds(totp::STEP_SECONDS));
        self.code()
    }

    /// Six digits that are the code of no step near now.
    pub fn wrong_code(&self) -> String {
        let near: Vec<String> = (-3..=3).map(|steps| self.code_away(steps)).collect();
        (0..).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let five = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == letter).unwrap();
        (bits, count) = (bits << 5 | five as u32, count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}
