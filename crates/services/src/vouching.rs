use crate::Portal;
use domain::PortalError;
use domain::ids::ActorId;
use domain::people::Actor;
use domain::values::StoredValue;
use serde::{Deserialize, Serialize};

/// A text on its way through somebody's browser and back.
#[derive(Serialize, Deserialize)]
struct Note {
    told_to: ActorId,
    text: String,
}

/// Texts that the portal gives away and believes when they come back, from the same person and unaltered.
impl Portal {
    /// Seals the text for this person.
    ///
    /// # Errors
    /// When it cannot be sealed, which is a defect.
    pub fn vouch(&self, actor: &Actor, text: &str) -> Result<String, PortalError> {
        let note = Note { told_to: actor.id.clone(), text: text.to_owned() };
        let note = serde_json::to_string(&note).map_err(PortalError::internal)?;
        match self.vault.seal(&note, self.ids.random())? {
            StoredValue::Sealed(sealed) | StoredValue::Plain(sealed) => Ok(sealed),
        }
    }

    /// The text, when it was sealed here for this person.
    pub fn vouched(&self, actor: &Actor, sealed: &str) -> Option<String> {
        let note = self.vault.open(&StoredValue::Sealed(sealed.to_owned())).ok()?;
        let note: Note = serde_json::from_str(&note).ok()?;
        (note.told_to == actor.id).then_some(note.text)
    }
}
