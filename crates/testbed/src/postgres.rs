//! PostgreSQL.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;

use crate::leash::{Leash, Program, User};
use crate::patience::{Readiness, wait_until_ready};
use crate::scratch::Scratch;
use crate::tools::tool;

/// Set by `testbed run`: the server that all test processes of one run share.
pub const SHARED_SERVER: &str = "SLIPWAY_TEST_POSTGRES";

const PORT: &str = "5432";

/// A fresh, empty database, in the server that the test run shares or else in one that this process shares.
pub async fn database() -> String {
    static OURS: OnceCell<Postgres> = OnceCell::const_new();
    match std::env::var(SHARED_SERVER) {
        Ok(server) => create_database(&server).await,
        Err(_) => OURS.get_or_init(Postgres::start).await.database().await,
    }
}

/// A private server on a Unix socket in a temporary folder. It trusts everybody who reaches the socket, and forgets
/// what a crash of the machine would lose.
pub struct Postgres {
    // Before the folder, because fields are dropped in this order and the program writes there.
    leash: Option<Leash>,
    scratch: Scratch,
    user: Option<User>,
}

impl Postgres {
    /// A new, empty server.
    pub async fn start() -> Self {
        let scratch = Scratch::new();
        let user = somebody_but_root(scratch.path());
        initialise(scratch.path(), user);
        let mut server = Self { leash: None, scratch, user };
        server.start_again().await;
        server
    }

    /// The URL of the database `postgres`.
    pub fn url(&self) -> String {
        format!("postgres://slipway@localhost:{PORT}/postgres?host={}", self.scratch.path().display())
    }

    /// Makes a fresh, empty database and returns its URL.
    pub async fn database(&self) -> String {
        create_database(&self.url()).await
    }

    /// Cuts all connections, as an outage. What was committed stays.
    pub fn stop(&mut self) {
        self.leash = None;
    }

    /// Ends an outage.
    pub async fn start_again(&mut self) {
        self.stop();
        let mut leash = launch(self.scratch.path(), self.user);
        let url = self.url();
        let ready =
            wait_until_ready(async || match (PgConnection::connect(&url).await, leash.is_running()) {
                (Ok(_), _) => Readiness::Ready,
                (Err(_), true) => Readiness::NotYet,
                (Err(_), false) => Readiness::Gone,
            })
            .await;
        assert!(ready, "PostgreSQL did not start:\n{}", log_of(self.scratch.path()));
        self.leash = Some(leash);
    }
}

async fn create_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    let name =
        format!("test_{}_{}_{}", std::process::id(), now.as_nanos(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(server).await.expect("the PostgreSQL server answers");
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .expect("a database can be made");
    server.replace("/postgres?", &format!("/{name}?"))
}

fn initialise(folder: &Path, user: Option<User>) {
    let mut command = Command::new(tool("initdb"));
    command
        .args(["--username=slipway", "--auth=trust", "--encoding=UTF8", "--locale=C"])
        .args(["--no-sync", "--no-instructions", "-D"])
        .arg(folder.join("data"))
        .current_dir(folder);
    if let Some(user) = user {
        use std::os::unix::process::CommandExt;
        command.uid(user.uid).gid(user.gid);
    }
    let output = command.output().expect("initdb starts");
    assert!(output.status.success(), "initdb failed:\n{}", String::from_utf8_lossy(&output.stderr));
}

fn launch(folder: &Path, user: Option<User>) -> Leash {
    let settings = [
        "listen_addresses=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=300",
        "shared_buffers=64MB",
        "jit=off",
    ];
    let mut args = vec!["-D".to_owned(), folder.join("data").display().to_string()];
    args.extend(["-p", PORT, "-k"].map(str::to_owned));
    args.push(folder.display().to_string());
    args.extend(settings.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]));
    Leash::start(&Program {
        path: &tool("postgres"),
        args,
        env: Vec::new(),
        log: &folder.join("log"),
        // Cuts clients off, and keeps what was committed.
        signal: "INT",
        user,
    })
}

/// PostgreSQL refuses to run as root: then it runs as its own user, or as nobody, and the folder becomes theirs.
fn somebody_but_root(folder: &Path) -> Option<User> {
    let owner = std::fs::metadata(folder).expect("the folder was just made").uid();
    if owner != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").expect("/etc/passwd is readable");
    let user = find_user(&users, "postgres")
        .or_else(|| find_user(&users, "nobody"))
        .expect("the system has a user postgres or nobody");
    chown(folder, Some(user.uid), Some(user.gid)).expect("root may give away a folder");
    Some(user)
}

fn find_user(users: &str, name: &str) -> Option<User> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2);
    Some(User { uid: numbers.next()?.parse().ok()?, gid: numbers.next()?.parse().ok()? })
}

fn log_of(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}
