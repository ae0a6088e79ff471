use crate::api::Failure;
use leptos::prelude::*;

/// Where the form is sent.
#[cfg(feature = "ssr")]
pub const CHECK_DRIFT: &str = "/fn/environments/check-drift";

/// Begins to compare what runs with what was applied, and leads back to the environment's page.
#[server(prefix = "/fn", endpoint = "environments/check-drift")]
pub async fn check_drift(id: String) -> Result<(), Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    portal.detect_drift(&actor, &domain::ids::EnvironmentId(id.clone())).await?;
    leptos_axum::redirect(&format!("/environments/{}", crate::ui::address::encode(&id)));
    Ok(())
}
