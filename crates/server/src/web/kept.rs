//! What a form carried that could not be taken, because the session ended or changed meanwhile: kept on the page that
//! says so, through the sign-in, and offered again. It stays with the browser all the way; nothing is kept here.

use super::Site;
use super::form::{Checked, TEXT_BYTES_MAX, Upload, base_name};
use axum::body::to_bytes;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{Uri, header};

/// Fields kept; a form with more is no statement.
const FIELDS_MAX: usize = 500;
/// How much longer Vietnamese text may be once it is percent-encoded, with the names of its fields.
const GROWTH: usize = 4;
/// Prefix of the fields that carry what was typed.
const FIELD: &str = "kept:";
/// Prefix of the fields that carry the names of files, which no browser lets us choose again for a person.
const FILE: &str = "kept-file:";
/// The field that carries where the form was going.
const TO: &str = "kept-to";
/// What is never written on a page again.
const SECRET: [&str; 6] = ["csrf", "password", "again", "old", "totp", "code"];
/// Doors whose forms are nothing but secrets or too small to be missed.
const NOT_KEPT: [&str; 6] = [
    "/login",
    "/logout",
    "/link/",
    "/unit-link/",
    "/taste",
    "/account/",
];

/// A form that waits to be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Where it was going: a path of this site.
    pub(crate) to: String,
    /// Fields, in the order they came.
    pub(crate) fields: Vec<(String, String)>,
    /// Field and name of each file that has to be chosen again.
    pub(crate) files: Vec<(String, String)>,
}

impl Kept {
    /// What is worth keeping of a form that was read; none when nothing was typed.
    pub(crate) fn new(to: &str, fields: &[(String, String)], files: &[Upload]) -> Option<Self> {
        let files = files.iter().map(|f| (f.field.clone(), f.name.clone()));
        Self::of_parts(to, fields.to_vec(), files.collect())
    }

    fn of_parts(
        to: &str,
        mut fields: Vec<(String, String)>,
        files: Vec<(String, String)>,
    ) -> Option<Self> {
        // Blank ones stay: beside others of their name they say what was left out or taken away.
        fields.retain(|(name, _)| !SECRET.contains(&name.as_str()));
        let is_kept = !NOT_KEPT.iter().any(|door| to.starts_with(door))
            && fields.len() <= FIELDS_MAX
            && fields
                .iter()
                .all(|(_, value)| value.len() <= TEXT_BYTES_MAX)
            && (fields.iter().any(|(_, value)| !value.is_empty()) || !files.is_empty());
        is_kept.then(|| Self {
            to: to.to_owned(),
            fields,
            files,
        })
    }

    /// Reads a form that nobody signed in sent, if it comes in time. Contents of files are let go as they come.
    pub(crate) async fn of(request: Request, site: &Site) -> Option<Self> {
        let most = site.options.limits.request_time_max;
        tokio::time::timeout(most, Self::read(request, site))
            .await
            .ok()?
    }

    async fn read(request: Request, site: &Site) -> Option<Self> {
        let to = path_of(request.uri());
        // It comes back percent-encoded in the sign-in form, which has to fit.
        let most = site.options.limits.form_bytes_max / GROWTH;
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|v| v.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, site).await.ok()?;
            return multipart(&to, parts, most).await;
        }
        let bytes = to_bytes(request.into_body(), most).await.ok()?;
        let fields = url::form_urlencoded::parse(&bytes)
            .take(FIELDS_MAX + 1)
            .map(|(n, v)| (n.into_owned(), v.into_owned()));
        Self::of_parts(&to, fields.collect(), Vec::new())
    }

    /// What a sign-in form carried along.
    pub(crate) fn carried(form: &Checked) -> Option<Self> {
        let to = super::pages::taste::own_path(form.text(TO)).to_owned();
        let under = |prefix: &'static str| {
            form.fields()
                .iter()
                .filter_map(move |(n, v)| Some((n.strip_prefix(prefix)?.to_owned(), v.clone())))
        };
        form.text(TO)?;
        Self::of_parts(&to, under(FIELD).collect(), under(FILE).collect())
    }

    /// The hidden fields that carry it through another form.
    pub(crate) fn carrying(&self) -> Vec<(String, &str)> {
        let fields = self.fields.iter().map(|(n, v)| (format!("{FIELD}{n}"), v));
        let files = self.files.iter().map(|(n, v)| (format!("{FILE}{n}"), v));
        let to = (TO.to_owned(), self.to.as_str());
        [to].into_iter()
            .chain(fields.chain(files).map(|(n, v)| (n, v.as_str())))
            .collect()
    }

    /// The fields a person wrote in sentences, which are shown and can be mended.
    pub(crate) fn written(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(n, v)| is_written(n, v))
    }

    /// The other fields, which go along as they are.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(n, v)| !is_written(n, v))
    }
}

/// Path and query of a request, as the form's action had it.
pub(crate) fn path_of(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned()
}

fn is_written(name: &str, value: &str) -> bool {
    !value.is_empty() && (matches!(name, "text" | "reason") || value.contains(' '))
}

async fn multipart(to: &str, mut parts: Multipart, most: usize) -> Option<Kept> {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let mut kept = 0_usize;
    while let Ok(Some(mut part)) = parts.next_field().await {
        let field = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(base_name);
        let mut bytes = Vec::new();
        let mut size = 0_usize;
        while let Ok(Some(chunk)) = part.chunk().await {
            size = size.saturating_add(chunk.len());
            if file.is_none() && size <= TEXT_BYTES_MAX {
                bytes.extend_from_slice(&chunk);
            }
        }
        match file {
            Some(name) if size > 0 => files.push((field, name)),
            Some(_) => {}
            None => {
                kept = kept.saturating_add(bytes.len());
                fields.push((field, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        if kept > most {
            return None;
        }
        if fields.len() + files.len() > FIELDS_MAX {
            return None;
        }
    }
    Kept::of_parts(to, fields, files)
}
