//! The browser's part of the program: WebAssembly and the scripts that load it.
//!
//! What the code marks as lazy (`#[lazy]`, `#[island(lazy)]`) is split off into modules of its own, which browsers fetch
//! when they need them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::assets::short_hash;
use crate::project::{cargo, succeed, target, tool};

const TARGET: &str = "wasm32-unknown-unknown";

/// The features that every browser of the last years has. `--all-features` would use some that they lack.
const WASM_OPT: &[&str] = &[
    "-Oz",
    // Not every section of names that the splitter leaves is known to it.
    "--quiet",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// What the result is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Built in seconds.
    Dev,
    /// Small.
    Release,
}

impl Kind {
    fn profile(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "wasm-release",
        }
    }

    /// Cargo calls the folder of the profile `dev` otherwise.
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "wasm-release",
        }
    }

    /// What the portal sends to browsers: `assets.json` and the files that it names. Each kind has its own, because
    /// tests run beside a portal that people use.
    pub fn site(self) -> PathBuf {
        target().join(match self {
            Self::Dev => "site-dev",
            Self::Release => "site",
        })
    }
}

/// The script that fetches what was split off. Scripts and modules stand in one folder and know each other by name.
const LOADER: &str = "./split.js";

/// Builds and returns the folder with `app.js`, `app.wasm` and what they load.
pub fn build(kind: Kind) -> Result<PathBuf> {
    succeed(
        // Leptos would compile the names of its own build tool in.
        cargo(&["build", "--locked", "-p", "frontend", "--target", TARGET, "--profile", kind.profile()])
            .env_remove("LEPTOS_OUTPUT_NAME"),
    )?;
    let module = target().join(TARGET).join(kind.folder()).join("frontend.wasm");
    let bytes = fs::read(&module).with_context(|| format!("{} is missing", module.display()))?;
    let cache = target().join("site-cache");
    let result = cache.join(format!("{}-{}", kind.folder(), short_hash(&bytes)));
    if !result.exists() {
        replace_folder(&cache, kind, &result, |folder| post_process(kind, &bytes, folder))?;
    }
    Ok(result)
}

/// Fills a new folder, then puts it in place and drops the same kind's older ones.
fn replace_folder(
    cache: &Path,
    kind: Kind,
    result: &Path,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let fresh = cache.join("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;
    fill(&fresh)?;
    for entry in fs::read_dir(cache)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&format!("{}-", kind.folder())) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    fs::rename(&fresh, result)?;
    Ok(())
}

fn post_process(kind: Kind, module: &[u8], folder: &Path) -> Result<()> {
    let (main, parts) = split(module, folder)?;
    bind(kind, &main, folder)?;
    let (bound, named) = (folder.join("app_bg.wasm"), folder.join("app.wasm"));
    fs::rename(&bound, &named)?;
    if kind == Kind::Release {
        for module in parts.iter().chain([&named]) {
            optimise(module)?;
        }
    }
    Ok(())
}

/// The main module, and the files of those that are fetched later.
fn split(module: &[u8], folder: &Path) -> Result<(Vec<u8>, Vec<PathBuf>)> {
    let rest = folder.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(module);
    options.output_dir = folder;
    options.main_out_path = &rest;
    options.main_module = "./app.js";
    options.link_name = LOADER;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the WebAssembly cannot be split: {error:#}"))?;
    let main = fs::read(&rest)?;
    fs::remove_file(&rest)?;
    Ok((main, split.split_modules))
}

fn bind(kind: Kind, main: &[u8], folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_bytes("app", main.to_owned())
        .web(true)?
        // The modules that were split off call into the main one by these names.
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .debug(kind == Kind::Dev)
        .remove_name_section(kind == Kind::Release)
        .remove_producers_section(true)
        // The page says where the module is, because its name holds a hash.
        .omit_default_module_path(true)
        .generate(folder)
        .context("wasm-bindgen failed")
}

fn optimise(module: &Path) -> Result<()> {
    let mut optimise = std::process::Command::new(tool("wasm-opt")?);
    succeed(optimise.args(WASM_OPT).arg(module).arg("-o").arg(module))
}
