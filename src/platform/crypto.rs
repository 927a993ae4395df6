//! Keys, sealing and digests: XChaCha20-Poly1305 envelopes under one master key.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

const NONCE_LENGTH: usize = 24;
const FORMAT: u8 = 1;

/// Sealing or opening failed: wrong key, wrong place, or damaged bytes.
#[derive(Debug, thiserror::Error)]
#[error("sealed value cannot be opened with this key in this place")]
pub struct SealError;

/// A 256-bit key that wipes itself.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(***)")
    }
}

impl Key {
    /// A new random key.
    pub fn generate() -> Result<Self, SealError> {
        random_bytes().map(Self)
    }

    /// These bytes as a key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a key written by [`Key::encode`]: 32 bytes as unpadded URL-safe base64.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// Whether it begins with these bytes, by which keys that were made for one purpose are known.
    pub fn begins_with(&self, mark: &[u8]) -> bool {
        self.0.starts_with(mark)
    }

    /// The key as text, for the one place that stores it.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// A key for one purpose: HMAC-SHA-256 of the purpose's name under this key.
    pub fn derive(&self, purpose: &str) -> Self {
        Self(self.digest(&[b"derive", purpose.as_bytes()]))
    }

    /// Keyed digest (HMAC-SHA-256) of the parts, each preceded by its length.
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC pads a short key with zeros to the block of its hash.
        let mut block = [0_u8; 64];
        block.split_at_mut(32).0.copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Seals bytes for one place (table, column, row): they open nowhere else.
    pub fn seal(&self, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LENGTH] = random_bytes()?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place })
            .map_err(|_| SealError)?;
        let mut out = Vec::with_capacity(1 + NONCE_LENGTH + sealed.len());
        out.push(FORMAT);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Key::seal`] sealed for the same place.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (&format, rest) = sealed.split_first().ok_or(SealError)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LENGTH).ok_or(SealError)?;
        let nonce: [u8; NONCE_LENGTH] = nonce.try_into().map_err(|_| SealError)?;
        if format != FORMAT {
            return Err(SealError);
        }
        self.cipher().decrypt(&XNonce::from(nonce), Payload { msg: body, aad: place }).map_err(|_| SealError)
    }

    /// Wraps another key for storage.
    pub fn wrap(&self, place: &[u8], key: &Self) -> Result<Vec<u8>, SealError> {
        self.seal(place, &key.0)
    }

    /// Unwraps a key written by [`Key::wrap`].
    pub fn unwrap_key(&self, place: &[u8], wrapped: &[u8]) -> Result<Self, SealError> {
        self.open(place, wrapped)?.try_into().map(Self).map_err(|_| SealError)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

/// The place of a sealed value: table, column and the row's ids.
pub fn place(table_column: &str, ids: &[Uuid]) -> Vec<u8> {
    let mut out = Vec::with_capacity(table_column.len() + 1 + ids.len() * 16);
    out.extend_from_slice(table_column.as_bytes());
    out.push(0);
    for id in ids {
        out.extend_from_slice(id.as_bytes());
    }
    out
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Bytes as they are written for people and programs: two lower-case digits each.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut text, byte| {
        let _writing_to_a_string_never_fails = write!(text, "{byte:02x}");
        text
    })
}

/// Random bytes of the operating system.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError)?;
    Ok(bytes)
}

/// Base32 (RFC 4648) without padding: what people can type.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| (byte >> (7 - at % 8)) & 1);
    let letter = |first: usize| {
        let five = (first..first + 5).fold(0, |value, at| value << 1 | bit(at));
        ALPHABET.get(usize::from(five)).copied().map_or('=', char::from)
    };
    (0..bytes.len() * 8).step_by(5).map(letter).collect()
}

/// Percent-encoding (RFC 3986) of everything but unreserved characters.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A one-time token: 256 random bits behind the practice it belongs to, so that the practice is known
/// before the first query.
pub fn practice_token(practice: Uuid, secret: &[u8; 32]) -> String {
    let mut bytes = [0_u8; 48];
    let (head, tail) = bytes.split_at_mut(16);
    head.copy_from_slice(practice.as_bytes());
    tail.copy_from_slice(secret);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The practice and secret of a token written by [`practice_token`].
pub fn read_practice_token(token: &str) -> Option<(Uuid, [u8; 32])> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (practice, secret) = bytes.split_at_checked(16)?;
    Some((Uuid::from_slice(practice).ok()?, secret.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_in_its_place() {
        let key = Key::generate().unwrap();
        let sealed = key.seal(b"a", b"words").unwrap();
        assert_eq!(key.open(b"a", &sealed).unwrap(), b"words");
        assert!(key.open(b"b", &sealed).is_err());
        assert!(Key::generate().unwrap().open(b"a", &sealed).is_err());
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(key.open(b"a", &damaged).is_err());
        assert!(key.open(b"a", &[]).is_err());
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_as_the_standard_writes_it() {
        for (plain, written) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), written);
        }
        assert_eq!(percent_encode("a+b@ex-1.org"), "a%2Bb%40ex-1.org");
    }

    #[test]
    fn a_token_carries_its_practice() {
        let practice = Uuid::from_u128(7);
        let token = practice_token(practice, &[9; 32]);
        assert_eq!(read_practice_token(&token), Some((practice, [9; 32])));
        assert_eq!(read_practice_token("short"), None);
    }
}
