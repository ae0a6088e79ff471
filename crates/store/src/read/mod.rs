//! Everything that is read. Each function here answers one question of the port.

mod catalog;
mod catalogue;
mod changes;
mod delivery;
mod environments;
mod events;
mod health;
mod incidents;
mod known_health;
mod launches;
mod matrix;
mod notifications;
mod people;
mod requests;
mod rollouts;
mod samples;
mod streams;
mod webhooks;

pub(crate) use health::Began;
pub(crate) use known_health::KnownHealth;
pub(crate) use streams::live_head;

use crate::sql::Sql;

/// Starts each condition with the right word.
struct Conditions<'s> {
    sql: &'s mut Sql,
    any: bool,
}

impl<'s> Conditions<'s> {
    fn of(sql: &'s mut Sql) -> Self {
        Conditions { sql, any: false }
    }

    /// The statement, behind `WHERE` or `AND`.
    fn and(&mut self) -> &mut Sql {
        let word = if std::mem::replace(&mut self.any, true) { " AND " } else { " WHERE " };
        self.sql.push(word)
    }

    /// `text` and the value, if there is one.
    fn equal(&mut self, text: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.and().push(text).bind(value);
        }
    }
}
