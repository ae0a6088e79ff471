use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::PortalError;
use domain::values::StoredValue;

/// Seals `NoEcho` values, so that neither the database nor its backups hold them in clear text.
///
/// XChaCha20-Poly1305; the random nonce of 24 bytes stands before the ciphertext.
pub struct Vault {
    cipher: XChaCha20Poly1305,
}

const NONCE: usize = 24;

impl Vault {
    pub fn new(key: [u8; 32]) -> Self {
        Vault { cipher: XChaCha20Poly1305::new(&Key::from(key)) }
    }

    pub(crate) fn seal(&self, clear: &str, random: [u8; 32]) -> Result<StoredValue, PortalError> {
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&random[..NONCE]);
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), clear.as_bytes());
        let sealed = sealed.map_err(|_| PortalError::internal("sealing a value failed"))?;
        Ok(StoredValue::Sealed(BASE64.encode([nonce.as_slice(), &sealed].concat())))
    }

    pub(crate) fn open(&self, value: &StoredValue) -> Result<String, PortalError> {
        let text = match value {
            StoredValue::Plain(text) => return Ok(text.clone()),
            StoredValue::Sealed(text) => text,
        };
        let broken = || {
            PortalError::internal("a sealed value does not open: it was sealed with another key, or altered")
        };
        let bytes = BASE64.decode(text).map_err(|_| broken())?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let clear = self.cipher.decrypt(&XNonce::from(*nonce), sealed).map_err(|_| broken())?;
        String::from_utf8(clear).map_err(|_| broken())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_values_open_with_the_same_key_only() {
        let vault = Vault::new([7; 32]);
        let sealed = vault.seal("hunter2", [1; 32]).expect("seals");
        assert!(!format!("{sealed:?}").contains("hunter2"));
        assert_eq!(vault.open(&sealed).as_deref(), Ok("hunter2"));
        assert!(Vault::new([8; 32]).open(&sealed).is_err());
        assert!(vault.open(&StoredValue::Sealed("AAAA".into())).is_err());
        assert!(vault.open(&StoredValue::Sealed("no base64!".into())).is_err());
    }
}
