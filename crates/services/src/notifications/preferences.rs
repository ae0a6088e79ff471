//! What somebody wants to hear of, and how.

use crate::Portal;
use crate::ports::{Commit, Write};
use crate::words::optional;
use domain::PortalError;
use domain::audit::AuditNote;
use domain::notification::{NoticeKind, Preferences};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{PreferenceBoard, PreferenceInput};
use serde_json::json;

/// The longest mail address there is.
const LONGEST_ADDRESS: usize = 254;

impl Portal {
    /// One's own preferences, and the channels of one's teams.
    pub async fn notification_preferences(&self, actor: &Actor) -> Result<PreferenceBoard, PortalError> {
        permit(actor, Action::ManageOwn, None)?;
        let found = self.store.preferences(&actor.id).await?;
        let teams = self.teams_of_channels(actor).await?;
        let channels = self.team_channels(actor, None).await?;
        Ok(PreferenceBoard {
            preferences: found.map_or_else(Preferences::default, |found| found.value),
            sends_mail: self.messenger.sends_mail(),
            teams,
            channels,
        })
    }

    pub async fn choose_notifications(
        &self,
        actor: &Actor,
        input: PreferenceInput,
    ) -> Result<Preferences, PortalError> {
        let permit = permit(actor, Action::ManageOwn, None)?;
        let email = optional("email", input.email, LONGEST_ADDRESS)?;
        let email = email.map(|address| self.mail_address("email", &address)).transpose()?;
        let found = self.store.preferences(&actor.id).await?;
        let expected = found.as_ref().map(|found| found.version);
        let before = found.map(|found| found.value).unwrap_or_default();
        let mut next = Preferences { email, lang: input.lang, ..before.clone() };
        for (kind, ways) in input.choices {
            if NoticeKind::ALL.contains(&kind) {
                next.choose(kind, ways);
            }
        }
        let mut commit = Commit::new(permit, self.now());
        commit.audit.push(AuditNote {
            action: "notifications.chosen".to_owned(),
            subject: actor.id.to_string(),
            team: actor.home_team().cloned(),
            why: None,
            before: json!(before),
            after: json!(next),
        });
        commit.writes.push(Write::Preferences {
            person: actor.id.clone(),
            expected,
            next: Box::new(next.clone()),
        });
        self.store.commit(commit).await?;
        Ok(next)
    }

    /// An address that mail may go to.
    pub(super) fn mail_address(&self, field: &str, text: &str) -> Result<String, PortalError> {
        let address = text.trim();
        let refuse = |why: String| PortalError::invalid(format!("Nothing was kept: {why}.")).at(field, why);
        let plain =
            |c: char| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '<' | '>' | '"' | '(' | ')' | '\\');
        let parts = address.rsplit_once('@').filter(|(name, domain)| {
            !name.is_empty() && !name.contains('@') && domain.contains('.') && !domain.starts_with('.')
        });
        let Some((_, domain)) =
            parts.filter(|_| address.len() <= LONGEST_ADDRESS && address.chars().all(plain))
        else {
            return Err(refuse(format!("{address:?} is no mail address")));
        };
        let domains = &self.settings.mail_domains;
        if !domains.is_empty() && !domains.iter().any(|known| known.eq_ignore_ascii_case(domain)) {
            return Err(refuse(format!("mail goes to {} only", domains.join(", "))));
        }
        Ok(address.to_owned())
    }
}
