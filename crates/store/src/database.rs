use crate::dialect::Dialect;
use crate::error::{Result, store_error};
use crate::file::{OpenedFile, make_folder, named, sqlite_file};
use crate::health::WriteHealth;
use crate::read::KnownHealth;
use crate::wake::Wake;
use crate::write::{Group, Writers};
use services::ports::StoreError;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, Connection, Executor};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// One that writes, one that is next, and one that claims jobs.
const POSTGRES_WRITERS: u32 = 3;

/// Where the database is, and how many connections it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseOptions {
    /// `sqlite://data/slipway.db` (made on first start), `sqlite::memory:`, or `postgres://user@host/database`.
    pub url: String,
    /// Connections that read. Besides them SQLite takes one that writes; PostgreSQL three, and one that listens.
    pub connections: u32,
    /// How long to wait for a free connection.
    pub patience: Duration,
}

impl DatabaseOptions {
    pub fn at(url: impl Into<String>) -> Self {
        DatabaseOptions { url: url.into(), connections: 8, patience: Duration::from_secs(5) }
    }
}

/// Everything that is kept, in SQLite or PostgreSQL. Implements [`services::ports::Store`].
#[derive(Debug)]
pub struct Database {
    pub(crate) dialect: Dialect,
    pub(crate) readers: AnyPool,
    /// Apart, because writers take turns: waiting ones must not keep readers waiting too. SQLite has one connection,
    /// so that our own writers queue here instead of finding the file locked.
    pub(crate) writers: Writers,
    pub(crate) group: Group,
    pub(crate) wake: Wake,
    pub(crate) health: WriteHealth,
    pub(crate) known_health: KnownHealth,
}

impl Database {
    /// Opens the database, makes it if it is a file that does not exist yet, and brings its tables up to date.
    pub async fn open(options: &DatabaseOptions) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of(&options.url)?;
        let (writers, readers) = match dialect {
            Dialect::Sqlite => open_sqlite(options).await?,
            Dialect::Postgres => {
                let open = |connections, writes| pool(options, dialect, &options.url, connections, writes);
                (open(POSTGRES_WRITERS, true).await?, open(options.connections, false).await?)
            }
        };
        prepare(dialect, &writers).await?;
        let head = crate::read::live_head(&readers).await?;
        let wake = match dialect {
            Dialect::Sqlite => Wake::local(head),
            Dialect::Postgres => Wake::listening(head, &options.url, readers.clone()).await?,
        };
        let file = sqlite_file(&options.url).map(OpenedFile::at).transpose()?.map(Arc::new);
        let writers = Writers { dialect, pool: writers, file };
        let group = Group::start(writers.clone(), wake.bell());
        let (health, known_health) = (WriteHealth::new(), KnownHealth::default());
        Ok(Database { dialect, readers, writers, group, wake, health, known_health })
    }

    /// Closes all connections once they are idle; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        self.wake.stop();
        self.readers.close().await;
        self.writers.pool.close().await;
    }
}

async fn open_sqlite(options: &DatabaseOptions) -> Result<(AnyPool, AnyPool)> {
    let dialect = Dialect::Sqlite;
    let Some(file) = sqlite_file(&options.url) else {
        // Every connection would be a database of its own.
        let only = pool(options, dialect, "sqlite::memory:", 1, true).await?;
        return Ok((only.clone(), only));
    };
    make_folder(&file)?;
    let named = |error| named(&file, error);
    let url =
        if options.url.contains('?') { options.url.clone() } else { format!("{}?mode=rwc", options.url) };
    probe(dialect, &url, true).await.map_err(named)?;
    // It is there now. Were it to vanish, a later connection would make an empty one in its place.
    let url = url.replace("mode=rwc", "mode=rw");
    let writers = pool(options, dialect, &url, 1, true).await.map_err(named)?;
    let readers = pool(options, dialect, &url, options.connections, false).await.map_err(named)?;
    Ok((writers, readers))
}

/// Connects once: a pool would try a connection that cannot work again and again, and not say why.
async fn probe(dialect: Dialect, url: &str, writes: bool) -> Result<()> {
    let connect = AnyConnectOptions::from_str(url).map_err(store_error)?;
    let mut probe = AnyConnection::connect_with(&connect).await.map_err(store_error)?;
    set(&mut probe, dialect.on_connect(writes)).await.map_err(store_error)?;
    probe.close().await.map_err(store_error)
}

async fn pool(
    options: &DatabaseOptions,
    dialect: Dialect,
    url: &str,
    connections: u32,
    writes: bool,
) -> Result<AnyPool> {
    let connect = AnyConnectOptions::from_str(url).map_err(store_error)?;
    let settings = dialect.on_connect(writes);
    probe(dialect, url, writes).await?;
    let mut pool = AnyPoolOptions::new()
        .max_connections(connections.max(1))
        .acquire_timeout(options.patience)
        .after_connect(move |connection, _| Box::pin(set(connection, settings)));
    if dialect == Dialect::Sqlite {
        // A file does not go away; a database in memory would go with its connection.
        pool = pool.idle_timeout(None).max_lifetime(None).test_before_acquire(false);
    }
    if writes && sqlite_file(url).is_some() {
        pool = pool.after_release(|connection, _| Box::pin(is_clean(connection)));
    }
    pool.connect_with(connect).await.map_err(store_error)
}

/// Whether a connection that comes back is out of its transaction. When a disk is full SQLite ends a transaction by
/// itself, the driver's own end of it fails, and no other transaction could ever begin there: it has to be closed.
async fn is_clean(connection: &mut AnyConnection) -> std::result::Result<bool, sqlx::Error> {
    // Behind the end that a dropped transaction has only queued.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

async fn set(
    connection: &mut AnyConnection,
    settings: &[&'static str],
) -> std::result::Result<(), sqlx::Error> {
    for setting in settings {
        connection.execute(*setting).await?;
    }
    Ok(())
}

/// Brings the tables up to date.
async fn prepare(dialect: Dialect, writers: &AnyPool) -> Result<()> {
    sqlx::migrate!("../../migrations").run(writers).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error) => store_error(error),
        other => StoreError::Broken(format!("the database cannot be brought up to date: {other}")),
    })?;
    protect_audit(dialect, writers).await.map_err(store_error)
}

/// Under the heads, so that replicas that start at the same moment don't meet.
async fn protect_audit(dialect: Dialect, writers: &AnyPool) -> std::result::Result<(), sqlx::Error> {
    let mut tx = writers.begin_with(dialect.begin()).await?;
    sqlx::query(dialect.take_heads()).fetch_one(&mut *tx).await?;
    for statement in dialect.append_only() {
        sqlx::raw_sql(*statement).execute(&mut *tx).await?;
    }
    tx.commit().await
}
