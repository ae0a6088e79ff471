//! The table and its JSON.

use anyhow::Result;
use serde::Serialize;

/// One measured figure beside what was promised.
#[derive(Serialize)]
pub struct Figure {
    pub what: &'static str,
    pub measured: f64,
    pub unit: &'static str,
    pub promised: f64,
    /// Whether more is better.
    pub at_least: bool,
    /// What it is made of, for whoever wants to check it.
    pub detail: String,
}

impl Figure {
    pub fn at_least(
        what: &'static str,
        measured: f64,
        promised: f64,
        unit: &'static str,
        detail: String,
    ) -> Self {
        Figure { what, measured, unit, promised, at_least: true, detail }
    }

    pub fn at_most(
        what: &'static str,
        measured: f64,
        promised: f64,
        unit: &'static str,
        detail: String,
    ) -> Self {
        Figure { what, measured, unit, promised, at_least: false, detail }
    }

    fn kept(&self) -> bool {
        match self.at_least {
            true => self.measured >= self.promised,
            false => self.measured <= self.promised,
        }
    }
}

#[derive(Default, Serialize)]
pub struct Report {
    figures: Vec<Figure>,
}

impl Report {
    pub fn add(&mut self, figures: Vec<Figure>) {
        for figure in figures {
            println!("{}", line(&figure));
            self.figures.push(figure);
        }
    }

    /// Writes the JSON, and prints the whole table once more.
    pub fn finish(&self) -> Result<()> {
        std::fs::create_dir_all("target")?;
        std::fs::write("target/bench.json", serde_json::to_string_pretty(self)?)?;
        println!("\n{:<62} {:>12} {:>14}", "figure", "measured", "promised");
        for figure in &self.figures {
            println!("{}", line(figure));
        }
        println!("\nThe same as JSON: target/bench.json");
        Ok(())
    }
}

fn line(figure: &Figure) -> String {
    let sign = if figure.at_least { "≥" } else { "≤" };
    let mark = if figure.kept() { "✓" } else { "✗" };
    format!(
        "{:<62} {:>9.2} {:<3} {sign} {:<9} {mark}  {}",
        figure.what, figure.measured, figure.unit, figure.promised, figure.detail
    )
}

/// The value that so many percent of all are not above. Sorts.
pub fn percentile(values: &mut [f64], percent: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let position = (percent / 100.0 * last as f64).round() as usize;
    values.get(position).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_of_a_hundred() {
        let mut values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!((percentile(&mut values, 99.0), percentile(&mut values, 50.0)), (99.0, 50.0));
        assert!(percentile(&mut [], 99.0).is_nan());
    }
}
