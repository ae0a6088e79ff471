//! What manifests of images say, in Docker's words and in OCI's.

use domain::release::is_sha256;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What is asked for: ECR would translate everything else.
pub(super) const MEDIA_TYPES: [&str; 4] = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];

/// Layers that registries do not hold: they are fetched from where their maker puts them.
const FOREIGN: [&str; 2] =
    ["application/vnd.docker.image.rootfs.foreign.", "application/vnd.oci.image.layer.nondistributable."];

/// What a manifest refers to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Refers {
    /// Digests of manifests, in an index.
    pub manifests: Vec<String>,
    /// Configuration and layers, by digest, with their bytes.
    pub layers: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "schemaVersion")]
    schema: u32,
    #[serde(default)]
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Vec<Descriptor>,
    #[serde(default)]
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    #[serde(rename = "mediaType", default)]
    media_type: String,
    digest: String,
    size: u64,
}

/// What a manifest refers to.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn read(text: &str) -> Result<Refers, String> {
    let manifest: Manifest =
        serde_json::from_str(text).map_err(|error| format!("its manifest cannot be read: {error}"))?;
    if manifest.schema != 2 {
        return Err(format!("its manifest is of the old schema {}: build it anew", manifest.schema));
    }
    let mut refers = Refers::default();
    for Descriptor { digest, .. } in manifest.manifests {
        refers.manifests.push(sha256(digest)?);
    }
    let held = |layer: &Descriptor| !FOREIGN.iter().any(|kind| layer.media_type.starts_with(kind));
    for layer in manifest.config.into_iter().chain(manifest.layers).filter(held) {
        refers.layers.insert(sha256(layer.digest)?, layer.size);
    }
    Ok(refers)
}

fn sha256(digest: String) -> Result<String, String> {
    match is_sha256(&digest) {
        true => Ok(digest),
        false => Err(format!("its manifest names something by {digest}, which is no SHA-256")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn digest(of: char) -> String {
        format!("sha256:{}", of.to_string().repeat(64))
    }

    #[test]
    fn an_image_has_a_configuration_and_layers() {
        let layer = json!({"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": digest('b'), "size": 7});
        let foreign = json!({"mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "digest": digest('c'), "size": 9, "urls": ["https://example.com/windows"]});
        let image = json!({"schemaVersion": 2, "config": {"digest": digest('a'), "size": 3}, "layers": [layer, layer, foreign]});
        let refers = read(&image.to_string()).expect("an image");
        assert_eq!(refers.layers, BTreeMap::from([(digest('a'), 3), (digest('b'), 7)]));
        assert!(refers.manifests.is_empty());
    }

    #[test]
    fn an_index_has_manifests() {
        let index = json!({"schemaVersion": 2, "manifests": [
            {"digest": digest('a'), "size": 3, "platform": {"architecture": "arm64", "os": "linux"}},
            {"digest": digest('b'), "size": 3},
        ]});
        let refers = read(&index.to_string()).expect("an index");
        assert_eq!(refers.manifests, [digest('a'), digest('b')]);
        assert!(refers.layers.is_empty());
    }

    #[test]
    fn what_cannot_be_copied_is_told() {
        let escape = json!({"schemaVersion": 2, "layers": [{"digest": "../../etc", "size": 1}]}).to_string();
        let table = [
            (r#"{"schemaVersion": 1, "fsLayers": []}"#, "old schema"),
            ("<html>", "cannot be read"),
            (r#"{"schemaVersion": 2, "layers": [{"digest": "sha512:00", "size": 1}]}"#, "no SHA-256"),
            (&escape, "no SHA-256"),
        ];
        for (text, why) in table {
            let told = read(text).expect_err(text);
            assert!(told.contains(why), "{told}");
        }
    }
}
