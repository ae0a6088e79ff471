//! The number that an action is about to change, as far as the portal can know it.

use crate::Portal;
use crate::ports::{ActionPlace, EnvironmentFilter};
use domain::environment::Environment;
use domain::pipeline::{Limit, PresentPlace};
use domain::view::{PresentNumber, PresentOrigin};
use domain::{PortalError, Timestamp};

/// Environments of one service in one place; more than this nobody has.
const ENVIRONMENTS: u32 = 50;

impl Portal {
    /// What the action itself set last, or what the service's environment has if that is newer; at first what the
    /// declaration says.
    pub(super) async fn present_number(
        &self,
        place: &ActionPlace,
        input: &str,
        limit: &Limit,
    ) -> Result<Option<PresentNumber>, PortalError> {
        let Some(present) = &limit.present else { return Ok(None) };
        let set = self.set_by_action(place, input).await?;
        let applied = self.number_applied(place, &present.place).await?;
        let declared =
            || present.initial.map(|number| PresentNumber { number, origin: PresentOrigin::Declared });
        Ok(match (set, applied) {
            (Some((set, at)), Some((_, applied_at))) if at >= applied_at => Some(set),
            (_, Some((number, _))) => Some(PresentNumber { number, origin: PresentOrigin::Environment }),
            (Some((set, _)), None) => Some(set),
            (None, None) => declared(),
        })
    }

    async fn set_by_action(
        &self,
        place: &ActionPlace,
        input: &str,
    ) -> Result<Option<(PresentNumber, Timestamp)>, PortalError> {
        let Some(launch) = self.store.last_action(place).await? else { return Ok(None) };
        let at = launch.updated_at;
        let changes = launch.action.iter().flat_map(|action| &action.changes);
        let number = changes.into_iter().find(|change| change.input == input).map(|change| change.after);
        let origin = PresentOrigin::Action { launch: launch.id.clone(), at };
        Ok(number.map(|number| (PresentNumber { number, origin }, at)))
    }

    /// What the service's environment was applied with, and when. Nothing when several of them disagree.
    async fn number_applied(
        &self,
        place: &ActionPlace,
        at: &PresentPlace,
    ) -> Result<Option<(i64, Timestamp)>, PortalError> {
        let Some(region) = &place.region else { return Ok(None) };
        let filter = EnvironmentFilter {
            service: Some(place.service.to_string()),
            stage: Some(place.stage.to_string()),
            region: Some(region.to_string()),
            ..EnvironmentFilter::default()
        };
        let mut found: Option<(i64, Timestamp)> = None;
        for row in self.store.environments(&filter, None, ENVIRONMENTS).await?.items {
            let Some(environment) = self.store.environment(&row.id).await? else { continue };
            let Some(number) = number_in(&environment.value, at) else { continue };
            let applied_at = self.applied_at(&environment.value).await?;
            match found {
                Some((other, _)) if other != number => return Ok(None),
                _ => found = Some((number, applied_at)),
            }
        }
        Ok(found)
    }

    /// A check for drift touches an environment, too; only its request tells when it was applied.
    async fn applied_at(&self, environment: &Environment) -> Result<Timestamp, PortalError> {
        let request = self.store.request(&environment.last_request).await?;
        Ok(request.map_or(environment.updated_at, |request| request.value.updated_at))
    }
}

fn number_in(environment: &Environment, at: &PresentPlace) -> Option<i64> {
    let text = match at {
        PresentPlace::Parameter(name) => environment.values.get(name)?.shown()?,
        PresentPlace::Output(name) => environment.outputs.get(name)?,
        PresentPlace::Nowhere => return None,
    };
    text.trim().parse().ok()
}
