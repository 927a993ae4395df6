//! The migrations, and how they are run and checked.

use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// Every migration of this program.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Held while migrating, so that two programs do not migrate at once. The number names this purpose only.
const LOCK: &str = "SELECT pg_advisory_lock(7223045316)";

const IS_MIGRATED: &str = "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL \
     AND to_regrole('holdfast_app') IS NOT NULL";

/// Why the schema could not be brought or proven up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The server cannot be reached or refused the connection.
    #[error("cannot connect to the database: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// A statement failed.
    #[error("the database refused a statement: {0}")]
    Query(#[from] diesel::result::Error),
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Migration(Box<dyn std::error::Error + Send + Sync>),
    /// There is no schema of this program.
    #[error("the database has not been migrated: run `holdfast migrate` first")]
    NotMigrated,
    /// The schema is older or newer than this program.
    #[error("the database schema is at {found}, this program needs {needed}: run `holdfast migrate`")]
    WrongVersion {
        /// The newest migration that was run.
        found: String,
        /// The newest migration of this program.
        needed: String,
    },
}

/// Runs the pending migrations as the owner, and says how many they were. Needs a multi-thread runtime.
pub async fn migrate(owner_url: &str) -> Result<usize, MigrationError> {
    let mut connection = AsyncPgConnection::establish(owner_url).await?;
    connection.batch_execute(LOCK).await?;
    // The first migration grants the serving role a look at this table.
    connection
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version varchar(50) PRIMARY KEY NOT NULL, \
             run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        )
        .await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    let run = harness.run_pending_migrations(MIGRATIONS).map_err(MigrationError::Migration)?;
    Ok(run.len())
}

/// Undoes every migration, newest first. For tests of the way back.
pub async fn revert_all(owner_url: &str) -> Result<usize, MigrationError> {
    let mut connection = AsyncPgConnection::establish(owner_url).await?;
    connection.batch_execute(LOCK).await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    let reverted = harness.revert_all_migrations(MIGRATIONS).map_err(MigrationError::Migration)?;
    Ok(reverted.len())
}

/// Fails unless the schema is exactly the one this program was built for.
pub async fn check_version(url: &str) -> Result<(), MigrationError> {
    let mut connection = AsyncPgConnection::establish(url).await?;
    if !diesel::dsl::sql::<diesel::sql_types::Bool>(IS_MIGRATED).get_result(&mut connection).await? {
        return Err(MigrationError::NotMigrated);
    }
    connection.batch_execute("SET ROLE holdfast_app").await?;
    let found = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>(
        "SELECT max(version)::text FROM __diesel_schema_migrations",
    )
    .get_result::<Option<String>>(&mut connection)
    .await?
    .unwrap_or_else(|| "nothing".to_owned());
    let needed = newest().map_err(MigrationError::Migration)?;
    if found == needed { Ok(()) } else { Err(MigrationError::WrongVersion { found, needed }) }
}

fn newest() -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).max().unwrap_or_default())
}
