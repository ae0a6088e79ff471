//! Styles: `style/main.css` and everything it imports become one small file.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::Browsers;

/// Follows the imports of a style sheet and prints all of it without white space.
pub fn bundle(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    // The errors borrow from the bundler and carry file, line and column in their text.
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow!("{}: {error}", entry.display()))?;
    sheet
        .minify(MinifyOptions { targets: browsers().into(), ..MinifyOptions::default() })
        .map_err(|error| anyhow!("{error}"))?;
    let printed = sheet.to_css(PrinterOptions {
        minify: true,
        targets: browsers().into(),
        ..PrinterOptions::default()
    })?;
    Ok(printed.code)
}

/// The browsers of May 2024: the first with `light-dark()`, so nothing newer than that is rewritten.
fn browsers() -> Browsers {
    Browsers {
        chrome: Some(123 << 16),
        edge: Some(123 << 16),
        firefox: Some(120 << 16),
        safari: Some((17 << 16) | (5 << 8)),
        ios_saf: Some((17 << 16) | (5 << 8)),
        ..Browsers::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_followed_and_white_space_goes() -> Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("main.css"), "@import './part.css';\n.page { color: red }\n")?;
        std::fs::write(folder.path().join("part.css"), ".card {\n  & .title { margin: 0px }\n}\n")?;
        let printed = bundle(&folder.path().join("main.css"))?;
        assert_eq!(printed, ".card{& .title{margin:0}}.page{color:red}");
        Ok(())
    }

    #[test]
    fn a_mistake_is_reported_with_its_place() -> Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("main.css"), ".page {\n  color: red;\n}}\n")?;
        let error = bundle(&folder.path().join("main.css")).expect_err("the braces do not match").to_string();
        assert!(error.contains("main.css:3"), "{error}");
        Ok(())
    }
}
