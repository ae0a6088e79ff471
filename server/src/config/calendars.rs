use super::error::ConfigError;
use super::layers::Layers;
use super::place::place;
use domain::freeze::WindowKind;
use domain::names::{RegionName, StageName, TeamName};
use serde::Deserialize;
use services::CalendarRules;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// One entry of `calendars`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    kind: WindowKind,
    file: Option<PathBuf>,
    url: Option<String>,
    team: Option<TeamName>,
    #[serde(default)]
    stages: Vec<StageName>,
    #[serde(default)]
    regions: Vec<RegionName>,
}

/// Reads `calendars`.
pub fn read(layers: &mut Layers<'_>) -> Result<Vec<CalendarRules>, ConfigError> {
    let entries = layers.get("calendars", Vec::<Entry>::new())?;
    let refuse =
        |problem: String, remedy: &str| Err(ConfigError::new(entries.origin.clone(), problem, remedy));
    let mut names = BTreeSet::new();
    let mut rules = Vec::new();
    for entry in &entries.value {
        if !names.insert(entry.name.clone()) {
            return refuse(
                format!("the calendar {:?} is there twice", entry.name),
                "Give each a name of its own.",
            );
        }
        let place =
            place(&format!("the calendar {:?}", entry.name), (&entry.file, &entry.url), &entries.origin)?;
        rules.push(CalendarRules {
            name: entry.name.clone(),
            kind: entry.kind,
            place,
            team: entry.team.clone(),
            stages: entry.stages.clone(),
            regions: entry.regions.clone(),
        });
    }
    Ok(rules)
}
