use crate::api::Failure;
use crate::i18n::start_of_day;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use domain::ids::DelegationId;
use domain::view::DelegationInput;
use domain::{PortalError, Timestamp};
use leptos::prelude::*;

/// Where the forms are sent.
pub const NAME: &str = "/fn/deputies/name";
pub const END: &str = "/fn/deputies/end";
pub const PATH: &str = "/settings/deputies";
const DAY_MILLIS: i64 = 24 * 3_600_000;

/// Names a deputy, from the beginning of one day to the end of another.
#[server(prefix = "/fn", endpoint = "deputies/name")]
pub async fn name_deputy(
    team: String,
    deputy: String,
    #[server(default)] since: String,
    until: String,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = match days(&since, &until) {
        Ok((since, until)) => {
            portal.delegate(&actor, DelegationInput { team, deputy, since, until }).await.map(|_| ())
        }
        Err(error) => Err(error),
    };
    back::go(&portal, &actor, done.map(|()| PATH.to_owned()), form()).await
}

/// Takes a delegation back.
#[server(prefix = "/fn", endpoint = "deputies/end")]
pub async fn end_deputy(id: String) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let done = portal.end_delegation(&actor, &DelegationId(id)).await;
    back::go(&portal, &actor, done.map(|()| PATH.to_owned()), form()).await
}

fn form() -> Form {
    Form { about: PATH.to_owned(), typed: String::new(), page: PATH.to_owned() }
}

/// Days of the home region.
fn days(since: &str, until: &str) -> Result<(Option<Timestamp>, Timestamp), PortalError> {
    let day = |field: &'static str, text: &str| {
        start_of_day(text).ok_or_else(|| {
            PortalError::invalid("Nobody was named: that is no day.").at(field, "must be like 2027-01-04")
        })
    };
    let since = if since.is_empty() { None } else { Some(day("since", since)?) };
    Ok((since, day("until", until)?.plus_millis(DAY_MILLIS)))
}
