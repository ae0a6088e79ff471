//! What people are told: their list, what they choose to hear of, and where their teams hear of it.

pub mod api;
mod channels;
mod deliveries;
mod item;
mod page;
mod settings;
mod text;

pub use page::NotificationsPage;
pub use settings::NotificationSettingsPage;
pub use text::NotificationText;
