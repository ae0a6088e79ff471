//! An image with everything that it refers to.

use super::Repository;
use super::manifest::{self, MEDIA_TYPES};
use crate::artifacts::reading::written;
use crate::cloudformation::failure::failure;
use aws_sdk_ecr::types::{ImageFailureCode, ImageIdentifier};
use services::ports::CloudError;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// As many as one call takes.
const PER_CALL: usize = 100;
/// Manifests of one image; a build for each platform that there is has some dozens.
const MOST: usize = 500;

/// All of an image.
pub(super) struct Tree {
    /// Those that others refer to come first, the image's own last.
    pub manifests: Vec<Manifest>,
    /// Configurations and layers by digest, with their bytes.
    pub layers: BTreeMap<String, u64>,
}

#[derive(Clone)]
pub(super) struct Manifest {
    pub digest: String,
    /// As ECR knows it.
    pub media_type: Option<String>,
    /// Byte by byte what the digest is of.
    pub text: String,
    refers_to: Vec<String>,
}

/// What lies under a digest.
pub(super) enum Look {
    Whole(Tree),
    Missing,
    /// Something else, or only a part; what was found.
    Damaged(String),
}

impl Repository<'_> {
    /// Reads the image and all manifests below it, each checked by its digest.
    pub async fn tree(&self, digest: &str) -> Result<Look, CloudError> {
        let mut found: BTreeMap<String, Manifest> = BTreeMap::new();
        let mut layers = BTreeMap::new();
        let mut wanted = BTreeSet::from([digest.to_owned()]);
        while !wanted.is_empty() {
            if found.len() + wanted.len() > MOST {
                return Ok(Look::Damaged(format!("an image of more than {MOST} manifests")));
            }
            let batch: Vec<String> = wanted.iter().take(PER_CALL).cloned().collect();
            let answer = self.manifests(&batch).await?;
            for asked in batch {
                wanted.remove(&asked);
                let Some((text, media_type)) = answer.get(&asked).cloned() else {
                    return Ok(match asked == digest {
                        true => Look::Missing,
                        false => Look::Damaged(format!("the image without its manifest {asked}")),
                    });
                };
                let really = written(&Sha256::digest(&text));
                if really != asked {
                    return Ok(Look::Damaged(really));
                }
                let refers = match manifest::read(&text) {
                    Ok(refers) => refers,
                    Err(why) => return Ok(Look::Damaged(format!("an image that cannot be used: {why}"))),
                };
                layers.extend(refers.layers);
                let refers_to = refers.manifests;
                found.insert(
                    asked.clone(),
                    Manifest { digest: asked, media_type, text, refers_to: refers_to.clone() },
                );
                wanted.extend(refers_to.into_iter().filter(|below| !found.contains_key(below)));
            }
        }
        Ok(Look::Whole(Tree { manifests: in_order(&found, digest), layers }))
    }

    /// Texts and media types by digest; those that the repository does not have are left out.
    async fn manifests(
        &self,
        digests: &[String],
    ) -> Result<BTreeMap<String, (String, Option<String>)>, CloudError> {
        let ids = digests.iter().map(|digest| ImageIdentifier::builder().image_digest(digest).build());
        let get = self.client.ecr.batch_get_image().repository_name(self.name.repository);
        let get = get.set_image_ids(Some(ids.collect()));
        let get = get.set_accepted_media_types(Some(MEDIA_TYPES.map(str::to_owned).to_vec()));
        let _room = self.client.gate.acquire().await;
        let answer = match get.send().await {
            Ok(answer) => answer,
            Err(error) => {
                let failed = failure(&self.title(), &error);
                return if failed.is(&["RepositoryNotFoundException"]) {
                    Ok(BTreeMap::new())
                } else {
                    Err(failed.error)
                };
            }
        };
        let refusal = answer
            .failures()
            .iter()
            .find(|failed| failed.failure_code() != Some(&ImageFailureCode::ImageNotFound));
        if let Some(failed) = refusal {
            let why = failed.failure_reason().or(failed.failure_code().map(ImageFailureCode::as_str));
            return Err(CloudError::Refused(format!(
                "{}: {}",
                self.title(),
                why.unwrap_or("it has no image")
            )));
        }
        let images = answer.images.unwrap_or_default().into_iter();
        let read = images.filter_map(|image| {
            Some((image.image_id?.image_digest?, (image.image_manifest?, image.image_manifest_media_type)))
        });
        Ok(read.collect())
    }
}

/// So that nothing comes before what it refers to.
fn in_order(found: &BTreeMap<String, Manifest>, root: &str) -> Vec<Manifest> {
    let mut ordered = Vec::new();
    let mut seen = BTreeSet::new();
    // Each stands on the pile twice: first to have what it refers to put above it, then to be taken itself.
    let mut pile = vec![(root, false)];
    while let Some((digest, below_done)) = pile.pop() {
        let Some(manifest) = found.get(digest) else { continue };
        if below_done {
            ordered.push(manifest.clone());
        } else if seen.insert(digest) {
            pile.push((digest, true));
            pile.extend(manifest.refers_to.iter().map(|below| (below.as_str(), false)));
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_before_what_it_refers_to() {
        let manifest = |digest: &str, refers_to: &[&str]| {
            let refers_to = refers_to.iter().map(|name| (*name).to_owned()).collect();
            (
                digest.to_owned(),
                Manifest { digest: digest.to_owned(), media_type: None, text: String::new(), refers_to },
            )
        };
        let found = BTreeMap::from([
            manifest("index", &["arm", "inner", "x86"]),
            manifest("inner", &["arm", "riscv"]),
            manifest("arm", &[]),
            manifest("riscv", &[]),
            manifest("x86", &[]),
        ]);
        let ordered: Vec<String> = in_order(&found, "index").into_iter().map(|one| one.digest).collect();
        let at = |name: &str| ordered.iter().position(|one| one == name);
        assert_eq!(ordered.len(), 5);
        assert!(
            at("arm") < at("inner")
                && at("riscv") < at("inner")
                && at("inner") < at("index")
                && at("x86") < at("index")
        );
    }
}
