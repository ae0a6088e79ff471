//! How an object is cut into parts.

use domain::release::Artifact;
use services::ports::CloudError;

/// The smallest that S3 takes, in bytes: parts are held in memory.
pub(super) const PART: u64 = 5 * 1024 * 1024;

/// Parts in memory at once, of all copies together: 15 MiB.
pub(super) const AT_ONCE: usize = 3;

/// S3's limit.
const MOST: u64 = 10_000;

/// One part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// From 1.
    pub number: i32,
    pub start: u64,
    pub length: u64,
}

/// All parts of an artifact, or why it cannot be copied.
pub(super) fn parts(artifact: &Artifact) -> Result<Vec<Part>, CloudError> {
    let size = artifact.size;
    if size > MOST * PART {
        let limit = MOST * PART / 1_000_000_000;
        return Err(CloudError::Refused(format!("{} is larger than {limit} GB", artifact.key)));
    }
    let part = |(number, start): (i32, u64)| Part { number, start, length: PART.min(size - start) };
    Ok((1..).zip((0..size).step_by(PART as usize)).map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(size: u64) -> Result<Vec<Part>, CloudError> {
        let digest = domain::approval::Digest(String::new());
        parts(&Artifact { key: "a".to_owned(), digest, size, ..Artifact::default() })
    }

    #[test]
    fn parts_cover_everything_once() {
        let cut = of(2 * PART + 1).expect("three");
        assert_eq!(cut.len(), 3);
        assert_eq!(cut[2], Part { number: 3, start: 2 * PART, length: 1 });
        assert_eq!(of(PART).expect("one").len(), 1);
        assert_eq!(of(MOST * PART).expect("many").len(), 10_000);
        assert!(of(MOST * PART + 1).is_err());
    }
}
