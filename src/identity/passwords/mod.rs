//! Passwords: argon2id off the async threads, a few at a time, and the rule for new ones.

mod hash;
mod known;
mod strength;

pub use self::known::KnownWords;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::turns::Turns;

/// Hash of a random password that nobody has: an unknown account costs the same time as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXJhbmRvbXNhbHQxMg$6Vd6o7mZ9w1yq0nE3ccP1uR1X4m0o2m9h0Qf3d8u2yA";

/// Fewest characters of a new password.
pub const MIN_LENGTH: usize = 15;
/// Most characters of a password.
pub const MAX_LENGTH: usize = 200;

/// Hashes and verifies, as many at once as there are cores.
pub struct Passwords {
    turns: Turns,
}

impl Passwords {
    /// As many at once as given.
    pub fn new(at_once: usize) -> Self {
        Self { turns: Turns::new(at_once) }
    }

    /// The hash of a new password, as a PHC string.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        self.turns.take(move || hash::hash(&password)).await
    }

    /// Whether the password fits the hash; takes the same time when there is no account.
    pub async fn verify(&self, password: String, hash: Option<String>) -> ApiResult<bool> {
        self.turns
            .take(move || {
                let known = hash.is_some();
                let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
                Ok(hash::fits(&password, &hash)? && known)
            })
            .await
    }

    /// Refuses a new password, which stands there in the body, that is easy to guess for whoever knows these words. It
    /// takes some milliseconds, so it waits for its turn as well.
    pub async fn check_new(&self, pointer: &'static str, password: &str, known: KnownWords) -> ApiResult<()> {
        let password = password.to_owned();
        match self.turns.take(move || Ok(strength::is_strong(&password, known.all()))).await? {
            true => Ok(()),
            false => Err(ApiError::rule(pointer, "guessable", "is easy to guess; choose another")),
        }
    }
}

/// The first rule for a new password: its length. For garde; [`Passwords::check_new`] is the second one.
pub fn check_length(password: &str, _: &()) -> garde::Result {
    if (MIN_LENGTH..=MAX_LENGTH).contains(&password.chars().count()) {
        Ok(())
    } else {
        Err(garde::Error::new("length must be 15 to 200 characters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_to_two_hundred_characters() {
        for (password, fits) in [
            ("a".repeat(14), false),
            ("a".repeat(15), true),
            ("\u{1f30a}".repeat(15), true),
            ("\u{1f30a}".repeat(200), true),
            ("a".repeat(201), false),
        ] {
            assert_eq!(check_length(&password, &()).is_ok(), fits, "{password}");
        }
    }

    /// What is typed counts, all of it: case, and what comes after the seventy-second byte.
    #[tokio::test]
    async fn it_is_taken_exactly_as_typed() {
        let passwords = Passwords::new(1);
        let long = "Grüße vom Leuchtturm, \u{6d77}\u{306e}\u{898b}\u{3048}\u{308b}\u{5bb6}, ".repeat(4);
        assert!(long.chars().count() > 100);
        let hash = passwords.hash(long.clone()).await.unwrap();
        assert!(passwords.verify(long.clone(), Some(hash.clone())).await.unwrap());
        for other in
            [long.to_lowercase(), long.trim_end().to_owned(), format!("{long}."), long.replace('ü', "u")]
        {
            assert!(!passwords.verify(other, Some(hash.clone())).await.unwrap());
        }
    }

    #[tokio::test]
    async fn an_unknown_account_is_never_right() {
        let passwords = Passwords::new(1);
        let hash = passwords.hash("tall-ship-quiet-harbour".to_owned()).await.unwrap();
        assert!(passwords.verify("tall-ship-quiet-harbour".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("tall-ship-quiet-harbor".to_owned(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("tall-ship-quiet-harbour".to_owned(), None).await.unwrap());
    }
}
