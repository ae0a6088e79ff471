//! Lines over time on a common axis: drawn by the server, exact values in a table and, once scripts run, at the cursor.

mod draw;
mod plot;
pub mod scale;
mod table;

pub use draw::charts;
