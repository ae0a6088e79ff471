use super::Files;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Larger files are left out.
const LARGEST: u64 = 1_000_000;
/// Folders that belong to tools.
const SKIPPED: [&str; 3] = [".git", "node_modules", "target"];

/// All repositories below a folder, by `owner/name`. Symbolic links are not followed.
pub fn files(folder: &Path) -> io::Result<BTreeMap<String, Files>> {
    let mut repositories = BTreeMap::new();
    for (owner, owners) in folders(folder)? {
        for (name, repository) in folders(&owners)? {
            let mut files = Files::new();
            collect(&repository, "", &mut files)?;
            repositories.insert(format!("{owner}/{name}"), files);
        }
    }
    Ok(repositories)
}

fn folders(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && !SKIPPED.contains(&name.as_str()) {
            folders.push((name, entry.path()));
        }
    }
    Ok(folders)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = entry.metadata()?;
        if metadata.is_file() && metadata.len() <= LARGEST {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    for (name, below) in folders(folder)? {
        collect(&below, &format!("{prefix}{name}/"), files)?;
    }
    Ok(())
}
