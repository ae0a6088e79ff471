use crate::Database;
use crate::error::Result;
use crate::read::Began;
use async_trait::async_trait;
use domain::Timestamp;
use domain::approval::Digest;
use domain::audit::AuditEvent;
use domain::catalog::{Edge, EntityRef, RepositoryRecord, ServiceRecord};
use domain::delegation::Delegation;
use domain::environment::{Environment, EnvironmentKey};
use domain::freeze::Freeze;
use domain::health::course::Tier;
use domain::health::culprit::{ChangeKind, ChangeRecord, Track};
use domain::health::incident::Incident;
use domain::health::{HealthChange, Heard, PlacementHealth, ProbeId};
use domain::health::{Placement, SampleTier};
use domain::ids::{
    ActorId, ChannelId, DelegationId, DeliveryId, DraftId, EnvironmentId, FreezeId, IncidentId, JobId,
    LaunchId, ReleaseId, RequestId, RolloutId,
};
use domain::live::LiveEvent;
use domain::metric::{Metric, Series, Window};
use domain::names::{RegionName, ServiceName, StageName, TeamName};
use domain::notification::{Delivery, Notification, Preferences, TeamChannel};
use domain::pipeline::Launch;
use domain::release::{Deployed, Release};
use domain::request::Request;
use domain::rollout::Rollout;
use domain::service::CatalogService;
use domain::stack::RecordedEvent;
use domain::template::TemplateDigest;
use domain::view::{EnvironmentRow, Listing, Matrix, MatrixColumn, MatrixFilter, ServiceRow};
use futures::stream::BoxStream;
use services::ports::{
    ActionPlace, AddressBook, AuditFilter, AuditHead, CalendarCopy, CheckChunk, ClaimLimits, Commit,
    Committed, Draft, EnvironmentFilter, GithubAccount, HealthFilter, IdempotencyRecord, Identity,
    IncidentFilter, KeptObjective, KnownChange, KnownRepository, LeasedJob, NewJob, NoticeDeliveryFilter,
    Person, RequestFilter, RolloutFilter, RunningTarget, SamplePlace, Seen, ServiceFacets, ServiceFilter,
    Session, Store, TemplateVersion, Token, Versioned, WebhookDelivery,
};
use std::collections::BTreeSet;

/// The port in one readable list; each method leads to the file of its subject.
#[async_trait]
impl Store for Database {
    async fn commit(&self, commit: Commit) -> Result<Committed> {
        self.health.noted(self.write_commit(commit).await)
    }

    async fn ping(&self) -> Result<()> {
        self.answers().await
    }

    async fn request(&self, id: &RequestId) -> Result<Option<Versioned<Request>>> {
        self.read_request(id).await
    }

    async fn requests(
        &self,
        filter: &RequestFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Request>>> {
        self.list_requests(filter, after, limit).await
    }

    async fn environment(&self, id: &EnvironmentId) -> Result<Option<Versioned<Environment>>> {
        self.read_environment(id).await
    }

    async fn environment_at(&self, key: &EnvironmentKey) -> Result<Option<Versioned<Environment>>> {
        self.read_environment_at(key).await
    }

    async fn environments(
        &self,
        filter: &EnvironmentFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<EnvironmentRow>> {
        self.list_environments(filter, after, limit).await
    }

    async fn standing_environments(&self) -> Result<Vec<Environment>> {
        self.list_standing_environments().await
    }

    async fn matrix(&self, filter: &MatrixFilter, columns: &[MatrixColumn]) -> Result<Matrix> {
        self.read_matrix(filter, columns).await
    }

    async fn service(&self, name: &ServiceName) -> Result<Option<CatalogService>> {
        self.read_service(name).await
    }

    async fn services(&self) -> Result<Vec<CatalogService>> {
        self.list_services().await
    }

    async fn address_book(&self) -> Result<Versioned<AddressBook>> {
        self.read_address_book().await
    }

    async fn template_version(&self, digest: &TemplateDigest) -> Result<Option<TemplateVersion>> {
        self.read_template_version(digest).await
    }

    async fn catalog_repository(&self, repository: &str) -> Result<Option<Versioned<RepositoryRecord>>> {
        self.read_catalog_repository(repository).await
    }

    async fn catalog_repositories(&self) -> Result<Vec<KnownRepository>> {
        self.list_catalog_repositories().await
    }

    async fn catalog_services(
        &self,
        filter: &ServiceFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<ServiceRow>> {
        self.list_catalog_services(filter, after, limit).await
    }

    async fn catalog_facets(&self) -> Result<ServiceFacets> {
        self.list_catalog_facets().await
    }

    async fn catalog_service(&self, name: &str) -> Result<Option<ServiceRecord>> {
        self.read_catalog_service(name).await
    }

    async fn catalog_edges(&self, entity: &EntityRef, limit: u32) -> Result<Vec<Edge>> {
        self.list_catalog_edges(entity, limit).await
    }

    async fn catalog_names(&self, entities: &[EntityRef]) -> Result<Vec<(String, String)>> {
        self.list_catalog_names(entities).await
    }

    async fn dependencies(&self) -> Result<Vec<(String, String)>> {
        self.list_dependencies().await
    }

    async fn changes(
        &self,
        service: Option<&str>,
        from: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChangeRecord>> {
        self.list_changes(service, from, until, limit).await
    }

    async fn change(&self, id: &str) -> Result<Option<KnownChange>> {
        self.read_change(id).await
    }

    async fn blamed(&self, ids: &[&str]) -> Result<BTreeSet<String>> {
        self.list_blamed(ids).await
    }

    async fn change_tracks(&self, services: &[ServiceName]) -> Result<Vec<(ServiceName, ChangeKind, Track)>> {
        self.list_change_tracks(services).await
    }

    async fn release(&self, id: &ReleaseId) -> Result<Option<Release>> {
        self.read_release(id).await
    }

    async fn release_named(&self, service: &ServiceName, version: &str) -> Result<Option<Release>> {
        self.read_release_named(service, version).await
    }

    async fn releases(
        &self,
        service: Option<&ServiceName>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Release>> {
        self.list_releases(service, after, limit).await
    }

    async fn rollout(&self, id: &RolloutId) -> Result<Option<Versioned<Rollout>>> {
        self.read_rollout(id).await
    }

    async fn rollouts(
        &self,
        filter: &RolloutFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Rollout>>> {
        self.list_rollouts(filter, after, limit).await
    }

    async fn queued_rollouts(&self, service: &ServiceName, stage: &StageName) -> Result<Vec<RolloutId>> {
        self.list_queued_rollouts(service, stage).await
    }

    async fn has_succeeded(&self, service: &ServiceName, stage: &StageName, digest: &Digest) -> Result<bool> {
        Database::has_succeeded(self, service, stage, digest).await
    }

    async fn deployed(&self, service: Option<&ServiceName>) -> Result<Vec<Deployed>> {
        self.list_deployed(service).await
    }

    async fn freezes(&self) -> Result<Vec<Versioned<Freeze>>> {
        self.list_freezes().await
    }

    async fn freeze(&self, id: &FreezeId) -> Result<Option<Versioned<Freeze>>> {
        self.read_freeze(id).await
    }

    async fn calendars(&self) -> Result<Vec<CalendarCopy>> {
        self.list_calendars().await
    }

    async fn calendar(&self, name: &str) -> Result<Option<String>> {
        self.read_calendar(name).await
    }

    async fn delegations(&self, now: Timestamp) -> Result<Vec<Versioned<Delegation>>> {
        self.list_delegations(now).await
    }

    async fn delegation(&self, id: &DelegationId) -> Result<Option<Versioned<Delegation>>> {
        self.read_delegation(id).await
    }

    async fn launch(&self, id: &LaunchId) -> Result<Option<Versioned<Launch>>> {
        self.read_launch(id).await
    }

    async fn launch_of_run(&self, repository: &str, run: &str) -> Result<Option<Versioned<Launch>>> {
        self.read_launch_of_run(repository, run).await
    }

    async fn launches(&self, repository: Option<&str>, limit: u32) -> Result<Vec<Launch>> {
        self.list_launches(repository, limit).await
    }

    async fn last_action(&self, place: &ActionPlace) -> Result<Option<Launch>> {
        self.read_last_action(place).await
    }

    async fn running_targets(&self, stage: &StageName, region: &RegionName) -> Result<Vec<RunningTarget>> {
        self.list_running_targets(stage, region).await
    }

    async fn events_of(&self, request: &RequestId, after: i64, limit: u32) -> Result<Vec<RecordedEvent>> {
        self.list_events_of(request, after, limit).await
    }

    async fn events_of_stack(&self, stack_id: &str, limit: u32) -> Result<Vec<RecordedEvent>> {
        self.list_events_of_stack(stack_id, limit).await
    }

    async fn person(&self, id: &ActorId) -> Result<Option<Person>> {
        self.read_person(id).await
    }

    async fn people(&self) -> Result<Vec<Person>> {
        self.list_people().await
    }

    async fn identity(&self, actor: &ActorId) -> Result<Option<Identity>> {
        self.read_identity(actor).await
    }

    async fn github_account(&self, actor: &ActorId) -> Result<Option<GithubAccount>> {
        self.read_github_account(actor).await
    }

    async fn session(&self, hash: &str) -> Result<Option<Session>> {
        self.read_session(hash).await
    }

    async fn token_by_hash(&self, hash: &str) -> Result<Option<Token>> {
        self.read_token(hash).await
    }

    async fn tokens_of(&self, actor: &ActorId) -> Result<Vec<Token>> {
        self.list_tokens_of(actor).await
    }

    async fn draft(&self, id: &DraftId) -> Result<Option<Draft>> {
        self.read_draft(id).await
    }

    async fn drafts_of(&self, actor: &ActorId) -> Result<Vec<Draft>> {
        self.list_drafts_of(actor).await
    }

    async fn idempotency(&self, actor: &ActorId, key: &str) -> Result<Option<IdempotencyRecord>> {
        self.read_idempotency(actor, key).await
    }

    async fn notifications(
        &self,
        person: &ActorId,
        unread: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Notification>> {
        self.list_notifications(person, unread, after, limit).await
    }

    async fn unread_notifications(&self, person: &ActorId) -> Result<u32> {
        self.count_unread(person).await
    }

    async fn preferences(&self, person: &ActorId) -> Result<Option<Versioned<Preferences>>> {
        self.read_preferences(person).await
    }

    async fn preferences_of(&self, people: &[ActorId]) -> Result<Vec<(ActorId, Preferences)>> {
        self.list_preferences(people).await
    }

    async fn channels(&self, team: Option<&TeamName>) -> Result<Vec<TeamChannel>> {
        self.list_channels(team).await
    }

    async fn channel(&self, id: &ChannelId) -> Result<Option<Versioned<TeamChannel>>> {
        self.read_channel(id).await
    }

    async fn notice_delivery(&self, id: &DeliveryId) -> Result<Option<Versioned<Delivery>>> {
        self.read_notice_delivery(id).await
    }

    async fn notice_deliveries(
        &self,
        filter: &NoticeDeliveryFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Delivery>> {
        self.list_notice_deliveries(filter, after, limit).await
    }

    async fn health(&self, filter: &HealthFilter) -> Result<Vec<Versioned<PlacementHealth>>> {
        self.list_health(filter).await
    }

    async fn health_changes(
        &self,
        filter: &HealthFilter,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<HealthChange>> {
        self.list_health_changes(filter, (from, until), Began::OfAll).await
    }

    async fn health_moves(
        &self,
        filter: &HealthFilter,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<HealthChange>> {
        self.list_health_changes(filter, (from, until), Began::OfMoved).await
    }

    async fn check_chunks(
        &self,
        probe: &ProbeId,
        tier: Tier,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<CheckChunk>> {
        self.list_check_chunks(probe, tier, from, until).await
    }

    async fn old_check_chunks(&self, tier: Tier, before: Timestamp, limit: u32) -> Result<Vec<CheckChunk>> {
        self.list_old_check_chunks(tier, before, limit).await
    }

    async fn check_words(&self, after: Timestamp) -> Result<Vec<Heard>> {
        self.list_check_words(after).await
    }

    async fn sample_places(&self, at: Option<(&StageName, &RegionName)>) -> Result<Vec<SamplePlace>> {
        self.list_sample_places(at).await
    }

    async fn sample_place(&self, placement: &Placement) -> Result<Option<SamplePlace>> {
        self.read_sample_place(placement).await
    }

    async fn samples(
        &self,
        place: i64,
        metrics: &[Metric],
        tier: SampleTier,
        window: Window,
    ) -> Result<Vec<Series>> {
        self.read_samples(place, metrics, tier, window).await
    }

    async fn objectives(&self, places: Option<&[i64]>) -> Result<Vec<KeptObjective>> {
        self.list_objectives(places).await
    }

    async fn seen(&self, objectives: &[i64], now: Timestamp) -> Result<Vec<Seen>> {
        self.read_seen(objectives, now).await
    }

    async fn incident(&self, id: &IncidentId) -> Result<Option<Versioned<Incident>>> {
        self.read_incident(id).await
    }

    async fn incidents(
        &self,
        filter: &IncidentFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Incident>>> {
        self.list_incidents(filter, after, limit).await
    }

    async fn delivery(&self, id: &str) -> Result<Option<WebhookDelivery>> {
        self.read_delivery(id).await
    }

    async fn deliveries(&self, limit: u32) -> Result<Vec<WebhookDelivery>> {
        self.list_deliveries(limit).await
    }

    async fn audit(
        &self,
        filter: &AuditFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<AuditEvent>> {
        self.list_audit(filter, after, limit).await
    }

    async fn audit_head(&self) -> Result<AuditHead> {
        self.read_audit_head().await
    }

    async fn audit_after(&self, seq: i64, limit: u32) -> Result<Vec<AuditEvent>> {
        self.list_audit_after(seq, limit).await
    }

    async fn live_after(&self, seq: i64, limit: u32) -> Result<Vec<LiveEvent>> {
        self.list_live_after(seq, limit).await
    }

    async fn live_head(&self) -> Result<i64> {
        crate::read::live_head(&self.readers).await
    }

    fn watch(&self) -> BoxStream<'static, i64> {
        self.wake.stream()
    }

    async fn claim(
        &self,
        worker: &str,
        now: Timestamp,
        lease_millis: i64,
        limits: &ClaimLimits,
    ) -> Result<Vec<LeasedJob>> {
        self.claim_jobs(worker, now, lease_millis, limits).await
    }

    async fn renew(&self, job: &LeasedJob, until: Timestamp) -> Result<()> {
        self.renew_lease(job, until).await
    }

    async fn holds(&self, job: &JobId, lease: &str) -> Result<bool> {
        self.lease_holds(job, lease).await
    }

    async fn finish(&self, job: &LeasedJob) -> Result<()> {
        self.health.noted(self.finish_job(job).await)
    }

    async fn reschedule(&self, job: &LeasedJob, run_at: Timestamp, failed: Option<&str>) -> Result<()> {
        self.health.noted(self.give_job_back(job, run_at, failed).await)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>> {
        self.next_due_at().await
    }

    async fn enqueue(&self, jobs: Vec<NewJob>) -> Result<()> {
        self.health.noted(self.add_jobs(jobs).await)
    }

    async fn job_counts(&self) -> Result<Vec<(String, i64, i64)>> {
        self.count_jobs().await
    }
}
