//! The request that would lift a limit, filled in.

use crate::Portal;
use crate::environments::allowed;
use crate::ports::EnvironmentFilter;
use domain::PortalError;
use domain::health::Placement;
use domain::health::bottleneck::{Forecast, Limit, Raised, Remedy, is_cache, raise};
use domain::health::culprit::Difference;
use domain::ids::EnvironmentId;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::request::RequestAction;
use domain::view::{Allowed, RemedyView};
use url::form_urlencoded::Serializer;

/// Environments of one service in one place.
const MOST_ENVIRONMENTS: u32 = 20;

impl Portal {
    /// What each forecast's remedy asks for, and whether the reader may.
    pub(super) async fn remedies(
        &self,
        actor: &Actor,
        placement: &Placement,
        forecasts: Vec<Forecast>,
    ) -> Result<Vec<RemedyView>, PortalError> {
        let mut views = Vec::new();
        for forecast in forecasts {
            let view = RemedyView { forecast, link: None, may_ask: Allowed::yes(), change: None };
            views.push(match view.forecast.remedy.clone() {
                Remedy::CacheReads { .. } => self.cache_request(actor, placement, view).await?,
                Remedy::Raise { limit, factor } => {
                    self.raise_request(actor, placement, (&limit, factor), view).await?
                }
                Remedy::LookAt { service } => {
                    let link = format!("/health/{service}/{}/{}", placement.stage, placement.region);
                    RemedyView { link: Some(link), ..view }
                }
            });
        }
        Ok(views)
    }

    /// A new environment from the first template that builds a cache.
    async fn cache_request(
        &self,
        actor: &Actor,
        placement: &Placement,
        view: RemedyView,
    ) -> Result<RemedyView, PortalError> {
        let entries = self.catalogue.entries().await?;
        let mut templates = entries.iter().filter_map(|entry| entry.template.as_ref());
        let cache = templates.find(|template| is_cache(template));
        let link = cache.map(|template| {
            let target = format!("{}/{}", placement.stage, placement.region);
            let fields = [
                ("template", template.name.as_str()),
                ("service", placement.service.as_str()),
                ("target", target.as_str()),
            ];
            form(&fields)
        });
        let team = self.team_of(&placement.service).await?;
        let may_ask = Allowed::by_right(permit(actor, Action::Request, team.as_ref()));
        Ok(RemedyView { link, may_ask, ..view })
    }

    /// The change of the first of the service's environments that has a parameter for it.
    async fn raise_request(
        &self,
        actor: &Actor,
        placement: &Placement,
        (limit, factor): (&Limit, f64),
        view: RemedyView,
    ) -> Result<RemedyView, PortalError> {
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
                return Ok(RemedyView {
                    link: Some(update(&environment.id, &raised)),
                    may_ask: allowed(actor, &environment, RequestAction::Update),
                    change: Some(difference(raised)),
                    ..view
                });
            }
        }
        Ok(view)
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
