//! A look at one environment, or at two side by side, without leaving the matrix.

mod aside;
#[cfg(target_arch = "wasm32")]
pub mod browser;
mod panel;

#[cfg(feature = "ssr")]
pub use aside::PeekAside;
use panel::{ComparePanel, PeekPanel};

use crate::api::Failure;
use domain::view::EnvironmentRow;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a look shows of an environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peek {
    pub row: EnvironmentRow,
    /// What people call the region.
    pub region: String,
    /// Parameter → value; `None`: secret.
    pub values: BTreeMap<String, Option<String>>,
    pub outputs: BTreeMap<String, String>,
}

/// The environments with these ids, in the order given; those that are gone are left out.
#[server(prefix = "/fn", endpoint = "environments/peek", input = server_fn::codec::GetUrl)]
pub async fn look_at(#[server(default)] ids: Vec<String>) -> Result<Vec<Peek>, Failure> {
    let (portal, actor) = (crate::ssr::portal()?, crate::ssr::actor()?);
    Ok(look(&portal, &actor, ids).await?)
}

/// At most two: more are never shown together.
#[cfg(feature = "ssr")]
pub async fn look(
    portal: &crate::ssr::Portal,
    actor: &domain::people::Actor,
    ids: Vec<String>,
) -> Result<Vec<Peek>, domain::PortalError> {
    let mut found = Vec::new();
    for id in ids.into_iter().take(2) {
        match portal.environment(actor, &domain::ids::EnvironmentId(id)).await {
            Ok(view) => found.push(Peek {
                region: crate::ssr::region(crate::ssr::lang(), &view.row.region),
                row: view.row,
                values: view.values.into_iter().map(|(name, value)| (name, value.value)).collect(),
                outputs: view.outputs,
            }),
            Err(error) if error.code == domain::ErrorCode::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
