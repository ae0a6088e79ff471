//! The matrix as a table: one string, written row by row.

#[cfg(feature = "ssr")]
mod head;

#[cfg(feature = "ssr")]
pub use head::write;

use super::cell;
use crate::environments::text::{self, EnvironmentText};
use crate::i18n::{Lang, names};
use crate::ui::address::escape_into;
use domain::view::{Cell, Matrix, MatrixColumn, MatrixRow};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What tells a row from all others: `service/environment`.
pub fn key(row: &MatrixRow) -> String {
    format!("{}/{}", row.service, row.name)
}

/// One body per team, each under its name.
pub fn bodies(matrix: &Matrix, lang: Lang) -> String {
    let mut out = String::new();
    for team in matrix.rows.chunk_by(|a, b| a.team == b.team) {
        let Some(first) = team.first() else { continue };
        let _ = write!(
            out,
            r#"<tbody><tr class="team"><th scope="rowgroup" colspan="{}"><span>{}</span></th></tr>"#,
            matrix.columns.len() + 1,
            first.team,
        );
        for row in team {
            write_row(&mut out, row, &matrix.columns, lang);
        }
        out.push_str("</tbody>");
    }
    out
}

fn write_row(out: &mut String, row: &MatrixRow, columns: &[MatrixColumn], lang: Lang) {
    let _ = write!(out, r#"<tr data-k="{}"><th scope="row">{}"#, key(row), row.service);
    if row.name.as_str() != row.service.as_str() {
        let _ = write!(out, r#" <small>{}</small>"#, row.name);
    }
    out.push_str(r#"<span class="sum">"#);
    escape_into(out, &summary(row, columns, lang));
    out.push_str("</span></th>");
    for (place, column) in columns.iter().enumerate() {
        let cell = row.cells.get(place).and_then(Option::as_ref);
        cell::write(out, row, column, cell, lang);
    }
    out.push_str("</tr>");
}

/// "prod 3/4 on 1a2b3c4": how much of the furthest stage that has anything runs, and its most common version.
pub fn summary(row: &MatrixRow, columns: &[MatrixColumn], lang: Lang) -> String {
    let filled = |(place, column)| Some((column, row.cells.get::<usize>(place)?.as_ref()?));
    let cells: Vec<(&MatrixColumn, &Cell)> = columns.iter().enumerate().filter_map(filled).collect();
    let Some(stage) = cells.last().map(|(column, _)| column.stage.clone()) else {
        return EnvironmentText::of(lang).nothing_here.to_owned();
    };
    let of_stage = || cells.iter().filter(|(column, _)| column.stage == stage).map(|(_, cell)| *cell);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in of_stage().filter(|cell| cell::runs(cell.status)) {
        *counts.entry(cell::short(&cell.template_version)).or_default() += 1;
    }
    let (stage, all) = (names::stage(lang, &stage), of_stage().count());
    match counts.into_iter().max_by_key(|(_, count)| *count) {
        Some((version, same)) => text::summary(lang, &stage, same, all, version),
        None => text::none_runs(lang, &stage, all),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
