use domain::PortalError;
use domain::ids::RequestId;
use domain::permission::Reason;

/// `what` is in the hands of another request. Its id goes along as data: a page makes a link of it.
pub(super) fn held(what: impl std::fmt::Display, by: &RequestId) -> PortalError {
    let why = Reason::Held { request: by.clone() };
    PortalError::conflict(format!("{what}: {why}.")).for_reason(why)
}
