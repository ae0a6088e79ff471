use super::api::StoodOn;
use crate::api::Failure;
use crate::ssr::{Portal, back};
use crate::ui::address::encode;
use domain::PortalError;
use domain::people::Actor;
use domain::view::RequestView;

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

    fn page(&self) -> String {
        match self.from {
            StoodOn::Request => format!("/requests/{}", encode(&self.id)),
            StoodOn::Inbox => format!("/approvals?request={}", encode(&self.id)),
        }
    }
}

/// Leads the browser back to the page that the form stood on. What failed, and what was typed, wait there.
pub async fn go(
    portal: &Portal,
    actor: &Actor,
    done: Result<RequestView, PortalError>,
    form: Form,
) -> Result<(), Failure> {
    let (there, page) = (form.done(), form.page());
    let form = back::Form { about: form.id, typed: form.typed, page };
    back::go(portal, actor, done.map(|_| there), form).await
}
