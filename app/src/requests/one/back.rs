use super::api::StoodOn;
use crate::api::Failure;
use crate::ssr::{self, Portal};
use crate::ui::address::encode;
use domain::PortalError;
use domain::ids::{ActorId, DraftId};
use domain::people::Actor;
use domain::view::RequestView;
use serde::{Deserialize, Serialize};

/// Failed forms that nobody came back for are forgotten beyond so many.
const KEPT: usize = 200;

/// What a form said besides what it does.
pub struct Form {
    /// The request's id.
    pub id: String,
    pub typed: String,
    pub from: StoodOn,
}

impl Form {
    pub fn on_request(id: String, typed: String) -> Self {
        Form { id, typed, from: StoodOn::Request }
    }

    /// The page after a success; from the inbox it goes on with what waits next.
    fn done(&self) -> String {
        match self.from {
            StoodOn::Request => format!("/requests/{}", encode(&self.id)),
            StoodOn::Inbox => format!("/approvals?done={}", encode(&self.id)),
        }
    }

    fn failed(&self, kept: &DraftId) -> String {
        match self.from {
            StoodOn::Request => format!("/requests/{}?failed={kept}", encode(&self.id)),
            StoodOn::Inbox => format!("/approvals?request={}&failed={kept}", encode(&self.id)),
        }
    }
}

/// A form that failed: why, and what was typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    by: ActorId,
    request: String,
    pub failure: Failure,
    pub typed: String,
}

/// Leads the browser back to the page that the form stood on. What failed, and what was typed, wait there.
pub async fn go(
    portal: &Portal,
    actor: &Actor,
    done: Result<RequestView, PortalError>,
    form: Form,
) -> Result<(), Failure> {
    match done.map_err(Failure::from) {
        Ok(_) => leptos_axum::redirect(&form.done()),
        Err(failure) if !ssr::from_form() => return Err(failure),
        Err(failure) => match keep(portal, actor, &form, failure.clone()).await {
            Ok(id) => leptos_axum::redirect(&form.failed(&id)),
            Err(error) => {
                ssr::report(&error);
                return Err(failure);
            }
        },
    }
    Ok(())
}

/// Puts it aside among the portal's own drafts, where it is nobody's half-filled request form.
async fn keep(portal: &Portal, actor: &Actor, form: &Form, failure: Failure) -> Result<DraftId, PortalError> {
    let kept = Kept { by: actor.id.clone(), request: form.id.clone(), failure, typed: form.typed.clone() };
    let content = serde_json::to_string(&kept).map_err(PortalError::internal)?;
    let keeper = Actor::portal();
    for old in portal.drafts(&keeper).await?.into_iter().skip(KEPT) {
        portal.drop_draft(&keeper, &old.id).await?;
    }
    Ok(portal.save_draft(&keeper, None, &content).await?.id)
}

/// What the address says has failed, when it was this person's form on this request.
pub async fn kept(portal: &Portal, actor: &Actor, id: &str, request: &str) -> Option<Kept> {
    if id.is_empty() {
        return ssr::failed_form().map(|failure| Kept {
            by: actor.id.clone(),
            request: request.to_owned(),
            failure,
            typed: String::new(),
        });
    }
    let draft = portal.draft(&Actor::portal(), &DraftId(id.to_owned())).await.ok()?;
    let kept: Kept = serde_json::from_str(&draft.content).ok()?;
    (kept.by == actor.id && kept.request == request).then_some(kept)
}
