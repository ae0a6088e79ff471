//! `xtask build`: everything that the portal sends to browsers besides pages.

use std::time::Instant;

use anyhow::Result;

use crate::assets::Assets;
use crate::{project, styles, wasm};

#[derive(clap::Args)]
pub struct Arguments {
    /// Quick to build and large, into target/site-dev: no optimisation, no precompression
    #[arg(long)]
    dev: bool,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    site(if arguments.dev { wasm::Kind::Dev } else { wasm::Kind::Release })
}

/// Builds `target/site` or `target/site-dev`. What did not change is not built again.
pub fn site(kind: wasm::Kind) -> Result<()> {
    let start = Instant::now();
    let scripts = wasm::build(kind)?;
    let mut assets = Assets::new(kind.site(), kind == wasm::Kind::Release)?;
    assets.add_program("program", &scripts, &["app.js", "app.wasm", "split.js"])?;
    assets.add_folder(&project::root().join("public"))?;
    let style = styles::bundle(&project::root().join("style/main.css"))?;
    assets.add("main.css", assets.resolve(&style).as_bytes())?;
    let summary = assets.finish()?;
    eprintln!("{summary} in {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}
