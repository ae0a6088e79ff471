//! One environment's page.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
#[component]
pub fn EnvironmentPage() -> impl IntoView {}
