use crate::ui::address::encode;
use domain::view::PipelineFilter;

/// The page's address as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    pub service: String,
    /// `owner/name`.
    pub repository: String,
    /// A status of a run, `open`, or `failed`.
    pub status: String,
}

impl Query {
    pub fn filter(&self) -> PipelineFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        PipelineFilter {
            service: given(&self.service),
            repository: given(&self.repository),
            status: given(&self.status),
        }
    }

    pub fn narrows(&self) -> bool {
        self.filter() != PipelineFilter::default()
    }

    /// The same from the API: one repository's runs, or what can be started in several.
    pub fn call(&self) -> String {
        let (path, pairs) = match self.repository.trim() {
            "" => ("/pipelines".to_owned(), vec![("service", &self.service)]),
            repository => (format!("/pipelines/{repository}/runs"), vec![("status", &self.status)]),
        };
        let given = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty());
        let query: Vec<String> =
            given.map(|(name, value)| format!("{name}={}", encode(value.trim()))).collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_the_filters() {
        let query = Query { repository: "acme/live-api".into(), status: "failed".into(), ..Query::default() };
        assert_eq!(query.call(), "/pipelines/acme/live-api/runs?status=failed");
        let of_service = Query { service: " live-api ".into(), ..Query::default() };
        assert_eq!(of_service.call(), "/pipelines?service=live-api");
        assert_eq!(of_service.filter().service.as_deref(), Some("live-api"));
        assert!(of_service.narrows() && !Query::default().narrows());
    }
}
