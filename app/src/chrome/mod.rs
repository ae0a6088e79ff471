//! What stands around every page's content, and the pages that stand in for one that cannot be shown.

mod error_page;
mod header;
mod page;
mod text;

pub use error_page::{NotFoundPage, error_page};
pub use header::{LanguageSwitch, Mark, Nav, ThemeSwitch, initials};
pub use page::{bare_page, page};
pub use text::ChromeText;
