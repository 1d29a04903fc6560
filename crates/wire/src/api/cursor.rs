//! Cursors: where a list goes on, opaque to who carries it. It is the place of the last item, by its own key, so what
//! is added or taken away in between moves nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Longest cursor that is looked at, in characters.
const CHARS_MAX: usize = 1_000;

/// A cursor that is none, or of another list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct BadCursor;

/// The cursor of a place in a list.
#[must_use]
pub fn cursor(list: &str, position: &[String]) -> String {
    let mut parts = vec![list];
    parts.extend(position.iter().map(String::as_str));
    // A list of strings always has a JSON form.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&parts).unwrap_or_default())
}

/// The place a cursor of this list names.
///
/// # Errors
/// [`BadCursor`].
pub fn position(list: &str, cursor: &str) -> Result<Vec<String>, BadCursor> {
    if cursor.len() > CHARS_MAX {
        return Err(BadCursor);
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| BadCursor)?;
    let mut parts: Vec<String> = serde_json::from_slice(&bytes).map_err(|_| BadCursor)?;
    if parts.len() < 2 || parts.first().map(String::as_str) != Some(list) {
        return Err(BadCursor);
    }
    parts.remove(0);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_in_its_own_list_only() {
        let place = vec!["0190".to_owned(), "ubnd-phường \"1\"".to_owned()];
        let text = cursor("units", &place);
        assert!(
            text.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        );
        assert_eq!(position("units", &text), Ok(place));
        for bad in [
            text.as_str(),
            "",
            "%%%",
            "e30",
            "WyJ1bml0cyJd",
            &"A".repeat(2_000),
        ] {
            assert_eq!(position("assets", bad), Err(BadCursor), "{bad}");
        }
    }
}
