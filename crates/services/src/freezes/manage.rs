//! Making freeze windows, ending them early, and taking them away.

use super::window::FreezeWindow;
use crate::Portal;
use crate::ports::{Commit, NewJob, RolloutFilter, Versioned, Write};
use crate::words::{LONGEST_COMMENT, line, optional};
use domain::audit::AuditNote;
use domain::freeze::Freeze;
use domain::ids::FreezeId;
use domain::names::{ServiceName, StageName, TeamName};
use domain::notification::{About, News, NoticeKind, Who};
use domain::people::Actor;
use domain::permission::{Permit, permit_window};
use domain::rollout::RolloutStatus;
use domain::view::FreezeInput;
use domain::{PortalError, Timestamp};
use serde_json::json;

const LONGEST_TITLE: usize = 120;
/// Rollouts that are told at once; others see it when they look next.
const TOLD: u32 = 500;

impl Portal {
    /// Makes a window, for a team or for everybody.
    pub async fn create_freeze(&self, actor: &Actor, input: FreezeInput) -> Result<FreezeId, PortalError> {
        let team = optional("team", input.team.clone(), LONGEST_TITLE)?;
        let team = team.map(|team| TeamName::parse(&team)).transpose()?;
        let permit = permit_window(actor, input.kind, team.as_ref())?;
        let now = self.now();
        let freeze = Freeze {
            id: FreezeId::from_unique(&self.ids.unique()),
            kind: input.kind,
            title: line("title", "A freeze window needs a title", &input.title, LONGEST_TITLE)?,
            services: self.services_meant(team.as_ref(), &input.services).await?,
            team,
            stages: input.stages.iter().map(|text| self.known_stage(text)).collect::<Result<_, _>>()?,
            regions: self.regions("regions", &input.regions)?.into_iter().collect(),
            zone: optional("zone", input.zone, LONGEST_TITLE)?,
            from: input.from.trim().to_owned(),
            until: input.until.trim().to_owned(),
            why: optional("why", input.why, LONGEST_COMMENT)?,
            by: actor.id.clone(),
            by_name: actor.name.clone(),
            created_at: now,
            ended_at: None,
        };
        let window = FreezeWindow::try_from(&freeze)
            .map_err(|why| PortalError::invalid(format!("Nothing was frozen: {why}.")).at("from", why))?;
        if window.ends().is_some_and(|end| end <= now) {
            return Err(PortalError::invalid("Nothing was frozen: that time is over.")
                .at("until", "must be in the future"));
        }
        let id = freeze.id.clone();
        self.write_freeze(permit, "created", None, Some(freeze)).await?;
        Ok(id)
    }

    /// Lets go of what a window holds; it stays in the list for people to see.
    pub async fn end_freeze(&self, actor: &Actor, id: &FreezeId) -> Result<(), PortalError> {
        let found = self.load_freeze(id).await?;
        let permit = permit_window(actor, found.value.kind, found.value.team.as_ref())?;
        if found.value.ended_at.is_some() {
            return Err(PortalError::conflict("Nothing was changed: this freeze window has ended already."));
        }
        let next = Freeze { ended_at: Some(self.now()), ..found.value.clone() };
        self.write_freeze(permit, "ended", Some(found), Some(next)).await
    }

    pub async fn delete_freeze(&self, actor: &Actor, id: &FreezeId) -> Result<(), PortalError> {
        let found = self.load_freeze(id).await?;
        let permit = permit_window(actor, found.value.kind, found.value.team.as_ref())?;
        self.write_freeze(permit, "deleted", Some(found), None).await
    }

    async fn load_freeze(&self, id: &FreezeId) -> Result<Versioned<Freeze>, PortalError> {
        let found = self.store.freeze(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("freeze window {id}")))
    }

    async fn write_freeze(
        &self,
        permit: Permit,
        verb: &str,
        before: Option<Versioned<Freeze>>,
        next: Option<Freeze>,
    ) -> Result<(), PortalError> {
        let mut commit = Commit::new(permit, self.now());
        let Some(about) = next.as_ref().or(before.as_ref().map(|before| &before.value)) else {
            return Ok(());
        };
        commit.audit.push(AuditNote {
            action: format!("freeze.{verb}"),
            subject: about.id.to_string(),
            team: about.team.clone(),
            why: about.why.clone(),
            before: before.as_ref().map_or(serde_json::Value::Null, |before| json!(before.value)),
            after: next.as_ref().map_or(serde_json::Value::Null, |next| json!(next)),
        });
        commit.jobs = self.look_jobs().await?;
        if let ("created", Some(next)) = (verb, &next) {
            commit.jobs.extend(self.notify_jobs(vec![added(next)], commit.at));
        }
        commit.writes.push(match (before, next) {
            (before, Some(next)) => {
                Write::Freeze { expected: before.map(|before| before.version), next: Box::new(next) }
            }
            (Some(before), None) => Write::DropFreeze { id: before.value.id, expected: before.version },
            (None, None) => return Ok(()),
        });
        self.store.commit(commit).await?;
        Ok(())
    }

    /// One look for each rollout that a change of the freezes may hold or let go.
    pub(crate) async fn look_jobs(&self) -> Result<Vec<NewJob>, PortalError> {
        use RolloutStatus::{AwaitingApproval, ChangesRequested, Paused, Queued, Running, Waiting};
        let open = [Queued, AwaitingApproval, ChangesRequested, Running, Waiting, Paused];
        let statuses = open.into_iter().map(|status| status.as_str().to_owned()).collect();
        let filter = RolloutFilter { statuses, ..RolloutFilter::default() };
        let (now, found) = (self.now(), self.store.rollouts(&filter, None, TOLD).await?.items);
        let forward = found.iter().filter(|rollout| !rollout.value.is_rollback());
        Ok(forward.map(|rollout| self.look_job(&rollout.value.id, now, now)).collect())
    }

    /// The services that a window is narrowed to; blanks are what a form's "all" sends.
    async fn services_meant(
        &self,
        team: Option<&TeamName>,
        texts: &[String],
    ) -> Result<Vec<ServiceName>, PortalError> {
        let mut services = Vec::new();
        for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
            let service = ServiceName::parse(text)?;
            let owner = self.owners(&service).await?;
            let owner = owner.ok_or_else(|| PortalError::not_found(format!("service {service}")))?;
            if team.is_some_and(|team| &owner != team) {
                return Err(PortalError::invalid(format!("The team has no service {service}."))
                    .at("services", "must name services of the team"));
            }
            services.push(service);
        }
        Ok(services)
    }

    fn known_stage(&self, text: &str) -> Result<StageName, PortalError> {
        let stage = StageName::parse(text).ok().filter(|name| self.rules.stage(name).is_some());
        stage.ok_or_else(|| {
            PortalError::invalid(format!("There is no stage {text:?}."))
                .at("stages", "must name configured stages")
        })
    }
}

fn added(freeze: &Freeze) -> News {
    News {
        kind: NoticeKind::FreezeAdded,
        about: About::Freeze(freeze.id.clone()),
        team: freeze.team.clone(),
        subject: freeze.title.clone(),
        rollback: false,
        place: format!("{} – {}", freeze.from, freeze.until),
        authors: [freeze.by.clone()].into(),
        to: Default::default(),
        rules: Vec::new(),
        decision: None,
        by: Some(Who { id: freeze.by.clone(), name: freeze.by_name.clone() }),
        why: freeze.why.clone(),
    }
}

/// Whether a window that was made by hand may still hold something.
pub(super) fn is_live(freeze: &Freeze, window: &FreezeWindow, now: Timestamp) -> bool {
    freeze.ended_at.is_none() && window.ends().is_none_or(|end| now < end)
}
