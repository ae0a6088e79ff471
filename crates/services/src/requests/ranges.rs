//! Address ranges of a request's targets.

use crate::ports::{AddressBook, Allocation};
use domain::PortalError;
use domain::address::{Cidr, next_free};
use domain::environment::Environment;
use domain::rules::Rules;
use domain::template::{Fill, Template};
use std::collections::BTreeMap;

/// Parameters that carry an address range, with the size that the portal would give.
pub(super) fn range_parameters(template: &Template) -> impl Iterator<Item = (&str, u8)> {
    template.parameters.iter().filter_map(|parameter| match parameter.fill {
        Some(Fill::AddressRange { prefix_length }) => Some((parameter.name.as_str(), prefix_length)),
        _ => None,
    })
}

/// Ranges for one environment, entered into the book: what people typed, what it already has, or the next free one.
///
/// Parameter name → range. A typed range that overlaps another or a corporate one is refused.
pub(super) fn allocate(
    book: &mut AddressBook,
    rules: &Rules,
    template: &Template,
    environment: &Environment,
    typed: impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, String>, PortalError> {
    let mut ranges = BTreeMap::new();
    for (parameter, prefix) in range_parameters(template) {
        let own = |allocation: &Allocation| {
            allocation.environment == environment.id && allocation.parameter == parameter
        };
        let running = running(environment, parameter);
        let held = || book.allocations.iter().filter(|allocation| own(allocation)).map(|held| held.cidr);
        let cidr = match (typed(parameter), running) {
            (Some(text), _) => {
                let wanted = parse(parameter, &text)?;
                let others = book.allocations.iter().filter(|allocation| !own(allocation));
                refuse_overlap(parameter, wanted, others, rules)?;
                wanted
            }
            (None, Some(running)) if held().any(|held| held == running) => running,
            // It runs with a range that was never given out here: it keeps it.
            (None, Some(_)) => continue,
            (None, None) => match held().next() {
                Some(held) => held,
                None => next_free(rules.address_pool, prefix, &taken(book, rules))?,
            },
        };
        // What runs stays taken until the change has succeeded; what an earlier wish took is free again.
        book.allocations.retain(|allocation| !own(allocation) || Some(allocation.cidr) == running);
        ranges.insert(parameter.to_owned(), cidr.to_string());
        if Some(cidr) == running {
            continue;
        }
        book.allocations.push(Allocation {
            cidr,
            environment: environment.id.clone(),
            parameter: parameter.to_owned(),
            stage: environment.key.stage.clone(),
            region: environment.key.region.clone(),
            owner: environment.key.to_string(),
        });
    }
    Ok(ranges)
}

/// Once a change has succeeded or was undone, an environment holds the ranges that it runs with, and no others.
pub(crate) fn settle(book: &mut AddressBook, environment: &Environment) {
    book.allocations.retain(|allocation| {
        allocation.environment != environment.id
            || running(environment, &allocation.parameter) == Some(allocation.cidr)
    });
}

fn running(environment: &Environment, parameter: &str) -> Option<Cidr> {
    let text = environment.values.get(parameter)?.shown()?;
    Cidr::parse(text.trim()).ok()
}

fn taken(book: &AddressBook, rules: &Rules) -> Vec<Cidr> {
    let given = book.allocations.iter().map(|allocation| allocation.cidr);
    given.chain(rules.corporate_ranges.iter().copied()).collect()
}

fn parse(parameter: &str, text: &str) -> Result<Cidr, PortalError> {
    Cidr::parse(text.trim()).map_err(|invalid| {
        PortalError::invalid(format!("{invalid}."))
            .at(format!("parameters.{parameter}"), format!("{invalid}."))
    })
}

fn refuse_overlap<'a>(
    parameter: &str,
    wanted: Cidr,
    mut others: impl Iterator<Item = &'a Allocation>,
    rules: &Rules,
) -> Result<(), PortalError> {
    let other = others
        .find(|allocation| allocation.cidr.overlaps(wanted))
        .map(|allocation| format!("{} of {}", allocation.cidr, allocation.owner));
    let corporate = rules.corporate_ranges.iter().find(|cidr| cidr.overlaps(wanted));
    let taken = other.or_else(|| corporate.map(|cidr| format!("the corporate range {cidr}")));
    match taken {
        None => Ok(()),
        Some(taken) => {
            let message = format!("{wanted} overlaps {taken}; leave it empty and a free range is given.");
            Err(PortalError::conflict(message.clone()).at(format!("parameters.{parameter}"), message))
        }
    }
}
