//! The way back from a plain form: to what it led to, or to the page that it stood on with what was typed.

use super::{Portal, refused};
use crate::api::Failure;
use domain::PortalError;
use domain::ids::{ActorId, DraftId};
use domain::people::Actor;
use serde::{Deserialize, Serialize};

/// Failed forms that nobody came back for are forgotten beyond so many.
const KEPT: usize = 200;

/// What a form said besides what it does.
pub struct Form {
    /// The id of what it is about.
    pub about: String,
    pub typed: String,
    /// Address of the page that it stood on.
    pub page: String,
}

/// A form that failed: why, and what was typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    by: ActorId,
    about: String,
    pub failure: Failure,
    pub typed: String,
}

/// Leads the browser on when it is done, else back. What failed, and what was typed, wait there.
pub async fn go(
    portal: &Portal,
    actor: &Actor,
    done: Result<String, PortalError>,
    form: Form,
) -> Result<(), Failure> {
    match done.map_err(Failure::from) {
        Ok(there) => leptos_axum::redirect(&there),
        Err(failure) if !super::from_form() => return Err(failure),
        Err(failure) => match keep(portal, actor, &form, failure.clone()).await {
            Ok(id) => leptos_axum::redirect(&failed(&form.page, &id)),
            Err(error) => {
                super::report(&error);
                return Err(failure);
            }
        },
    }
    Ok(())
}

fn failed(page: &str, kept: &DraftId) -> String {
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}failed={kept}")
}

/// Puts it aside among the portal's own drafts, where it is nobody's half-filled request form.
async fn keep(portal: &Portal, actor: &Actor, form: &Form, failure: Failure) -> Result<DraftId, PortalError> {
    let kept = Kept { by: actor.id.clone(), about: form.about.clone(), failure, typed: form.typed.clone() };
    let content = serde_json::to_string(&kept).map_err(PortalError::internal)?;
    let keeper = Actor::portal();
    for old in portal.drafts(&keeper).await?.into_iter().skip(KEPT) {
        portal.drop_draft(&keeper, &old.id).await?;
    }
    Ok(portal.save_draft(&keeper, None, &content).await?.id)
}

/// What the address says has failed, when it was this person's form about this.
pub async fn kept(portal: &Portal, actor: &Actor, id: &str, about: &str) -> Option<Kept> {
    if id.is_empty() {
        return refused::failure(portal, actor).map(|failure| Kept {
            by: actor.id.clone(),
            about: about.to_owned(),
            failure,
            typed: String::new(),
        });
    }
    let draft = portal.draft(&Actor::portal(), &DraftId(id.to_owned())).await.ok()?;
    let kept: Kept = serde_json::from_str(&draft.content).ok()?;
    (kept.by == actor.id && kept.about == about).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_form_is_named_behind_what_the_address_holds_already() {
        let kept = DraftId("drf_1".to_owned());
        assert_eq!(failed("/rollouts/rol_1", &kept), "/rollouts/rol_1?failed=drf_1");
        assert_eq!(failed("/approvals?request=req_1", &kept), "/approvals?request=req_1&failed=drf_1");
    }
}
