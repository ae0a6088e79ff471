use crate::ui::address::encode;

/// The page's address as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    pub service: String,
    /// Where the page begins; opaque.
    pub after: String,
}

impl Query {
    pub fn service(&self) -> Option<&str> {
        Some(self.service.trim()).filter(|name| !name.is_empty())
    }

    /// The same list from another place; also what the API calls it.
    pub fn at(&self, after: &str) -> String {
        let pairs = [("service", self.service.trim()), ("after", after)];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        match query.is_empty() {
            true => "/releases".to_owned(),
            false => format!("/releases?{}", query.join("&")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_the_filter() {
        let query = Query { service: " live-api ".into(), after: String::new() };
        assert_eq!(query.at("x y"), "/releases?service=live-api&after=x%20y");
        assert_eq!(Query::default().at(""), "/releases");
        assert_eq!(Query::default().service(), None);
    }
}
