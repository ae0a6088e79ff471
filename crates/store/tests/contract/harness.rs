use std::sync::Arc;
use store::{Database, DatabaseOptions};

/// A fresh database.
pub struct Harness {
    pub store: Arc<Database>,
    pub options: DatabaseOptions,
    // Removed with the harness.
    _folder: Option<tempfile::TempDir>,
}

impl Harness {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/made/on/first/start.db", folder.path().display());
        Self::open(url, Some(folder)).await
    }

    pub async fn postgres() -> Self {
        Self::open(testbed::postgres::database().await, None).await
    }

    async fn open(url: String, folder: Option<tempfile::TempDir>) -> Self {
        let options = DatabaseOptions { connections: 4, ..DatabaseOptions::at(url) };
        let store = Arc::new(Database::open(&options).await.expect("a new database"));
        Harness { store, options, _folder: folder }
    }

    pub fn on_postgres(&self) -> bool {
        self.options.url.starts_with("postgres")
    }

    /// The same database, opened once more, as another replica would.
    pub async fn again(&self) -> Arc<Database> {
        Arc::new(Database::open(&self.options).await.expect("the same database"))
    }

    /// Runs a statement behind the store's back.
    pub async fn sneak(&self, sql: &'static str) -> Result<u64, sqlx::Error> {
        use sqlx::Connection;
        let mut connection = sqlx::AnyConnection::connect(&self.options.url).await?;
        let done = sqlx::raw_sql(sql).execute(&mut connection).await;
        connection.close().await?;
        done.map(|done| done.rows_affected())
    }
}
