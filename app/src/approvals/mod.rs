//! Pages of approvals.

#[cfg(feature = "ssr")]
#[leptos::component]
pub fn InboxPage() -> impl leptos::IntoView {}
