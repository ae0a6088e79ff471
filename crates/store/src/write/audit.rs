use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, CHUNK, Sql};
use domain::audit::{AuditEvent, AuditNote};
use services::ports::Commit;

/// The columns of an audit event.
pub(super) type AuditRow = [Arg; 13];

impl Writing {
    /// Continues the chain with what the commit has to say for itself.
    pub fn add_audit(&mut self, commit: &Commit) -> Result<()> {
        let login = commit.permit.actor().login.as_str();
        for note in &commit.audit {
            let event = self.chain(commit, note);
            self.audit.push(row(&event, login)?);
        }
        Ok(())
    }

    pub(super) async fn store_audit(&mut self) -> Result<()> {
        for chunk in std::mem::take(&mut self.audit).chunks(CHUNK) {
            let mut sql = Sql::new(
                "INSERT INTO audit_events (seq, at, actor, actor_login, actor_name, action, subject, team, why,
                 before_value, after_value, previous_hash, hash) VALUES ",
            );
            sql.tuples(chunk.iter().cloned());
            self.run(sql).await?;
        }
        Ok(())
    }

    fn chain(&mut self, commit: &Commit, note: &AuditNote) -> AuditEvent {
        let mut event = AuditEvent {
            seq: self.heads.audit_seq + 1,
            at: commit.at,
            actor: commit.permit.actor().id.clone(),
            actor_name: commit.permit.actor().name.clone(),
            note: note.clone(),
            previous_hash: self.heads.audit_hash.clone(),
            hash: String::new(),
        };
        event.hash = event.expected_hash();
        self.heads.audit_seq = event.seq;
        self.heads.audit_hash = event.hash.clone();
        event
    }
}

fn row(event: &AuditEvent, login: &str) -> Result<AuditRow> {
    let note = &event.note;
    Ok([
        event.seq.into(),
        event.at.0.into(),
        event.actor.as_str().into(),
        login.into(),
        event.actor_name.as_str().into(),
        note.action.as_str().into(),
        note.subject.as_str().into(),
        note.team.as_ref().map(|team| team.as_str()).into(),
        note.why.as_deref().into(),
        json("an audit event", &note.before)?.into(),
        json("an audit event", &note.after)?.into(),
        event.previous_hash.as_str().into(),
        event.hash.as_str().into(),
    ])
}
