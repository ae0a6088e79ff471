//! Where a team hears of things: made, tried and taken away by its leads and admins.

use crate::Portal;
use crate::ports::{Commit, Versioned, Write};
use crate::words::line;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::PortalError;
use domain::audit::AuditNote;
use domain::ids::{ChannelId, DeliveryId, NoticeId};
use domain::names::TeamName;
use domain::notification::{
    About, Delivery, DeliveryState, Means, News, Notice, NoticeKind, Recipient, Target, TeamChannel, Who,
};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::values::StoredValue;
use domain::view::{Allowed, ChannelInput, ChannelMade, ChannelView};
use serde_json::{Value, json};

const LONGEST_LABEL: usize = 80;
const LONGEST_URL: usize = 2_000;
const MOST_ADDRESSES: usize = 20;
const MOST_CHANNELS: usize = 50;
/// What the Standard Webhooks specification puts before a secret.
pub(crate) const SECRET_PREFIX: &str = "whsec_";
/// The lengths that it allows, in bytes.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

impl Portal {
    /// The channels of the reader's teams, or of one; platform admins see all.
    pub async fn team_channels(
        &self,
        actor: &Actor,
        team: Option<&TeamName>,
    ) -> Result<Vec<ChannelView>, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.store.channels(team).await?.into_iter();
        let seen = found.filter(|channel| is_of(actor, &channel.team));
        let view = |channel: TeamChannel| {
            let may = Allowed::by_right(permit(actor, Action::ManageChannels, Some(&channel.team)));
            ChannelView::of(channel, may)
        };
        Ok(seen.map(view).collect())
    }

    /// The reader's teams, each with whether they manage its channels.
    pub(super) async fn teams_of_channels(
        &self,
        actor: &Actor,
    ) -> Result<Vec<(TeamName, Allowed)>, PortalError> {
        let mut teams: Vec<TeamName> = actor.memberships.iter().filter_map(|one| one.team.clone()).collect();
        if actor.is_admin() {
            teams.extend(self.store.services().await?.into_iter().map(|service| service.team));
        }
        teams.sort();
        teams.dedup();
        let right = |team: &TeamName| Allowed::by_right(permit(actor, Action::ManageChannels, Some(team)));
        Ok(teams
            .into_iter()
            .map(|team| {
                let may = right(&team);
                (team, may)
            })
            .collect())
    }

    /// Makes a channel. A secret that the portal made is told this once.
    pub async fn create_channel(
        &self,
        actor: &Actor,
        input: ChannelInput,
    ) -> Result<ChannelMade, PortalError> {
        let team = TeamName::parse(&input.team)
            .map_err(|error| PortalError::from(error).at("team", "is no team's name"))?;
        let permit = permit(actor, Action::ManageChannels, Some(&team))?;
        if self.store.channels(Some(&team)).await?.len() >= MOST_CHANNELS {
            return Err(PortalError::conflict(format!("A team has at most {MOST_CHANNELS} channels.")));
        }
        let (target, secret) = self.target(&input)?;
        let channel = TeamChannel {
            id: ChannelId::from_unique(&self.ids.unique()),
            team,
            label: line("label", "A channel needs a name", &input.label, LONGEST_LABEL)?,
            target,
            lang: input.lang,
            kinds: input.kinds.into_iter().filter(|kind| NoticeKind::ALL.contains(kind)).collect(),
            created_by: actor.id.clone(),
            created_at: self.now(),
        };
        let mut commit = Commit::new(permit, channel.created_at);
        commit.audit.push(note("created", &channel, Value::Null, summary(&channel)));
        let id = channel.id.clone();
        commit.writes.push(Write::Channel { expected: None, next: Box::new(channel) });
        self.store.commit(commit).await?;
        Ok(ChannelMade { id, secret })
    }

    /// Takes a channel away; what is on its way through it fails.
    pub async fn delete_channel(&self, actor: &Actor, id: &ChannelId) -> Result<(), PortalError> {
        let found = self.load_channel(actor, id).await?;
        let permit = permit(actor, Action::ManageChannels, Some(&found.value.team))?;
        let mut commit = Commit::new(permit, self.now());
        commit.audit.push(note("deleted", &found.value, summary(&found.value), Value::Null));
        commit.writes.push(Write::DropChannel { id: id.clone(), expected: found.version });
        self.store.commit(commit).await?;
        Ok(())
    }

    /// Sends a message through a channel, so that people see whether it arrives.
    pub async fn test_channel(&self, actor: &Actor, id: &ChannelId) -> Result<DeliveryId, PortalError> {
        let channel = self.load_channel(actor, id).await?.value;
        let permit = permit(actor, Action::ManageChannels, Some(&channel.team))?;
        let now = self.now();
        let news = News {
            kind: NoticeKind::Test,
            about: About::Channel(channel.id.clone()),
            team: Some(channel.team.clone()),
            subject: channel.label.clone(),
            rollback: false,
            place: String::new(),
            authors: [actor.id.clone()].into(),
            to: Default::default(),
            rules: Vec::new(),
            decision: None,
            by: Some(Who { id: actor.id.clone(), name: actor.name.clone() }),
            why: None,
        };
        let notice = Notice { id: NoticeId::from_unique(&self.ids.unique()), at: now, news };
        let delivery = self.through(&channel, notice);
        let id = delivery.id.clone();
        let mut commit = Commit::new(permit, now);
        commit.audit.push(note("tested", &channel, Value::Null, Value::Null));
        commit.jobs.push(self.deliver_job(&id, now));
        commit.writes.push(Write::NoticeDelivery { expected: None, next: Box::new(delivery) });
        self.store.commit(commit).await?;
        Ok(id)
    }

    /// A delivery through a team's channel.
    pub(crate) fn through(&self, channel: &TeamChannel, notice: Notice) -> Delivery {
        let now = self.now();
        Delivery {
            id: DeliveryId::from_unique(&self.ids.unique()),
            notice,
            to: Recipient::Channel { id: channel.id.clone(), label: channel.label.clone() },
            means: channel.target.means(),
            team: Some(channel.team.clone()),
            state: DeliveryState::Waiting { next_at: now, problem: None },
            tries: 0,
            created_at: now,
            updated_at: now,
        }
    }

    /// One that the reader may see at all.
    async fn load_channel(
        &self,
        actor: &Actor,
        id: &ChannelId,
    ) -> Result<Versioned<TeamChannel>, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.store.channel(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("channel {id}")))
    }

    /// The other end, with its secrets sealed, and the secret that was made for it.
    fn target(&self, input: &ChannelInput) -> Result<(Target, Option<String>), PortalError> {
        if input.means == Means::Email {
            return Ok((Target::Email { to: self.mail_addresses(&input.target)? }, None));
        }
        let url = input.target.trim();
        let refuse =
            |why: String| PortalError::invalid(format!("No channel was made: {why}.")).at("target", why);
        if url.len() > LONGEST_URL {
            return Err(refuse(format!("an address has at most {LONGEST_URL} characters")));
        }
        let host = self.messenger.host_of(url).map_err(refuse)?;
        let sealed = self.seal(url)?;
        if input.means == Means::Slack {
            return Ok((Target::Slack { host, url: sealed }, None));
        }
        let given = input.secret.as_deref().map(str::trim).filter(|secret| !secret.is_empty());
        let made = given.is_none().then(|| format!("{SECRET_PREFIX}{}", BASE64.encode(self.ids.random())));
        let secret = given.or(made.as_deref()).unwrap_or_default();
        if !is_secret(secret) {
            let why = "a secret is whsec_ and 24 to 64 bytes in base64; leave it blank and one is made";
            return Err(PortalError::invalid(format!("No channel was made: {why}.")).at("secret", why));
        }
        Ok((Target::Webhook { host, url: sealed, secret: self.seal(secret)? }, made))
    }

    fn seal(&self, clear: &str) -> Result<StoredValue, PortalError> {
        self.vault.seal(clear, self.ids.random())
    }

    fn mail_addresses(&self, text: &str) -> Result<Vec<String>, PortalError> {
        let given = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let to = given.map(|one| self.mail_address("target", one)).collect::<Result<Vec<_>, _>>()?;
        if to.is_empty() || to.len() > MOST_ADDRESSES {
            let why = format!("name 1 to {MOST_ADDRESSES} mail addresses");
            return Err(PortalError::invalid(format!("No channel was made: {why}.")).at("target", why));
        }
        Ok(to)
    }
}

fn is_secret(text: &str) -> bool {
    let key = text.strip_prefix(SECRET_PREFIX).and_then(|key| BASE64.decode(key).ok());
    key.is_some_and(|key| SECRET_BYTES.contains(&key.len()))
}

fn is_of(actor: &Actor, team: &TeamName) -> bool {
    actor.is_admin() || actor.memberships.iter().any(|one| one.team.as_ref() == Some(team))
}

/// What the audit trail may say of it: no address, no secret.
fn summary(channel: &TeamChannel) -> Value {
    json!({
        "label": channel.label,
        "means": channel.target.means(),
        "target": channel.target.shown(),
        "kinds": channel.kinds,
    })
}

fn note(verb: &str, channel: &TeamChannel, before: Value, after: Value) -> AuditNote {
    AuditNote {
        action: format!("channel.{verb}"),
        subject: channel.id.to_string(),
        team: Some(channel.team.clone()),
        why: None,
        before,
        after,
    }
}
