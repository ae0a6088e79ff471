//! Telling people. What happened is in the job itself, which was written in the commit that made it happen; so nothing
//! is lost, and one commit keeps everybody's notice and ends the job, so nobody is told twice.

use super::Outcome;
use crate::Portal;
use crate::ports::{Address, Commit, LeasedJob, Letter, Write};
use domain::PortalError;
use domain::ids::{ActorId, DeliveryId, NotificationId};
use domain::notification::{
    About, Delivery, DeliveryState, Means, News, Notice, NoticeKind, Notification, Preferences, Recipient,
    SendFailure, Target, Way, World, concerned, message, plain,
};
use domain::people::Actor;
use domain::permission::Permit;
use domain::request::RequestStatus;
use domain::rollout::RolloutStatus;
use domain::template::Lang;
use std::collections::BTreeMap;

impl Portal {
    /// Writes what each person and channel is to be told.
    pub(super) async fn notify(&self, job: &LeasedJob, notice: &Notice) -> Result<Outcome, PortalError> {
        let now = self.now();
        let people = self.people().await?;
        let delegations = self.store.delegations(now).await?.into_iter().map(|found| found.value);
        let delegations: Vec<_> = delegations.collect();
        let world = World { people: &people, delegations: &delegations, now };
        let told = concerned(&notice.news, world);
        let ids: Vec<ActorId> = told.iter().map(|person| person.id.clone()).collect();
        let chosen: BTreeMap<_, _> = self.store.preferences_of(&ids).await?.into_iter().collect();
        let mut commit = Commit::new(Permit::portal(), now);
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        self.tell_people(&mut commit, notice, &told, &chosen);
        let channels =
            self.store.channels(notice.news.team.as_ref().filter(|_| !everybody(&notice.news))).await?;
        for channel in channels.iter().filter(|channel| channel.wants(notice.news.kind)) {
            self.send_soon(&mut commit, self.through(channel, notice.clone()));
        }
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    fn tell_people(
        &self,
        commit: &mut Commit,
        notice: &Notice,
        told: &[&Actor],
        chosen: &BTreeMap<ActorId, Preferences>,
    ) {
        let usual = Preferences::default();
        let kind = notice.news.kind;
        let mut listed = Vec::new();
        for person in told {
            let preferences = chosen.get(&person.id).unwrap_or(&usual);
            if preferences.wants(kind, Way::Portal) {
                listed.push(Notification {
                    id: NotificationId::from_unique(&self.ids.unique()),
                    person: person.id.clone(),
                    notice: notice.clone(),
                    read_at: None,
                });
            }
            let mail = preferences.email.is_some() && self.messenger.sends_mail();
            if mail && preferences.wants(kind, Way::Email) {
                self.send_soon(commit, self.mail_to(person, notice));
            }
        }
        if !listed.is_empty() {
            commit.writes.push(Write::Notifications(listed));
        }
    }

    fn mail_to(&self, person: &Actor, notice: &Notice) -> Delivery {
        let now = self.now();
        Delivery {
            id: DeliveryId::from_unique(&self.ids.unique()),
            notice: notice.clone(),
            to: Recipient::Person { id: person.id.clone(), name: person.name.clone() },
            means: Means::Email,
            team: None,
            state: DeliveryState::Waiting { next_at: now, problem: None },
            tries: 0,
            created_at: now,
            updated_at: now,
        }
    }

    fn send_soon(&self, commit: &mut Commit, delivery: Delivery) {
        commit.jobs.push(self.deliver_job(&delivery.id, commit.at));
        commit.writes.push(Write::NoticeDelivery { expected: None, next: Box::new(delivery) });
    }

    /// Tries to send; what came out is kept, and a next try is a next job.
    pub(super) async fn deliver(&self, job: &LeasedJob, id: &DeliveryId) -> Result<Outcome, PortalError> {
        let Some(found) = self.store.notice_delivery(id).await? else { return Ok(Outcome::Done) };
        if !matches!(found.value.state, DeliveryState::Waiting { .. }) {
            return Ok(Outcome::Done);
        }
        let outcome = match self.letter(&found.value).await? {
            Ok(letter) => self.messenger.send(&letter).await,
            Err(why) => Err(SendFailure::lasting(why)),
        };
        let [a, b, c, d, ..] = self.ids.random();
        let next = found.value.tried(outcome, self.now(), u32::from_be_bytes([a, b, c, d]));
        let mut commit = Commit::new(Permit::portal(), self.now());
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        if let DeliveryState::Waiting { next_at, .. } = &next.state {
            commit.jobs.push(self.deliver_job(id, *next_at));
        }
        commit.writes.push(Write::NoticeDelivery { expected: Some(found.version), next: Box::new(next) });
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    /// The letter, or why there is nobody any more to send it to.
    async fn letter(&self, delivery: &Delivery) -> Result<Result<Letter, String>, PortalError> {
        let found = match &delivery.to {
            Recipient::Person { id, .. } => self.address_of_person(id).await?,
            Recipient::Channel { id, .. } => match self.store.channel(id).await? {
                Some(channel) => Ok((channel.value.lang, self.address_of(&channel.value.target)?)),
                None => Err("the channel was taken away".to_owned()),
            },
        };
        // What a workflow or the cloud has said of a failure may hold anything, and here it leaves the portal.
        let mut notice = delivery.notice.clone();
        notice.news.why = notice.news.why.as_deref().map(plain);
        Ok(found.map(|(lang, to)| Letter {
            id: delivery.id.clone(),
            message: message(&notice, lang),
            link: format!("{}{}", self.settings.public_url, notice.path()),
            notice,
            at: self.now(),
            to,
        }))
    }

    async fn address_of_person(&self, id: &ActorId) -> Result<Result<(Lang, Address), String>, PortalError> {
        let preferences = self.store.preferences(id).await?.map(|found| found.value).unwrap_or_default();
        let address = preferences.email.ok_or_else(|| "the person wants no mail any more".to_owned());
        Ok(address.map(|address| (preferences.lang, Address::Email(vec![address]))))
    }

    fn address_of(&self, target: &Target) -> Result<Address, PortalError> {
        Ok(match target {
            Target::Email { to } => Address::Email(to.clone()),
            Target::Slack { url, .. } => Address::Slack { url: self.vault.open(url)? },
            Target::Webhook { url, secret, .. } => {
                Address::Webhook { url: self.vault.open(url)?, secret: self.vault.open(secret)? }
            }
        })
    }

    /// Tells once more when nobody has decided since.
    pub(super) async fn remind(&self, job: &LeasedJob, notice: &Notice) -> Result<Outcome, PortalError> {
        if !self.still_waits(&notice.news.about).await? {
            return Ok(Outcome::Done);
        }
        let now = self.now();
        let news = News { kind: NoticeKind::WaitingTooLong, ..notice.news.clone() };
        let mut commit = Commit::new(Permit::portal(), now);
        commit.finishes = Some((job.id.clone(), job.lease.clone()));
        commit.jobs = self.notify_jobs(vec![news], now);
        self.store.commit(commit).await?;
        Ok(Outcome::Committed)
    }

    async fn still_waits(&self, about: &About) -> Result<bool, PortalError> {
        Ok(match about {
            About::Request(id) => {
                let found = self.store.request(id).await?;
                found.is_some_and(|found| found.value.status() == RequestStatus::AwaitingApproval)
            }
            About::Rollout(id) => {
                let found = self.store.rollout(id).await?;
                found.is_some_and(|found| found.value.status() == RolloutStatus::AwaitingApproval)
            }
            About::Freeze(_) | About::Channel(_) | About::Incident(_) => false,
        })
    }
}

/// Whether it goes through every team's channels.
fn everybody(news: &News) -> bool {
    news.team.is_none() || news.kind == NoticeKind::GlassBroken
}
