//! A certificate authority for the demo alone, and the one certificate its portals share.

use crate::moment::{date_of, hours_before, minutes_after};
use jiff::Timestamp;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};

/// What the server needs and what a visitor must trust.
pub(super) struct Identity {
    pub(super) authority_pem: String,
    pub(super) authority_der: Vec<u8>,
    pub(super) certificate_der: Vec<u8>,
    pub(super) key_der: Vec<u8>,
}

pub(super) fn make(as_of: Timestamp) -> Result<Identity, rcgen::Error> {
    let authority_key = KeyPair::generate()?;
    let mut params = valid_around(CertificateParams::new(Vec::new())?, as_of);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
        .distinguished_name
        .push(DnType::CommonName, "Khiên demo CA (mẫu)");
    let authority = params.self_signed(&authority_key)?;
    let issuer = Issuer::new(params, authority_key);
    let key = KeyPair::generate()?;
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let mut leaf = valid_around(CertificateParams::new(names)?, as_of);
    leaf.distinguished_name
        .push(DnType::CommonName, "Khiên demo portal (mẫu)");
    let certificate = leaf.signed_by(&key, &issuer)?;
    Ok(Identity {
        authority_pem: authority.pem(),
        authority_der: authority.der().to_vec(),
        certificate_der: certificate.der().to_vec(),
        key_der: key.serialize_der(),
    })
}

fn valid_around(mut params: CertificateParams, as_of: Timestamp) -> CertificateParams {
    let (from, to) = (
        date_of(hours_before(as_of, 24 * 30)),
        date_of(minutes_after(as_of, 60 * 24 * 90)),
    );
    let day = |date: jiff::civil::Date| {
        rcgen::date_time_ymd(
            i32::from(date.year()),
            u8::try_from(date.month()).unwrap_or(1),
            u8::try_from(date.day()).unwrap_or(1),
        )
    };
    params.not_before = day(from);
    params.not_after = day(to);
    params
}
