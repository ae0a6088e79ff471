//! What GitHub tells by itself. Nothing is believed but that something happened: a worker then looks. So a webhook that
//! is late, comes twice or out of order does no harm, and one that never comes only costs the time until the next look.

use crate::Portal;
use crate::ports::{Commit, DeliveryOutcome, LaneRef, NewJob, RuleAsked, WebhookDelivery, Write};
use domain::permission::Permit;
use domain::rollout::Lane;
use domain::{PortalError, Timestamp};

/// GitHub sends nothing again that is older than three days; clocks differ.
const OLDEST_MILLIS: i64 = 4 * 24 * 3_600_000;

/// A webhook whose signature was right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookNews {
    /// As the sender names it; the same when it is sent again.
    pub id: String,
    pub event: String,
    pub action: Option<String>,
    /// `owner/name`.
    pub repository: Option<String>,
    /// When the thing happened that it tells of.
    pub happened_at: Option<Timestamp>,
    /// `None`: nothing that anybody could wait for.
    pub told: Option<Told>,
}

/// What somebody may wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A run is over, or its reviewers are asked. Its title has the id of its dispatch in it.
    RunMoved { title: String },
    /// A run's reviewers have answered.
    Reviewed { title: String },
    /// GitHub holds a deployment until the portal's rule answers.
    RuleAsked(RuleAsked),
    /// The default branch of a repository, `owner/name`, has moved.
    Pushed { repository: String },
}

/// What became of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    New(DeliveryOutcome),
    /// It came before, and nothing follows from it a second time.
    Known,
}

impl Portal {
    /// Keeps a webhook, and has whoever waits for what it tells look now: both in one commit.
    pub async fn take_webhook(&self, news: WebhookNews) -> Result<Taken, PortalError> {
        if self.store.delivery(&news.id).await?.is_some() {
            return Ok(Taken::Known);
        }
        let now = self.now();
        let outdated = news.happened_at.is_some_and(|at| now.since(at) > OLDEST_MILLIS);
        let jobs = match &news.told {
            Some(told) if !outdated => self.follow_up(told, now).await?,
            _ => Vec::new(),
        };
        let outcome = match (outdated, jobs.is_empty()) {
            (true, _) => DeliveryOutcome::Outdated,
            (false, true) => DeliveryOutcome::Ignored,
            (false, false) => DeliveryOutcome::Hastened,
        };
        self.keep_webhook(news, outcome, jobs).await
    }

    /// The newest webhooks first.
    pub async fn webhooks(&self, limit: u32) -> Result<Vec<WebhookDelivery>, PortalError> {
        Ok(self.store.deliveries(limit).await?)
    }

    async fn keep_webhook(
        &self,
        news: WebhookNews,
        outcome: DeliveryOutcome,
        jobs: Vec<NewJob>,
    ) -> Result<Taken, PortalError> {
        let delivery = WebhookDelivery {
            id: news.id,
            event: news.event,
            action: news.action,
            repository: news.repository,
            outcome,
            received_at: self.now(),
        };
        let id = delivery.id.clone();
        let mut commit = Commit::new(Permit::portal(), delivery.received_at);
        commit.writes.push(Write::Delivery(delivery));
        commit.jobs = jobs;
        match self.store.commit(commit).await {
            Ok(_) => Ok(Taken::New(outcome)),
            // Another replica was given the same one at the same moment.
            Err(error) => match self.store.delivery(&id).await? {
                Some(_) => Ok(Taken::Known),
                None => Err(error.into()),
            },
        }
    }

    /// What follows from it.
    async fn follow_up(&self, told: &Told, now: Timestamp) -> Result<Vec<NewJob>, PortalError> {
        match told {
            Told::RunMoved { title } => self.look_after(title, |_| true, now).await,
            // What the portal handed over itself is no news.
            Told::Reviewed { title } => self.look_after(title, |lane| !lane.has_answered(), now).await,
            Told::RuleAsked(asked) => Ok(vec![self.rule_job(asked.clone(), now)]),
            Told::Pushed { repository } => Ok(self.read_after_push(repository).await.into_iter().collect()),
        }
    }

    /// The look of the region that waits for this run, if it is one to which this is news.
    async fn look_after(
        &self,
        title: &str,
        is_news: impl Fn(&Lane) -> bool,
        now: Timestamp,
    ) -> Result<Vec<NewJob>, PortalError> {
        let Some(lane) = lane_of(title) else { return Ok(Vec::new()) };
        let Some(found) = self.store.rollout(&lane.rollout).await? else { return Ok(Vec::new()) };
        let there = found.value.lane(&lane.region).filter(|there| there.attempt == lane.attempt);
        let waits = there.is_some_and(|there| there.state.busy() && is_news(there));
        Ok(if waits { vec![self.deploy_job(&lane, now)] } else { Vec::new() })
    }
}

/// The dispatch that a run's title names: a whole word, perhaps in brackets.
pub(crate) fn lane_of(title: &str) -> Option<LaneRef> {
    let mut words = title.split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)));
    words.find_map(LaneRef::parse)
}
