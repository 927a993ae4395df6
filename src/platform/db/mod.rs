//! The database: pool, tenant transaction, column values, migrations and the private server.

pub mod embedded;
pub mod migrations;
mod pool;
mod tenant;
mod values;

pub use pool::{Database, PoolSettings};
pub use tenant::{Conn, Mode};
pub use values::{AsJson, AsText, Cached, coalesce};
