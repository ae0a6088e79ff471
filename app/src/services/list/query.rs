use crate::ui::address::encode;
use services::ports::ServiceFilter;

/// The page's address as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    pub search: String,
    pub team: String,
    pub lifecycle: String,
    pub tier: String,
    #[serde(rename = "type")]
    pub sort: String,
    pub troubled: String,
    /// Where the page begins; opaque.
    pub after: String,
}

impl Query {
    pub fn filter(&self) -> ServiceFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        ServiceFilter {
            search: given(&self.search),
            team: given(&self.team),
            lifecycle: given(&self.lifecycle),
            tier: given(&self.tier),
            sort: given(&self.sort),
            troubled: self.troubled(),
        }
    }

    pub fn troubled(&self) -> bool {
        self.troubled.trim() == "true"
    }

    pub fn narrows(&self) -> bool {
        self.filter() != ServiceFilter::default()
    }

    /// The same filters from another place; also what the API calls it.
    pub fn at(&self, after: &str) -> String {
        let pairs = [
            ("search", self.search.trim()),
            ("team", self.team.trim()),
            ("lifecycle", self.lifecycle.trim()),
            ("tier", self.tier.trim()),
            ("type", self.sort.trim()),
            ("troubled", if self.troubled() { "true" } else { "" }),
            ("after", after),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        match query.is_empty() {
            true => "/services".to_owned(),
            false => format!("/services?{}", query.join("&")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_filters() {
        let query = Query { search: " live api ".into(), troubled: "true".into(), ..Query::default() };
        assert_eq!(query.at("x"), "/services?search=live%20api&troubled=true&after=x");
        assert!(query.narrows() && query.filter().troubled);
        let nothing = Query { troubled: "no".into(), ..Query::default() };
        assert_eq!((nothing.at(""), nothing.narrows()), ("/services".to_owned(), false));
    }
}
