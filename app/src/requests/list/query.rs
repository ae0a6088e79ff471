use crate::ui::address::encode;
use domain::people::Actor;
use domain::request::RequestStatus;
use services::ports::RequestFilter;

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
    /// Anything but nothing: the reader's own only.
    pub mine: String,
    /// Where the page begins; opaque.
    pub after: String,
}

impl Query {
    pub fn filter(&self, reader: &Actor) -> RequestFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let open = RequestStatus::ALL.into_iter().filter(|status| !status.over());
        RequestFilter {
            statuses: match given(&self.status) {
                Some(status) if status == OPEN => open.map(|status| status.as_str().to_owned()).collect(),
                status => status.into_iter().collect(),
            },
            team: given(&self.team),
            service: given(&self.service),
            requester: (!self.mine.is_empty()).then(|| reader.id.clone()),
            environment: None,
        }
    }

    pub fn narrows(&self) -> bool {
        [&self.status, &self.team, &self.service, &self.mine].into_iter().any(|text| !text.trim().is_empty())
    }

    /// The same filters from another place.
    pub fn at(&self, after: &str) -> String {
        let pairs = [
            ("status", self.status.as_str()),
            ("team", &self.team),
            ("service", &self.service),
            ("mine", &self.mine),
            ("after", after),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        format!("/requests?{}", query.join("&"))
    }

    /// The same list from the API.
    pub fn call(&self, reader: &Actor) -> String {
        let filter = self.filter(reader);
        let requester = filter.requester.as_ref().map(ToString::to_string).unwrap_or_default();
        let pairs = [
            ("status", filter.statuses.join(",")),
            ("team", filter.team.unwrap_or_default()),
            ("service", filter.service.unwrap_or_default()),
            ("requester", requester),
            ("after", self.after.clone()),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(&value))).collect();
        match query.is_empty() {
            true => "/requests".to_owned(),
            false => format!("/requests?{}", query.join("&")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_means_everything_that_is_not_over() {
        let query =
            Query { status: OPEN.into(), mine: "true".into(), team: " a ".into(), ..Query::default() };
        let filter = query.filter(&Actor::portal());
        assert_eq!(
            filter.statuses,
            ["planning", "awaiting_approval", "awaiting_rollout", "changes_requested", "applying"]
        );
        assert_eq!(filter.team.as_deref(), Some("a"));
        assert_eq!(filter.requester, Some(Actor::portal().id));
        assert_eq!(Query::default().filter(&Actor::portal()), RequestFilter::default());
        assert!(query.narrows() && !Query::default().narrows());
    }

    #[test]
    fn scripts_get_the_same_list() {
        let query = Query { status: OPEN.into(), mine: "true".into(), ..Query::default() };
        let statuses = "planning%2Cawaiting_approval%2Cawaiting_rollout%2Cchanges_requested%2Capplying";
        let expected = format!("/requests?status={statuses}&requester=usr_portal");
        assert_eq!(query.call(&Actor::portal()), expected);
        assert_eq!(Query::default().call(&Actor::portal()), "/requests");
    }

    #[test]
    fn addresses_keep_the_filters() {
        let query = Query { status: "failed".into(), service: "a&b".into(), ..Query::default() };
        assert_eq!(query.at("x y"), "/requests?status=failed&service=a%26b&after=x%20y");
    }
}
