//! Which page stands at which address.

use crate::approvals::InboxPage;
use crate::audit::AuditPage;
use crate::chrome::NotFoundPage;
use crate::deputies::DeputiesPage;
use crate::environments::{EnvironmentPage, MatrixPage};
use crate::freezes::FreezesPage;
use crate::health::{HealthPage, PlacementPage, RegionPage};
use crate::incidents::{IncidentPage, IncidentsPage, StatusPage};
use crate::notifications::{NotificationSettingsPage, NotificationsPage};
use crate::palette::SearchPage;
use crate::pipelines::{ActionPage, NewRunPage, PipelinesPage, RunPage};
use crate::releases::{ReleasePage, ReleasesPage};
use crate::requests::{AmendPage, NewRequestPage, RequestPage, RequestsPage};
use crate::rollouts::{NewRolloutPage, RolloutPage, RolloutsPage};
use crate::services::{ServicePage, ServicesPage};
use crate::settings::{GithubAccountPage, TokensPage};
use crate::sign_in::{Home, SignInPage};
use crate::templates::{CataloguePage, TemplatePage};
use leptos::prelude::*;
use leptos_router::SsrMode::Async;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

/// Pages are sent whole, so that they are complete without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=Home ssr=Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=Async/>
                <Route path=path!("/environments") view=MatrixPage ssr=Async/>
                <Route path=path!("/environments/:id") view=EnvironmentPage ssr=Async/>
                <Route path=path!("/templates") view=CataloguePage ssr=Async/>
                <Route path=path!("/templates/:name") view=TemplatePage ssr=Async/>
                <Route path=path!("/requests") view=RequestsPage ssr=Async/>
                <Route path=path!("/requests/new") view=NewRequestPage ssr=Async/>
                <Route path=path!("/requests/:id") view=RequestPage ssr=Async/>
                <Route path=path!("/requests/:id/amend") view=AmendPage ssr=Async/>
                <Route path=path!("/rollouts") view=RolloutsPage ssr=Async/>
                <Route path=path!("/rollouts/new") view=NewRolloutPage ssr=Async/>
                <Route path=path!("/rollouts/:id") view=RolloutPage ssr=Async/>
                <Route path=path!("/releases") view=ReleasesPage ssr=Async/>
                <Route path=path!("/releases/:id") view=ReleasePage ssr=Async/>
                <Route path=path!("/freezes") view=FreezesPage ssr=Async/>
                <Route path=path!("/health") view=HealthPage ssr=Async/>
                <Route path=path!("/health/regions/:region") view=RegionPage ssr=Async/>
                <Route path=path!("/health/:service/:stage/:region") view=PlacementPage ssr=Async/>
                <Route path=path!("/incidents") view=IncidentsPage ssr=Async/>
                <Route path=path!("/incidents/:id") view=IncidentPage ssr=Async/>
                <Route path=path!("/status") view=StatusPage ssr=Async/>
                <Route path=path!("/services") view=ServicesPage ssr=Async/>
                <Route path=path!("/services/:name") view=ServicePage ssr=Async/>
                <Route path=path!("/pipelines") view=PipelinesPage ssr=Async/>
                <Route path=path!("/pipelines/actions/:service/:action") view=ActionPage ssr=Async/>
                <Route path=path!("/pipelines/:owner/:repo/:workflow/run") view=NewRunPage ssr=Async/>
                <Route path=path!("/pipelines/:owner/:repo/runs/:id") view=RunPage ssr=Async/>
                <Route path=path!("/approvals") view=InboxPage ssr=Async/>
                <Route path=path!("/audit") view=AuditPage ssr=Async/>
                <Route path=path!("/settings/tokens") view=TokensPage ssr=Async/>
                <Route path=path!("/settings/github") view=GithubAccountPage ssr=Async/>
                <Route path=path!("/settings/deputies") view=DeputiesPage ssr=Async/>
                <Route path=path!("/settings/notifications") view=NotificationSettingsPage ssr=Async/>
                <Route path=path!("/notifications") view=NotificationsPage ssr=Async/>
                <Route path=path!("/search") view=SearchPage ssr=Async/>
            </FlatRoutes>
        </Router>
    }
}
