//! Files for browsers, with a hash of the content in the name, so that browsers may keep them for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Where browsers find the folder.
const PREFIX: &str = "/assets";
/// Others are compressed already.
const COMPRESSIBLE: &[&str] = &["js", "wasm", "css", "svg", "json", "txt", "webmanifest", "ico"];

/// Enough of a hash to tell versions of one file apart.
pub fn short_hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    hex::encode(digest.get(..8).unwrap_or(&digest))
}

/// Collects files in `<site>/assets` and their addresses in `<site>/assets.json`.
pub struct Assets {
    site: PathBuf,
    precompress: bool,
    addresses: BTreeMap<String, String>,
    kept: BTreeSet<PathBuf>,
    /// Bytes of script, module and style as a browser loads them.
    first_page: usize,
}

impl Assets {
    pub fn new(site: PathBuf, precompress: bool) -> Result<Self> {
        fs::create_dir_all(site.join("assets"))?;
        Ok(Self { site, precompress, addresses: BTreeMap::new(), kept: BTreeSet::new(), first_page: 0 })
    }

    /// Adds one file; `name` is its key in the manifest and may hold folders.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let hashed = hashed_name(name, content);
        let size = self.store(&hashed, content)?;
        if !name.contains('/') && matches!(extension(name), "js" | "wasm" | "css") {
            self.first_page += size;
        }
        self.addresses.insert(name.to_owned(), format!("{PREFIX}/{hashed}"));
        Ok(())
    }

    /// Adds all files of a folder under their relative names. A folder that is not there is empty.
    pub fn add_folder(&mut self, folder: &Path) -> Result<()> {
        for path in files_below(folder)? {
            self.add(&relative(folder, &path), &fs::read(&path)?)?;
        }
        Ok(())
    }

    /// Adds files that know each other by their relative names: here the folder's name holds the hash. `entries` are
    /// those that pages ask for.
    pub fn add_program(&mut self, name: &str, folder: &Path, entries: &[&str]) -> Result<()> {
        let files = files_below(folder)?;
        let contents = files.iter().map(fs::read).collect::<std::io::Result<Vec<_>>>()?;
        let home = hashed_name(name, &contents.concat());
        for (path, content) in files.iter().zip(&contents) {
            let name = relative(folder, path);
            let size = self.store(&format!("{home}/{name}"), content)?;
            let entry = entries.contains(&name.as_str());
            if entry {
                self.addresses.insert(name.clone(), format!("{PREFIX}/{home}/{name}"));
            }
            // Modules that are no entries come later, if at all.
            if entry || extension(&name) == "js" {
                self.first_page += size;
            }
        }
        Ok(())
    }

    /// Replaces the addresses of added files in a style sheet: `url(/logo.svg)` gets the name with the hash.
    pub fn resolve(&self, style: &str) -> String {
        self.addresses.iter().fold(style.to_owned(), |style, (name, address)| {
            style
                .replace(&format!("url(/{name})"), &format!("url({address})"))
                .replace(&format!("url(\"/{name}\")"), &format!("url({address})"))
        })
    }

    /// Writes the manifest, removes files of earlier builds, and tells what there is.
    pub fn finish(self) -> Result<String> {
        let manifest = serde_json::to_vec_pretty(&self.addresses)?;
        write_whole(&self.site.join("assets.json"), &manifest)?;
        for path in files_below(&self.site.join("assets"))? {
            if !self.kept.contains(&path) {
                fs::remove_file(&path)?;
            }
        }
        let sent = if self.precompress { "with brotli" } else { "uncompressed" };
        let kilobytes = self.first_page / 1000;
        Ok(format!("{} assets, script, module and style {kilobytes} KB {sent}", self.addresses.len()))
    }

    /// Writes a file unless it is there (its name tells its content) and returns how much of it is sent.
    fn store(&mut self, name: &str, content: &[u8]) -> Result<usize> {
        let path = self.site.join("assets").join(name);
        let is_there = fs::metadata(&path).is_ok_and(|found| found.len() == content.len() as u64);
        if !is_there {
            write_whole(&path, content)?;
        }
        self.kept.insert(path.clone());
        if !self.precompress || !COMPRESSIBLE.contains(&extension(name)) {
            return Ok(content.len());
        }
        let compressed = path.with_file_name(format!("{}.br", file_name(&path)));
        if !is_there || !compressed.exists() {
            write_whole(&compressed, &brotli(content)?)?;
        }
        let size = fs::metadata(&compressed)?.len();
        self.kept.insert(compressed);
        Ok(usize::try_from(size)?)
    }
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 64 * 1024, 11, 24);
    writer.write_all(content)?;
    drop(writer);
    Ok(compressed)
}

/// A reader sees the old file or the new one, never half of it.
fn write_whole(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file stands in a folder")?;
    fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!("{}.part", file_name(path)));
    fs::write(&unfinished, content).with_context(|| format!("{} cannot be written", path.display()))?;
    fs::rename(&unfinished, path)?;
    Ok(())
}

fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash = short_hash(content);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn relative(folder: &Path, path: &Path) -> String {
    let rest = path.strip_prefix(folder).unwrap_or(path);
    rest.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(files);
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(site: &Path) -> Result<BTreeMap<String, String>> {
        Ok(serde_json::from_slice(&fs::read(site.join("assets.json"))?)?)
    }

    #[test]
    fn names_follow_content_and_old_files_go() -> Result<()> {
        let site = tempfile::tempdir()?;
        let build = |script: &[u8]| -> Result<String> {
            let mut assets = Assets::new(site.path().to_owned(), true)?;
            assets.add("app.js", script)?;
            assets.finish()?;
            Ok(manifest(site.path())?["app.js"].clone())
        };
        let first = build(b"one")?;
        assert_eq!(build(b"one")?, first);
        assert_ne!(build(b"two")?, first);
        let names: Vec<_> = files_below(site.path())?.iter().map(|path| file_name(path)).collect();
        assert_eq!(names.len(), 3, "script, compressed script and manifest: {names:?}");
        Ok(())
    }

    #[test]
    fn files_of_a_program_keep_their_names_in_a_folder_that_is_new_with_every_change() -> Result<()> {
        let (site, program) = (tempfile::tempdir()?, tempfile::tempdir()?);
        fs::write(program.path().join("app.js"), "import './split.js'")?;
        fs::write(program.path().join("split.js"), "one")?;
        let build = || -> Result<BTreeMap<String, String>> {
            let mut assets = Assets::new(site.path().to_owned(), false)?;
            assets.add_program("program", program.path(), &["app.js"])?;
            assets.finish()?;
            manifest(site.path())
        };
        let first = build()?;
        assert_eq!(first.keys().collect::<Vec<_>>(), ["app.js"]);
        let beside = first["app.js"].replace("app.js", "split.js");
        assert_eq!(fs::read(site.path().join(beside.trim_start_matches('/')))?, b"one");
        fs::write(program.path().join("split.js"), "two")?;
        assert_ne!(build()?, first);
        Ok(())
    }

    #[test]
    fn styles_point_to_hashed_names() -> Result<()> {
        let (site, public) = (tempfile::tempdir()?, tempfile::tempdir()?);
        fs::create_dir(public.path().join("fonts"))?;
        fs::write(public.path().join("fonts/korean.woff2"), "font")?;
        let mut assets = Assets::new(site.path().to_owned(), false)?;
        assets.add_folder(public.path())?;
        let address = assets.addresses["fonts/korean.woff2"].clone();
        assert_eq!(assets.resolve("src:url(/fonts/korean.woff2)"), format!("src:url({address})"));
        assert_eq!(address, format!("/assets/fonts/korean.{}.woff2", short_hash(b"font")));
        Ok(())
    }

    #[test]
    fn what_is_compressed_unpacks_to_the_original() -> Result<()> {
        let content = "island ".repeat(1000);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut brotli(content.as_bytes())?.as_slice(), &mut unpacked)?;
        assert_eq!(unpacked, content.as_bytes());
        Ok(())
    }
}
