//! Copying an artifact from the home region, in parts, and checking what arrived.

use super::parts::{AT_ONCE, PART, Part, parts};
use super::progress::Progress;
use super::{S3Artifacts, Spot};
use aws_sdk_s3::types::CompletedPart;
use domain::release::Artifact;
use futures::StreamExt;
use services::ports::{CloudError, Copied, Stored};
use std::collections::BTreeMap;

/// The source, of which S3 gives only what has this mark.
struct Source<'a> {
    spot: &'a Spot<'a>,
    etag: String,
}

impl S3Artifacts {
    pub(super) async fn transfer(
        &self,
        from: &Spot<'_>,
        to: &Spot<'_>,
        artifact: &Artifact,
        told: &(dyn Fn(Copied) + Send + Sync),
    ) -> Result<(), CloudError> {
        let source = self.source(from, artifact).await?;
        self.have_bucket(to).await?;
        let progress = || Progress::begun(artifact.size, told);
        if artifact.size <= PART {
            self.copy_at_once(&source, to, artifact, &progress()).await?;
            return self.checked(to, artifact).await;
        }
        let taken_up = to.unfinished().await?;
        self.copy_in_parts(&source, to, artifact, (taken_up.clone(), &progress())).await?;
        match (self.checked(to, artifact).await, taken_up) {
            // What was taken up were parts of something else. All anew, then.
            (Err(CloudError::Refused(_)), Some(_)) => {
                self.copy_in_parts(&source, to, artifact, (None, &progress())).await?;
                self.checked(to, artifact).await
            }
            (checked, _) => checked,
        }
    }

    async fn source<'a>(&self, from: &'a Spot<'a>, artifact: &Artifact) -> Result<Source<'a>, CloudError> {
        let look = self.look(from, artifact).await?;
        match look.stored {
            Stored::Same => Ok(Source { spot: from, etag: look.etag }),
            Stored::Missing => {
                Err(CloudError::Refused(format!("{} of the home region does not exist", from.name())))
            }
            Stored::Different { found } => Err(CloudError::Refused(format!(
                "{} of the home region is not the artifact: {found}, where {} was built",
                from.name(),
                artifact.digest
            ))),
        }
    }

    /// What arrived is read again in any case: nothing that was known before counts.
    async fn checked(&self, to: &Spot<'_>, artifact: &Artifact) -> Result<(), CloudError> {
        self.known.forget(&to.object());
        match self.look(to, artifact).await?.stored {
            Stored::Same => Ok(()),
            Stored::Missing => Err(CloudError::Unavailable(format!("{} is gone again", to.name()))),
            Stored::Different { found } => {
                Err(CloudError::Refused(format!("{} arrived damaged: {found}", to.name())))
            }
        }
    }

    async fn copy_at_once(
        &self,
        source: &Source<'_>,
        to: &Spot<'_>,
        artifact: &Artifact,
        progress: &Progress<'_>,
    ) -> Result<(), CloudError> {
        let _buffer = self.buffers.acquire().await;
        let bytes = source.spot.bytes(&source.etag, 0, artifact.size).await?;
        to.put(bytes).await?;
        progress.add(artifact.size);
        Ok(())
    }

    async fn copy_in_parts(
        &self,
        source: &Source<'_>,
        to: &Spot<'_>,
        artifact: &Artifact,
        (taken_up, progress): (Option<String>, &Progress<'_>),
    ) -> Result<(), CloudError> {
        let (upload, mut done) = match taken_up {
            Some(upload) => (upload.clone(), to.done(&upload).await?),
            None => (to.begin().await?, BTreeMap::new()),
        };
        let copying = parts(artifact)?.into_iter().map(|part| {
            let done = done.remove(&part.number).filter(|(size, _)| *size == part.length);
            let done = done.map(|(_, completed)| completed);
            let upload = &upload;
            async move {
                let copied = match done {
                    Some(done) => Ok(done),
                    None => self.copy_part(source, to, upload, part).await,
                };
                copied.inspect(|_| progress.add(part.length))
            }
        });
        let copying: Vec<_> = copying.collect();
        let mut copied = futures::stream::iter(copying).buffered(AT_ONCE);
        let mut completed: Vec<CompletedPart> = Vec::new();
        while let Some(part) = copied.next().await {
            completed.push(part?);
        }
        self.finish(to, &upload, completed).await
    }

    async fn copy_part(
        &self,
        source: &Source<'_>,
        to: &Spot<'_>,
        upload: &str,
        part: Part,
    ) -> Result<CompletedPart, CloudError> {
        let _buffer = self.buffers.acquire().await;
        let bytes = source.spot.bytes(&source.etag, part.start, part.length).await?;
        to.upload(upload, part, bytes).await
    }

    async fn finish(&self, to: &Spot<'_>, upload: &str, parts: Vec<CompletedPart>) -> Result<(), CloudError> {
        match to.finish(upload, parts).await {
            Ok(()) => Ok(()),
            // Another portal has finished it meanwhile, or an answer was lost: what lies there is checked anyway.
            Err(failed) if failed.is(&["NoSuchUpload"]) => Ok(()),
            Err(failed) => {
                if !failed.error.retryable() {
                    // Its parts would be taken up, and refused, for ever. What is wrong with giving it up matters less.
                    let _ = to.abandon(upload).await;
                }
                Err(failed.error)
            }
        }
    }
}
