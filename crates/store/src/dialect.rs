//! Everything in which SQLite and PostgreSQL differ.

use services::ports::StoreError;

/// The engine behind a [`crate::Database`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// Name of PostgreSQL's notification channel; the payload is the newest live place.
pub(crate) const CHANNEL: &str = "slipway";

/// A replica that vanishes with its machine must not keep the heads for long.
const POSTGRES_TIMES: &str = "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '10s';
    SET statement_timeout = '30s'";

impl Dialect {
    pub fn of(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Ok(Dialect::Sqlite),
            Some("postgres" | "postgresql") => Ok(Dialect::Postgres),
            _ => Err(StoreError::Invalid(
                "a database's URL starts with sqlite: or postgres:, for example sqlite://data/slipway.db"
                    .to_owned(),
            )),
        }
    }

    /// Starts a transaction that writes. SQLite takes its only write lock at once, so that it never has to be
    /// upgraded half-way.
    pub fn begin(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        }
    }

    /// Reads the heads and keeps everybody else from writing until the end of the transaction.
    pub fn take_heads(self) -> &'static str {
        match self {
            Dialect::Sqlite => "SELECT audit_seq, audit_hash, live_seq, event_seq, job_seq FROM heads",
            Dialect::Postgres => {
                "SELECT audit_seq, audit_hash, live_seq, event_seq, job_seq FROM heads FOR UPDATE"
            }
        }
    }

    /// Behind a selection of jobs: takes them, and passes over those that another transaction is changing.
    pub fn lock_free_jobs(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE OF jobs SKIP LOCKED",
        }
    }

    /// Makes claims of all replicas take turns, because a pool's limit counts over all of them. SQLite's
    /// transactions take turns anyway.
    pub fn take_claim_turn(self) -> Option<&'static str> {
        match self {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some("SELECT pg_advisory_xact_lock(hashtext('slipway.claim'))"),
        }
    }

    /// Tells other replicas about a commit, when it commits. SQLite has no other replicas.
    pub fn notify(self) -> Option<&'static str> {
        match self {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some("SELECT pg_notify('slipway', $1)"),
        }
    }

    /// Settings of each connection. Readers cannot write, whatever they are told.
    pub fn on_connect(self, writes: bool) -> &'static [&'static str] {
        match (self, writes) {
            (Dialect::Sqlite, true) => &[
                "PRAGMA busy_timeout = 5000",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = NORMAL",
                "PRAGMA foreign_keys = ON",
                "PRAGMA journal_size_limit = 67108864",
            ],
            (Dialect::Sqlite, false) => &["PRAGMA busy_timeout = 5000", "PRAGMA query_only = ON"],
            (Dialect::Postgres, true) => &[POSTGRES_TIMES],
            (Dialect::Postgres, false) => &[POSTGRES_TIMES, "SET default_transaction_read_only = on"],
        }
    }

    /// Makes the audit trail refuse everything but new entries. Run at each start; changes nothing the second time.
    pub fn append_only(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &[
                "CREATE TRIGGER IF NOT EXISTS audit_events_keep BEFORE UPDATE ON audit_events
                 BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END",
                "CREATE TRIGGER IF NOT EXISTS audit_events_stay BEFORE DELETE ON audit_events
                 BEGIN SELECT RAISE(ABORT, 'audit events are never removed'); END",
            ],
            Dialect::Postgres => &[
                "CREATE OR REPLACE FUNCTION audit_events_keep() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'audit events are never changed or removed'; END $$",
                "CREATE OR REPLACE TRIGGER audit_events_keep BEFORE UPDATE OR DELETE OR TRUNCATE
                 ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_events_keep()",
            ],
        }
    }

    /// What an engine's error code means; `None`: a defect.
    pub fn meaning(self, code: &str) -> Option<Meaning> {
        match self {
            Dialect::Sqlite => sqlite_meaning(code.parse().ok()?),
            Dialect::Postgres => postgres_meaning(code),
        }
    }
}

/// What an engine's error code means to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Rows collide; trying again reads what is there now.
    Conflict,
    /// Nothing is wrong with the statement; in words for people.
    Unavailable(&'static str),
    /// A value that cannot be stored.
    Invalid(&'static str),
}

/// Source: <https://www.sqlite.org/rescode.html>; the lowest byte is the primary code.
fn sqlite_meaning(code: i32) -> Option<Meaning> {
    Some(Meaning::Unavailable(match code & 0xff {
        5 | 6 => "the database file is locked by another program",
        8 => "the database file may not be written",
        10 => "the disk gives errors",
        13 => "the disk is full",
        14 => "the database file cannot be opened",
        23 => "access to the database file is not allowed",
        _ => return None,
    }))
}

/// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn postgres_meaning(code: &str) -> Option<Meaning> {
    Some(match code {
        "40001" | "40P01" => Meaning::Conflict,
        "22021" | "22P05" => Meaning::Invalid("a text contains characters that cannot be stored"),
        "53100" => Meaning::Unavailable("the database's disk is full"),
        "53300" => Meaning::Unavailable("the database takes no more connections"),
        "55P03" | "57014" => Meaning::Unavailable("the database took too long"),
        "25006" => Meaning::Unavailable("the database may only be read"),
        "28000" | "28P01" | "3D000" | "42501" => Meaning::Unavailable("the database refuses us"),
        _ => match code.get(..2) {
            Some("08" | "53" | "57" | "58") => Meaning::Unavailable("the database is not ready"),
            _ => return None,
        },
    })
}
