//! Guarded actions: what on-call does to a running service, within the bounds that its owners declare.

use crate::names::StageName;
use crate::people::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A workflow that is started as a day-2 action, with what keeps it within bounds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardedAction {
    /// For people; its name when left out.
    pub title: Option<String>,
    /// Below `.github/workflows`: `scale.yml`.
    pub workflow: String,
    /// Where it may be done; empty: in all stages.
    pub stages: Vec<StageName>,
    /// Who may do it in the owning team; empty: [`GuardedAction::USUAL_ROLES`].
    pub roles: Vec<Role>,
    /// Inputs that nobody chooses, with their values.
    pub fixed: BTreeMap<String, String>,
    /// Bounds of inputs that are numbers.
    pub limits: BTreeMap<String, Limit>,
}

/// What a number may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// At most so many times what is present.
    pub max_factor: Option<Factor>,
    /// Where the present number is found.
    pub present: Option<Present>,
}

/// A multiple in thousandths: 1500 is ×1.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Factor(pub u32);

/// Where a service keeps the number that an action changes. What the action itself set last counts when it is newer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    pub place: PresentPlace,
    /// What holds while nothing is known yet.
    pub initial: Option<i64>,
}

/// A value of the service's environment in the same stage and region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresentPlace {
    /// A parameter that it was applied with.
    Parameter(String),
    /// An output of its stack.
    Output(String),
    /// Only what the action itself set.
    Nowhere,
}

/// Why a number is out of bounds, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutOfBounds {
    #[error("must be a whole number")]
    NotWhole,
    #[error("may never go below {0}")]
    Below(i64),
    #[error("may never go above {0}")]
    Above(i64),
    #[error("may be at most {most}: {factor} of the present {present}")]
    Multiple { most: i64, factor: Factor, present: i64 },
    #[error("may be at most {factor} of the present number, which is not known here")]
    PresentUnknown { factor: Factor },
}

impl GuardedAction {
    pub const USUAL_ROLES: [Role; 3] = [Role::Lead, Role::OnCall, Role::Admin];

    pub fn roles(&self) -> &[Role] {
        if self.roles.is_empty() { &Self::USUAL_ROLES } else { &self.roles }
    }

    pub fn allows_stage(&self, stage: &StageName) -> bool {
        self.stages.is_empty() || self.stages.contains(stage)
    }

    pub fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.title.as_deref().unwrap_or(name)
    }
}

impl Limit {
    /// The number that a text is, if it is within bounds.
    pub fn check(&self, text: &str, present: Option<i64>) -> Result<i64, OutOfBounds> {
        let number: i64 = text.trim().parse().map_err(|_| OutOfBounds::NotWhole)?;
        if let Some(min) = self.min.filter(|min| number < *min) {
            return Err(OutOfBounds::Below(min));
        }
        if let Some(max) = self.max.filter(|max| number > *max) {
            return Err(OutOfBounds::Above(max));
        }
        let Some(factor) = self.max_factor else { return Ok(number) };
        let Some(present) = present else { return Err(OutOfBounds::PresentUnknown { factor }) };
        let most = factor.of(present);
        match number > most {
            true => Err(OutOfBounds::Multiple { most, factor, present }),
            false => Ok(number),
        }
    }

    /// The most that is allowed, where there is such a thing.
    pub fn most(&self, present: Option<i64>) -> Option<i64> {
        let multiple = self.max_factor.zip(present).map(|(factor, present)| factor.of(present));
        [self.max, multiple].into_iter().flatten().min()
    }
}

impl Factor {
    /// `2`, `1.5`; from 0.001 to 1000.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 3 {
            return None;
        }
        let part: u32 = format!("{part:0<3}").parse().ok()?;
        let thousandths = whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(part)?;
        (1..=1_000_000).contains(&thousandths).then_some(Factor(thousandths))
    }

    /// So many times a number, rounded down.
    pub fn of(self, number: i64) -> i64 {
        let product = i128::from(number) * i128::from(self.0) / 1000;
        i64::try_from(product).unwrap_or(i64::MAX)
    }
}

impl std::fmt::Display for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, part) = (self.0 / 1000, self.0 % 1000);
        match part {
            0 => write!(f, "×{whole}"),
            _ => write!(f, "×{whole}.{}", format!("{part:03}").trim_end_matches('0')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_within_bounds() {
        let limit = Limit {
            min: Some(2),
            max: Some(40),
            max_factor: Some(Factor(2000)),
            present: Some(Present { place: PresentPlace::Nowhere, initial: None }),
        };
        let table = [
            ("2", Some(4), Ok(2)),
            (" 8 ", Some(4), Ok(8)),
            ("1", Some(4), Err("may never go below 2")),
            ("-3", Some(4), Err("may never go below 2")),
            ("9", Some(4), Err("may be at most 8: ×2 of the present 4")),
            ("41", Some(30), Err("may never go above 40")),
            ("4", None, Err("may be at most ×2 of the present number, which is not known here")),
            ("4.5", Some(4), Err("must be a whole number")),
            ("", Some(4), Err("must be a whole number")),
            ("99999999999999999999", Some(4), Err("must be a whole number")),
        ];
        for (text, present, expected) in table {
            let checked = limit.check(text, present).map_err(|why| why.to_string());
            assert_eq!(checked, expected.map_err(str::to_owned), "{text} of {present:?}");
        }
        assert_eq!(limit.most(Some(4)), Some(8));
        assert_eq!(limit.most(Some(30)), Some(40));
        assert_eq!(limit.most(None), Some(40));
        assert_eq!(Limit::default().check("-5", None), Ok(-5));
    }

    #[test]
    fn factors_are_read_and_told() {
        for (text, told) in [("2", "×2"), ("1.5", "×1.5"), ("0.25", "×0.25"), ("10", "×10")] {
            assert_eq!(Factor::parse(text).expect("a factor").to_string(), told);
        }
        for bad in ["", "0", "x", "-1", "1.2345", "1e3", ".5", "1001", "2x"] {
            assert_eq!(Factor::parse(bad), None, "{bad}");
        }
        assert_eq!(Factor(1500).of(3), 4);
        assert_eq!(Factor(1_000_000).of(i64::MAX), i64::MAX);
    }
}
