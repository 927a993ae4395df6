//! pgbench with the statements of the service: prepared, in one pipeline, tenant prologue included.

use std::path::PathBuf;
use std::process::Command;

use uuid::Uuid;

use crate::callers::Target;
use crate::capture::Statement;
use crate::data::Data;
use crate::operations::Operation;
use crate::processes::{cpu_of_ended_children, cpu_of_tree};
use crate::{Options, Outcome};

/// As the service sets up each of its connections.
const SESSION: &str = "-c plan_cache_mode=force_generic_plan -c statement_timeout=10s -c lock_timeout=5s \
     -c idle_in_transaction_session_timeout=15s";
/// Transactions after which a connection of pgbench turns to another target.
const TURNS: u32 = 50;
const PROLOGUE: &str = "SET LOCAL holdfast.practice = ";

/// What one run used, per transaction in microseconds of CPU.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub per_second: f64,
    pub database: f64,
    pub own: f64,
}

/// A script and the constants in it.
pub struct Script {
    path: PathBuf,
    constants: Vec<String>,
    /// CPU of starting the connections and preparing the statements, in microseconds: database, own.
    start: (u64, u64),
}

impl Script {
    /// Writes the script of these statements.
    ///
    /// pgbench's variables hold numbers or what a query gave, so each connection looks up another target every
    /// so many transactions. `SET LOCAL` takes no parameter: `set_config` with `is_local` stands in its place.
    pub fn write(
        data: &Data,
        operation: &Operation,
        statements: &[Statement],
        targets: &[Target],
    ) -> Outcome<Self> {
        let mut names = Names {
            operation,
            first: targets.first().ok_or("no target")?,
            fresh: Vec::new(),
            constants: Vec::new(),
        };
        let columns: Vec<&str> = names.first.ids().map(|(name, _)| name).to_vec();
        let mut text = format!(
            "\\set turn :turn + 1\n\\if :turn % {TURNS} = 0\n\\set n random(1, {})\n\
             SELECT {} FROM load.targets WHERE n = :n \\gset\n\\endif\n\\set r random(1, 9000000000000000000)\n\
             \\startpipeline\n",
            targets.len(),
            columns.join(", ")
        );
        for statement in statements {
            for part in
                if statement.simple { statement.sql.split("; ").collect() } else { vec![&*statement.sql] }
            {
                if part.starts_with(PROLOGUE) {
                    text += "SELECT set_config('holdfast.practice', :practice, true);\n";
                } else {
                    text += &names.fill_in(part, &statement.values);
                    text += ";\n";
                }
            }
        }
        text += "\\endpipeline\n";
        let path = data.directory.join(format!("{}.pgbench.sql", operation.name));
        std::fs::write(&path, text)?;
        let Names { constants, .. } = names;
        let mut script = Self { path, constants, start: (0, 0) };
        script.start = script.measure_start(data)?;
        Ok(script)
    }

    fn measure_start(&self, data: &Data) -> Outcome<(u64, u64)> {
        let before = (cpu_of_tree(data.postmaster()?)?, cpu_of_ended_children()?);
        self.pgbench(data, &["-c8", "-t1"])?;
        Ok((cpu_of_tree(data.postmaster()?)? - before.0, cpu_of_ended_children()? - before.1))
    }

    /// Runs it once. Blocks.
    pub fn run(&self, options: &Options, data: &Data) -> Outcome<Run> {
        let postmaster = data.postmaster()?;
        let before = (cpu_of_tree(postmaster)?, cpu_of_ended_children()?);
        let clients = format!("-c{}", options.connections);
        let output = self.pgbench(data, &[&clients, &format!("-T{}", options.seconds)])?;
        let number = |name: &str| -> Outcome<f64> {
            let line =
                output.lines().find_map(|line| line.strip_prefix(name)).ok_or_else(|| output.clone())?;
            Ok(line.split_whitespace().next().unwrap_or_default().parse()?)
        };
        let done = number("number of transactions actually processed: ")?;
        let share = f64::from(options.connections) / 8.0;
        let each =
            |after: u64, before: u64, start: u64| ((after - before) as f64 - start as f64 * share) / done;
        Ok(Run {
            per_second: number("tps = ")?,
            database: each(cpu_of_tree(postmaster)?, before.0, self.start.0),
            own: each(cpu_of_ended_children()?, before.1, self.start.1),
        })
    }

    fn pgbench(&self, data: &Data, arguments: &[&str]) -> Outcome<String> {
        let beside = data.server.bin_dir().join("pgbench");
        let program = if beside.exists() { beside } else { "pgbench".into() };
        let mut command = Command::new(program);
        command.args(["-n", "-Mprepared", "-j1", "-Dturn=-1"]).args(arguments);
        command.args(self.constants.iter().map(|constant| format!("-D{constant}")));
        command.arg("-f").arg(&self.path);
        command
            .env("PGHOST", data.server.socket_dir())
            .env("PGUSER", "holdfast_app")
            .env("PGOPTIONS", SESSION);
        let output = command.env("PGDATABASE", "holdfast").env("PGPORT", "5432").output()?;
        // Its connections end a moment later, and only then their CPU time is counted for good.
        std::thread::sleep(std::time::Duration::from_millis(200));
        let told = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || told.contains("ERROR") {
            return Err(format!("pgbench failed with {}: {told}", self.path.display()).into());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// Gives every parameter its name in the script.
struct Names<'a> {
    operation: &'a Operation,
    first: &'a Target,
    /// Ids that each request makes anew.
    fresh: Vec<Uuid>,
    constants: Vec<String>,
}

impl Names<'_> {
    fn fill_in(&mut self, sql: &str, values: &[Option<String>]) -> String {
        let mut sql = sql.to_owned();
        // From the last, so that $1 is not found in $12.
        for (number, value) in values.iter().enumerate().rev() {
            let name = value.as_ref().map_or_else(|| "NULL".to_owned(), |value| self.name(value));
            sql = sql.replace(&format!("${}", number + 1), &name);
        }
        sql
    }

    fn name(&mut self, value: &str) -> String {
        let id = Uuid::try_parse(value).ok();
        if let Some((name, _)) = self.first.ids().into_iter().find(|(_, known)| Some(*known) == id) {
            return format!(":{name}");
        }
        match id {
            Some(id) if self.operation.writes() => self.fresh(id),
            _ => {
                let number = self.constants.len();
                self.constants.push(format!("k{number}={value}"));
                format!(":k{number}")
            }
        }
    }

    /// An id that grows with time, as UUIDv7 does, the same wherever the request has the same one.
    fn fresh(&mut self, id: Uuid) -> String {
        let known = self.fresh.iter().position(|known| *known == id);
        let number = known.unwrap_or_else(|| {
            self.fresh.push(id);
            self.fresh.len() - 1
        });
        format!(
            "(lpad(to_hex(1800000000000 + :turn::bigint), 12, '0') || '7000' || lpad(to_hex(:r::bigint + {number}), 16, '8'))::uuid"
        )
    }
}
