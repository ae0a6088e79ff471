use super::error::ConfigError;
use super::layers::{Layers, Located};
use domain::address::Cidr;
use domain::names::{RegionName, StageName, TeamName};
use domain::people::Role;
use domain::rules::{ApprovalRule, RegionRules, Risk, RiskRule, Rules, StageRules, USUAL_HOURS};
use serde::Deserialize;
use std::collections::BTreeSet;

/// One entry of `stages`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stage {
    name: StageName,
    approval: Option<Approval>,
    #[serde(default)]
    risks: Vec<RiskEntry>,
    #[serde(default)]
    termination_protection: bool,
    #[serde(default)]
    teams: Vec<TeamName>,
    role_arn: Option<String>,
}

/// `approval` of a stage; `required = 0` says that a good plan is enough.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    required: u8,
    #[serde(default = "lead")]
    roles: Vec<Role>,
    #[serde(default = "three_days")]
    expires_after_hours: u32,
    /// At least one of the yeses has to come from one of these.
    #[serde(default)]
    one_of: Vec<Role>,
}

/// One entry of a stage's `risks`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RiskEntry {
    when: Risk,
    required: u8,
    #[serde(default)]
    one_of: Vec<Role>,
}

/// One entry of `regions`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    name: RegionName,
    /// The name again when missing.
    title: Option<String>,
    #[serde(default)]
    home: bool,
}

fn lead() -> Vec<Role> {
    vec![Role::Lead]
}

fn three_days() -> u32 {
    USUAL_HOURS
}

/// What holds when nobody says otherwise.
const STAGES: &str = r#"[
    { name = "dev" },
    { name = "staging" },
    { name = "prod", approval = { required = 1 }, termination_protection = true },
]"#;
const REGIONS: &str = r#"[
    { name = "ap-northeast-2", title = "Seoul", home = true },
    { name = "ap-southeast-1", title = "Singapore" },
    { name = "eu-west-3", title = "Paris" },
    { name = "us-east-1", title = "N. Virginia" },
]"#;
const ADDRESS_POOL: &str = "10.64.0.0/10";
const CORPORATE_RANGES: &str = r#"["10.0.0.0/10"]"#;

/// Reads `stages`, `regions` and `addresses`.
pub fn read(layers: &mut Layers<'_>) -> Result<Rules, ConfigError> {
    let stages = or_default(layers, "stages", STAGES)?;
    let regions = or_default(layers, "regions", REGIONS)?;
    let pool = layers.get("addresses.pool", ADDRESS_POOL.to_owned())?;
    let corporate = or_default(layers, "addresses.corporate_ranges", CORPORATE_RANGES)?;
    Ok(Rules {
        stages: checked_stages(stages)?,
        regions: checked_regions(regions)?,
        address_pool: checked_pool(pool)?,
        corporate_ranges: corporate.value,
    })
}

/// The list that is set, or the one that is built in.
fn or_default<T: for<'de> Deserialize<'de>>(
    layers: &mut Layers<'_>,
    key: &str,
    default: &str,
) -> Result<Located<Vec<T>>, ConfigError> {
    if let Some(found) = layers.find(key)? {
        return Ok(found);
    }
    let origin = super::Origin::Default;
    let read = toml::de::ValueDeserializer::parse(default).and_then(Vec::deserialize);
    let value =
        read.map_err(|error| ConfigError::new(origin.clone(), error.message(), "This is a defect."))?;
    Ok(Located { value, origin })
}

fn checked_stages(stages: Located<Vec<Stage>>) -> Result<Vec<StageRules>, ConfigError> {
    let refuse =
        |problem: String, remedy: &str| Err(ConfigError::new(stages.origin.clone(), problem, remedy));
    if stages.value.is_empty() {
        return refuse("no stage is configured".to_owned(), "Name at least one under [[stages]].");
    }
    let mut seen = BTreeSet::new();
    for stage in &stages.value {
        if !seen.insert(&stage.name) {
            return refuse(
                format!("the stage {} is there twice", stage.name),
                "Give each stage a name of its own.",
            );
        }
        let nobody = stage.approval.as_ref().is_some_and(|rule| rule.required > 0 && rule.roles.is_empty());
        if nobody {
            let problem = format!("nobody may approve what goes to {}", stage.name);
            return refuse(problem, "Name roles under approval.roles, or set approval.required to 0.");
        }
        if stage.approval.as_ref().is_some_and(|rule| rule.expires_after_hours == 0) {
            let problem = format!("an approval for {} would expire at once", stage.name);
            return refuse(problem, "Set approval.expires_after_hours to 1 or more.");
        }
    }
    Ok(stages.value.into_iter().map(StageRules::from).collect())
}

impl From<Stage> for StageRules {
    fn from(stage: Stage) -> Self {
        StageRules {
            name: stage.name,
            approval: stage.approval.filter(|rule| rule.required > 0).map(|rule| ApprovalRule {
                required: rule.required,
                roles: rule.roles,
                expires_after_hours: rule.expires_after_hours,
                one_of: rule.one_of,
            }),
            risks: stage
                .risks
                .into_iter()
                .map(|entry| RiskRule { risk: entry.when, required: entry.required, one_of: entry.one_of })
                .collect(),
            termination_protection: stage.termination_protection,
            teams: stage.teams,
            role_arn: stage.role_arn,
        }
    }
}

fn checked_regions(regions: Located<Vec<Region>>) -> Result<Vec<RegionRules>, ConfigError> {
    let refuse =
        |problem: String, remedy: &str| Err(ConfigError::new(regions.origin.clone(), problem, remedy));
    let homes = regions.value.iter().filter(|region| region.home).count();
    if homes != 1 {
        let problem = format!("{homes} regions are marked as home");
        return refuse(problem, "Write home = true at exactly one entry of [[regions]].");
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = regions.value.iter().find(|region| !seen.insert(&region.name)) {
        let problem = format!("the region {} is there twice", twice.name);
        return refuse(problem, "Take one of the two out.");
    }
    let mut ordered: Vec<RegionRules> = regions.value.into_iter().map(RegionRules::from).collect();
    ordered.sort_by_key(|region| !region.home);
    Ok(ordered)
}

impl From<Region> for RegionRules {
    fn from(region: Region) -> Self {
        let title = region.title.unwrap_or_else(|| region.name.to_string());
        RegionRules { name: region.name, title, home: region.home }
    }
}

fn checked_pool(pool: Located<String>) -> Result<Cidr, ConfigError> {
    let remedy = "Write a range like 10.64.0.0/10, with zero bits behind the prefix.";
    Cidr::parse(&pool.value).map_err(|invalid| ConfigError::new(pool.origin, invalid.to_string(), remedy))
}
