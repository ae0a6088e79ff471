use super::Files;
use std::collections::BTreeMap;

macro_rules! built_in {
    ($($repository:literal: [$($path:literal),* $(,)?],)*) => {
        /// The repositories of `crates/sandbox/repositories`, by `owner/name`.
        pub fn files() -> BTreeMap<String, Files> {
            BTreeMap::from([$((
                $repository.to_owned(),
                Files::from([$((
                    $path.to_owned(),
                    include_bytes!(concat!("../../../repositories/", $repository, "/", $path)).to_vec(),
                )),*]),
            )),*])
        }
    };
}

built_in! {
    "acme/live-api": [
        ".github/workflows/build.yml",
        ".github/workflows/deploy.yml",
        ".github/workflows/flush-cache.yml",
        ".github/workflows/restart.yml",
        ".github/workflows/scale.yml",
        "README.md",
        "catalog-info.yaml",
        "openapi.yaml",
        "sandbox.json",
        "slipway.yaml",
    ],
    "acme/platform-tools": [
        ".github/workflows/deploy.yml",
        ".github/workflows/rotate-keys.yml",
        "README.md",
        "catalog-info.yaml",
        "catalog/organisation.yaml",
        "sandbox.json",
        "slipway.yaml",
    ],
    "acme/player": [
        ".github/workflows/build.yml",
        ".github/workflows/deploy.yml",
        ".github/workflows/flush-cache.yml",
        ".github/workflows/restart.yml",
        "README.md",
        "catalog-info.yaml",
        "sandbox.json",
        "slipway.yaml",
    ],
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("repositories");
        assert_eq!(files(), super::super::folder::files(&folder).expect("the folder"));
    }
}
