//! Reading rows: small, typed, and clear about which row does not parse.

use crate::error::{Result, store_error};
use domain::Timestamp;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as WordError, StringDeserializer};
use serde::{Serialize, de::DeserializeOwned};
use services::ports::StoreError;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A row of one table. Its first column names it in errors.
pub(crate) struct Record<'r> {
    pub table: &'static str,
    pub row: &'r AnyRow,
}

impl Record<'_> {
    pub fn text(&self, column: &str) -> Result<String> {
        self.row.try_get(column).map_err(store_error)
    }

    pub fn maybe_text(&self, column: &str) -> Result<Option<String>> {
        self.row.try_get(column).map_err(store_error)
    }

    pub fn int(&self, column: &str) -> Result<i64> {
        self.row.try_get(column).map_err(store_error)
    }

    pub fn maybe_int(&self, column: &str) -> Result<Option<i64>> {
        self.row.try_get(column).map_err(store_error)
    }

    pub fn maybe_real(&self, column: &str) -> Result<Option<f64>> {
        self.row.try_get(column).map_err(store_error)
    }

    pub fn time(&self, column: &str) -> Result<Timestamp> {
        self.int(column).map(Timestamp)
    }

    pub fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>> {
        Ok(self.maybe_int(column)?.map(Timestamp))
    }

    pub fn count(&self, column: &str) -> Result<u32> {
        u32::try_from(self.int(column)?).map_err(|error| self.broken(column, error))
    }

    /// A value that is one word in JSON: a name, an id, a status.
    pub fn word<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        self.parse(column, self.text(column)?)
    }

    pub fn maybe_word<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>> {
        self.maybe_text(column)?.map(|text| self.parse(column, text)).transpose()
    }

    fn parse<T: DeserializeOwned>(&self, column: &str, text: String) -> Result<T> {
        let word: StringDeserializer<WordError> = text.into_deserializer();
        T::deserialize(word).map_err(|error| self.broken(column, error))
    }

    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        serde_json::from_str(&self.text(column)?).map_err(|error| self.broken(column, error))
    }

    pub fn broken(&self, column: &str, error: impl std::fmt::Display) -> StoreError {
        let named =
            self.row.try_get::<String, _>(0).or_else(|_| Ok(self.row.try_get::<i64, _>(0)?.to_string()));
        let id = named.unwrap_or_else(|_: sqlx::Error| "without a name".to_owned());
        StoreError::Broken(format!("{} {id}: {column}: {error}", self.table))
    }
}

/// All rows of one table, each read by the same function.
pub(crate) fn all<T>(
    table: &'static str,
    rows: &[AnyRow],
    read: impl Fn(&Record<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    rows.iter().map(|row| read(&Record { table, row })).collect()
}

/// One row, or none.
pub(crate) fn one<T>(
    table: &'static str,
    row: Option<AnyRow>,
    read: impl Fn(&Record<'_>) -> Result<T>,
) -> Result<Option<T>> {
    row.map(|row| read(&Record { table, row: &row })).transpose()
}

/// A document as it is kept.
pub(crate) fn json(what: &str, value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Broken(format!("{what}: {error}")))
}

/// The one word that a value is in JSON.
pub(crate) fn word(value: &impl Serialize) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        other => Err(StoreError::Broken(format!("{other:?} is not one word"))),
    }
}
