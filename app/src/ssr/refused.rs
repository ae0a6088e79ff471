//! What a form failed with that was sent without JavaScript, as the address of the page that shows it says.
//!
//! Anybody can make up an address, hence the portal shows only what it has sealed itself for the person who looks.

use super::Portal;
use crate::api::Failure;
use crate::requests::form::encoding::{decode, encode};
use domain::PortalError;
use domain::people::Actor;
use server_fn::error::ServerFnUrlError;

/// Its name in an address.
const NAME: &str = "refused";
/// The names that Leptos gives it and the server function that failed.
const BY_LEPTOS: [&str; 2] = ["__err", "__path"];

#[derive(Default, serde::Deserialize)]
struct Query {
    refused: Option<String>,
}

/// What this person's form failed with, when the browser came back from it.
pub fn failure(portal: &Portal, actor: &Actor) -> Option<Failure> {
    let sealed = super::query::<Query>().refused?;
    serde_json::from_str(&portal.vouched(actor, &sealed)?).ok()
}

/// The address with what failed. Without it when it cannot be sealed.
pub fn told(portal: &Portal, actor: &Actor, address: &str, failure: &Failure) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    match sealed(portal, actor, failure) {
        Ok(sealed) => format!("{address}{sign}{}", encode([(NAME, sealed)])),
        Err(error) => {
            super::report(&error);
            address.to_owned()
        }
    }
}

fn sealed(portal: &Portal, actor: &Actor, failure: &Failure) -> Result<String, PortalError> {
    let text = serde_json::to_string(failure).map_err(PortalError::internal)?;
    portal.vouch(actor, &text)
}

/// Whether both addresses tell the same failure: a page's own that is led back to, although that is over.
pub fn same(one: &str, other: &str) -> bool {
    let told = |address: &str| {
        let pairs = decode(address.split_once('?')?.1);
        pairs.into_iter().find_map(|(name, value)| (name == NAME).then_some(value))
    };
    told(one).is_some_and(|told_in_one| told(other) == Some(told_in_one))
}

/// Where a server function leads to, with what Leptos says openly there sealed, and without what failed before. Nobody
/// is told anything who is not signed in.
pub fn vouched_for(portal: &Portal, actor: Option<&Actor>, there: &str) -> String {
    let Some((page, query)) = there.split_once('?') else { return there.to_owned() };
    let of_failures = |name: &str| name == NAME || BY_LEPTOS.contains(&name);
    let (about, rest): (Vec<_>, Vec<_>) = decode(query).into_iter().partition(|(name, _)| of_failures(name));
    if about.is_empty() {
        return there.to_owned();
    }
    let page = if rest.is_empty() { page.to_owned() } else { format!("{page}?{}", encode(rest)) };
    // Leptos adds its own behind whatever the page's address said.
    let failed = about.iter().rev().find(|(name, _)| name == BY_LEPTOS[0]);
    match (failed, actor) {
        (Some((_, error)), Some(actor)) => {
            told(portal, actor, &page, &ServerFnUrlError::<Failure>::decode_err(error))
        }
        _ => page,
    }
}
