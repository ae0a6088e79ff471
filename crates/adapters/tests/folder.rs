//! Templates as they lie in a folder.

use adapters::TemplateFolder;
use domain::ErrorCode;
use services::ports::{TemplateFile, TemplateSource};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("has a folder")).expect("may be made");
    fs::write(path, content).expect("may be written");
}

fn names(files: &[TemplateFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[tokio::test]
async fn files_are_found_by_their_endings_one_level_deep() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in [
        "web service.yaml",
        "cache.YML",
        "legacy.json",
        "old.template",
        "data/store.yaml",
        "README.md",
        ".hidden.yaml",
        ".git/config.yaml",
        "a/b/too-deep.yaml",
    ] {
        write(folder.path(), name, "Resources: {}");
    }
    let files = TemplateFolder::new(folder.path()).files().await.expect("files");
    assert_eq!(names(&files), ["cache", "legacy", "old", "store", "web service"]);
}

#[tokio::test]
async fn only_what_changed_is_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.yaml", "one");
    write(folder.path(), "b.yaml", "one");
    let source = TemplateFolder::new(folder.path());
    let first = source.files().await.expect("files");
    write(folder.path(), "a.yaml", "three");
    let touched = fs::File::open(folder.path().join("b.yaml")).expect("opens");
    touched.set_modified(SystemTime::now() + Duration::from_secs(5)).expect("may be touched");
    write(folder.path(), "c.yaml", "new");
    let second = source.files().await.expect("files");
    assert_eq!(names(&second), ["a", "b", "c"]);
    assert_eq!(&*second[0].source, b"three");
    assert!(Arc::ptr_eq(&first[1].source, &second[1].source), "touched, but the same");
    fs::remove_file(folder.path().join("a.yaml")).expect("may be removed");
    assert_eq!(names(&source.files().await.expect("files")), ["b", "c"]);
}

#[tokio::test]
async fn links_are_followed_within_the_folder_only() {
    use std::os::unix::fs::symlink;
    let world = tempfile::tempdir().expect("a folder");
    let (folder, outside) = (world.path().join("real"), world.path().join("outside"));
    write(&outside, "secret.yaml", "key: hunter2");
    write(&outside, "folder/other.yaml", "key: hunter2");
    // As Kubernetes mounts a ConfigMap.
    write(&folder, "..2026_11/web.yaml", "Resources: {}");
    symlink("..2026_11", folder.join("..data")).expect("a link");
    symlink("..data/web.yaml", folder.join("web.yaml")).expect("a link");
    for (target, name) in [("secret.yaml", "stolen.yaml"), ("folder", "stolen"), ("none.yaml", "none.yaml")] {
        symlink(outside.join(target), folder.join(name)).expect("a link");
    }
    symlink("../outside/secret.yaml", folder.join("relative.yaml")).expect("a link");
    symlink(&folder, world.path().join("templates")).expect("a link");
    for folder in [folder, world.path().join("templates")] {
        let files = TemplateFolder::new(folder).files().await.expect("files");
        assert_eq!(names(&files), ["relative", "stolen", "web"]);
        assert!(files[..2].iter().all(|file| file.source.is_empty()));
        assert!(
            files[..2].iter().all(|file| file.refused.as_ref().is_some_and(|why| why.contains("out of")))
        );
        assert_eq!((&*files[2].source, &files[2].refused), (b"Resources: {}".as_slice(), &None));
    }
}

#[tokio::test]
async fn huge_and_binary_files_are_listed_up_to_a_bound() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "huge.yaml", vec![b'#'; 20 * 1024 * 1024]);
    write(folder.path(), "binary.json", [0xff, 0x00, 0xfe]);
    let files = TemplateFolder::new(folder.path()).files().await.expect("files");
    assert_eq!(names(&files), ["binary", "huge"]);
    assert_eq!(files[1].source.len(), 16 * 1024 * 1024);
}

#[tokio::test]
async fn a_missing_folder_is_told_by_name() {
    let error = TemplateFolder::new("/nowhere/templates").files().await.expect_err("is missing");
    assert_eq!(error.code, ErrorCode::Unavailable);
    assert!(error.message.contains("/nowhere/templates"), "{}", error.message);
}
