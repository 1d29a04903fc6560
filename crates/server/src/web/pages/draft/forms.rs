//! The small forms that correct a reading: one for each thing that was read, filled with what stands there, or with
//! what a person typed when it was refused.

use crate::web::form::Checked;
use crate::web::frame::Frame;

/// One thing that was read, with the forms that correct it or take it out.
pub(super) struct Row {
    /// Its anchor.
    pub(super) id: String,
    /// Its name.
    pub(super) label: String,
    /// As it stands.
    pub(super) shown: String,
    /// What stands under it.
    pub(super) under: String,
    /// As it was read, where that is something else.
    pub(super) before: Option<String>,
    pub(super) edit: Form,
    pub(super) remove: Option<Form>,
}

/// One form.
pub(super) struct Form {
    pub(super) what: &'static str,
    /// The anchor one comes back to.
    pub(super) at: String,
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) fields: Vec<Field>,
    /// Words of its button.
    pub(super) go: String,
    /// Whether it was just refused, so that it stays open.
    pub(super) is_open: bool,
}

/// One field of a form.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// Unique in the page.
    pub(super) id: String,
    pub(super) label: String,
    /// `text`, `long`, `day`, `choose` or `tick`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) choices: Vec<Choice>,
    pub(super) is_required: bool,
}

/// A word of a closed list.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// Builds a form.
pub(super) struct Draw<'a> {
    f: &'a Frame,
    /// What was typed into this very form.
    typed: Option<&'a Checked>,
    form: Form,
}

impl<'a> Draw<'a> {
    /// A form that corrects `what` in the row `at`; `sent` is the form that was refused, whichever it was.
    pub(super) fn new(
        f: &'a Frame,
        sent: Option<&'a Checked>,
        what: &'static str,
        at: &str,
    ) -> Self {
        let typed = sent.filter(|s| s.text("what") == Some(what) && s.text("at") == Some(at));
        Self {
            f,
            form: Form {
                what,
                at: at.to_owned(),
                hidden: Vec::new(),
                fields: Vec::new(),
                go: f.t("web-save"),
                is_open: typed.is_some(),
            },
            typed,
        }
    }

    /// The same with a value that the person does not see.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.form.hidden.push((name, value.into()));
        self
    }

    /// The same with a line of text.
    pub(super) fn text(self, name: &'static str, label: &str, value: Option<&str>) -> Self {
        self.field(name, label, "text", value.unwrap_or_default())
    }

    /// The same with a text of several lines.
    pub(super) fn long(self, name: &'static str, label: &str, value: &str) -> Self {
        self.field(name, label, "long", value)
    }

    /// The same with a day.
    pub(super) fn day(self, name: &'static str, label: &str, value: Option<String>) -> Self {
        self.field(name, label, "day", &value.unwrap_or_default())
    }

    /// The same with one word of a list; `blank` may be chosen where it is given.
    pub(super) fn choose(
        mut self,
        name: &'static str,
        label: &str,
        words: &[(&str, String)],
        chosen: &str,
        blank: Option<String>,
    ) -> Self {
        self = self.field(name, label, "choose", chosen);
        let value = self
            .form
            .fields
            .last()
            .map(|f| f.value.clone())
            .unwrap_or_default();
        let blank = blank.map(|label| (String::new(), label));
        let words = words
            .iter()
            .map(|(word, label)| ((*word).to_owned(), label.clone()));
        let choices: Vec<Choice> = blank
            .into_iter()
            .chain(words)
            .map(|(word, label)| Choice {
                is_chosen: word == value,
                value: word,
                label,
            })
            .collect();
        if let Some(field) = self.form.fields.last_mut() {
            field.choices = choices;
        }
        self
    }

    /// The same with words of a list to tick.
    pub(super) fn tick(
        mut self,
        name: &'static str,
        label: &str,
        words: &[(&str, String)],
        chosen: &[&str],
    ) -> Self {
        let typed: Option<Vec<&str>> = self.typed.map(|t| t.all(name).collect());
        let chosen = typed.as_deref().unwrap_or(chosen);
        let choices = words
            .iter()
            .map(|(word, label)| Choice {
                value: (*word).to_owned(),
                label: label.clone(),
                is_chosen: chosen.contains(word),
            })
            .collect();
        self = self.field(name, label, "tick", "");
        if let Some(field) = self.form.fields.last_mut() {
            field.choices = choices;
        }
        self
    }

    /// The same, its last field not to be left blank.
    pub(super) fn required(mut self) -> Self {
        if let Some(field) = self.form.fields.last_mut() {
            field.is_required = true;
        }
        self
    }

    /// The form, its button saying `go`.
    pub(super) fn going(mut self, go: &str) -> Form {
        self.form.go = self.f.t(go);
        self.form
    }

    /// The form with the button "save".
    pub(super) fn done(self) -> Form {
        self.form
    }

    fn field(mut self, name: &'static str, label: &str, kind: &'static str, value: &str) -> Self {
        let typed = self.typed.map(|t| t.raw(name).unwrap_or_default());
        self.form.fields.push(Field {
            name,
            id: format!("{}-{}-{name}", self.form.at, self.form.what),
            label: self.f.t(label),
            kind,
            value: typed.unwrap_or(value).to_owned(),
            choices: Vec::new(),
            is_required: false,
        });
        self
    }
}
