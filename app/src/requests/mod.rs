//! Requests: asking for environments, and following what comes of it.

pub mod form;

#[cfg(feature = "ssr")]
#[leptos::component]
pub fn RequestsPage() -> impl leptos::IntoView {}

#[cfg(feature = "ssr")]
#[leptos::component]
pub fn NewRequestPage() -> impl leptos::IntoView {}

#[cfg(feature = "ssr")]
#[leptos::component]
pub fn RequestPage() -> impl leptos::IntoView {}

#[cfg(feature = "ssr")]
#[leptos::component]
pub fn AmendPage() -> impl leptos::IntoView {}
