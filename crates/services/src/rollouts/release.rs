//! Registering releases.

use crate::Portal;
use crate::ports::{Commit, StoreError, Write};
use crate::words::{link, optional};
use domain::PortalError;
use domain::approval::Digest;
use domain::audit::AuditNote;
use domain::ids::ReleaseId;
use domain::names::ServiceName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::release::{Artifact, ArtifactKind, ImageName, Release, Version, is_sha256};
use domain::view::{Listing, ReleaseInput};
use serde_json::json;

const LONGEST_NOTES: usize = 20_000;
const LONGEST_TEXT: usize = 1_024;
/// In bytes, as S3 takes objects: 50 TiB.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html>
const LARGEST_ARTIFACT: u64 = 50 << 40;

impl Portal {
    /// Registers a release, as a build does when it has put its artifact into the home region's store. The same content
    /// again answers with the release that is there; another content under the same version is a conflict.
    pub async fn register_release(&self, actor: &Actor, input: ReleaseInput) -> Result<Release, PortalError> {
        let service = ServiceName::parse(&input.service)
            .map_err(|error| PortalError::from(error).at("service", "is no service's name"))?;
        let declaration = self.declaration(&service).await?;
        let permit = permit(actor, Action::Request, Some(&declaration.team))?;
        let version = Version::parse(&input.version)
            .map_err(|error| PortalError::from(error).at("version", "is no version"))?;
        let release = Release {
            id: ReleaseId::from_unique(&self.ids.unique()),
            service,
            team: declaration.team.clone(),
            version,
            commit: commit(&input.commit)?,
            artifact: artifact(&input)?,
            notes: optional("notes", input.notes, LONGEST_NOTES)?,
            run_url: link("run_url", input.run_url)?,
            built_by: actor.id.clone(),
            built_by_name: actor.name.clone(),
            created_at: self.now(),
        };
        let mut writing = Commit::new(permit, release.created_at);
        writing.audit.push(note(&release));
        writing.writes.push(Write::Release(release.clone()));
        match self.store.commit(writing).await {
            Ok(_) => Ok(release),
            Err(StoreError::Conflict(_)) => self.already_there(release).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn already_there(&self, wanted: Release) -> Result<Release, PortalError> {
        let there = self.release_named(&wanted.service, wanted.version.as_str()).await?;
        if there.artifact == wanted.artifact && there.commit == wanted.commit {
            return Ok(there);
        }
        Err(PortalError::conflict(format!(
            "{} {} exists with another artifact or commit. Nothing was changed: a version never means two things; \
             give this build another one.",
            wanted.service, wanted.version
        )))
    }

    /// A release by its version.
    pub(crate) async fn release_named(
        &self,
        service: &ServiceName,
        version: &str,
    ) -> Result<Release, PortalError> {
        let found = self.store.release_named(service, version).await?;
        found.ok_or_else(|| PortalError::not_found(format!("release {version} of {service}")))
    }

    /// By id, or by the version within a service.
    pub(crate) async fn release_meant(
        &self,
        service: &ServiceName,
        text: &str,
    ) -> Result<Release, PortalError> {
        let by_id = self.store.release(&ReleaseId(text.to_owned())).await?;
        match by_id.filter(|release| &release.service == service) {
            Some(release) => Ok(release),
            None => self.release_named(service, text).await,
        }
    }

    /// Newest first.
    pub async fn releases(
        &self,
        actor: &Actor,
        service: Option<&str>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Release>, PortalError> {
        permit(actor, Action::View, None)?;
        let service = service.map(ServiceName::parse).transpose()?;
        Ok(self.store.releases(service.as_ref(), after, limit).await?)
    }

    pub async fn release(&self, actor: &Actor, id: &ReleaseId) -> Result<Release, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.store.release(id).await?;
        found.ok_or_else(|| PortalError::not_found(format!("release {id}")))
    }
}

fn commit(text: &str) -> Result<String, PortalError> {
    let good = (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    match good {
        true => Ok(text.to_ascii_lowercase()),
        false => Err(PortalError::invalid("A release names the commit that it was built from.")
            .at("commit", "must be 7 to 64 hexadecimal digits")),
    }
}

fn artifact(input: &ReleaseInput) -> Result<Artifact, PortalError> {
    let key = input.artifact.trim();
    if input.kind == ArtifactKind::Image {
        ImageName::parse(key)
            .map_err(|error| PortalError::from(error).at("artifact", "is no image's name"))?;
    }
    if key.is_empty() || key.len() > LONGEST_TEXT || key.chars().any(char::is_control) {
        return Err(PortalError::invalid("A release names its artifact in the home region's store.")
            .at("artifact", format!("must be a key of 1 to {LONGEST_TEXT} characters")));
    }
    if !is_sha256(&input.digest) {
        return Err(PortalError::invalid("A release carries the digest of its artifact.")
            .at("digest", "must be sha256: and 64 hexadecimal digits in lower case"));
    }
    let size = match (input.size, input.kind) {
        (Some(size), _) if size <= LARGEST_ARTIFACT => size,
        (Some(_), _) => {
            return Err(PortalError::invalid("No store takes an artifact of that size.")
                .at("size", format!("must be at most {LARGEST_ARTIFACT} bytes")));
        }
        (None, ArtifactKind::Image) => 0,
        (None, ArtifactKind::Object) => {
            return Err(PortalError::invalid("A release tells how large its artifact is.")
                .at("size", "must be the artifact's bytes"));
        }
    };
    Ok(Artifact { kind: input.kind, key: key.to_owned(), digest: Digest(input.digest.clone()), size })
}

fn note(release: &Release) -> AuditNote {
    AuditNote {
        action: "release.registered".to_owned(),
        subject: release.id.to_string(),
        team: Some(release.team.clone()),
        why: None,
        before: serde_json::Value::Null,
        after: json!({
            "service": release.service,
            "version": release.version,
            "commit": release.commit,
            "artifact": release.artifact,
        }),
    }
}
