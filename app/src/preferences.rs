//! Language and colours, remembered in cookies.

use crate::api::Failure;
use leptos::prelude::*;

/// Where the switches send their forms.
pub const ADDRESS: &str = "/fn/preferences";

/// Remembers what is given for a year and goes back to the page that the form stood on.
#[server(prefix = "/fn", endpoint = "preferences")]
pub async fn set_preferences(
    /// `en` or `ko`.
    #[server(default)]
    lang: Option<String>,
    /// `light`, `dark`, or `system` to forget the choice.
    #[server(default)]
    theme: Option<String>,
) -> Result<(), Failure> {
    let lang = lang.as_deref().and_then(domain::template::Lang::from_tag);
    if let Some(lang) = lang {
        remember("slipway_lang", Some(lang.tag()));
    }
    match theme.as_deref() {
        Some(theme @ ("light" | "dark")) => remember("slipway_theme", Some(theme)),
        Some("system") => remember("slipway_theme", None),
        _ => {}
    }
    Ok(())
}

/// Sets a cookie for a year, or takes it away.
#[cfg(feature = "ssr")]
fn remember(name: &str, value: Option<&str>) {
    let (value, seconds) = value.map_or(("", 0), |value| (value, 365 * 24 * 3_600));
    crate::ssr::set_cookie(&format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly"));
}
