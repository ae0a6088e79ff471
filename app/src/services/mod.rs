//! Services: what there is, whose it is, and how it hangs together. Pages of the server only.

mod list;
mod one;
mod text;

pub use list::ServicesPage;
pub use one::ServicePage;

use crate::ui::address::encode;

/// A service's page.
pub fn address(name: &str) -> String {
    format!("/services/{}", encode(name))
}
