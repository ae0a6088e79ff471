//! The queue of jobs. A job is a row; holding it is a lease on that row.
//!
//! Only the oldest job of a lane may be claimed, and it stays in the table until it is finished, so a lane never
//! runs two at once. Jobs are added, given back and finished under the heads; claims take turns among themselves.

mod add;
mod claim;
mod lease;
mod watch;

use crate::error::Result;
use crate::rows::Record;
use services::ports::LeasedJob;

fn leased(row: &Record<'_>, lease: String) -> Result<LeasedJob> {
    Ok(LeasedJob {
        id: row.word("id")?,
        kind: row.json("document")?,
        attempts: row.count("attempts")?,
        lane: row.text("lane")?,
        pool: row.text("pool")?,
        run_at: row.time("run_at")?,
        lease,
    })
}
