//! Copying an image from the home region, layer by layer, and then its manifests.

use super::download::Reader;
use super::layers::AT_ONCE;
use super::tree::{Look, Tree};
use super::{EcrImages, Repository};
use crate::artifacts::progress::Progress;
use crate::artifacts::reading::written;
use domain::release::Artifact;
use futures::{StreamExt, TryStreamExt};
use services::ports::{CloudError, Copied};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One copy under way.
struct Way<'a> {
    from: &'a Repository<'a>,
    to: &'a Repository<'a>,
    reader: Reader,
    progress: Progress<'a>,
}

impl EcrImages {
    /// Brings what the place lacks: layers that are there already, from an interrupted copy or from another image, stay.
    pub(super) async fn transfer(
        &self,
        from: &Repository<'_>,
        to: &Repository<'_>,
        artifact: &Artifact,
        told: &(dyn Fn(Copied) + Send + Sync),
    ) -> Result<(), CloudError> {
        let tree = source(from, artifact).await?;
        let lacking = self.lacking(to, &tree.layers).await?;
        let sum = |layers: &BTreeMap<String, u64>| layers.values().sum::<u64>();
        let progress = Progress::begun(sum(&tree.layers), told);
        progress.add(sum(&tree.layers) - sum(&lacking));
        let way = Way { from, to, reader: Reader::new()?, progress };
        let copies: Vec<_> =
            lacking.iter().map(|(digest, size)| self.copy_layer(&way, digest, *size)).collect();
        futures::stream::iter(copies).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        for manifest in &tree.manifests {
            let tag = to.name.tag.filter(|_| manifest.digest == artifact.digest.0);
            to.put(manifest, tag).await?;
        }
        Ok(())
    }

    /// Also where there is no repository yet.
    async fn lacking(
        &self,
        to: &Repository<'_>,
        layers: &BTreeMap<String, u64>,
    ) -> Result<BTreeMap<String, u64>, CloudError> {
        match to.lacking(layers).await {
            Err(failed) if failed.is(&["RepositoryNotFoundException"]) => {
                self.make(to).await?;
                Ok(layers.clone())
            }
            found => Ok(found?),
        }
    }

    async fn copy_layer(&self, way: &Way<'_>, digest: &str, size: u64) -> Result<(), CloudError> {
        let _buffer = self.buffers.acquire().await;
        let what = format!("the layer {digest} of {}", way.from.title());
        let mut layer = way.reader.open(&way.from.address(digest).await?, &what).await?;
        let mut upload = way.to.begin().await?;
        let (mut hasher, mut read) = (Sha256::new(), 0);
        while let Some(bytes) = layer.next().await? {
            read += bytes.len() as u64;
            if read > size {
                return Err(CloudError::Refused(format!(
                    "{what} is larger than the {size} bytes of its manifest"
                )));
            }
            hasher.update(&bytes);
            way.progress.add(upload.push(&bytes).await?);
        }
        if read < size {
            return Err(CloudError::Unavailable(format!(
                "{what} broke off: {read} bytes came instead of {size}"
            )));
        }
        let found = written(&hasher.finalize());
        if found != digest {
            return Err(CloudError::Refused(format!("{what} is damaged: it is {found}")));
        }
        way.progress.add(upload.finish(digest).await?);
        Ok(())
    }
}

async fn source(from: &Repository<'_>, artifact: &Artifact) -> Result<Tree, CloudError> {
    match from.tree(&artifact.digest.0).await? {
        Look::Whole(tree) => Ok(tree),
        Look::Missing => {
            Err(CloudError::Refused(format!("{} has no image {}", from.title(), artifact.digest)))
        }
        Look::Damaged(found) => Err(CloudError::Refused(format!(
            "what {} has is not the image {}: {found}",
            from.title(),
            artifact.digest
        ))),
    }
}
