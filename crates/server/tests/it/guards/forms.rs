//! The forms of pages as a browser sees them: found in the page, filled in, sent. A form added later is tried without
//! anybody naming it here.

use crate::world::{Answer, Eyes, World};
use axum::body::Body;
use axum::http::{Method, Request, header};

/// A file as it is sent.
pub(crate) struct Sent {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// One control of a form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Control {
    /// `hidden`, `text`, `textarea`, `select`, `file`, `button`, `date`, …
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A form of a page that changes something.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) with_files: bool,
    pub(crate) controls: Vec<Control>,
}

impl Form {
    /// All of a page that are sent by POST; without an action to the page itself.
    pub(crate) fn all(page: &str, address: &str) -> Vec<Self> {
        let forms = page.split("<form").skip(1);
        let forms = forms.filter_map(|rest| {
            let (head, body) = rest.split_once('>')?;
            let body = body.split("</form>").next()?;
            if attribute(head, "method").as_deref() != Some("post") {
                return None;
            }
            Some(Self {
                action: attribute(head, "action").unwrap_or_else(|| address.to_owned()),
                with_files: head.contains("multipart/form-data"),
                controls: controls(body),
            })
        });
        forms.collect()
    }

    /// What tells it from other forms: not from the same form of another page or moment.
    pub(crate) fn key(&self) -> String {
        let of_the_moment = ["csrf", "back", "next", "revision", "seen"];
        let named = self.controls.iter().map(|control| {
            let fixed = control.kind == "hidden" && !of_the_moment.contains(&control.name.as_str());
            let value = if fixed { control.value.as_str() } else { "" };
            format!("{}={value}", control.name)
        });
        let named: Vec<String> = named.collect();
        format!("{}?{}", self.action, named.join("&"))
    }

    /// Where it goes, by the names of its doors: `/drafts/{id}/correct` for every draft.
    pub(crate) fn goes_to(&self, path: &str) -> bool {
        let asked = self.action.split('?').next().unwrap().split('/');
        let (asked, door): (Vec<_>, Vec<_>) = (asked.collect(), path.split('/').collect());
        let fits = |(a, d): (&&str, &&str)| d.starts_with('{') || a == d;
        asked.len() == door.len() && asked.iter().zip(&door).all(fits)
    }

    /// Sends it with what `fill` puts into each control, by one of its buttons.
    pub(crate) async fn send(
        &self,
        world: &World,
        eyes: Option<&Eyes>,
        button: Option<&Control>,
        fill: &dyn Fn(&Control) -> String,
        file: &dyn Fn(&Self) -> Sent,
    ) -> Answer {
        let fields: Vec<(&str, String)> = self
            .controls
            .iter()
            .filter(|c| !matches!(c.kind.as_str(), "file" | "button") || Some(*c) == button)
            .map(|c| (c.name.as_str(), fill(c)))
            .collect();
        let (kind, body) = if self.with_files {
            let files = self.controls.iter().filter(|c| c.kind == "file");
            let files: Vec<_> = files.map(|c| (c.name.as_str(), file(self))).collect();
            (
                "multipart/form-data; boundary=b",
                multipart(&fields, &files),
            )
        } else {
            let mut out = url::form_urlencoded::Serializer::new(String::new());
            (
                "application/x-www-form-urlencoded",
                out.extend_pairs(&fields).finish(),
            )
        };
        let mut request = Request::builder().method(Method::POST).uri(&self.action);
        request = request.header(header::CONTENT_TYPE, kind);
        if let Some(eyes) = eyes {
            request = request.header(header::COOKIE, &eyes.cookie);
        }
        world.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Each way of sending it: one for every button with a name, or the one without.
    pub(crate) fn buttons(&self) -> Vec<Option<&Control>> {
        let named: Vec<_> = self
            .controls
            .iter()
            .filter(|c| c.kind == "button")
            .map(Some)
            .collect();
        if named.is_empty() { vec![None] } else { named }
    }
}

fn multipart(fields: &[(&str, String)], files: &[(&str, Sent)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body +=
            &format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    for (name, sent) in files {
        // As browsers do.
        let file = sent.name.replace('"', "%22");
        body += &format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n{}\r\n",
            sent.text
        );
    }
    body + "--b--\r\n"
}

fn controls(body: &str) -> Vec<Control> {
    let mut found: Vec<Control> = Vec::new();
    for rest in body.split('<').skip(1) {
        let Some((head, text)) = rest.split_once('>') else {
            continue;
        };
        let tag = head.split_whitespace().next().unwrap_or_default();
        let name = attribute(head, "name");
        let value = attribute(head, "value").unwrap_or_default();
        let kind = match tag {
            "input" => attribute(head, "type").unwrap_or_else(|| "text".to_owned()),
            "button" | "select" | "textarea" => tag.to_owned(),
            "option" => {
                // The last option wins over none: an empty one asks for a choice.
                if let Some(select) = found.last_mut().filter(|c| c.kind == "select")
                    && select.value.is_empty()
                {
                    select.value = value;
                }
                continue;
            }
            _ => continue,
        };
        let value = if tag == "textarea" {
            unescaped(text)
        } else {
            value
        };
        let Some(name) = name else {
            continue;
        };
        // Of several choices of one name the first stands for all.
        let is_again = kind == "radio" && found.iter().any(|c| c.name == name);
        if !is_again {
            found.push(Control { kind, name, value });
        }
    }
    found
}

/// The value of an attribute of a tag.
fn attribute(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split('"').next()?))
}

fn unescaped(text: &str) -> String {
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    known
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
