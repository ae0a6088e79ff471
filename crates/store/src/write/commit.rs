use super::{Deed, Writing};
use crate::Database;
use crate::error::Result;
use services::ports::{Commit, Committed, Write};

impl Database {
    /// Writes all of a commit, or nothing.
    pub(crate) async fn write_commit(&self, commit: Commit) -> Result<Committed> {
        let live_seq = self.group.write(Deed::Commit(Box::new(commit))).await?;
        Ok(Committed { live_seq })
    }
}

impl Writing {
    /// Answers with the place of the commit's newest live event, 0 when it has none.
    pub async fn write_commit(&mut self, commit: &Commit) -> Result<i64> {
        let told = self.live_places();
        if let Some((job, lease)) = &commit.finishes {
            self.finish_job(job, lease).await?;
        }
        for write in &commit.writes {
            self.apply(write).await?;
        }
        self.want_jobs(&commit.jobs);
        self.add_audit(commit)?;
        commit.live.iter().for_each(|change| self.tell(change.clone()));
        Ok(if self.live_places() > told { self.live_places() } else { 0 })
    }

    async fn apply(&mut self, write: &Write) -> Result<()> {
        match write {
            Write::Request { expected, next } => self.request(*expected, next).await,
            Write::Environment { expected, next } => self.environment(*expected, next).await,
            Write::DropEnvironment { id, expected } => self.drop_environment(id, *expected).await,
            Write::Release(release) => self.release(release).await,
            Write::Rollout { expected, next } => self.rollout(*expected, next).await,
            Write::Freeze { expected, next } => self.freeze(*expected, next).await,
            Write::DropFreeze { id, expected } => self.drop_freeze(id, *expected).await,
            Write::Calendar(copy) => self.calendar(copy).await,
            Write::Delegation { expected, next } => self.delegation(*expected, next).await,
            Write::Launch { expected, next } => self.launch(*expected, next).await,
            Write::Change(change) => self.changes([change.as_ref().clone()]).await,
            Write::BlameChange { id, blamed } => self.blame_change(id, *blamed).await,
            Write::Service(service) => self.service(service).await,
            Write::CatalogRepository { expected, next } => self.catalog_repository(*expected, next).await,
            Write::DropCatalogRepository { repository } => self.drop_catalog_repository(repository).await,
            Write::AddressBook { expected, next } => self.address_book(*expected, next).await,
            Write::StackEvents { request, target, events } => {
                self.stack_events(request, target, events).await
            }
            Write::TemplateVersion(version) => self.template_version(version).await,
            Write::Person(person) => self.person(person).await,
            Write::Identity(identity) => self.identity(identity).await,
            Write::GithubAccount(account) => self.github_account(account).await,
            Write::DropGithubAccount { actor } => self.drop_github_account(actor).await,
            Write::EndSessions { actor } => self.end_sessions(actor).await,
            Write::Token(token) => self.token(token).await,
            Write::RevokeToken { id, at } => self.revoke_token(id, *at).await,
            Write::Session(session) => self.session(session).await,
            Write::DropSession { hash } => self.drop_session(hash).await,
            Write::Draft(draft) => self.draft(draft).await,
            Write::DropDraft { id } => self.drop_draft(id).await,
            Write::Idempotency(record) => self.idempotency(record).await,
            Write::Delivery(delivery) => self.delivery(delivery).await,
            Write::Notifications(told) => self.notifications(told).await,
            Write::ReadNotifications { person, only, at } => {
                self.read_notifications(person, only.as_ref(), *at).await
            }
            Write::Preferences { person, expected, next } => self.preferences(person, *expected, next).await,
            Write::Channel { expected, next } => self.channel(*expected, next).await,
            Write::DropChannel { id, expected } => self.drop_channel(id, *expected).await,
            Write::NoticeDelivery { expected, next } => self.notice_delivery(*expected, next).await,
            Write::Health { expected, next, changed } => self.health(*expected, next, *changed).await,
            Write::DropHealth { placement } => self.drop_health(placement).await,
            Write::CheckLines(chunks) => self.check_lines(chunks).await,
            Write::ThinChecks(thinned) => self.thin_checks(thinned).await,
            Write::CheckWords(words) => self.check_words(words).await,
            Write::SamplePlace { placement, step_millis, from } => {
                self.sample_place(placement, *step_millis, *from).await
            }
            Write::Samples(batch) => self.samples(batch).await,
            Write::ForgetSamples(waste) => self.forget_samples(waste).await,
            Write::Objective { place, next } => self.objective(*place, next).await,
            Write::DropObjective { id } => self.drop_objective(*id).await,
            Write::Incident { expected, next } => self.incident(*expected, next).await,
            Write::Tidy(retention) => self.tidy(retention).await,
        }
    }
}
