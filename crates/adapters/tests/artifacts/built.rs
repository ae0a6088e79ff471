//! Images as builds make them.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub fn digest(bytes: impl AsRef<[u8]>) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(bytes)))
}

/// An image, or several under an index.
#[derive(Clone)]
pub struct Built {
    /// With its media type.
    pub manifest: (String, &'static str),
    /// Its configuration and layers.
    pub layers: Vec<Vec<u8>>,
    /// What an index refers to.
    pub below: Vec<Built>,
}

const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const DOCKER_IMAGE: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

impl Built {
    pub fn digest(&self) -> String {
        digest(&self.manifest.0)
    }

    fn descriptor(&self) -> Value {
        json!({"mediaType": self.manifest.1, "digest": self.digest(), "size": self.manifest.0.len()})
    }

    /// Of all layers, each once.
    pub fn size(&self) -> u64 {
        let mut layers: Vec<&Vec<u8>> = self.all().into_iter().flat_map(|one| &one.layers).collect();
        layers.sort();
        layers.dedup();
        layers.iter().map(|layer| layer.len() as u64).sum()
    }

    /// Itself and everything below.
    pub fn all(&self) -> Vec<&Built> {
        let below = self.below.iter().flat_map(Built::all);
        below.chain([self]).collect()
    }
}

fn layer(bytes: &[u8]) -> Value {
    let media_type = "application/vnd.oci.image.layer.v1.tar+gzip";
    json!({"mediaType": media_type, "digest": digest(bytes), "size": bytes.len()})
}

/// For one platform, with these layers.
pub fn image(platform: &str, layers: &[Vec<u8>]) -> Built {
    built(platform, layers, IMAGE)
}

/// The same in Docker's own format.
pub fn docker_image(platform: &str, layers: &[Vec<u8>]) -> Built {
    built(platform, layers, DOCKER_IMAGE)
}

fn built(platform: &str, layers: &[Vec<u8>], media_type: &'static str) -> Built {
    let config = json!({"architecture": platform, "os": "linux"}).to_string().into_bytes();
    let written: Vec<Value> = layers.iter().map(|bytes| layer(bytes)).collect();
    let manifest =
        json!({"schemaVersion": 2, "mediaType": media_type, "config": layer(&config), "layers": written});
    // Digests are of the text as it is, with whatever white space its maker likes.
    let text = serde_json::to_string_pretty(&manifest).expect("JSON");
    let layers = [config].into_iter().chain(layers.iter().cloned()).collect();
    Built { manifest: (text, media_type), layers, below: Vec::new() }
}

/// For several platforms.
pub fn index(below: &[Built]) -> Built {
    several(below, INDEX)
}

pub fn docker_list(below: &[Built]) -> Built {
    several(below, DOCKER_LIST)
}

fn several(below: &[Built], media_type: &'static str) -> Built {
    let manifests: Vec<Value> = below.iter().map(Built::descriptor).collect();
    let manifest = json!({"schemaVersion": 2, "mediaType": media_type, "manifests": manifests});
    let text = serde_json::to_string_pretty(&manifest).expect("JSON");
    Built { manifest: (text, media_type), layers: Vec::new(), below: below.to_vec() }
}
