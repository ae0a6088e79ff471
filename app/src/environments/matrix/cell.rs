//! One cell's HTML, written by hand because a page holds hundreds of them.
//!
//! A cell is always one link, so that patching it never takes the focus away: to the environment,
//! or to the form that would create one.

use crate::environments::text::EnvironmentText;
use crate::i18n::{self, Lang, names};
use crate::ui::Shown;
use crate::ui::address::{encode, escape_into};
use domain::environment::{Drift, EnvironmentStatus};
use domain::view::{Cell, MatrixColumn, MatrixRow};

/// What a cell's link carries; two cells with equal links look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellLink {
    pub href: String,
    /// Tone of the status, and `differs`, `drifted`, `held` where they apply; `none` when empty.
    pub class: String,
    pub content: String,
    /// What tells one state from another besides address and class: version, word and moment.
    pub mark: String,
}

pub fn link(row: &MatrixRow, column: &MatrixColumn, cell: Option<&Cell>, lang: Lang) -> CellLink {
    match cell {
        Some(cell) => filled(cell, lang),
        None => empty(row, column, lang),
    }
}

fn filled(cell: &Cell, lang: Lang) -> CellLink {
    let text = EnvironmentText::of(lang);
    let tone = cell.status.tone().class();
    let drifted = cell.drift == Drift::Drifted;
    let mut class = format!("c {tone}");
    // A version stands for something that runs; what is only asked for has none yet.
    let version = if runs(cell.status) { short(&cell.template_version) } else { "" };
    let mut content = format!(r#"<i class="glyph {tone}"></i>"#);
    if !version.is_empty() {
        content.push_str("<b>");
        escape_into(&mut content, version);
        content.push_str("</b>");
    }
    // Running is what everybody expects; anything else is said in words.
    let word = names::environment_status(lang, cell.status);
    content.push_str(&format!(r#"<span class="w">{word}</span>"#));
    let marks = [
        (cell.differs_from_home && runs(cell.status), "differs", text.differs),
        (drifted, "drifted", names::drift(lang, Drift::Drifted)),
        (cell.held, "held", text.held),
    ];
    let mut marked = String::new();
    for (_, name, meaning) in marks.into_iter().filter(|mark| mark.0) {
        class.push(' ');
        class.push_str(name);
        marked.push_str(&format!(
            r#"<i class="glyph {name}" title="{meaning}"></i><span class="vh">{meaning}</span>"#
        ));
    }
    if !marked.is_empty() {
        content.push_str(&format!(r#"<span class="m">{marked}</span>"#));
    }
    let at = cell.updated_at;
    let absolute = i18n::absolute(at);
    // Month, day and time of day: the year would not fit.
    let short = absolute.get(5..16).unwrap_or(&absolute);
    content.push_str(&format!(r#"<time datetime="{}" data-ago>{short}</time>"#, i18n::iso(at)));
    let mark = format!("{version}|{word}|{}", i18n::iso(at));
    CellLink { href: format!("/environments/{}", cell.id), class, content, mark }
}

/// Whether something answers there now: also while it is changed, taken down, or after a change that failed.
pub const fn runs(status: EnvironmentStatus) -> bool {
    match status {
        EnvironmentStatus::Running
        | EnvironmentStatus::Updating
        | EnvironmentStatus::Degraded
        | EnvironmentStatus::Deleting => true,
        EnvironmentStatus::Requested | EnvironmentStatus::Creating | EnvironmentStatus::Broken => false,
    }
}

/// Enough digits to tell versions of one template apart, and few enough for a cell.
pub fn short(version: &str) -> &str {
    version.get(..7).unwrap_or(version)
}

fn empty(row: &MatrixRow, column: &MatrixColumn, lang: Lang) -> CellLink {
    let template = row.cells.iter().flatten().next().map(|cell| encode(cell.template.as_str()));
    let href = format!(
        "/requests/new?template={}&service={}&name={}&target={}/{}",
        template.unwrap_or_default(),
        row.service,
        row.name,
        column.stage,
        column.region,
    );
    let text = EnvironmentText::of(lang);
    let mut content = format!(r#"<span aria-hidden="true">+</span><span class="vh">{} "#, text.create_here);
    escape_into(&mut content, &place(column, lang));
    content.push_str("</span>");
    CellLink { href, class: "c none".to_owned(), content, mark: "||".to_owned() }
}

fn place(column: &MatrixColumn, lang: Lang) -> String {
    let region = names::region(lang, &column.region, &column.region_title);
    format!("{} · {region}", names::stage(lang, &column.stage))
}

/// The whole cell with its place for narrow screens, where there is no column head.
pub fn write(out: &mut String, row: &MatrixRow, column: &MatrixColumn, cell: Option<&Cell>, lang: Lang) {
    let link = link(row, column, cell, lang);
    out.push_str(if column.home { r#"<td class="h" data-l=""# } else { r#"<td data-l=""# });
    escape_into(out, &place(column, lang));
    out.push_str(r#""><a class=""#);
    out.push_str(&link.class);
    out.push_str(r#"" href=""#);
    escape_into(out, &link.href);
    out.push_str(r#"">"#);
    out.push_str(&link.content);
    out.push_str("</a></td>");
}
