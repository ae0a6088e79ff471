use domain::Timestamp;
use x509_cert::Certificate;
use x509_cert::der::Decode;

/// When a certificate ends; `None` when it cannot be read.
pub(super) fn ends(der: &[u8]) -> Option<Timestamp> {
    let certificate = Certificate::from_der(der).ok()?;
    let ends = certificate.tbs_certificate.validity.not_after.to_unix_duration();
    i64::try_from(ends.as_millis()).ok().map(Timestamp)
}
