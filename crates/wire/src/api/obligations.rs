//! Duties of directives in force.

use domain::clause::Clause;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// One duty of a directive.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyV1 {
    /// Id of the directive.
    pub directive: String,
    /// The printed path, or `contacts`.
    pub id: String,
    /// The words of the letter.
    pub text: String,
    /// The classes of units it binds.
    pub addressees: Vec<String>,
    /// The measures it is judged by.
    pub measures: Vec<String>,
    /// Documents it cites.
    pub references: Vec<String>,
    /// Vulnerabilities it names.
    pub cves: Vec<String>,
    /// Products it names.
    pub products: Vec<String>,
    /// Its printed deadline.
    pub due: Option<Date>,
}

impl DutyV1 {
    /// A clause of the directive of this id.
    #[must_use]
    pub fn new(directive: String, clause: &Clause) -> Self {
        Self {
            directive,
            id: clause.id.to_string(),
            text: clause.text.to_string(),
            addressees: clause.classes.iter().map(ToString::to_string).collect(),
            measures: clause.measures.iter().map(ToString::to_string).collect(),
            references: clause.references.clone(),
            cves: clause.cves.clone(),
            products: clause.products.clone(),
            due: clause.due,
        }
    }
}
