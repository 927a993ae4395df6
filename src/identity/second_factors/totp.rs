//! Time-based one-time passwords (RFC 6238): six digits of HMAC-SHA-1 over the number of the 30-second step, which is
//! what every authenticator app takes.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Bytes of a secret: as many as SHA-1 gives, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// Digits of a code.
pub const DIGITS: usize = 6;
/// Seconds of a step.
pub const STEP_SECONDS: i64 = 30;

/// Steps that a clock may be ahead or behind.
const DRIFT: i64 = 1;
const CODES: u32 = 1_000_000;

/// The number of the step that runs at an instant.
pub fn step_at(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP_SECONDS)
}

/// The code of a step (RFC 4226, section 5.3).
pub fn code(secret: &[u8; SECRET_BYTES], step: i64) -> String {
    // HMAC pads a short key with zeros to the block of its hash.
    let mut block = [0_u8; 64];
    block.split_at_mut(SECRET_BYTES).0.copy_from_slice(secret);
    let mut mac = Hmac::<Sha1>::new(&block.into());
    mac.update(&step.to_be_bytes());
    let digest: [u8; 20] = mac.finalize().into_bytes().into();
    let [.., last] = digest;
    let offset = usize::from(last & 0x0f);
    let word = digest.get(offset..offset + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
    let number = word.map_or(0, u32::from_be_bytes) & 0x7fff_ffff;
    format!("{:0DIGITS$}", number % CODES)
}

/// The step whose code this is, of those that run now or by a drifted clock, and that come after the last used one.
pub fn right_step(
    secret: &[u8; SECRET_BYTES],
    guess: &str,
    now: DateTime<Utc>,
    last_used: i64,
) -> Option<i64> {
    let here = step_at(now);
    // Every step is compared whole, so that the time says nothing of the code.
    let steps = here - DRIFT..=here + DRIFT;
    steps.fold(None, |found, step| {
        let right = is_same(&code(secret, step), guess) && step > last_used;
        if right { Some(step) } else { found }
    })
}

fn is_same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |bits, (a, b)| bits | (a ^ b));
    one.len() == other.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, of whose eight digits ours are the last six.
    #[test]
    fn the_codes_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, right) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(code(secret, step_at(now)), right, "{seconds}");
        }
    }

    #[test]
    fn one_step_of_drift_and_each_step_once() {
        let (secret, now) = (b"12345678901234567890", DateTime::from_timestamp(1_111_111_109, 0).unwrap());
        let here = step_at(now);
        for (away, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = right_step(secret, &code(secret, here + away), now, 0);
            assert_eq!(found, counts.then_some(here + away), "{away}");
        }
        let right = code(secret, here);
        assert_eq!(right_step(secret, &right, now, here - 1), Some(here));
        assert_eq!(right_step(secret, &right, now, here), None);
        for wrong in ["", "08180", "0818044", "000000"] {
            assert_eq!(right_step(secret, wrong, now, 0), None, "{wrong}");
        }
    }
}
