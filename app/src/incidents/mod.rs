//! Incidents: what is wrong, who works on it, who is on call; and the status page for everybody.

pub mod api;
mod costs;
mod form;
mod list;
mod on_call;
mod one;
mod respond;
mod status;
mod text;
mod timeline;
pub mod told;

pub use list::IncidentsPage;
pub use one::IncidentPage;
pub use status::StatusPage;
pub use text::IncidentText;
