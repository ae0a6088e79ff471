//! What Prometheus's API answers.

use domain::Timestamp;
use domain::metric::Sample;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Answer {
    status: String,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "resultType")]
    kind: String,
    #[serde(default)]
    result: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    values: Vec<(f64, String)>,
}

impl Answer {
    /// The samples of the only series, each at the beginning of the step that it speaks of.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn samples(self, step_millis: i64) -> Result<Vec<Sample>, String> {
        let data = match (self.status.as_str(), self.data) {
            ("success", Some(data)) if data.kind == "matrix" => data,
            _ => return Err(self.error.unwrap_or_else(|| "it is no range of values".to_owned())),
        };
        let count = data.result.len();
        if count > 1 {
            return Err(format!("the query has {count} series and must have one: put a sum(…) around it"));
        }
        let sample = |(seconds, value): (f64, String)| {
            let at = Timestamp((seconds * 1000.0).round() as i64).plus_millis(-step_millis);
            Some(Sample { at, value: value.parse().ok()? })
        };
        Ok(data.result.into_iter().flat_map(|line| line.values).filter_map(sample).collect())
    }
}
