//! Words for what incidents are made of.

use super::text::IncidentText;
use crate::i18n::{self, Lang};
use crate::ui::{Shown, Tone};
use domain::health::incident::{Incident, IncidentStatus};
use domain::health::{Placement, Severity};
use domain::view::ServiceStatus;

impl Shown for IncidentStatus {
    fn tone(self) -> Tone {
        match self {
            IncidentStatus::Open => Tone::Bad,
            IncidentStatus::Acknowledged => Tone::Busy,
            IncidentStatus::Resolved => Tone::Good,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        let text = IncidentText::of(lang);
        match self {
            IncidentStatus::Open => text.open,
            IncidentStatus::Acknowledged => text.acknowledged,
            IncidentStatus::Resolved => text.resolved,
        }
    }
}

impl Shown for Severity {
    fn tone(self) -> Tone {
        match self {
            Severity::Page => Tone::Bad,
            Severity::Ticket => Tone::Warning,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        let text = IncidentText::of(lang);
        match self {
            Severity::Page => text.page,
            Severity::Ticket => text.ticket,
        }
    }
}

impl Shown for ServiceStatus {
    fn tone(self) -> Tone {
        match self {
            ServiceStatus::Operational => Tone::Good,
            ServiceStatus::Unknown => Tone::Unknown,
            ServiceStatus::Degraded => Tone::Warning,
            ServiceStatus::Outage => Tone::Bad,
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        let text = IncidentText::of(lang);
        match self {
            ServiceStatus::Operational => text.operational,
            ServiceStatus::Unknown => text.unknown,
            ServiceStatus::Degraded => text.degraded,
            ServiceStatus::Outage => text.outage,
        }
    }
}

/// "live-api · prod · Paris".
pub fn place(placement: &Placement) -> String {
    let lang = i18n::lang();
    let region = crate::ssr::region(lang, &placement.region);
    format!("{} · {} · {region}", placement.service, i18n::names::stage(lang, &placement.stage))
}

/// What it is called: what the portal opened by where it began, what people opened as they named it.
pub fn title(named: &str, began: Option<&Placement>) -> String {
    began.map_or_else(|| named.to_owned(), place)
}

/// The same of an incident.
pub fn title_of(incident: &Incident) -> String {
    title(&incident.title, incident.began())
}
