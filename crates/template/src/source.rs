//! From bytes to text: size, encoding, digest.

use crate::limits::MAX_BYTES;
use domain::template::TemplateDigest;
use sha2::{Digest, Sha256};
use yaml::{Findings, Position};

/// The content address of a file.
pub(crate) fn digest(source: &[u8]) -> TemplateDigest {
    TemplateDigest(format!("sha256:{}", hex::encode(Sha256::digest(source))))
}

/// The text of a file without its byte order mark, or a finding that says why there is none.
pub(crate) fn text<'a>(source: &'a [u8], findings: &mut Findings) -> Option<&'a str> {
    if source.len() > MAX_BYTES {
        findings.error("too-large", Position::default(), too_large(source.len()));
        return None;
    }
    yaml::text(source, findings)
}

fn too_large(bytes: usize) -> String {
    format!(
        "the file has {bytes} bytes, and CloudFormation takes at most {MAX_BYTES}: split it into nested stacks or modules"
    )
}
