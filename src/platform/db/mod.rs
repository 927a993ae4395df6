//! The database: pool, tenant transaction, column values, migrations and the private server.

pub mod embedded;
pub mod migrations;
mod pool;
mod savepoint;
mod tenant;
mod values;

pub use pool::{Database, PoolSettings};
pub use savepoint::or_undo;
pub use tenant::{Conn, Mode};
pub use values::{AsJson, AsText, Cached, coalesce};
