//! Bytes of a page to text: byte order mark, declared charset, else UTF-8 or
//! the Vietnamese code page of old sites.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1258};

/// The declaration of the charset is only looked for here, as browsers do.
const DECLARATION_WITHIN: usize = 1024;

/// Decodes a page; every byte that means nothing becomes a replacement character.
pub(super) fn decode(html: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(html) {
        let body = html.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(body).0;
    }
    encoding_of(html).decode_without_bom_handling(html).0
}

fn encoding_of(html: &[u8]) -> &'static Encoding {
    if is_utf8(html) {
        return UTF_8;
    }
    declared(html).unwrap_or(WINDOWS_1258)
}

/// A page cut at the size limit may end inside a character; that is still UTF-8.
fn is_utf8(html: &[u8]) -> bool {
    match std::str::from_utf8(html) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

fn declared(html: &[u8]) -> Option<&'static Encoding> {
    let head = html
        .get(..DECLARATION_WITHIN.min(html.len()))?
        .to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")?;
    let after = head.get(at + b"charset=".len()..)?;
    let label: Vec<u8> = after
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .collect();
    Encoding::for_label(&label)
}
