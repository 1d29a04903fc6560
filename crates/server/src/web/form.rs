//! Forms: read within limits, refused without the session's token.

use super::Site;
use super::error::PageError;
use super::kept::{self, Kept};
use super::viewer::Viewer;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, FromRequestParts as _, Multipart, Request};
use axum::http::{StatusCode, header};

/// Fields of a form; more are refused.
const FIELDS_MAX: usize = 2_000;
/// Bytes of one text field.
pub(super) const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Files in one upload.
const FILES_MAX: usize = 100;

/// A file of an upload.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// The field it came in.
    pub(crate) field: String,
    /// Its name without folders.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// A form whose token is the session's: the only way a page gets to what was sent.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    fields: Vec<(String, String)>,
    /// Files, in the order they came; empty file fields are left out.
    pub(crate) files: Vec<Upload>,
}

impl Checked {
    /// The value of a field, trimmed; blank is none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.raw(name).map(str::trim).filter(|v| !v.is_empty())
    }

    /// The value of a field as sent.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// All values of a field that may be sent several times.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// All fields, in the order they came.
    pub(super) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// A field that must be there.
    pub(crate) fn needed(&self, name: &str) -> Result<&str, PageError> {
        self.text(name)
            .ok_or_else(|| PageError::Form("web-form-missing", name.to_owned()))
    }

    /// A field that must be a number.
    pub(crate) fn number(&self, name: &str) -> Result<i64, PageError> {
        self.needed(name)?
            .parse()
            .map_err(|_| PageError::Form("web-form-number", name.to_owned()))
    }
}

impl FromRequest<Site> for Checked {
    type Rejection = PageError;

    async fn from_request(request: Request, site: &Site) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let path = kept::path_of(&parts.uri);
        // A public form (sign-in) has no session yet: same-site is checked by the guard.
        let viewer = Viewer::from_request_parts(&mut parts, site).await.ok();
        let is_multipart = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.starts_with("multipart/form-data"));
        let request = Request::from_parts(parts, body);
        let most = site.options.limits.request_time_max;
        let arrived = async {
            if is_multipart {
                multipart(request, site).await
            } else {
                urlencoded(request, site).await
            }
        };
        let form = tokio::time::timeout(most, arrived)
            .await
            .map_err(|_| PageError::TooSlow(most))??;
        match viewer {
            Some(viewer) if form.raw("csrf") != Some(viewer.csrf.as_str()) => {
                let kept = Kept::new(&path, &form.fields, &form.files);
                Err(PageError::Foreign(kept.map(|kept| (kept, viewer.csrf))))
            }
            _ => Ok(form),
        }
    }
}

async fn urlencoded(request: Request, site: &Site) -> Result<Checked, PageError> {
    let most = site.options.limits.form_bytes_max;
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(PageError::Malformed("đây không phải biểu mẫu".into()));
    }
    let bytes = axum::body::to_bytes(request.into_body(), most)
        .await
        .map_err(|_| PageError::TooLarge(most))?;
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&bytes)
        .take(FIELDS_MAX + 1)
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect();
    checked(fields)
}

async fn multipart(request: Request, site: &Site) -> Result<Checked, PageError> {
    let most = site.options.limits.upload_bytes_max;
    let told = |error| refused(&error, most);
    let mut parts = Multipart::from_request(request, site)
        .await
        .map_err(|e| PageError::Malformed(e.body_text()))?;
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(told)? {
        let field = part.name().unwrap_or_default().to_owned();
        if let Some(name) = part.file_name().map(base_name) {
            let bytes = part.bytes().await.map_err(told)?;
            if !bytes.is_empty() {
                files.push(Upload {
                    field,
                    name,
                    bytes: bytes.to_vec(),
                });
            }
        } else {
            let text = text(&field, part, most).await?;
            fields.push((field, text));
        }
        // Each part may be empty: their number is looked at as they come.
        if files.len() > FILES_MAX {
            return Err(PageError::Form("web-form-files", FILES_MAX.to_string()));
        }
        if fields.len() > FIELDS_MAX {
            return Err(too_many_fields());
        }
    }
    Ok(Checked { fields, files })
}

/// A text field of a form with files, no more of it read than it may have.
async fn text(name: &str, mut part: Field<'_>, most: usize) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|e| refused(&e, most))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > TEXT_BYTES_MAX {
            return Err(too_long(name));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Why a form with files can't be read: it is larger than it may be, or not of its form.
fn refused(error: &MultipartError, most: usize) -> PageError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge(most),
        _ => PageError::Malformed(error.body_text()),
    }
}

fn too_many_fields() -> PageError {
    PageError::Form("web-form-fields", FIELDS_MAX.to_string())
}

fn too_long(name: &str) -> PageError {
    // The name is a stranger's too.
    let name: String = name.chars().take(40).collect();
    PageError::Form("web-form-long", name)
}

fn checked(fields: Vec<(String, String)>) -> Result<Checked, PageError> {
    if fields.len() > FIELDS_MAX {
        return Err(too_many_fields());
    }
    if let Some((name, _)) = fields.iter().find(|(_, v)| v.len() > TEXT_BYTES_MAX) {
        return Err(too_long(name));
    }
    Ok(Checked {
        fields,
        files: Vec::new(),
    })
}

/// A file's name without any folder a browser or an attacker put before it.
pub(crate) fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.trim_matches('.').is_empty() {
        "tep".to_owned()
    } else {
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::base_name;

    #[test]
    fn a_file_name_never_carries_a_folder() {
        for (given, kept) in [
            ("cv.docx", "cv.docx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\an\\Công văn.docx", "Công văn.docx"),
            ("..", "tep"),
            ("a\nb", "ab"),
        ] {
            assert_eq!(base_name(given), kept);
        }
    }
}
