//! What the child tells its parent: one JSON document on standard output.
//!
//! Both ends are the same program, so the form needs no versions.

use super::DocumentError;
use super::process::Ended;
use domain::directive::Warning;
use letters::read::{Extract, ReadError, SourceKind};
use serde_json::{Value, json};

/// What the parent makes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    /// The words.
    Words(Extract),
    /// A PDF of pictures.
    NoTextLayer {
        /// How many pages.
        pages: usize,
    },
}

/// The child's answer.
pub(super) fn write(outcome: &Result<Extract, ReadError>) -> String {
    let value = match outcome {
        Ok(extract) => json!({
            "kind": extract.kind.as_str(),
            "body": extract.body,
            "asides": extract.asides,
            "warnings": extract.warnings.iter().map(|w| json!([w.code, w.text])).collect::<Vec<_>>(),
        }),
        Err(error) => {
            let pages = match error {
                ReadError::NoTextLayer { pages } => Some(pages),
                _ => None,
            };
            json!({ "code": error.code(), "text": error.to_string(), "pages": pages })
        }
    };
    value.to_string()
}

/// Reads it; a child that ended otherwise was stopped by a limit or fell over.
pub(super) fn read(ended: &Ended) -> Result<Answer, DocumentError> {
    if !ended.is_success {
        return Err(DocumentError::Stopped(ended.why()));
    }
    let unclear = || DocumentError::Stopped("trả lời không rõ".to_owned());
    let value: Value = serde_json::from_slice(&ended.output).map_err(|_| unclear())?;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    if let Some(code) = text("code") {
        if let Some(pages) = value.get("pages").and_then(Value::as_u64) {
            return Ok(Answer::NoTextLayer {
                pages: usize::try_from(pages).unwrap_or(usize::MAX),
            });
        }
        let known = ReadError::CODES.iter().find(|known| **known == code);
        return Err(DocumentError::Refused {
            code: known.ok_or_else(unclear)?,
            text: text("text").unwrap_or_default().to_owned(),
        });
    }
    let kind = SourceKind::ALL
        .into_iter()
        .find(|kind| Some(kind.as_str()) == text("kind"))
        .ok_or_else(unclear)?;
    let warnings = value.get("warnings").and_then(Value::as_array);
    Ok(Answer::Words(Extract {
        kind,
        body: text("body").ok_or_else(unclear)?.to_owned(),
        asides: text("asides").unwrap_or_default().to_owned(),
        warnings: warnings
            .into_iter()
            .flatten()
            .filter_map(|pair| {
                Some(Warning {
                    code: pair.get(0)?.as_str()?.to_owned().into(),
                    text: pair.get(1)?.as_str()?.to_owned(),
                })
            })
            .collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outcome: &Result<Extract, ReadError>) -> Result<Answer, DocumentError> {
        read(&Ended {
            is_success: true,
            signal: None,
            output: write(outcome).into_bytes(),
        })
    }

    #[test]
    fn what_the_child_says_arrives_as_it_was() {
        let extract = Extract {
            kind: SourceKind::PdfText,
            body: "Kính gửi: “các” đơn vị\n".into(),
            asides: "MẬT".into(),
            warnings: vec![Warning {
                code: "letter.pages_without_text".into(),
                text: "Trang 2".into(),
            }],
        };
        assert_eq!(check(&Ok(extract.clone())).unwrap(), Answer::Words(extract));
        assert_eq!(
            check(&Err(ReadError::NoTextLayer { pages: 3 })).unwrap(),
            Answer::NoTextLayer { pages: 3 }
        );
        let refused = check(&Err(ReadError::Encrypted)).unwrap_err();
        assert_eq!(refused.code(), "letter.encrypted");
        assert_eq!(refused.to_string(), ReadError::Encrypted.to_string());
    }

    #[test]
    fn a_child_that_fell_over_is_told_as_stopped() {
        for (is_success, output) in [
            (false, ""),
            (true, ""),
            (true, "{}"),
            (true, "{\"code\":\"x\"}"),
        ] {
            let ended = Ended {
                is_success,
                signal: None,
                output: output.into(),
            };
            assert_eq!(
                read(&ended).unwrap_err().code(),
                "document.stopped",
                "{output}"
            );
        }
    }
}
