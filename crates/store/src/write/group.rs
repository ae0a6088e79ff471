//! Group commit: everything that waits to be written goes to the disk in one transaction, and each part of it is written
//! as a whole or not at all. Writers take turns anyway; together they pay for the turn once.

use super::Writing;
use crate::dialect::Dialect;
use crate::error::{Result, store_error};
use crate::file::OpenedFile;
use crate::wake::Bell;
use domain::Timestamp;
use services::ports::{Commit, LeasedJob, NewJob, StoreError};
use sqlx::{Any, AnyPool, Transaction};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What one caller wants written.
#[derive(Debug)]
pub(crate) enum Deed {
    Commit(Box<Commit>),
    AddJobs(Vec<NewJob>),
    FinishJob(LeasedJob),
    GiveBack {
        job: LeasedJob,
        run_at: Timestamp,
        failed: Option<String>,
    },
    /// Proves that writing works.
    Proof,
}

/// Where callers hand in their deeds. The group ends with the last of these.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    waiting: mpsc::UnboundedSender<Wanted>,
}

#[derive(Debug)]
struct Wanted {
    deed: Deed,
    /// The place of the deed's newest live event, 0 when it had none.
    answer: oneshot::Sender<Result<i64>>,
}

/// The connections that write.
#[derive(Clone, Debug)]
pub(crate) struct Writers {
    pub dialect: Dialect,
    pub pool: AnyPool,
    /// SQLite's, if it is one.
    pub file: Option<Arc<OpenedFile>>,
}

impl Writers {
    /// Starts a transaction that writes.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>> {
        self.check_file()?;
        self.pool.begin_with(self.dialect.begin()).await.map_err(store_error)
    }

    /// Whether what is written will be found again.
    pub fn check_file(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.check())
    }
}

impl Group {
    pub fn start(writers: Writers, bell: Bell) -> Self {
        let (waiting, wanted) = mpsc::unbounded_channel();
        tokio::spawn(write_on(wanted, writers, bell));
        Group { waiting }
    }

    /// Hands a deed in and waits until it is written. It is written even when nobody waits any more.
    pub async fn write(&self, deed: Deed) -> Result<i64> {
        let (answer, written) = oneshot::channel();
        let stopped = || StoreError::Unavailable("the database is closed".to_owned());
        self.waiting.send(Wanted { deed, answer }).map_err(|_| stopped())?;
        written.await.map_err(|_| stopped())?
    }
}

async fn write_on(mut wanted: mpsc::UnboundedReceiver<Wanted>, writers: Writers, bell: Bell) {
    while let Some(first) = wanted.recv().await {
        let began = match writers.begin().await {
            Ok(tx) => Writing::start(tx, writers.dialect).await,
            Err(error) => Err(error),
        };
        // Whoever came while it began goes along.
        let mut group = vec![first];
        while let Ok(next) = wanted.try_recv() {
            group.push(next);
        }
        let written = match began {
            Ok(writing) => write_group(writing, &group, &bell).await,
            Err(error) => Err(error),
        };
        match written {
            Ok(each) => {
                for (wanted, result) in group.into_iter().zip(each) {
                    let _ = wanted.answer.send(result);
                }
            }
            Err(error) => {
                for wanted in group {
                    let _ = wanted.answer.send(Err(error.clone()));
                }
            }
        }
    }
}

/// What became of each deed; an error when none of them was written.
async fn write_group(mut writing: Writing, group: &[Wanted], bell: &Bell) -> Result<Vec<Result<i64>>> {
    let mut each = Vec::with_capacity(group.len());
    match group {
        // Nobody else's work could be undone with it.
        [only] => each.push(Ok(writing.perform(&only.deed).await?)),
        many => {
            for wanted in many {
                each.push(writing.perform_apart(&wanted.deed).await?);
            }
        }
    }
    if each.iter().any(Result::is_ok) {
        bell.ring(writing.commit().await?);
    }
    Ok(each)
}

impl Writing {
    /// Does all of a deed or nothing, whatever else is in the transaction.
    async fn perform_apart(&mut self, deed: &Deed) -> Result<Result<i64>> {
        let mark = self.mark().await?;
        let done = self.perform(deed).await;
        let Err(error) = &done else {
            self.keep().await?;
            return Ok(done);
        };
        match (self.undo(mark).await, error) {
            (Ok(()), _) => Ok(done),
            // A full disk ends the whole transaction, and says why only once.
            (Err(_), StoreError::Unavailable(_)) => Err(error.clone()),
            (Err(broken), _) => Err(broken),
        }
    }

    async fn perform(&mut self, deed: &Deed) -> Result<i64> {
        match deed {
            Deed::Commit(commit) => self.write_commit(commit).await,
            Deed::AddJobs(jobs) => {
                self.want_jobs(jobs);
                Ok(0)
            }
            Deed::FinishJob(job) => self.finish_job(&job.id, &job.lease).await.map(|()| 0),
            Deed::GiveBack { job, run_at, failed } => {
                self.give_back(job, *run_at, failed.as_deref()).await.map(|()| 0)
            }
            Deed::Proof => {
                // Jobs may leave out places, so skipping one changes nothing; but it has to reach the disk like all
                // else.
                self.heads.job_seq += 1;
                Ok(0)
            }
        }
    }
}
