//! The environment matrix: one query, on columns and indexes only.

use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::rows::Record;
use crate::sql::{Sql, containing};
use domain::template::TemplateDigest;
use domain::view::{Cell, Matrix, MatrixColumn, MatrixFilter, MatrixRow};
use services::ports::StoreError;

const FEWEST: i64 = 50;
const MOST: i64 = 200;

impl Database {
    pub(crate) async fn read_matrix(
        &self,
        filter: &MatrixFilter,
        columns: &[MatrixColumn],
    ) -> Result<Matrix> {
        let offset = filter.offset.max(0);
        let limit = if filter.limit <= 0 { FEWEST } else { filter.limit.min(MOST) };
        let rows = window(filter, offset, limit).fetch_all(&self.readers).await?;
        let first = rows.first().ok_or_else(|| StoreError::Broken("heads has no row".to_owned()))?;
        let head = Record { table: "heads", row: first };
        let (version, total) = (head.int("live_seq")?, head.int("total")?);
        let mut matrix = Matrix { version, columns: columns.to_vec(), rows: Vec::new(), total, offset };
        for row in &rows {
            place(&mut matrix.rows, columns, &Record { table: "environments", row })?;
        }
        matrix.rows.iter_mut().for_each(|row| compare(row, columns));
        Ok(matrix)
    }
}

/// All cells of the rows in view, by row. The heads come with it, so that there is always one row and that the
/// version belongs to exactly these cells.
fn window(filter: &MatrixFilter, offset: i64, limit: i64) -> Sql {
    let mut sql = Sql::new("WITH found AS MATERIALIZED (SELECT service, name FROM environments");
    let mut conditions = Conditions::of(&mut sql);
    conditions.equal("service = ", filter.service.as_deref());
    conditions.equal("team = ", filter.team.as_deref());
    conditions.equal("stage = ", filter.stage.as_deref());
    conditions.equal("region = ", filter.region.as_deref());
    if let Some(text) = filter.search.as_deref().filter(|text| !text.is_empty()) {
        // Names are lowercase.
        let pattern = containing(&text.to_lowercase());
        let sql = conditions.and().push("(service LIKE ").bind(pattern.as_str());
        sql.push(" ESCAPE '!' OR name LIKE ").bind(pattern).push(" ESCAPE '!')");
    }
    sql.push(" GROUP BY service, name");
    if filter.differences {
        sql.push(" HAVING MIN(template_digest) <> MAX(template_digest)");
    }
    sql.push("), shown AS (SELECT service, name FROM found ORDER BY service, name LIMIT ");
    sql.bind(limit).push(" OFFSET ").bind(offset);
    sql.push(
        ") SELECT e.id, e.service, e.name, e.team, e.stage, e.region, e.status, e.drift, e.template,
             e.template_digest, e.held_by, e.updated_at, heads.live_seq,
             (SELECT COUNT(*) FROM found) AS total
         FROM heads LEFT JOIN shown ON 1 = 1
         LEFT JOIN environments AS e ON e.service = shown.service AND e.name = shown.name
         ORDER BY e.service, e.name",
    );
    sql
}

/// Puts one environment into its row and column.
fn place(rows: &mut Vec<MatrixRow>, columns: &[MatrixColumn], record: &Record<'_>) -> Result<()> {
    if record.maybe_text("id")?.is_none() {
        return Ok(());
    }
    let (service, name) = (record.text("service")?, record.text("name")?);
    let same = |row: &MatrixRow| row.service.as_str() == service && row.name.as_str() == name;
    if !rows.last().is_some_and(same) {
        rows.push(MatrixRow {
            team: record.word("team")?,
            service: record.word("service")?,
            name: record.word("name")?,
            cells: vec![None; columns.len()],
        });
    }
    let (stage, region) = (record.text("stage")?, record.text("region")?);
    let column = columns.iter().position(|c| c.stage.as_str() == stage && c.region.as_str() == region);
    if let (Some(column), Some(row)) = (column, rows.last_mut()) {
        row.cells[column] = Some(cell(record)?);
    }
    Ok(())
}

fn cell(record: &Record<'_>) -> Result<Cell> {
    let digest: TemplateDigest = record.word("template_digest")?;
    Ok(Cell {
        id: record.word("id")?,
        status: record.word("status")?,
        drift: record.word("drift")?,
        template: record.word("template")?,
        template_version: digest.short().to_owned(),
        differs_from_home: false,
        held: record.maybe_text("held_by")?.is_some(),
        updated_at: record.time("updated_at")?,
    })
}

/// Marks the cells that run another template version than the home region in the same stage.
fn compare(row: &mut MatrixRow, columns: &[MatrixColumn]) {
    for (home, column) in columns.iter().enumerate().filter(|(_, column)| column.home) {
        let Some(at_home) = row.cells[home].as_ref().map(|cell| cell.template_version.clone()) else {
            continue;
        };
        for (cell, other) in row.cells.iter_mut().zip(columns) {
            if let Some(cell) = cell.as_mut().filter(|_| other.stage == column.stage) {
                cell.differs_from_home = cell.template_version != at_home;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DatabaseOptions;

    #[tokio::test]
    async fn rows_are_found_without_reading_the_table() {
        let store = Database::open(&DatabaseOptions::at("sqlite::memory:")).await.expect("a database");
        let some = |text: &str| Some(text.to_owned());
        let filters = [
            MatrixFilter::default(),
            MatrixFilter { service: some("api"), ..Default::default() },
            MatrixFilter { team: some("live"), differences: true, ..Default::default() },
            MatrixFilter { stage: some("prod"), region: some("us-east-1"), ..Default::default() },
            MatrixFilter { search: some("x"), differences: true, ..Default::default() },
        ];
        for filter in filters {
            let plan = window(&filter, 0, 50).plan(&store.readers).await.expect("a plan");
            let finding = plan.lines().find(|step| step.contains(" environments ")).unwrap_or_default();
            assert!(finding.contains("COVERING INDEX"), "{filter:?}:\n{plan}");
            assert!(plan.contains("SEARCH e USING INDEX"), "{filter:?}:\n{plan}");
        }
    }
}
