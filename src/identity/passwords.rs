//! Passwords: argon2id off the async threads, a few at a time, and the rule for new ones.

use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::platform::http::{ApiError, ApiResult};

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// A request that waits longer for its turn is answered 503.
const WAIT: Duration = Duration::from_secs(3);
/// Hash of a random password that nobody has: an unknown account costs the same time as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXJhbmRvbXNhbHQxMg$6Vd6o7mZ9w1yq0nE3ccP1uR1X4m0o2m9h0Qf3d8u2yA";
const COMMON: &str = include_str!("common_passwords.txt");

/// Fewest characters of a new password.
pub const MIN_LENGTH: usize = 15;
/// Most characters of a password.
pub const MAX_LENGTH: usize = 200;

/// Hashes and verifies, as many at once as there are cores.
pub struct Passwords {
    turns: Semaphore,
}

impl Passwords {
    /// As many at once as given.
    pub fn new(at_once: usize) -> Self {
        Self { turns: Semaphore::new(at_once) }
    }

    /// The hash of a new password, as a PHC string.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        self.in_turn(move || {
            let hash = hasher()?.hash_password(password.as_bytes()).map_err(|_| ApiError::Internal)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password fits the hash; takes the same time when there is no account.
    pub async fn verify(&self, password: String, hash: Option<String>) -> ApiResult<bool> {
        self.in_turn(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let parsed = PasswordHash::new(&hash).map_err(|_| ApiError::Internal)?;
            Ok(hasher()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> ApiResult<T> + Send + 'static,
    ) -> ApiResult<T> {
        let turn = tokio::time::timeout(WAIT, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| ApiError::Unavailable)?.map_err(|_| ApiError::Unavailable)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| ApiError::Internal)?
    }
}

fn hasher() -> ApiResult<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| ApiError::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The rule for a new password: long enough, and not among the common ones. For garde.
pub fn check_new_password(password: &str, _: &()) -> garde::Result {
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&password.chars().count()) {
        return Err(garde::Error::new("length must be 15 to 200 characters"));
    }
    if is_common(password) {
        return Err(garde::Error::new("is one of the passwords that are tried first; choose another"));
    }
    Ok(())
}

/// Common also counts a common word repeated, or with digits and signs around it.
fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() < 5
        || COMMON.lines().filter(|line| !line.is_empty()).any(|common| {
            lower == common
                || core == common
                || (common.len() >= 4 && lower.replace(common, "").chars().count() < 5)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_refused_also_dressed_up() {
        for bad in [
            "short",
            "passwordpassword",
            "Password12345678",
            "qwertyuiopqwerty",
            "aaaaaaaaaaaaaaaa",
            "111111111111111111",
        ] {
            assert!(check_new_password(bad, &()).is_err(), "{bad}");
        }
        assert!(check_new_password("tall-ship-quiet-harbour", &()).is_ok());
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
