//! What was done to regions, as marks on their timelines.

use crate::Portal;
use crate::ports::HealthFilter;
use domain::health::culprit::{ChangeKind, ChangeRecord, Touch};
use domain::view::{ChangeMark, MarkKind};
use domain::{PortalError, Timestamp};

/// Of more changes of one service, or of all, the newest are looked at.
const MOST_CHANGES: u32 = 2_000;

impl Portal {
    /// Everything that came to a region in this time, and what was frozen then, the newest first.
    pub(super) async fn marks(
        &self,
        filter: &HealthFilter,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ChangeMark>, PortalError> {
        let (changes, freezes) = futures::join!(
            self.store.changes(filter.service.as_deref(), from, until.plus_millis(1), MOST_CHANGES),
            self.freeze_marks((filter.stage.as_deref(), filter.service.as_deref()), from, until),
        );
        let meant = changes?.into_iter().filter(|change| concerns(change, filter));
        let here =
            |touch: &Touch| filter.region.as_ref().is_none_or(|region| region == touch.region.as_str());
        let within = |touch: &Touch| (from..=until).contains(&touch.at) && here(touch);
        let mut marks: Vec<ChangeMark> = meant
            .filter_map(|change| {
                let mut mark = self.mark(change)?;
                mark.touched.retain(within);
                mark.settled()
            })
            .collect();
        marks.extend(freezes?.into_iter().filter_map(|mut mark| {
            mark.touched.retain(here);
            mark.settled()
        }));
        marks.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        Ok(marks)
    }

    /// `None` for the end of a freeze: freezes are drawn with their length.
    fn mark(&self, change: ChangeRecord) -> Option<ChangeMark> {
        let kind = match change.kind {
            ChangeKind::Release if change.undoes.is_some() => MarkKind::RollBack,
            ChangeKind::Release => MarkKind::Deploy,
            ChangeKind::Request | ChangeKind::Parameter => MarkKind::Infrastructure,
            ChangeKind::FreezeLifted => return None,
            ChangeKind::Flag | ChangeKind::AwsEvent | ChangeKind::Action => MarkKind::Other,
        };
        let service = change.service.as_ref().map(|service| format!("{service} ")).unwrap_or_default();
        Some(ChangeMark {
            title: format!("{service}{}", change.title),
            infrastructure: change.infrastructure,
            touched: if change.regions.is_empty() { self.everywhere(change.at) } else { change.regions },
            id: change.id,
            kind,
            at: change.at,
            until: None,
            service: change.service,
            team: change.team,
            stage: change.stage,
            by: change.by,
            path: change.link,
        })
    }

    fn everywhere(&self, at: Timestamp) -> Vec<Touch> {
        self.rules.regions.iter().map(|rules| Touch { region: rules.name.clone(), at }).collect()
    }
}

/// What is nobody's own concerns all.
fn concerns(change: &ChangeRecord, filter: &HealthFilter) -> bool {
    let same = |wanted: &Option<String>, own: Option<&str>| match (wanted, own) {
        (Some(wanted), Some(own)) => wanted == own,
        _ => true,
    };
    same(&filter.service, change.service.as_ref().map(|service| service.as_str()))
        && same(&filter.stage, change.stage.as_ref().map(|stage| stage.as_str()))
}
