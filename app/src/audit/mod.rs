//! The audit trail's page.

mod changes;
mod filters;
mod page;
mod sentence;
mod text;

pub use page::AuditPage;
