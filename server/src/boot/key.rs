use crate::config::VaultKey;
use anyhow::Context;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The key in this file; made on first use, readable for its owner only.
pub fn kept_key(path: &Path) -> anyhow::Result<VaultKey> {
    if !path.exists() {
        make(path).with_context(|| format!("the key {} cannot be written", path.display()))?;
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("the key {} cannot be read", path.display()))?;
    VaultKey::parse(text.trim()).with_context(|| {
        format!("{} holds no key of 64 hexadecimal digits: restore it, or secrets are lost", path.display())
    })
}

/// Appears under its name only when it is complete, so that a crash leaves no half a key.
fn make(path: &Path) -> std::io::Result<()> {
    let unfinished = path.with_extension("part");
    let _ = fs::remove_file(&unfinished);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    let key: [u8; 32] = rand::random();
    writeln!(file, "{}", hex::encode(key))?;
    file.sync_all()?;
    fs::rename(unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vault.key");
        let first = kept_key(&path).expect("made");
        assert_eq!(kept_key(&path).expect("read"), first);
        let mode = fs::metadata(&path).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(&path, "short").expect("written");
        assert!(kept_key(&path).is_err(), "a damaged key is never replaced");
    }
}
