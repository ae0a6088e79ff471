//! Environments: the matrix and each one's page.

use leptos::prelude::*;

#[derive(Clone, Debug, Default)]
pub struct MatrixCache;

#[cfg(feature = "ssr")]
#[component]
pub fn MatrixPage() -> impl IntoView {}

#[cfg(feature = "ssr")]
#[component]
pub fn EnvironmentPage() -> impl IntoView {}
