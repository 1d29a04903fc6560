//! Files that a program sends: one as the body itself, or several as `multipart/form-data`.
//!
//! What is asked stands in the address; a form carries files only. The hash is of names and contents, not of the bytes
//! on the line: a form sent again has another boundary and is the same all the same.

use super::problem::Problem;
use crate::web::Site;
use crate::web::form::base_name;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest as _, Sha256};
use url::form_urlencoded;

/// Files in one request.
const FILES_MAX: usize = 100;

/// A file.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    /// Its name without folders; `None` for a body that names none.
    pub(super) name: Option<String>,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// What was sent.
#[derive(Debug)]
pub(super) struct Intake {
    /// The files, at least one.
    pub(super) files: Vec<Sent>,
    /// The kind of a body that is the file itself.
    pub(super) kind: Option<String>,
    hash: Sha256,
}

impl Intake {
    /// The hash of all that was sent, what the address says included.
    pub(super) fn content(&self, query: &str) -> [u8; 32] {
        let mut hash = self.hash.clone();
        put(&mut hash, query.as_bytes());
        hash.finalize().into()
    }
}

impl FromRequest<Site> for Intake {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let most = site.options.limits.request_time_max;
        tokio::time::timeout(most, Self::read(request, site))
            .await
            .unwrap_or_else(|_| Err(Problem::new("request.too_slow")))
    }
}

impl Intake {
    async fn read(request: Request, site: &Site) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next());
        let kind = kind.map(|kind| kind.trim().to_ascii_lowercase());
        let is_form = kind.as_deref() == Some("multipart/form-data");
        let files = if is_form {
            form(request, site).await?
        } else {
            let name = name_of(request.headers());
            let bytes = Bytes::from_request(request, site).await?.to_vec();
            vec![Sent { name, bytes }]
        };
        if files.iter().all(|file| file.bytes.is_empty()) {
            return Err(Problem::new("request.malformed").because("không có tệp nào"));
        }
        let mut hash = Sha256::new();
        for file in &files {
            put(
                &mut hash,
                file.name.as_deref().unwrap_or_default().as_bytes(),
            );
            put(&mut hash, &file.bytes);
        }
        Ok(Self {
            files,
            kind: kind.filter(|_| !is_form),
            hash,
        })
    }
}

/// A part of what is hashed, with its length before it, so that no two sequences are one.
fn put(hash: &mut Sha256, part: &[u8]) {
    let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
    hash.update(length.to_be_bytes());
    hash.update(part);
}

async fn form(request: Request, site: &Site) -> Result<Vec<Sent>, Problem> {
    let mut parts = Multipart::from_request(request, site)
        .await
        .map_err(|e| Problem::new("request.malformed").because(e.body_text()))?;
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|e| broken(&e))? {
        let Some(name) = part.file_name().map(base_name) else {
            let name = part.name().unwrap_or_default().to_owned();
            return Err(Problem::new("request.malformed").because(format!(
                "phần “{name}” không phải tệp; tham số ghi trên địa chỉ"
            )));
        };
        if files.len() >= FILES_MAX {
            return Err(Problem::new("request.too_large").because(format!("quá {FILES_MAX} tệp")));
        }
        let bytes = part.bytes().await.map_err(|e| broken(&e))?.to_vec();
        files.push(Sent {
            name: Some(name),
            bytes,
        });
    }
    Ok(files)
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new("request.too_large");
    }
    Problem::new("request.malformed").because(error.body_text())
}

/// The name in `Content-Disposition`, the one in UTF-8 first (RFC 6266).
fn name_of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_DISPOSITION)?;
    let value = std::str::from_utf8(value.as_bytes()).ok()?;
    let parameter = |wanted: &str| {
        value.split(';').find_map(|part| {
            let (name, given) = part.split_once('=')?;
            let same = name.trim().eq_ignore_ascii_case(wanted);
            same.then(|| given.trim().trim_matches('"'))
        })
    };
    let encoded = parameter("filename*").and_then(|given| {
        let name = given.strip_prefix("UTF-8''")?;
        // The form's decoder, with the two characters escaped that mean something there and nothing here.
        let pair = format!("n={}", name.replace('+', "%2B").replace('&', "%26"));
        let decoded = form_urlencoded::parse(pair.as_bytes()).next();
        decoded.map(|(_, name)| name.into_owned())
    });
    let name = encoded.or_else(|| parameter("filename").map(str::to_owned))?;
    Some(base_name(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_named_by_its_header_without_folders() {
        for (value, name) in [
            ("attachment; filename=\"a b.csv\"", Some("a b.csv")),
            ("attachment; filename=../../x.csv", Some("x.csv")),
            (
                "attachment; filename=\"x\"; filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf",
                Some("Công văn.pdf"),
            ),
            ("inline", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_DISPOSITION, value.parse().unwrap());
            assert_eq!(name_of(&headers).as_deref(), name, "{value}");
        }
    }
}
