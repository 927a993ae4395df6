//! The key that seals, and another one that opens as well while the master key is being changed.

use super::crypto::{Key, SealError};

/// One key, or two for a while.
#[derive(Clone)]
pub struct Keyring {
    current: Key,
    other: Option<Key>,
}

impl From<Key> for Keyring {
    fn from(current: Key) -> Self {
        Self { current, other: None }
    }
}

impl Keyring {
    /// Seals with the first, opens with both.
    pub fn new(current: Key, other: Option<Key>) -> Self {
        Self { current, other }
    }

    /// The key that seals.
    pub fn current(&self) -> &Key {
        &self.current
    }

    /// Both keys.
    pub fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.other)
    }

    /// The keys of one purpose.
    pub fn derive(&self, purpose: &str) -> Self {
        let other = self.other.as_ref().map(|key| key.derive(purpose));
        Self { current: self.current.derive(purpose), other }
    }

    /// Seals bytes for one place.
    pub fn seal(&self, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        self.current.seal(place, plain)
    }

    /// Opens what either key sealed for the same place.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        self.current.open(place, sealed).or_else(|error| match &self.other {
            Some(other) => other.open(place, sealed),
            None => Err(error),
        })
    }

    /// Wraps a key for storage.
    pub fn wrap(&self, place: &[u8], key: &Key) -> Result<Vec<u8>, SealError> {
        self.current.wrap(place, key)
    }

    /// Unwraps a key that either key wrapped.
    pub fn unwrap_key(&self, place: &[u8], wrapped: &[u8]) -> Result<Key, SealError> {
        self.current.unwrap_key(place, wrapped).or_else(|error| match &self.other {
            Some(other) => other.unwrap_key(place, wrapped),
            None => Err(error),
        })
    }

    /// Seals anew what the current key does not open; nothing where it does.
    pub fn reseal(&self, place: &[u8], sealed: &[u8]) -> Result<Option<Vec<u8>>, SealError> {
        if self.current.open(place, sealed).is_ok() {
            return Ok(None);
        }
        let plain = zeroize::Zeroizing::new(self.open(place, sealed)?);
        self.current.seal(place, &plain).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_open_and_one_seals() {
        let (old, new) = (Key::generate().unwrap(), Key::generate().unwrap());
        let ring = Keyring::new(new.clone(), Some(old.clone()));
        let before = old.seal(b"a", b"words").unwrap();
        assert_eq!(ring.open(b"a", &before).unwrap(), b"words");
        assert!(ring.open(b"b", &before).is_err());
        let after = ring.reseal(b"a", &before).unwrap().unwrap();
        assert_eq!(new.open(b"a", &after).unwrap(), b"words");
        assert!(ring.reseal(b"a", &after).unwrap().is_none());
        assert!(Keyring::from(new).reseal(b"a", &before).is_err());
    }
}
