//! A body of many items that are read each by itself, so that one that breaks a rule holds up nothing else.

use std::fmt;

use actix_web::{FromRequest, HttpRequest, dev};
use futures_util::future::LocalBoxFuture;
use garde::Validate;
use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::body::{check_object, parse, read_body, read_json};
use super::{ApiError, ApiResult};

const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A parsed body of items whose own rules hold; whether those of its items do, each item tells.
#[derive(Debug)]
pub struct Batch<T>(pub T);

impl<T: DeserializeOwned + Validate<Context: Default> + 'static> FromRequest for Batch<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = read_body(&request, payload, MAX_BYTES).await?;
            check_object(&bytes)?;
            parse(&bytes).map(Self)
        })
    }
}

/// One item, read as a body of its own would be.
#[derive(Debug)]
pub struct Item<T> {
    /// Its `id`, where that can be read.
    pub id: Option<Uuid>,
    /// The item, or why it is refused.
    pub read: ApiResult<T>,
}

impl<'de, T: DeserializeOwned + Validate<Context: Default>> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Named {
            id: Uuid,
        }
        let Text(bytes) = Text::deserialize(deserializer)?;
        let named: Option<Named> = serde_json::from_slice(&bytes).ok();
        Ok(Self { id: named.map(|named| named.id), read: read_json(&bytes) })
    }
}

/// The text of a JSON value, with members that stand twice.
struct Text(Vec<u8>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Writer)
    }
}

struct Writer;

fn text<E: serde::de::Error>(value: impl serde::Serialize) -> Result<Text, E> {
    serde_json::to_vec(&value).map(Text).map_err(E::custom)
}

impl<'de> Visitor<'de> for Writer {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Text, E> {
        text(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Text, E> {
        text(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Text, E> {
        text(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Text, E> {
        text(value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Text, E> {
        text(value)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Text, E> {
        text(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Text, A::Error> {
        let mut bytes = b"[".to_vec();
        while let Some(Text(item)) = items.next_element()? {
            separate(&mut bytes);
            bytes.extend(item);
        }
        bytes.push(b']');
        Ok(Text(bytes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Text, A::Error> {
        let mut bytes = b"{".to_vec();
        while let Some((Text(name), Text(member))) = members.next_entry()? {
            separate(&mut bytes);
            bytes.extend(name);
            bytes.push(b':');
            bytes.extend(member);
        }
        bytes.push(b'}');
        Ok(Text(bytes))
    }
}

fn separate(bytes: &mut Vec<u8>) {
    if bytes.len() > 1 {
        bytes.push(b',');
    }
}
