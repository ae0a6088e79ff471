//! Locations on other machines: what they are to ask, and what they found.

use super::keeping::chunks;
use crate::Portal;
use crate::ports::{Commit, Write};
use domain::health::{CheckOutcome, CheckResult, Heard, Probe, ProbeId};
use domain::names::LocationName;
use domain::people::Actor;
use domain::permission::permit_measuring;
use domain::{PortalError, Timestamp};
use std::collections::{HashMap, HashSet};

/// Results that are taken at once.
const MOST_RESULTS: usize = 2_000;
const LONGEST_TEXT: usize = 500;
/// What a location held back for longer is not taken: raw checks are kept no longer.
const OLDEST_MILLIS: i64 = 2 * 24 * 3_600_000;
/// What lies further ahead is no time.
const AHEAD_MILLIS: i64 = 24 * 3_600_000;

impl Portal {
    /// What a location is to ask.
    pub async fn probes_of(&self, actor: &Actor, location: &LocationName) -> Result<Vec<Probe>, PortalError> {
        permit_measuring(actor)?;
        self.known_location(location)?;
        let plan = self.probe_plan().await?;
        let own = plan.probes.iter().filter(|probe| probe.is_asked_from(location));
        Ok(own.map(|probe| (**probe).clone()).collect())
    }

    /// Keeps what a location has found; its newest words count from now on. Results of probes that are gone are passed over.
    pub async fn report_checks(
        &self,
        actor: &Actor,
        location: &LocationName,
        results: Vec<CheckResult>,
    ) -> Result<(), PortalError> {
        let permit = permit_measuring(actor)?;
        self.known_location(location)?;
        if results.len() > MOST_RESULTS {
            let message =
                format!("At most {MOST_RESULTS} results are taken at once; send the others after them.");
            return Err(PortalError::invalid(message.clone()).at("results", message));
        }
        let plan = self.probe_plan().await?;
        let known: HashSet<&ProbeId> = plan.probes.iter().map(|probe| &probe.id).collect();
        let now = self.now();
        let fits = |result: &CheckResult| known.contains(&result.probe) && is_near(result.at, now);
        let results: Vec<CheckResult> = results.into_iter().filter(fits).map(shortened).collect();
        if results.is_empty() {
            return Ok(());
        }
        let mut commit = Commit::new(permit, now);
        // A clock that is ahead must not put anything into the future's chunks.
        let past: Vec<CheckResult> = results.iter().filter(|result| result.at <= now).cloned().collect();
        commit.writes.push(Write::CheckLines(chunks(&past)));
        commit.writes.push(Write::CheckWords(newest(results, now)));
        self.store.commit(commit).await?;
        Ok(())
    }

    fn known_location(&self, location: &LocationName) -> Result<(), PortalError> {
        match self.settings.remote_locations.contains(location) {
            true => Ok(()),
            false => Err(PortalError::not_found(format!("probe location {location}"))),
        }
    }
}

fn is_near(at: Timestamp, now: Timestamp) -> bool {
    (-AHEAD_MILLIS..=OLDEST_MILLIS).contains(&now.since(at))
}

fn shortened(mut result: CheckResult) -> CheckResult {
    let short = |text: &str| -> String {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_TEXT).collect()
    };
    if let CheckOutcome::Failed { why } | CheckOutcome::Refused { why } = &mut result.outcome {
        *why = short(why);
    }
    result.version = result.version.map(|version| short(&version));
    result
}

/// The newest word on each probe.
fn newest(results: Vec<CheckResult>, received_at: Timestamp) -> Vec<Heard> {
    let mut newest: HashMap<ProbeId, CheckResult> = HashMap::new();
    for result in results {
        match newest.get(&result.probe) {
            Some(known) if known.at > result.at => {}
            _ => drop(newest.insert(result.probe.clone(), result)),
        }
    }
    newest.into_values().map(|result| Heard { result, received_at }).collect()
}
