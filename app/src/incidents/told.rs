//! Words for what incidents are made of.

use super::text::IncidentText;
use crate::i18n::{self, Lang};
use crate::ui::{Shown, Tone};
use domain::health::incident::IncidentStatus;
use domain::health::{HealthReason, Placement, Severity};
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

/// Why a placement is unwell, in one line.
pub fn reason(lang: Lang, reason: &HealthReason) -> String {
    match (reason, lang) {
        (HealthReason::Well { locations }, Lang::En) => format!("{locations} locations are content"),
        (HealthReason::Well { locations }, Lang::Ko) => format!("{locations}개 지점에서 정상"),
        (HealthReason::ObjectivesKept, Lang::En) => "its objectives are kept".to_owned(),
        (HealthReason::ObjectivesKept, Lang::Ko) => "목표를 지키는 중".to_owned(),
        (HealthReason::ProbesFail { failing, locations, why }, Lang::En) => {
            format!("{failing} of {locations} locations see a failure: {why}")
        }
        (HealthReason::ProbesFail { failing, locations, why }, Lang::Ko) => {
            format!("{locations}개 지점 중 {failing}개에서 실패: {why}")
        }
        (HealthReason::ProbesDisagree { failing, locations, why }, Lang::En) => {
            format!("locations disagree, {failing} of {locations} see a failure: {why}")
        }
        (HealthReason::ProbesDisagree { failing, locations, why }, Lang::Ko) => {
            format!("지점별 결과가 다름, {locations}개 중 {failing}개 실패: {why}")
        }
        (HealthReason::BudgetBurns { objective, tenths, minutes }, lang) => {
            burns(lang, objective, *tenths, *minutes)
        }
        (HealthReason::NothingMeasured, Lang::En) => "nothing is measured".to_owned(),
        (HealthReason::NothingMeasured, Lang::Ko) => "측정되지 않음".to_owned(),
        (HealthReason::Silent { since }, Lang::En) => format!("silent since {}", i18n::absolute(*since)),
        (HealthReason::Silent { since }, Lang::Ko) => format!("{}부터 응답 없음", i18n::absolute(*since)),
        (HealthReason::Unmeasurable { why }, Lang::En) => format!("it cannot be measured: {why}"),
        (HealthReason::Unmeasurable { why }, Lang::Ko) => format!("측정할 수 없음: {why}"),
        (HealthReason::Maintenance { title, .. }, Lang::En) => format!("maintenance: {title}"),
        (HealthReason::Maintenance { title, .. }, Lang::Ko) => format!("점검: {title}"),
    }
}

fn burns(lang: Lang, objective: &str, tenths: u32, minutes: u32) -> String {
    let times = format!("{}.{}", tenths / 10, tenths % 10);
    let over = i18n::duration(lang, i64::from(minutes) * 60_000);
    match lang {
        Lang::En => format!("{objective} burns its error budget {times}× too fast over {over}"),
        Lang::Ko => format!("{objective}: {over} 동안 오류 예산을 {times}배 빠르게 소진"),
    }
}
