//! Column values that diesel has no type for, and the marker that lets a statement be prepared once.

use std::fmt::{Debug, Display};
use std::io::Write;
use std::str::FromStr;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Jsonb, Nullable, Text, Uuid as SqlUuid};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A typed value kept as text; a text that is none of its values is an error, never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct AsText<T>(pub T);

impl<T: FromStr> FromSql<Text, Pg> for AsText<T> {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = std::str::from_utf8(bytes.as_bytes())?;
        T::from_str(text).map(Self).map_err(|_| "unknown word in an enumeration column".into())
    }
}

impl<T: Debug + Display> ToSql<Text, Pg> for AsText<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        write!(out, "{}", self.0)?;
        Ok(IsNull::No)
    }
}

/// A typed value kept as jsonb.
#[derive(Clone, Debug, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub struct AsJson<T>(pub T);

impl<T: DeserializeOwned> FromSql<Jsonb, Pg> for AsJson<T> {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        // The binary form of jsonb is the text behind a version byte.
        match bytes.as_bytes().split_first() {
            Some((1, text)) => Ok(Self(serde_json::from_slice(text)?)),
            _ => Err("unsupported jsonb format".into()),
        }
    }
}

impl<T: Serialize + Debug> ToSql<Jsonb, Pg> for AsJson<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[1])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

diesel::define_sql_function! {
    /// The first of the two that is not NULL.
    fn coalesce(first: Nullable<SqlUuid>, second: SqlUuid) -> SqlUuid;
}

/// Lets a statement whose text never varies be prepared once per connection. Diesel prepares UPDATE, upserts and
/// raw SQL anew each time, which costs a parse and a plan. Never wrap a query whose text depends on its input.
#[derive(Clone, Copy, Debug, QueryId)]
pub struct Cached<Q>(pub Q);

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Cached<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        Ok(())
    }

    fn to_sql(&self, out: &mut <Pg as Backend>::QueryBuilder, backend: &Pg) -> QueryResult<()> {
        self.0.to_sql(out, backend)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q: Query> Query for Cached<Q> {
    type SqlType = Q::SqlType;
}
