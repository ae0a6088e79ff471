use super::Alert;
use serde::{Deserialize, Serialize};

/// How fast error budgets are used up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "burn", rename_all = "snake_case")]
pub enum Burn {
    /// No objective is measured.
    #[default]
    Unknown,
    Kept,
    /// `tenths` of the speed that the budget allows, measured over so many minutes.
    Burning {
        objective: String,
        tenths: u32,
        minutes: u32,
    },
}

impl Burn {
    /// By the alerts that hold now; `measured`: whether objectives are measured, and fresh.
    pub fn of(alerts: &[Alert], measured: bool) -> Self {
        let loudest = alerts.iter().max_by_key(|alert| (alert.severity, alert.tenths));
        match loudest {
            Some(alert) => Burn::Burning {
                objective: alert.objective.clone(),
                tenths: alert.tenths,
                minutes: alert.minutes,
            },
            None if measured => Burn::Kept,
            None => Burn::Unknown,
        }
    }

    /// The fastest of several.
    pub fn fastest<'a>(all: impl Iterator<Item = &'a Burn>) -> Self {
        let speed = |burn: &&Burn| match burn {
            Burn::Unknown => (0, 0),
            Burn::Kept => (1, 0),
            Burn::Burning { tenths, .. } => (2, *tenths),
        };
        all.max_by_key(speed).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::health::Severity;

    fn alert(severity: Severity, tenths: u32) -> Alert {
        Alert { objective: "availability".to_owned(), severity, tenths, minutes: 60, since: Timestamp(0) }
    }

    #[test]
    fn the_loudest_alert_tells_and_of_several_places_the_fastest() {
        let (page, ticket) = (alert(Severity::Page, 144), alert(Severity::Ticket, 300));
        let burning = Burn::of(&[ticket, page], true);
        assert!(matches!(burning, Burn::Burning { tenths: 144, .. }), "{burning:?}");
        let (kept, unknown) = (Burn::of(&[], true), Burn::of(&[], false));
        assert_eq!(Burn::fastest([&kept, &burning, &unknown].into_iter()), burning);
        assert_eq!(Burn::fastest([&unknown, &kept].into_iter()), Burn::Kept);
        assert_eq!(Burn::fastest([].into_iter()), Burn::Unknown);
    }
}
