//! Plain SQL beside the service: any statement, answers as text.

use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// A connection of the superuser, whom no policy holds back.
pub struct Sql {
    client: Client,
}

impl Sql {
    pub async fn open(url: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        Self { client }
    }

    /// Runs statements.
    #[track_caller]
    pub fn run(&self, sql: &str) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            if let Err(error) = self.client.batch_execute(sql).await {
                panic!("{caller}: {sql}: {}", reason(&error));
            }
        }
    }

    /// The SQLSTATE with which a statement is refused.
    pub async fn refusal(&self, sql: &str) -> String {
        let refused = self.client.batch_execute(sql).await.err();
        let refused = refused.unwrap_or_else(|| panic!("not refused: {sql}"));
        refused.code().unwrap_or_else(|| panic!("{refused}")).code().to_owned()
    }

    /// The rows of a query; NULL is the empty text.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let answer = self.client.simple_query(sql).await;
        let answer = answer.unwrap_or_else(|error| panic!("{sql}: {}", reason(&error)));
        let rows = answer.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        rows.map(|row| (0..row.len()).map(|at| row.get(at).unwrap_or_default().to_owned()).collect())
            .collect()
    }

    /// The first column of a query.
    pub async fn column(&self, sql: &str) -> Vec<String> {
        self.rows(sql).await.into_iter().map(|row| row[0].clone()).collect()
    }

    /// The only value of a query.
    pub async fn value(&self, sql: &str) -> String {
        let column = self.column(sql).await;
        assert_eq!(column.len(), 1, "{sql}");
        column[0].clone()
    }

    /// Waits until so many statements of this database wait for a lock.
    pub async fn until_waiting(&self, count: i64) {
        let waiting = "SELECT count(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let begun = std::time::Instant::now();
        while self.number(waiting).await < count {
            // Within a transaction the first look would be kept.
            self.run("SELECT pg_stat_clear_snapshot()").await;
            assert!(
                begun.elapsed() < std::time::Duration::from_secs(10),
                "fewer than {count} wait for a lock"
            );
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// The only value of a query, as a number.
    pub async fn number(&self, sql: &str) -> i64 {
        self.value(sql).await.parse().unwrap()
    }
}

fn reason(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Every table of the schema `public`.
pub async fn tables(sql: &Sql) -> Vec<String> {
    sql.column(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \
         ORDER BY relname",
    )
    .await
}
