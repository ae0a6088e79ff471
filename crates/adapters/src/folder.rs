//! Templates in a folder.

use async_trait::async_trait;
use domain::PortalError;
use domain::names::TemplateName;
use services::ports::{TemplateFile, TemplateSource};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What template files end with.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "template"];

/// More of a file is not read. It is far beyond what CloudFormation takes, so that the check still reports the size.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// The template files in a folder and in its direct subfolders. Files that change are read again, the others are not.
#[derive(Debug)]
pub struct TemplateFolder {
    folder: PathBuf,
    read: Arc<Mutex<BTreeMap<PathBuf, Known>>>,
}

/// A file as it was read last.
#[derive(Clone, Debug)]
struct Known {
    stamp: Stamp,
    source: Arc<[u8]>,
}

/// Tells a changed file from an unchanged one without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
}

impl TemplateFolder {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        TemplateFolder { folder: folder.into(), read: Arc::default() }
    }
}

#[async_trait]
impl TemplateSource for TemplateFolder {
    async fn files(&self) -> Result<Vec<TemplateFile>, PortalError> {
        let (folder, known) = (self.folder.clone(), Arc::clone(&self.read));
        let work = tokio::task::spawn_blocking(move || {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            scan(&folder, &mut known)
        });
        work.await.map_err(PortalError::internal)?
    }
}

fn scan(folder: &Path, known: &mut BTreeMap<PathBuf, Known>) -> Result<Vec<TemplateFile>, PortalError> {
    let mut paths = Vec::new();
    collect(folder, true, &mut paths).map_err(|error| {
        let message = format!("The template folder {} cannot be read: {error}.", folder.display());
        PortalError::unavailable(message).because(error)
    })?;
    paths.sort();
    known.retain(|path, _| paths.contains(path));
    let mut files = BTreeMap::new();
    for path in paths {
        let Some(name) = name_of(&path) else { continue };
        match current(&path, known) {
            // Of two files with the same name the first path wins, so that the choice is stable.
            Ok(source) => {
                files.entry(name.clone()).or_insert(TemplateFile { name, source });
            }
            // Gone since it was listed, or not ours to read: the others still count.
            Err(error) => tracing::warn!(path = %path.display(), %error, "a template cannot be read"),
        }
    }
    Ok(files.into_values().collect())
}

fn collect(folder: &Path, deeper: bool, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() && deeper => {
                if let Err(error) = collect(&path, false, paths) {
                    tracing::warn!(path = %path.display(), %error, "a folder of templates cannot be read");
                }
            }
            Ok(found) if found.is_file() && is_template(&path) => paths.push(path),
            _ => {}
        }
    }
    Ok(())
}

fn is_template(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn name_of(path: &Path) -> Option<TemplateName> {
    let name = path.file_stem()?.to_str().and_then(|stem| TemplateName::parse(stem).ok());
    if name.is_none() {
        tracing::warn!(path = %path.display(), "a file's name does not work as a template's name");
    }
    name
}

fn current(path: &Path, known: &mut BTreeMap<PathBuf, Known>) -> io::Result<Arc<[u8]>> {
    let stamp = Stamp::of(&fs::metadata(path)?);
    if let Some(same) = known.get(path).filter(|known| known.stamp == stamp) {
        return Ok(Arc::clone(&same.source));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    let unchanged = known.get(path).filter(|known| *known.source == *bytes);
    let source = unchanged.map_or_else(|| Arc::from(bytes.as_slice()), |known| Arc::clone(&known.source));
    known.insert(path.to_owned(), Known { stamp, source: Arc::clone(&source) });
    Ok(source)
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        Stamp { modified: found.modified().ok(), length: found.len() }
    }
}
