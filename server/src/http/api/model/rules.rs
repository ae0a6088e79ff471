use super::words;
use domain::people::Role;
use domain::rules::Rules;
use serde::Serialize;
use utoipa::ToSchema;

/// The rules that requests are held to.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulesAnswer {
    /// In the order in which changes go through them.
    pub stages: Vec<Stage>,
    /// The home region first.
    pub regions: Vec<Region>,
    /// Where address ranges are taken from.
    #[schema(example = "10.64.0.0/10")]
    pub address_pool: String,
    /// Ranges of the company that stay free.
    pub corporate_ranges: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Stage {
    #[schema(example = "prod")]
    pub name: String,
    /// Null: a good plan is enough.
    pub approval: Option<Approval>,
    pub termination_protection: bool,
    /// Teams that may use it; empty: all.
    pub teams: Vec<String>,
}

/// Whose yes it takes. The requester's own never counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Approval {
    pub required: u8,
    #[schema(schema_with = roles)]
    pub roles: Vec<Role>,
    pub expires_after_hours: u32,
    /// One of these has to be among them; empty: it does not matter.
    #[schema(schema_with = roles)]
    pub one_of: Vec<Role>,
}

fn roles() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(words::role()).build()
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Region {
    #[schema(example = "ap-northeast-2")]
    pub name: String,
    #[schema(example = "Seoul")]
    pub title: String,
    pub home: bool,
}

impl From<&Rules> for RulesAnswer {
    fn from(rules: &Rules) -> Self {
        RulesAnswer {
            stages: rules.stages.iter().map(Stage::from).collect(),
            regions: rules.regions.iter().map(Region::from).collect(),
            address_pool: rules.address_pool.to_string(),
            corporate_ranges: rules.corporate_ranges.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&domain::rules::StageRules> for Stage {
    fn from(stage: &domain::rules::StageRules) -> Self {
        Stage {
            name: stage.name.to_string(),
            approval: stage.approval.as_ref().map(|rule| Approval {
                required: rule.required,
                roles: rule.roles.clone(),
                expires_after_hours: rule.expires_after_hours,
                one_of: rule.one_of.clone(),
            }),
            termination_protection: stage.termination_protection,
            teams: stage.teams.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&domain::rules::RegionRules> for Region {
    fn from(region: &domain::rules::RegionRules) -> Self {
        Region { name: region.name.to_string(), title: region.title.clone(), home: region.home }
    }
}
