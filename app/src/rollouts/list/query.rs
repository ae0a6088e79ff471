use crate::ui::address::encode;
use domain::rollout::RolloutStatus;
use services::ports::RolloutFilter;

/// All that are not over.
pub const OPEN: &str = "open";

/// The page's address as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    /// A status, or `open`.
    pub status: String,
    pub team: String,
    pub service: String,
    pub stage: String,
    /// Where the page begins; opaque.
    pub after: String,
}

impl Query {
    pub fn filter(&self) -> RolloutFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let open = RolloutStatus::ALL.into_iter().filter(|status| status.open());
        RolloutFilter {
            review_due: false,
            statuses: match given(&self.status) {
                Some(status) if status == OPEN => open.map(|status| status.as_str().to_owned()).collect(),
                status => status.into_iter().collect(),
            },
            team: given(&self.team),
            service: given(&self.service),
            stage: given(&self.stage),
        }
    }

    pub fn narrows(&self) -> bool {
        self.filter() != RolloutFilter::default()
    }

    /// The same filters from another place.
    pub fn at(&self, after: &str) -> String {
        self.address(&self.status, after)
    }

    /// The same list from the API.
    pub fn call(&self) -> String {
        let filter = self.filter();
        self.address(&filter.statuses.join(","), &self.after)
    }

    fn address(&self, status: &str, after: &str) -> String {
        let pairs = [
            ("status", status),
            ("team", self.team.trim()),
            ("service", self.service.trim()),
            ("stage", self.stage.trim()),
            ("after", after),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        match query.is_empty() {
            true => "/rollouts".to_owned(),
            false => format!("/rollouts?{}", query.join("&")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_means_everything_that_is_not_over() {
        let query = Query { status: OPEN.into(), stage: " prod ".into(), ..Query::default() };
        let filter = query.filter();
        assert!(filter.statuses.contains(&"failed".to_owned()), "somebody has to decide what becomes of it");
        assert!(!filter.statuses.contains(&"succeeded".to_owned()));
        assert_eq!(filter.stage.as_deref(), Some("prod"));
        assert!(query.narrows() && !Query::default().narrows());
    }

    #[test]
    fn addresses_keep_the_filters() {
        let query = Query { status: "failed".into(), service: "a&b".into(), ..Query::default() };
        assert_eq!(query.at("x y"), "/rollouts?status=failed&service=a%26b&after=x%20y");
        assert_eq!(Query::default().at(""), "/rollouts");
        let open = Query { status: OPEN.into(), ..Query::default() };
        assert!(open.call().starts_with("/rollouts?status=queued%2Cawaiting_approval%2C"), "{}", open.call());
    }
}
