use super::error::ConfigError;
use super::layers::Layers;
use super::place::place;
use domain::names::TeamName;
use serde::Deserialize;
use services::OnCallRules;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// One entry of `on_call`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    team: TeamName,
    /// A YAML rotation, or an iCalendar file.
    file: Option<PathBuf>,
    url: Option<String>,
    #[serde(default = "usual_minutes")]
    escalate_after_minutes: u16,
}

fn usual_minutes() -> u16 {
    10
}

/// Reads `on_call`: a rotation for each team that has one.
pub fn read(layers: &mut Layers<'_>) -> Result<Vec<OnCallRules>, ConfigError> {
    let entries = layers.get("on_call", Vec::<Entry>::new())?;
    let refuse =
        |problem: String, remedy: &str| Err(ConfigError::new(entries.origin.clone(), problem, remedy));
    let mut teams = BTreeSet::new();
    let mut rules = Vec::new();
    for entry in &entries.value {
        if !teams.insert(entry.team.clone()) {
            return refuse(
                format!("the team {} has two rotations", entry.team),
                "Leave one of them out; a calendar may name several people for the same time.",
            );
        }
        let place =
            place(&format!("the rotation of {}", entry.team), (&entry.file, &entry.url), &entries.origin)?;
        let escalate_after_millis = i64::from(entry.escalate_after_minutes.max(1)) * 60_000;
        rules.push(OnCallRules { team: entry.team.clone(), place, escalate_after_millis });
    }
    Ok(rules)
}
