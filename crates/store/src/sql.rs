//! Statements whose text depends on what is asked for, with their values kept apart from the text.

use crate::error::{Result, store_error};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyExecutor, AssertSqlSafe};

/// Rows that go into one statement at most; engines limit the number of values.
pub(crate) const CHUNK: usize = 200;

/// A value for one placeholder.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Real(Option<f64>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(Some(text.to_owned()))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(Some(text))
    }
}

impl From<Option<&str>> for Arg {
    fn from(text: Option<&str>) -> Self {
        Arg::Text(text.map(str::to_owned))
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Arg::Int(Some(number))
    }
}

impl From<Option<i64>> for Arg {
    fn from(number: Option<i64>) -> Self {
        Arg::Int(number)
    }
}

impl From<Option<f64>> for Arg {
    fn from(number: Option<f64>) -> Self {
        Arg::Real(number)
    }
}

/// A statement under construction. Only texts of this program go into `text`; everything else is bound.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    text: String,
    args: Vec<Arg>,
}

impl Sql {
    pub fn new(text: &'static str) -> Self {
        Sql { text: text.to_owned(), args: Vec::new() }
    }

    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value and its placeholder.
    pub fn bind(&mut self, value: impl Into<Arg>) -> &mut Self {
        self.args.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.args.len().to_string());
        self
    }

    /// Adds values as `($1, $2, …)`.
    pub fn tuple(&mut self, values: impl IntoIterator<Item = Arg>) -> &mut Self {
        self.text.push('(');
        for (position, value) in values.into_iter().enumerate() {
            if position > 0 {
                self.text.push_str(", ");
            }
            self.bind(value);
        }
        self.text.push(')');
        self
    }

    /// Adds rows as `($1, $2), ($3, $4), …`.
    pub fn tuples<const N: usize>(&mut self, rows: impl IntoIterator<Item = [Arg; N]>) -> &mut Self {
        for (position, row) in rows.into_iter().enumerate() {
            if position > 0 {
                self.text.push_str(", ");
            }
            self.tuple(row);
        }
        self
    }

    pub async fn fetch_all<'c>(self, on: impl AnyExecutor<'c>) -> Result<Vec<AnyRow>> {
        self.query().fetch_all(on).await.map_err(store_error)
    }

    pub async fn fetch_optional<'c>(self, on: impl AnyExecutor<'c>) -> Result<Option<AnyRow>> {
        self.query().fetch_optional(on).await.map_err(store_error)
    }

    /// How many rows it changed.
    pub async fn execute<'c>(self, on: impl AnyExecutor<'c>) -> Result<u64> {
        self.query().execute(on).await.map(|done| done.rows_affected()).map_err(store_error)
    }

    /// How SQLite would go about it, step by step.
    #[cfg(test)]
    pub async fn plan(mut self, on: &sqlx::AnyPool) -> Result<String> {
        self.text.insert_str(0, "EXPLAIN QUERY PLAN ");
        let rows = self.fetch_all(on).await?;
        let steps = rows.iter().map(|row| sqlx::Row::get::<String, _>(row, "detail"));
        Ok(steps.collect::<Vec<_>>().join("\n"))
    }

    fn query(self) -> Query<'static, Any, AnyArguments> {
        // Built from this program's own texts only, as `new` and `push` see to.
        let query = sqlx::query(AssertSqlSafe(self.text));
        self.args.into_iter().fold(query, |query, arg| match arg {
            Arg::Text(text) => query.bind(text),
            Arg::Int(number) => query.bind(number),
            Arg::Real(Some(number)) => query.bind(number),
            // sqlx 0.9.0 mixes up the two widths when an `Any` value is null; PostgreSQL would keep the wrong one
            // with the prepared statement.
            Arg::Real(None) => query.bind(None::<f32>),
        })
    }
}

/// A pattern that finds a text anywhere, for `LIKE … ESCAPE '!'`.
pub(crate) fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

/// A pattern that finds a text at the start, for `LIKE … ESCAPE '!'`.
pub(crate) fn starting(text: &str) -> String {
    format!("{}%", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_through() {
        let mut sql = Sql::new("INSERT INTO t VALUES ");
        sql.tuples([[Arg::from("a"), Arg::from(1)], [Arg::from("b"), Arg::from(2)]]);
        sql.push(" RETURNING ").bind("c");
        assert_eq!(sql.text, "INSERT INTO t VALUES ($1, $2), ($3, $4) RETURNING $5");
        assert_eq!(sql.args.len(), 5);
    }

    #[test]
    fn patterns_mean_what_was_typed() {
        assert_eq!(containing("50%_!"), "%50!%!_!!%");
        assert_eq!(starting("a.b"), "a.b%");
    }
}
