//! Unions told apart by a tag: read strictly, with the place of an error kept, and described with a discriminator.
//!
//! Serde reads a tagged union from a copy of its members and forgets where in them something was wrong; the
//! place is carried on in the error's text and taken out again where bodies are read.

use std::fmt::Display;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Discriminator, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Schema};

use super::reasons::pointer_of;

const MARK: char = '\u{1}';

/// The members of a union and the word that tells its shape.
pub struct Union<W> {
    /// What the tag says.
    pub word: W,
    tag: &'static str,
    tag_value: Value,
    members: Map<String, Value>,
}

impl<W: DeserializeOwned> Union<W> {
    /// Reads an object and its tag.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D, tag: &'static str) -> Result<Self, D::Error> {
        let mut members = Map::deserialize(deserializer)?;
        let tag_value = members.remove(tag).ok_or_else(|| D::Error::missing_field(tag))?;
        let word = W::deserialize(&tag_value).map_err(|error| at(&format!("/{tag}"), &error))?;
        Ok(Self { word, tag, tag_value, members })
    }

    /// The shape, of the members without the tag.
    pub fn rest<T: DeserializeOwned, E: Error>(self) -> Result<T, E> {
        shape(self.members)
    }

    /// The shape, of all members: for a shape that has the tag as a member of its own.
    pub fn whole<T: DeserializeOwned, E: Error>(mut self) -> Result<T, E> {
        self.members.insert(self.tag.to_owned(), self.tag_value);
        shape(self.members)
    }
}

fn shape<T: DeserializeOwned, E: Error>(members: Map<String, Value>) -> Result<T, E> {
    serde_path_to_error::deserialize(members).map_err(|error| at(&pointer_of(error.path()), error.inner()))
}

/// An error that tells its place below the union, the places of inner unions included.
fn at<E: Error>(place: &str, error: &impl Display) -> E {
    let text = error.to_string();
    let (reason, inner) = split_place(&text);
    E::custom(format!("{reason}{MARK}{place}{inner}{MARK}"))
}

/// The reason and the place, as a pointer, that an error's text carries; the place is empty when it carries none.
pub(super) fn split_place(text: &str) -> (&str, &str) {
    let mut parts = text.rsplitn(3, MARK);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(place), Some(reason)) if place.is_empty() || place.starts_with('/') => (reason, place),
        _ => (text, ""),
    }
}

/// Named schemas, as utoipa collects them.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// The schema of a union of these words, each with the name of its shape's schema.
pub fn union_schema(tag: &str, description: &str, shapes: &[(&str, &str)]) -> RefOr<Schema> {
    let reference = |name: &str| format!("#/components/schemas/{name}");
    let mapping = shapes.iter().map(|(word, name)| (*word, reference(name)));
    let union = OneOfBuilder::new()
        .description(Some(description))
        .discriminator(Some(Discriminator::with_mapping(tag, mapping)));
    let union = shapes.iter().fold(union, |union, (_, name)| union.item(Ref::from_schema_name(*name)));
    union.into()
}

/// Adds the schema of one shape, with its tag as a member, and those that it refers to.
pub fn add_shape<T: ToSchema>(schemas: &mut Schemas, tag: &str, word: &str) {
    let mut schema = T::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        let members = std::mem::take(&mut object.properties);
        let tag_schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(format!("Always `{word}`.")))
            .enum_values(Some([word]));
        object.properties.insert(tag.to_owned(), tag_schema.into());
        object.properties.extend(members);
        object.required.insert(0, tag.to_owned());
    }
    schemas.push((T::name().into_owned(), schema));
    T::schemas(schemas);
}
