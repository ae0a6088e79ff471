//! The request that would lift a limit, filled in.

use crate::Portal;
use crate::ports::EnvironmentFilter;
use domain::PortalError;
use domain::health::Placement;
use domain::health::bottleneck::{Forecast, Limit, Raised, Remedy, is_cache, raise};
use domain::health::culprit::Difference;
use domain::ids::EnvironmentId;
use domain::view::RemedyView;
use url::form_urlencoded::Serializer;

/// Environments of one service in one place.
const MOST_ENVIRONMENTS: u32 = 20;

impl Portal {
    pub(super) async fn remedies(
        &self,
        placement: &Placement,
        forecasts: Vec<Forecast>,
    ) -> Result<Vec<RemedyView>, PortalError> {
        let mut views = Vec::new();
        for forecast in forecasts {
            let (link, change) = match &forecast.remedy {
                Remedy::CacheReads { .. } => (self.cache_request(placement).await?, None),
                Remedy::Raise { limit, factor } => self.raise_request(placement, limit, *factor).await?,
                Remedy::LookAt { service } => {
                    (Some(format!("/health/{service}/{}/{}", placement.stage, placement.region)), None)
                }
            };
            views.push(RemedyView { forecast, link, change });
        }
        Ok(views)
    }

    /// A new environment from the first template that builds a cache.
    async fn cache_request(&self, placement: &Placement) -> Result<Option<String>, PortalError> {
        let entries = self.catalogue.entries().await?;
        let mut templates = entries.iter().filter_map(|entry| entry.template.as_ref());
        let cache = templates.find(|template| is_cache(template));
        Ok(cache.map(|template| {
            let target = format!("{}/{}", placement.stage, placement.region);
            let fields = [
                ("template", template.name.as_str()),
                ("service", placement.service.as_str()),
                ("target", target.as_str()),
            ];
            form(&fields)
        }))
    }

    /// The change of the first of the service's environments that has a parameter for it.
    async fn raise_request(
        &self,
        placement: &Placement,
        limit: &Limit,
        factor: f64,
    ) -> Result<(Option<String>, Option<Difference>), PortalError> {
        let filter = EnvironmentFilter {
            service: Some(placement.service.to_string()),
            stage: Some(placement.stage.to_string()),
            region: Some(placement.region.to_string()),
            ..EnvironmentFilter::default()
        };
        for row in self.store.environments(&filter, None, MOST_ENVIRONMENTS).await?.items {
            let environment = self.load_environment(&row.id).await?.value;
            let Ok(entry) = self.catalogue.entry(environment.template.as_str()).await else { continue };
            let raised = entry
                .template
                .as_ref()
                .and_then(|template| raise(limit, factor, template, &environment.values));
            if let Some(raised) = raised {
                return Ok((Some(update(&environment.id, &raised)), Some(difference(raised))));
            }
        }
        Ok((None, None))
    }
}

fn update(environment: &EnvironmentId, raised: &Raised) -> String {
    let named = |name: &str| format!("p.{name}");
    let (parameter, bound) = (named(&raised.parameter), raised.bound.as_ref());
    let bound = bound.map(|(name, to)| (named(name), to));
    let mut fields = vec![
        ("action", "update"),
        ("environment", environment.as_str()),
        (parameter.as_str(), raised.to.as_str()),
    ];
    fields.extend(bound.as_ref().map(|(name, to)| (name.as_str(), to.as_str())));
    form(&fields)
}

/// The address of the request form with these fields filled in.
pub(super) fn form(fields: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("/requests/new?{query}")
}

fn difference(raised: Raised) -> Difference {
    Difference { what: raised.parameter, before: Some(raised.from), after: Some(raised.to) }
}
