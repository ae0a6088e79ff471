//! Shared pieces. A component is a folder with its style.

pub mod address;
pub mod announce;
mod badge;
mod button;
mod copy;
mod dialog;
mod empty;
mod error;
mod field;
mod head;
mod progress;
mod table;
mod tabs;
mod time;

pub use announce::{Announcer, say, toast};
pub use badge::{Shown, StatusBadge, Tone, ToneBadge};
pub use button::{Button, ButtonLink, Kind};
#[cfg(feature = "ssr")]
pub use copy::ApiCall;
pub use copy::{CopyButton, Digest};
pub use dialog::{Dialog, DialogButton};
pub use empty::EmptyState;
pub use error::{ErrorNote, FieldErrors};
pub use field::{Choice, Choices, Field};
pub use head::PageHead;
pub use progress::Progress;
pub use table::{DataTable, Pager};
pub use tabs::{Tab, Tabs};
pub use time::Time;
