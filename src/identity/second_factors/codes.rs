//! Codes as people type them, and recovery codes: ten of 128 random bits each, kept as keyed digests.

use crate::identity::services::ServerKeys;
use crate::platform::crypto::{base32, random_bytes};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::AccountId;

/// Recovery codes made at once.
pub(super) const COUNT: usize = 10;
/// Bytes of a recovery code.
const BYTES: usize = 16;
/// Characters between two hyphens.
const GROUP: usize = 4;

/// What somebody typed to prove a second factor, without the spaces and hyphens of reading.
pub(super) enum Typed {
    /// Digits, as an authenticator app shows them.
    Totp(String),
    /// Anything else.
    Recovery(String),
}

/// Reads a code.
pub(super) fn read(text: &str) -> Typed {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        Typed::Totp(plain)
    } else {
        Typed::Recovery(plain.to_ascii_uppercase())
    }
}

/// New recovery codes as they are shown, `ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ`, each with its digest.
pub(super) fn generate(keys: &ServerKeys, account: AccountId) -> ApiResult<Vec<(String, Vec<u8>)>> {
    let mut codes = Vec::with_capacity(COUNT);
    while codes.len() < COUNT {
        let plain = base32(&random_bytes::<BYTES>().map_err(|_| ApiError::Internal)?);
        // Characters that happened to be digits alone would be read as the code of an app.
        if matches!(read(&plain), Typed::Totp(_)) {
            continue;
        }
        codes.push((grouped(&plain), digest(keys, account, &plain)));
    }
    Ok(codes)
}

/// The digest that is kept of a recovery code.
pub(super) fn digest(keys: &ServerKeys, account: AccountId, plain: &str) -> Vec<u8> {
    keys.recovery.digest(&[account.uuid().as_bytes(), plain.as_bytes()]).to_vec()
}

fn grouped(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + plain.len() / GROUP);
    for (index, letter) in plain.chars().enumerate() {
        if index > 0 && index % GROUP == 0 {
            out.push('-');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::crypto::Key;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert!(matches!(read("123 456"), Typed::Totp(code) if code == "123456"));
        assert!(matches!(read(" abcd-efgh ijkl-mnop"), Typed::Recovery(code) if code == "ABCDEFGHIJKLMNOP"));
    }

    #[test]
    fn ten_different_codes_of_128_bits() {
        let (keys, account) = (ServerKeys::derive(&Key::generate().unwrap()), AccountId::generate());
        let codes = generate(&keys, account).unwrap();
        let mut shown: Vec<&String> = codes.iter().map(|(shown, _)| shown).collect();
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), COUNT);
        for (shown, kept) in &codes {
            assert_eq!(shown.len(), 32);
            let Typed::Recovery(plain) = read(&shown.to_lowercase()) else { panic!("{shown}") };
            assert_eq!(plain.len() * 5, BYTES * 8 + 2);
            assert_eq!(&digest(&keys, account, &plain), kept);
            assert_ne!(&digest(&keys, AccountId::generate(), &plain), kept);
        }
    }
}
