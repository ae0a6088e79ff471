use domain::view::MatrixFilter;
use serde::{Deserialize, Serialize};

/// The page's address as it was typed: all text, empty when a filter is not used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatrixQuery {
    pub service: String,
    pub team: String,
    pub stage: String,
    pub region: String,
    pub search: String,
    /// Anything but nothing: only rows whose cells differ.
    pub differences: String,
    /// First row; anything that is no number counts as 0.
    pub offset: String,
    /// Rows per page.
    pub limit: String,
    /// The environment that is peeked at.
    pub peek: String,
    /// Two environments that are compared, with a comma between.
    pub compare: String,
}

impl MatrixQuery {
    pub fn filter(&self) -> MatrixFilter {
        let given = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let count = |text: &str| text.parse::<i64>().unwrap_or(0).max(0);
        MatrixFilter {
            service: given(&self.service),
            team: given(&self.team),
            stage: given(&self.stage),
            region: given(&self.region),
            search: given(&self.search),
            differences: !self.differences.is_empty(),
            offset: count(&self.offset),
            limit: count(&self.limit).min(200),
        }
    }

    /// The filters as a query, at another first row: `?stage=prod&offset=50`, or nothing.
    pub fn at(&self, offset: i64) -> String {
        let offset = if offset > 0 { offset.to_string() } else { String::new() };
        let pairs = [
            ("service", &self.service),
            ("team", &self.team),
            ("stage", &self.stage),
            ("region", &self.region),
            ("search", &self.search),
            ("differences", &self.differences),
            ("limit", &self.limit),
            ("offset", &offset),
        ];
        let given: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", crate::ui::address::encode(value)))
            .collect();
        if given.is_empty() { String::new() } else { format!("?{}", given.join("&")) }
    }

    /// Whether anything narrows the matrix down.
    pub fn narrows(&self) -> bool {
        let filter = MatrixFilter { offset: 0, limit: 0, ..self.filter() };
        filter != MatrixFilter::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_or_no_number_does_not_narrow() {
        let query = MatrixQuery { team: " ".into(), offset: "x".into(), ..MatrixQuery::default() };
        assert_eq!(query.filter(), MatrixFilter::default());
        assert!(!query.narrows());
    }

    #[test]
    fn addresses_keep_the_filters_and_drop_the_peek() {
        let query = MatrixQuery {
            search: "a&b 라".into(),
            differences: "true".into(),
            peek: "env_1".into(),
            ..MatrixQuery::default()
        };
        assert_eq!(query.at(50), "?search=a%26b%20%EB%9D%BC&differences=true&offset=50");
        assert_eq!(MatrixQuery::default().at(0), "");
        assert!(query.narrows());
    }
}
