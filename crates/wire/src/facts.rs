//! The body of a fact row as the store keeps it: an object of column name to
//! canonical text, in the order of the names (RFC 8785 for such an object).

use domain::facts::FactKind;
use std::collections::BTreeMap;

/// The canonical JSON of a row's cells.
#[must_use]
pub fn body(kind: FactKind, cells: &[Option<String>]) -> String {
    let named: BTreeMap<&str, &str> = kind
        .columns()
        .iter()
        .zip(cells)
        .filter_map(|(column, cell)| Some((column.name, cell.as_deref()?)))
        .collect();
    // A map of strings always has a JSON form.
    serde_json::to_string(&named).unwrap_or_default()
}

/// The cells of a stored body in column order; columns the body lacks are blank.
///
/// # Errors
/// When the text is no object of strings.
pub fn cells(kind: FactKind, body: &str) -> Result<Vec<Option<String>>, serde_json::Error> {
    let mut named: BTreeMap<String, String> = serde_json::from_str(body)?;
    Ok(kind
        .columns()
        .iter()
        .map(|column| named.remove(column.name))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_in_their_columns() {
        let kind = FactKind::CheckIn;
        let printed = vec![
            Some("s1".to_owned()),
            Some("2024-02-08T00:30:00Z".to_owned()),
        ];
        let text = body(kind, &printed);
        assert_eq!(text, r#"{"at":"2024-02-08T00:30:00Z","shift":"s1"}"#);
        assert_eq!(cells(kind, &text).unwrap(), printed);
        assert_eq!(cells(kind, "{}").unwrap(), vec![None, None]);
        assert!(cells(kind, "[]").is_err());
    }
}
