//! Freezes as marks on a timeline.

use super::window::FreezeWindow;
use crate::Portal;
use domain::freeze::WindowKind;
use domain::health::culprit::Touch;
use domain::names::{ServiceName, StageName};
use domain::view::{ChangeMark, MarkKind};
use domain::{PortalError, Timestamp};

impl Portal {
    /// The times in which windows held something of a stage or service, as far as they lie in a stretch of time. Regions whose clocks
    /// agree share a mark.
    pub(crate) async fn freeze_marks(
        &self,
        (stage, service): (Option<&str>, Option<&str>),
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ChangeMark>, PortalError> {
        let book = self.freeze_book().await?;
        let meant = |window: &&FreezeWindow| {
            let of_stage = stage.is_none_or(|stage| means(&window.stages, stage, StageName::as_str));
            let of_service =
                service.is_none_or(|service| means(&window.services, service, ServiceName::as_str));
            of_stage && of_service
        };
        let mut marks: Vec<ChangeMark> = Vec::new();
        for window in book.windows().filter(meant) {
            for rules in &self.rules.regions {
                if !window.regions.is_empty() && !window.regions.contains(&rules.name) {
                    continue;
                }
                for (begins, ends) in window.spans(&rules.name, from, until) {
                    let touch = Touch { region: rules.name.clone(), at: begins.max(from) };
                    let id = format!("freeze-{}-{}-{}", scope(window), begins.0, ends.0);
                    match marks.iter_mut().find(|mark| mark.id == id) {
                        Some(mark) => mark.touched.push(touch),
                        None => marks.push(mark(window, id, touch, ends)),
                    }
                }
            }
        }
        Ok(marks)
    }
}

/// Whether a window that names these, or none for all of them, means this one.
fn means<T>(named: &[T], one: &str, text: impl Fn(&T) -> &str) -> bool {
    named.is_empty() || named.iter().any(|known| text(known) == one)
}

/// What tells two windows of the same times apart.
fn scope(window: &FreezeWindow) -> String {
    let services = window.services.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let team = window.team.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{:?}-{}-{team}-{services}", window.kind, window.title)
}

fn mark(window: &FreezeWindow, id: String, touch: Touch, ends: Timestamp) -> ChangeMark {
    ChangeMark {
        id,
        kind: match window.kind {
            WindowKind::Freeze => MarkKind::Freeze,
            WindowKind::Maintenance => MarkKind::Maintenance,
        },
        at: touch.at,
        until: Some(ends),
        service: window.services.first().filter(|_| window.services.len() == 1).cloned(),
        team: window.team.clone(),
        stage: None,
        title: window.title.clone(),
        infrastructure: None,
        by: None,
        touched: vec![touch],
        path: Some("/freezes".to_owned()),
    }
}
