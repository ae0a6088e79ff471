//! Pages of templates.

#[cfg(feature = "ssr")]
#[leptos::component]
pub fn CataloguePage() -> impl leptos::IntoView {}

#[cfg(feature = "ssr")]
#[leptos::component]
pub fn TemplatePage() -> impl leptos::IntoView {}
