use super::bodies;
use crate::environments::text::EnvironmentText;
use crate::i18n::{Lang, Words, names};
use crate::ui::address::escape_into;
use domain::view::{Matrix, MatrixColumn};
use std::fmt::Write;

/// Head and bodies. `live` is where changes come from.
pub fn write(matrix: &Matrix, lang: Lang, live: &str) -> String {
    let mut out = String::with_capacity(1_024 + matrix.rows.len() * (600 + matrix.columns.len() * 300));
    out.push_str(r#"<table class="matrix" id="matrix" data-version=""#);
    // Writing to a string cannot fail.
    let _ = write!(out, r#"{}" data-live=""#, matrix.version);
    escape_into(&mut out, live);
    let columns = matrix.columns.len();
    let _ = write!(
        out,
        r#"" style="--columns:{columns}"><caption class="vh">{}</caption><colgroup><col class="first"><col span="{columns}">"#,
        EnvironmentText::of(lang).matrix_label,
    );
    out.push_str("</colgroup>");
    write_head(&mut out, &matrix.columns, lang);
    out.push_str(&bodies(matrix, lang));
    out.push_str("</table>");
    out
}

fn write_head(out: &mut String, columns: &[MatrixColumn], lang: Lang) {
    let words = Words::of(lang);
    let _ = write!(out, r#"<thead><tr><th scope="col" rowspan="2">{}</th>"#, words.service);
    for band in bands(columns) {
        let _ = write!(out, r#"<th scope="colgroup" colspan="{}" class="band">"#, band.len());
        escape_into(out, &band.first().map(|column| names::stage(lang, &column.stage)).unwrap_or_default());
        out.push_str("</th>");
    }
    out.push_str("</tr><tr>");
    for column in columns {
        let class = if column.home { r#" class="h""# } else { "" };
        let _ = write!(out, r#"<th scope="col"{class} title="{}">"#, column.region);
        escape_into(out, &names::region(lang, &column.region, &column.region_title));
        if column.home {
            let _ = write!(out, r#" <small>{}</small>"#, words.home);
        }
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>");
}

/// Neighbouring columns of one stage.
fn bands(columns: &[MatrixColumn]) -> impl Iterator<Item = &[MatrixColumn]> {
    columns.chunk_by(|a, b| a.stage == b.stage)
}
