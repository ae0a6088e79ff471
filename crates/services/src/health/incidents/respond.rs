//! What people do about incidents.

use crate::Portal;
use crate::health::on_call::who;
use crate::words::{LONGEST_COMMENT, line, optional};
use domain::PortalError;
use domain::health::Severity;
use domain::health::incident::{Declared, Happening, Incident, IncidentEvent};
use domain::ids::{ActorId, IncidentId};
use domain::names::{ServiceName, StageName, TeamName};
use domain::notification::Who;
use domain::people::Actor;
use domain::permission::{Action, Denied, Permit, permit};
use domain::view::{IncidentDeed, IncidentInput};

const LONGEST_TITLE: usize = 120;
/// Characters of all notes of an incident together.
const MOST_NOTED: usize = 100_000;

impl Portal {
    /// Opens an incident for what somebody saw.
    pub async fn open_incident(
        &self,
        actor: &Actor,
        input: IncidentInput,
    ) -> Result<IncidentId, PortalError> {
        let service = ServiceName::parse(input.service.trim())?;
        let team = self.owners(&service).await?;
        let team = team.ok_or_else(|| PortalError::not_found(format!("service {service}")))?;
        let permit = permit(actor, Action::Respond, Some(&team))?;
        let stage = StageName::parse(input.stage.trim()).ok().filter(|name| self.rules.stage(name).is_some());
        let stage = stage.ok_or_else(|| {
            PortalError::invalid(format!("There is no stage {:?}.", input.stage))
                .at("stage", "must name a configured stage")
        })?;
        let declared = Declared {
            title: line("title", "An incident needs a title", &input.title, LONGEST_TITLE)?,
            service,
            stage,
            regions: self.regions("regions", &input.regions)?.into_iter().collect(),
            team,
            severity: if input.page { Severity::Page } else { Severity::Ticket },
            why: optional("why", input.why, LONGEST_COMMENT)?,
        };
        let id = IncidentId::from_unique(&self.ids.unique());
        let now = self.now();
        let step = Incident::declare(id.clone(), who(actor), declared, now);
        self.store.commit(self.incident_commit(&permit, None, step, now)).await?;
        Ok(id)
    }

    /// Does something with an incident.
    pub async fn respond(
        &self,
        actor: &Actor,
        id: &IncidentId,
        deed: IncidentDeed,
    ) -> Result<(), PortalError> {
        let incident = self.load_incident(id).await?.value;
        let permit = permit_response(actor, &incident)?;
        let by = who(actor);
        let event = match deed {
            IncidentDeed::Acknowledge => IncidentEvent::Acknowledge { by },
            IncidentDeed::Assign { to } => {
                IncidentEvent::Assign { by, to: self.assignee(&incident, &to).await? }
            }
            IncidentDeed::Note { text } => IncidentEvent::Note { by, text: note(&incident, &text)? },
            IncidentDeed::Resolve { why } => {
                IncidentEvent::Resolve { by, why: optional("why", why, LONGEST_COMMENT)? }
            }
            IncidentDeed::Reopen { why } => {
                IncidentEvent::Reopen { by, why: optional("why", why, LONGEST_COMMENT)? }
            }
        };
        self.advance_incident(&permit, id, &event, None).await?;
        Ok(())
    }

    async fn assignee(&self, incident: &Incident, to: &ActorId) -> Result<Who, PortalError> {
        let people = self.people_of(incident).await?;
        people.into_iter().find(|person| &person.id == to).ok_or_else(|| {
            PortalError::invalid("Nobody of that name may work on this incident.")
                .at("to", "must name somebody of a team whose services are affected")
        })
    }

    /// Those who may work on an incident.
    pub(super) async fn people_of(&self, incident: &Incident) -> Result<Vec<Who>, PortalError> {
        let people = self.people().await?;
        Ok(people.iter().filter(|person| permit_response(person, incident).is_ok()).map(who).collect())
    }
}

/// Everybody in whose service it was felt may work on it; a refusal names the owners of where it began.
pub(super) fn permit_response(actor: &Actor, incident: &Incident) -> Result<Permit, Denied> {
    let own = |team: &TeamName| permit(actor, Action::Respond, Some(team)).ok();
    match incident.teams.iter().find_map(own) {
        Some(permit) => Ok(permit),
        None => permit(actor, Action::Respond, Some(&incident.team)),
    }
}

/// The whole incident is drawn on one page, and written with each step.
fn note(incident: &Incident, text: &str) -> Result<String, PortalError> {
    let noted = incident.timeline.iter().map(|entry| match &entry.what {
        Happening::Noted { text } => text.chars().count(),
        _ => 0,
    });
    if noted.sum::<usize>() + text.chars().count() > MOST_NOTED {
        let message = format!(
            "An incident's notes have room for {MOST_NOTED} characters, and this is more. What was noted is kept; put long \
             texts elsewhere and note a link to them."
        );
        return Err(PortalError::invalid(message.clone()).at("text", message));
    }
    let missing = || {
        let message = "A note needs some text.";
        PortalError::invalid(message).at("text", message)
    };
    optional("text", Some(text.to_owned()), LONGEST_COMMENT)?.ok_or_else(missing)
}
