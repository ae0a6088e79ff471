//! Which limit caps a service.
//!
//! A limit binds when something stands still at it while requests wait for longer, more of them are in flight than usual, and
//! the rest is idle. What lifting it would bring follows from Little's law: as many requests as are in flight now, each as
//! quick as when nothing was in the way.

mod advise;
mod forecast;
mod limit;
mod observed;
mod raise;
mod signals;
mod suspect;
#[cfg(test)]
mod tests;
mod words;

pub use advise::{Advice, Clue, advise, enough};
pub use forecast::{Forecast, Remedy};
pub use limit::Limit;
pub use observed::Observed;
pub use raise::{Raised, is_cache, raise};
