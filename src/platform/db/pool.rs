//! The pool of connections that speak as the serving role.

use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;

use crate::platform::http::ApiError;

/// Every connection drops to the serving role, whoever signed in, and never waits for ever.
const SESSION_SETUP: &str = "SET ROLE holdfast_app; SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
     SET idle_in_transaction_session_timeout = '15s'; SET plan_cache_mode = 'force_generic_plan'";

/// How a pool is built.
#[derive(Clone, Debug)]
pub struct PoolSettings {
    /// Where the database is, as a URL or key=value pairs.
    pub url: String,
    /// Connections at most.
    pub size: usize,
    /// How long a request waits for a connection before it is answered 503.
    pub wait: Duration,
    /// How long the database work of one request may take before it is answered 503.
    pub work: Duration,
}

/// A pool of connections; cheap to clone.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    wait: Duration,
    pub(super) work: Duration,
}

impl Database {
    /// Builds a pool; connections are made when they are first needed.
    pub fn new(
        settings: &PoolSettings,
    ) -> Result<Self, diesel_async::pooled_connection::deadpool::BuildError> {
        let mut config = ManagerConfig::<AsyncPgConnection>::default();
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(|url| connect(url.to_owned()).boxed());
        let manager = AsyncDieselConnectionManager::new_with_config(&settings.url, config);
        let pool = Pool::builder(manager).max_size(settings.size).build()?;
        Ok(Self { pool, wait: settings.wait, work: settings.work })
    }

    /// A connection, or 503 when none comes free in time.
    pub async fn connection(&self) -> Result<Object<AsyncPgConnection>, ApiError> {
        match tokio::time::timeout(self.wait, self.pool.get()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => {
                log::warn!("no database connection: {error}");
                Err(ApiError::Unavailable)
            }
            Err(_) => Err(ApiError::Unavailable),
        }
    }

    /// Drops the idle connections, after one of them proved dead: the next requests connect anew.
    pub fn forget_idle(&self) {
        self.pool.retain(|_, _| false);
    }
}

async fn connect(url: String) -> ConnectionResult<AsyncPgConnection> {
    let mut connection = AsyncPgConnection::establish(&url).await?;
    connection.batch_execute(SESSION_SETUP).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}
