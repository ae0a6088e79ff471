//! Freeze windows: times in which forward rollouts are held. Rollbacks always pass.
//!
//! They come from the configuration, from iCalendar files, and from people who make them in the portal.

mod board;
mod book;
mod calendar;
mod manage;
mod marks;
mod window;
mod zones;

pub use calendar::CalendarRules;
pub use window::FreezeWindow;
pub use zones::region_time;

pub(crate) use book::{Book, KnownCalendars};
pub(crate) use calendar::windows as read_calendar;
pub(crate) use window::Going;
