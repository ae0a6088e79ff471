//! Secrets that people carry: made from random bytes, kept only as hashes.

use sha2::{Digest, Sha256};

/// The hash under which a cookie's or token's value is kept. The values are random, so no salt is needed.
pub(crate) fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// A secret as text.
pub(crate) fn text(random: [u8; 32]) -> String {
    hex::encode(random)
}
