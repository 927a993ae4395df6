//! Assembles the application from its slices: the same one for the service and for its tests.

use std::sync::Arc;

use actix_web::dev::{ResourceDef, Server};
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};

use crate::config::Settings;
use crate::identity::audit::AuditBuffer;
use crate::identity::notices::PostError;
use crate::identity::passwords::Passwords;
use crate::identity::practice_keys::PracticeKeys;
use crate::identity::services::{Rules, ServerKeys, Services, Shared};
use crate::identity::signing_keys::SigningKeys;
use crate::identity::tokens::Tokens;
use crate::jobs::{self, Jobs};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Database, Mode, PoolSettings};
use crate::platform::http::{ApiError, Routes, error_configs, not_found_or_wrong_method, trace_requests};
use crate::platform::keyring::Keyring;
use crate::{exchange, health, homework, identity, openapi, people, progress};

/// A service that listens.
pub struct Application {
    /// The HTTP server; await it to serve.
    pub server: Server,
    /// Where it listens.
    pub address: std::net::SocketAddr,
    /// What all workers share.
    pub shared: Arc<Shared>,
    jobs: Jobs,
}

/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database pool could not be built.
    #[error("cannot build the database pool: {0}")]
    Pool(#[from] diesel_async::pooled_connection::deadpool::BuildError),
    /// Notices cannot be sent as it is set.
    #[error("notices cannot be sent: {0}")]
    Post(#[from] PostError),
    /// What is in the database was sealed with another master key.
    #[error(
        "HOLDFAST_MASTER_KEY is not the master key that this database was used with: set the one from before (and \
         HOLDFAST_OTHER_MASTER_KEY while it is being changed)"
    )]
    OtherMasterKey,
    /// The database refused.
    #[error("the database cannot be used: {0}")]
    Database(#[from] ApiError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

impl Application {
    /// Loads the keys, listens, and starts the jobs.
    pub async fn build(
        settings: &Settings,
        url: &str,
        master: &Keyring,
        clock: Clock,
    ) -> Result<Self, StartError> {
        let pool = PoolSettings {
            url: url.to_owned(),
            size: settings.pool_size,
            wait: settings.pool_wait(),
            work: settings.work(),
        };
        let background = Database::new(&PoolSettings { size: 2, ..pool.clone() })?;
        let cores = settings.worker_count();
        let shared = Arc::new(load_shared(&background, master, clock, cores, settings.rules()).await?);
        let workers = jobs::workers(settings, &pool, &shared)?;
        // What fell due while nothing was running is done before anything can be read.
        workers.prompt.do_due().await;
        let (server, address) = listen(settings, pool, Arc::clone(&shared))?;
        let jobs = Jobs::start(settings, workers, background, Arc::clone(&shared))?;
        Ok(Self { server, address, shared, jobs })
    }

    /// Services outside any worker, with a small pool of their own.
    pub fn services(&self, settings: &Settings, url: &str) -> Result<Services, StartError> {
        let (wait, work) = (settings.pool_wait(), settings.work());
        let database = Database::new(&PoolSettings { url: url.to_owned(), size: 4, wait, work })?;
        Ok(Services { database, shared: Arc::clone(&self.shared) })
    }

    /// Serves until the server is stopped, then ends the jobs and drains the audit buffer.
    pub async fn run(self) -> std::io::Result<()> {
        let served = self.server.await;
        self.jobs.stop().await;
        served
    }
}

/// Loads what all workers share.
pub async fn load_shared(
    database: &Database,
    master: &Keyring,
    clock: Clock,
    cores: usize,
    rules: Rules,
) -> Result<Shared, StartError> {
    let load = async |conn: Conn<'_>| {
        let Ok(keys) = ServerKeys::load(conn, master).await? else { return Ok(None) };
        let signing = SigningKeys::load(conn, &keys.wrapping, clock.now()).await?;
        Ok(Some((keys, Tokens::new(signing))))
    };
    let loaded = database.without_practice(Mode::Write, load).await?;
    let (keys, tokens) = loaded.ok_or(StartError::OtherMasterKey)?;
    let practice_keys = PracticeKeys::new(keys.wrapping.clone());
    let audit = AuditBuffer::new(keys.audit.clone());
    let passwords = Passwords::new(cores);
    let Rules { sessions: session_rules, throttles: throttle_rules } = rules;
    Ok(Shared { clock, tokens, passwords, practice_keys, audit, keys, session_rules, throttle_rules })
}

fn listen(
    settings: &Settings,
    pool: PoolSettings,
    shared: Arc<Shared>,
) -> Result<(Server, std::net::SocketAddr), StartError> {
    let document = &*openapi::DOCUMENT;
    let known = web::Data::new(known_routes(&document.operations));
    let (body_deadline, proxies) = (settings.body_deadline(), settings.trusted_proxies());
    let build = move || {
        // A pool of the worker's own: its connections are driven by the worker's own runtime.
        let database = Database::new(&pool).map_err(|error| log::error!("cannot build a pool: {error}")).ok();
        let services = database.map(|database| Services { database, shared: Arc::clone(&shared) });
        let mut app = App::new()
            .configure(|service| slices(&mut Routes::of_service(service)))
            .configure(error_configs)
            .configure(|service| openapi::serve(service, document))
            .app_data(known.clone())
            .app_data(body_deadline)
            .app_data(proxies.clone())
            .default_service(web::to(not_found_or_wrong_method));
        if let Some(services) = services {
            app = app.app_data(web::Data::new(services));
        }
        app.wrap(from_fn(trace_requests))
    };
    let failed = |source| StartError::Listen { address: settings.listen, source };
    let server = HttpServer::new(build)
        .workers(settings.worker_count())
        .client_request_timeout(std::time::Duration::from_secs(5))
        .shutdown_timeout(settings.stop_seconds)
        .disable_signals()
        .bind(settings.listen)
        .map_err(failed)?;
    let address = server.addrs().first().copied().unwrap_or(settings.listen);
    Ok((server.run(), address))
}

/// Enters every slice.
pub fn slices(routes: &mut Routes<'_>) {
    routes.configure(health::configure);
    routes.under("/v1", |routes| {
        // Routes are tried in this order, so what is asked most comes first.
        routes
            .configure(homework::assignments::configure)
            .configure(homework::check_ins::configure)
            .configure(progress::summaries::configure)
            .configure(identity::accounts::configure)
            .configure(identity::credentials::configure)
            .configure(identity::second_factors::configure)
            .configure(identity::sessions::configure)
            .configure(identity::invitations::configure)
            .configure(identity::audit::configure)
            .configure(people::practices::configure)
            .configure(people::staff::configure)
            .configure(people::clients::configure)
            .configure(people::attachment_patterns::configure)
            .configure(people::care_teams::configure)
            .configure(people::couples::configure)
            .configure(people::safety::configure)
            .configure(people::retention::configure)
            .configure(people::contact_preferences::configure)
            .configure(people::crisis_resources::configure)
            .configure(people::agreements::configure)
            .configure(people::appointments::configure)
            .configure(progress::boundary_figures::configure)
            .configure(progress::caseload::configure)
            .configure(progress::disclosures::configure)
            .configure(progress::measures::configure)
            .configure(progress::rating_figures::configure)
            .configure(homework::repairs::configure)
            .configure(homework::ruptures::configure)
            .configure(progress::enrolments::configure)
            .configure(homework::schedule_previews::configure)
            .configure(homework::share_grants::configure)
            .configure(homework::boundaries::configure)
            .configure(homework::feedback::configure)
            .configure(homework::journals::configure)
            .configure(homework::life_events::configure)
            .configure(homework::retros::configure)
            .configure(homework::reviews::configure)
            .configure(homework::library::configure)
            .configure(homework::pacts::configure)
            .configure(homework::plans::configure)
            .configure(progress::repair_figures::configure)
            .configure(homework::programmes::configure)
            .configure(progress::preparations::configure)
            .configure(progress::reports::configure)
            .configure(progress::report_runs::configure)
            .configure(progress::small_wins::configure)
            .configure(exchange::exports::configure)
            .configure(exchange::erasure::configure);
    });
}

fn known_routes(operations: &[(String, Vec<Method>)]) -> Vec<(ResourceDef, Vec<Method>)> {
    let operations =
        operations.iter().map(|(path, methods)| (ResourceDef::new(path.as_str()), methods.clone()));
    // The document does not describe itself.
    operations.chain([(ResourceDef::new(openapi::PATH), vec![Method::GET])]).collect()
}
