//! ECR in memory, as its API reference describes it: the sandbox cloud takes manifests, but keeps no layers.

use crate::built::{Built, digest};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard};

/// What ECR expects parts to have, in bytes, and what they must have at least.
const PART: usize = 10 * 1024 * 1024;
const SMALLEST: usize = 5 * 1024 * 1024;
const FOREIGN: &str = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

/// What goes wrong, once unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Reading the layer with this place among those that are read ends in the middle.
    BreaksOff(usize),
    /// A byte of it is another one.
    Damages(usize),
    /// A part is taken, and the answer lost.
    LosesAnswer,
    /// Every call is one too many, for good.
    Throttles,
}

/// Registries of all regions at one address.
pub struct Registry {
    url: String,
    state: Shared,
}

type Shared = Arc<Mutex<World>>;
type Answered = Result<Value, (&'static str, Value)>;

#[derive(Default)]
struct World {
    url: String,
    /// By region and name.
    repositories: BTreeMap<(String, String), Repository>,
    uploads: BTreeMap<String, Vec<u8>>,
    calls: BTreeMap<String, usize>,
    read: usize,
    fault: Option<Fault>,
}

#[derive(Default)]
struct Repository {
    layers: BTreeMap<String, Vec<u8>>,
    /// By digest: text and media type.
    images: BTreeMap<String, (String, Option<String>)>,
    tags: BTreeMap<String, String>,
}

impl Registry {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Shared::new(Mutex::new(World { url: url.clone(), ..World::default() }));
        let app = Router::new()
            .route("/", post(call))
            .route("/layers/{region}/{digest}/{*repository}", get(layer))
            .layer(axum::extract::DefaultBodyLimit::max(64 * 1024 * 1024))
            .with_state(Shared::clone(&state));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Registry { url, state }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.state.lock().expect("nobody panics")
    }

    pub fn make(&self, region: &str, repository: &str) {
        self.world().repositories.entry((region.to_owned(), repository.to_owned())).or_default();
    }

    /// Puts an image there, with all that belongs to it.
    pub fn push(&self, region: &str, repository: &str, built: &Built) {
        let mut world = self.world();
        let repository = world.repositories.entry((region.to_owned(), repository.to_owned())).or_default();
        for one in built.all() {
            repository.layers.extend(one.layers.iter().map(|bytes| (digest(bytes), bytes.clone())));
            let (text, media_type) = &one.manifest;
            repository.images.insert(one.digest(), (text.clone(), Some((*media_type).to_owned())));
        }
    }

    pub fn forget_layer(&self, region: &str, repository: &str, layer: &str) {
        let mut world = self.world();
        let key = (region.to_owned(), repository.to_owned());
        world.repositories.get_mut(&key).and_then(|there| there.layers.remove(layer)).expect("it was there");
    }

    /// What lies under a digest without being it.
    pub fn swap_manifest(&self, region: &str, repository: &str, digest: &str, text: &str) {
        let mut world = self.world();
        let key = (region.to_owned(), repository.to_owned());
        let image = world.repositories.get_mut(&key).and_then(|there| there.images.get_mut(digest));
        image.expect("it was there").0 = text.to_owned();
    }

    pub fn goes_wrong(&self, fault: Fault) {
        let mut world = self.world();
        (world.fault, world.read) = (Some(fault), 0);
    }

    pub fn well_again(&self) {
        self.world().fault = None;
    }

    /// How often an operation was called.
    pub fn calls(&self, operation: &str) -> usize {
        self.world().calls.get(operation).copied().unwrap_or(0)
    }

    /// What a tag stands for.
    pub fn tagged(&self, region: &str, repository: &str, tag: &str) -> Option<String> {
        let world = self.world();
        let there = world.repositories.get(&(region.to_owned(), repository.to_owned()))?;
        there.tags.get(tag).cloned()
    }

    pub fn has_image(&self, region: &str, repository: &str, digest: &str) -> bool {
        let world = self.world();
        let there = world.repositories.get(&(region.to_owned(), repository.to_owned()));
        there.is_some_and(|there| there.images.contains_key(digest))
    }
}

async fn call(State(state): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let text =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let operation = text("x-amz-target").rsplit('.').next().unwrap_or_default().to_owned();
    // AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/ecr/aws4_request, …
    let region = text("authorization").split('/').nth(2).unwrap_or_default().to_owned();
    let asked: Value = serde_json::from_slice(&body).expect("JSON");
    let mut world = state.lock().expect("nobody panics");
    *world.calls.entry(operation.clone()).or_default() += 1;
    let answered = match world.fault {
        Some(Fault::Throttles) => Err(refused("ThrottlingException", "Rate exceeded")),
        _ => world.serve(&operation, &region, &asked),
    };
    if world.fault == Some(Fault::LosesAnswer) && operation == "UploadLayerPart" {
        world.fault = None;
        return (StatusCode::INTERNAL_SERVER_ERROR, r#"{"__type": "ServerException"}"#).into_response();
    }
    let (status, answer) = match answered {
        Ok(answer) => (StatusCode::OK, answer),
        Err((code, mut answer)) => {
            answer["__type"] = json!(code);
            (StatusCode::BAD_REQUEST, answer)
        }
    };
    (status, [("content-type", "application/x-amz-json-1.1")], answer.to_string()).into_response()
}

/// A layer at the address that was given out for it.
async fn layer(
    State(state): State<Shared>,
    Path((region, layer, repository)): Path<(String, String, String)>,
) -> Response {
    let mut world = state.lock().expect("nobody panics");
    let there = world.repositories.get(&(region, repository)).and_then(|there| there.layers.get(&layer));
    let Some(mut bytes) = there.cloned() else { return StatusCode::NOT_FOUND.into_response() };
    world.read += 1;
    let read = world.read - 1;
    match world.fault {
        Some(Fault::Damages(place)) if place == read => {
            world.fault = None;
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }
        Some(Fault::BreaksOff(place)) if place == read => {
            world.fault = None;
            bytes.truncate(bytes.len() / 2);
            let parts = [Ok(Bytes::from(bytes)), Err(std::io::Error::other("gone"))];
            return Body::from_stream(futures::stream::iter(parts)).into_response();
        }
        _ => {}
    }
    bytes.into_response()
}

fn refused(code: &'static str, message: &str) -> (&'static str, Value) {
    (code, json!({"message": message}))
}

fn text<'a>(asked: &'a Value, name: &str) -> &'a str {
    asked[name].as_str().unwrap_or_default()
}

fn texts(asked: &Value, name: &str) -> Vec<String> {
    let list = asked[name].as_array().into_iter().flatten();
    list.filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

impl World {
    fn serve(&mut self, operation: &str, region: &str, asked: &Value) -> Answered {
        let key = (region.to_owned(), text(asked, "repositoryName").to_owned());
        if operation == "CreateRepository" {
            return match self.repositories.contains_key(&key) {
                true => Err(refused("RepositoryAlreadyExistsException", "it is there")),
                false => {
                    self.repositories.insert(key.clone(), Repository::default());
                    Ok(json!({"repository": {"repositoryName": key.1}}))
                }
            };
        }
        let url = self.url.clone();
        let Some(repository) = self.repositories.get_mut(&key) else {
            let message = format!("The repository with name '{}' does not exist", key.1);
            return Err(refused("RepositoryNotFoundException", &message));
        };
        match operation {
            "BatchGetImage" => Ok(repository.images(asked)),
            "BatchCheckLayerAvailability" => Ok(repository.availability(asked)),
            "GetDownloadUrlForLayer" => {
                let layer = text(asked, "layerDigest");
                match repository.layers.contains_key(layer) {
                    true => Ok(
                        json!({"layerDigest": layer, "downloadUrl": format!("{url}/layers/{}/{layer}/{}", key.0, key.1)}),
                    ),
                    false => Err(refused("LayersNotFoundException", "the layer is not there")),
                }
            }
            "InitiateLayerUpload" => {
                let id = format!("upload-{}", self.uploads.len());
                self.uploads.insert(id.clone(), Vec::new());
                Ok(json!({"uploadId": id, "partSize": PART}))
            }
            "UploadLayerPart" => upload_part(&mut self.uploads, asked),
            "CompleteLayerUpload" => complete(&mut self.uploads, repository, asked),
            "PutImage" => repository.put_image(asked),
            other => Err(refused("InvalidAction", other)),
        }
    }
}

fn upload_part(uploads: &mut BTreeMap<String, Vec<u8>>, asked: &Value) -> Answered {
    let id = text(asked, "uploadId");
    let Some(upload) = uploads.get_mut(id) else {
        return Err(refused("UploadNotFoundException", "there is no such upload"));
    };
    let bytes = BASE64_STANDARD.decode(text(asked, "layerPartBlob")).expect("base64");
    let (first, last) = (asked["partFirstByte"].as_u64(), asked["partLastByte"].as_u64());
    let end = upload.len() as u64;
    if first != Some(end) || last.map(|last| last + 1) != Some(end + bytes.len() as u64) || bytes.is_empty() {
        let detail = json!({"message": "not the next part", "uploadId": id, "lastValidByteReceived": end.saturating_sub(1)});
        return Err(("InvalidLayerPartException", detail));
    }
    // A short part has to be the last one.
    if upload.len() % SMALLEST != 0 {
        return Err(refused("LayerPartTooSmallException", "parts have at least 5 MiB"));
    }
    upload.extend(bytes);
    Ok(json!({"uploadId": id, "lastByteReceived": last}))
}

fn complete(uploads: &mut BTreeMap<String, Vec<u8>>, repository: &mut Repository, asked: &Value) -> Answered {
    let id = text(asked, "uploadId");
    let Some(bytes) = uploads.get(id).cloned() else {
        return Err(refused("UploadNotFoundException", "there is no such upload"));
    };
    let [wanted] = texts(asked, "layerDigests").try_into().expect("one digest");
    if bytes.is_empty() {
        return Err(refused("EmptyUploadException", "nothing was uploaded"));
    }
    if digest(&bytes) != wanted {
        return Err(refused("InvalidLayerException", "the digest is another one"));
    }
    if repository.layers.contains_key(&wanted) {
        return Err(refused("LayerAlreadyExistsException", "it is there"));
    }
    repository.layers.insert(wanted.clone(), bytes);
    Ok(json!({"uploadId": id, "layerDigest": wanted}))
}

impl Repository {
    fn images(&self, asked: &Value) -> Value {
        let (mut images, mut failures) = (Vec::new(), Vec::new());
        for id in asked["imageIds"].as_array().into_iter().flatten() {
            match self.images.get(text(id, "imageDigest")) {
                Some((text, media_type)) => images.push(
                    json!({"imageId": id, "imageManifest": text, "imageManifestMediaType": media_type}),
                ),
                None => failures.push(json!({"imageId": id, "failureCode": "ImageNotFound",
                    "failureReason": "Requested image not found"})),
            }
        }
        json!({"images": images, "failures": failures})
    }

    fn availability(&self, asked: &Value) -> Value {
        let layer = |digest: String| match self.layers.get(&digest) {
            Some(bytes) => {
                json!({"layerDigest": digest, "layerAvailability": "AVAILABLE", "layerSize": bytes.len()})
            }
            None => json!({"layerDigest": digest, "layerAvailability": "UNAVAILABLE"}),
        };
        let layers: Vec<Value> = texts(asked, "layerDigests").into_iter().map(layer).collect();
        json!({"layers": layers, "failures": []})
    }

    fn put_image(&mut self, asked: &Value) -> Answered {
        let manifest = text(asked, "imageManifest");
        let found = digest(manifest);
        if asked["imageDigest"].as_str().is_some_and(|wanted| wanted != found) {
            return Err(refused("ImageDigestDoesNotMatchException", "the digest is another one"));
        }
        let read: Value = serde_json::from_str(manifest).expect("a manifest");
        let list = |name: &str| read[name].as_array().into_iter().flatten().cloned().collect::<Vec<_>>();
        let held = |one: &Value| text(one, "mediaType") != FOREIGN && !one.is_null();
        let mut layers = list("layers").into_iter().chain([read["config"].clone()]).filter(held);
        if !layers.all(|layer| self.layers.contains_key(text(&layer, "digest"))) {
            return Err(refused("LayersNotFoundException", "a layer is missing"));
        }
        if !list("manifests").iter().all(|below| self.images.contains_key(text(below, "digest"))) {
            return Err(refused("ReferencedImagesNotFoundException", "an image is missing"));
        }
        let media_type = asked["imageManifestMediaType"].as_str().or(read["mediaType"].as_str());
        let Some(media_type) = media_type else {
            return Err(refused("InvalidParameterException", "it has no media type"));
        };
        let tag = asked["imageTag"].as_str();
        let known = self.images.contains_key(&found);
        if known && tag.is_none_or(|tag| self.tags.get(tag) == Some(&found)) {
            return Err(refused("ImageAlreadyExistsException", "it is there"));
        }
        self.tags.extend(tag.map(|tag| (tag.to_owned(), found.clone())));
        self.images.insert(found.clone(), (manifest.to_owned(), Some(media_type.to_owned())));
        Ok(json!({"image": {"imageId": {"imageDigest": found}, "imageManifest": manifest}}))
    }
}
