//! A body of many items that are read each by itself, so that one that breaks a rule holds up nothing else.

use actix_web::{FromRequest, HttpRequest, dev};
use futures_util::future::LocalBoxFuture;
use garde::Validate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
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
        // As it was sent: what is wrong within an item, down to a half of a character, is that item's alone.
        let text = <&RawValue>::deserialize(deserializer)?.get();
        let named: Option<Named> = serde_json::from_str(text).ok();
        Ok(Self { id: named.map(|named| named.id), read: read_json(text.as_bytes()) })
    }
}
