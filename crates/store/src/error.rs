use crate::dialect::{Dialect, Meaning};
use services::ports::StoreError;
use sqlx::error::DatabaseError;
use sqlx::sqlite::SqliteError;

pub(crate) type Result<T> = std::result::Result<T, StoreError>;

/// Says in the port's words what the driver reports.
pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    use sqlx::Error as E;
    match error {
        E::Database(error) => of_engine(error.as_ref()),
        E::PoolTimedOut => StoreError::Unavailable("no connection became free in time".to_owned()),
        E::Io(_) | E::Tls(_) | E::PoolClosed | E::WorkerCrashed => StoreError::Unavailable(error.to_string()),
        E::Configuration(error) => StoreError::Invalid(format!("the database's URL does not work: {error}")),
        other => StoreError::Broken(other.to_string()),
    }
}

fn of_engine(error: &dyn DatabaseError) -> StoreError {
    let engine = match error.try_downcast_ref::<SqliteError>() {
        Some(_) => Dialect::Sqlite,
        None => Dialect::Postgres,
    };
    let words = error.message();
    match error.code().and_then(|code| engine.meaning(&code)) {
        _ if error.is_unique_violation() => StoreError::Conflict(words.to_owned()),
        Some(Meaning::Conflict) => StoreError::Conflict(words.to_owned()),
        Some(Meaning::Unavailable(what)) => StoreError::Unavailable(format!("{what} ({words})")),
        Some(Meaning::Invalid(what)) => StoreError::Invalid(what.to_owned()),
        None => StoreError::Broken(words.to_owned()),
    }
}
