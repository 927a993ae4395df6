//! E-mail addresses and telephone numbers.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// An e-mail address, kept in lower case.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, format = "email", min_length = 3, max_length = 254, example = "ada@example.org")]
pub struct Email(String);

impl Email {
    /// The address in lower case, if it has the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        let plain = |c: char| c.is_ascii_graphic() && !"()<>[]:;@\\,\"".contains(c);
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let fits = text.len() <= 254
            && (1..=64).contains(&local.len())
            && local.chars().all(plain)
            && domain.contains('.')
            && domain.split('.').all(label);
        fits.then(|| Self(text.to_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("must be an e-mail address"))
    }
}

/// The rule for a telephone number: digits with the signs people write between them. For garde.
pub fn check_phone<T: AsRef<str>>(phone: &T, _: &()) -> garde::Result {
    let phone = phone.as_ref();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let fits =
        phone.chars().all(|c| c.is_ascii_digit() || "+-() ./x".contains(c)) && (3..=20).contains(&digits);
    if fits && phone.len() <= 40 { Ok(()) } else { Err(garde::Error::new("must be a telephone number")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        assert_eq!(Email::parse("Ada@Example.org").unwrap().as_str(), "ada@example.org");
        for bad in
            ["", "ada", "ada@", "@example.org", "a b@example.org", "ada@example", "ada@-x.org", "a@b@c.org,"]
        {
            assert!(Email::parse(bad).is_none(), "{bad}");
        }
    }
}
