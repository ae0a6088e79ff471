use crate::health::stages::ALL;
use crate::ui::address::encode;
use domain::health::{HealthState, Range};
use domain::names::{RegionName, StageName};
use services::PlacementsWanted;

/// Services on one page.
pub const SHOWN: usize = 100;

/// The page's address as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    /// A stage, or [`ALL`]. When left out, the last one: what users see.
    pub stage: String,
    pub state: String,
    pub search: String,
    pub range: String,
    /// So many of the worst are passed over.
    pub after: String,
}

impl Query {
    pub fn wanted(&self) -> PlacementsWanted {
        let search = Some(self.search.trim().to_owned()).filter(|text| !text.is_empty());
        PlacementsWanted {
            stage: self.one_stage(),
            state: HealthState::parse(self.state.trim()),
            search,
            skip: self.after.trim().parse().unwrap_or(0),
            limit: SHOWN,
        }
    }

    /// `None`: all together.
    pub fn one_stage(&self) -> Option<StageName> {
        StageName::parse(self.stage.trim()).ok().filter(|stage| stage.as_str() != ALL)
    }

    /// The same filters in another stage.
    pub fn in_stage(&self, region: &RegionName, stage: &str) -> String {
        Query { stage: stage.to_owned(), ..self.clone() }.at(region, 0)
    }

    /// Those that are not known are the usual one.
    pub fn range(&self) -> Range {
        Range::parse(self.range.trim()).unwrap_or_default()
    }

    pub fn narrows(&self) -> bool {
        let wanted = self.wanted();
        wanted.state.is_some() || wanted.search.is_some()
    }

    /// The same filters further down.
    pub fn at(&self, region: &RegionName, after: usize) -> String {
        let after = if after == 0 { String::new() } else { after.to_string() };
        self.address(region, &[("range", self.range.trim()), ("after", &after)])
    }

    /// The same filters, whatever the range.
    pub fn without_range(&self, region: &RegionName) -> String {
        self.address(region, &[])
    }

    fn address(&self, region: &RegionName, more: &[(&str, &str)]) -> String {
        let own =
            [("stage", self.stage.trim()), ("state", self.state.trim()), ("search", self.search.trim())];
        let given = own.iter().chain(more).filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let path = format!("/health/regions/{}", encode(region.as_str()));
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_filters() {
        let region = RegionName::parse("eu-west-3").expect("a region");
        let query = Query {
            stage: "prod".into(),
            state: "unhealthy".into(),
            search: " a&b ".into(),
            range: "7d".into(),
            after: "100".into(),
        };
        assert_eq!(query.wanted().state, Some(HealthState::Unhealthy));
        assert_eq!((query.wanted().skip, query.range()), (100, Range::Week));
        let filters = "/health/regions/eu-west-3?stage=prod&state=unhealthy&search=a%26b";
        assert_eq!(query.without_range(&region), filters);
        assert_eq!(query.at(&region, 200), format!("{filters}&range=7d&after=200"));
        assert_eq!(Query::default().at(&region, 0), "/health/regions/eu-west-3");
        assert_eq!(query.in_stage(&region, "dev"), query.at(&region, 0).replace("prod", "dev"));
        assert_eq!(Query { stage: ALL.into(), ..query.clone() }.one_stage(), None);
        assert!(query.narrows() && !Query::default().narrows());
    }
}
