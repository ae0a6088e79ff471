use super::model::State;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// What an earlier stand-in remembered; new when there was none.
pub fn load(file: &Path) -> io::Result<State> {
    match fs::read(file) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(State::new()),
        Err(error) => Err(error),
    }
}

/// Writes it down, all or nothing.
pub fn save(file: &Path, state: &State) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = file.with_extension("draft");
    fs::write(&draft, serde_json::to_vec(state)?)?;
    fs::File::open(&draft)?.sync_all()?;
    fs::rename(draft, file)
}
