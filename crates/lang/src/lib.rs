//! All texts for people, in Vietnamese and English.
//!
//! The texts are Fluent files beside this crate, embedded; an id stands in
//! both languages with the same variables, which a test checks. Isolation
//! marks are off: the texts go to terminals, documents and CSV, where the
//! invisible marks of Fluent would be found by search and by readers. There
//! is no logic here, and no text that belongs to one measure: its reasons
//! stand in its own file.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// A language of the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Vietnamese, the first language.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// `vi` or `en`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language of a code such as `vi`, `vi_VN.UTF-8` or `en-GB`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let language = code.split(['_', '-', '.']).next()?;
        Self::ALL
            .into_iter()
            .find(|lang| language.eq_ignore_ascii_case(lang.as_str()))
    }
}

/// The value of a variable in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Text, shown as it is.
    Text(&'a str),
    /// A number; it also chooses the form of a plural.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<usize> for Value<'_> {
    /// Counts beyond what 64 signed bits hold become the largest such number.
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The text `id` in `lang` with its variables filled in.
///
/// An id that does not exist comes back between ‹ ›, so that it is seen and
/// never mistaken for a text.
#[must_use]
pub fn text(lang: Lang, id: &str, values: &[(&str, Value<'_>)]) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        return format!("‹{id}›");
    };
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        match *value {
            Value::Text(text) => arguments.set(*name, FluentValue::from(text)),
            Value::Number(number) => arguments.set(*name, FluentValue::from(number)),
        }
    }
    let mut problems = Vec::new();
    bundle
        .format_pattern(pattern, Some(&arguments), &mut problems)
        .into_owned()
}

/// The word for a code of a closed list: `word(lang, "status", "not_met")`.
/// Families: `status`, `basis`, `tier`, `class`, `kind`, `relation`, `standing`.
#[must_use]
pub fn word(lang: Lang, family: &str, code: &str) -> String {
    text(lang, &format!("{family}-{code}"), &[])
}

/// The title of the measure with this id, such as `duty.roster_24x7`.
#[must_use]
pub fn measure_title(lang: Lang, id: &str) -> String {
    word(lang, "measure", &id.replace('.', "-"))
}

/// Whether there is a text with this id (in both languages, see the tests).
#[must_use]
pub fn has(id: &str) -> bool {
    bundle(Lang::Vi).has_message(id)
}

type Bundle = FluentBundle<FluentResource>;

/// Embeds the files of one language.
macro_rules! files {
    ($lang:literal) => {
        [
            include_str!(concat!("../texts/", $lang, "/words.ftl")),
            include_str!(concat!("../texts/", $lang, "/measures.ftl")),
            include_str!(concat!("../texts/", $lang, "/cli.ftl")),
            include_str!(concat!("../texts/", $lang, "/report.ftl")),
            include_str!(concat!("../texts/", $lang, "/desk.ftl")),
            include_str!(concat!("../texts/", $lang, "/directive.ftl")),
            include_str!(concat!("../texts/", $lang, "/answer.ftl")),
            include_str!(concat!("../texts/", $lang, "/data.ftl")),
            include_str!(concat!("../texts/", $lang, "/proof.ftl")),
            include_str!(concat!("../texts/", $lang, "/admin.ftl")),
            include_str!(concat!("../texts/", $lang, "/units.ftl")),
            include_str!(concat!("../texts/", $lang, "/settings.ftl")),
            include_str!(concat!("../texts/", $lang, "/reading.ftl")),
            include_str!(concat!("../texts/", $lang, "/figures.ftl")),
            include_str!(concat!("../texts/", $lang, "/events.ftl")),
            include_str!(concat!("../texts/", $lang, "/rules.ftl")),
        ]
    };
}

const VI: [&str; 16] = files!("vi");
const EN: [&str; 16] = files!("en");

fn bundle(lang: Lang) -> &'static Bundle {
    static VI_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| load(Lang::Vi, &VI).0);
    static EN_BUNDLE: LazyLock<Bundle> = LazyLock::new(|| load(Lang::En, &EN).0);
    match lang {
        Lang::Vi => &VI_BUNDLE,
        Lang::En => &EN_BUNDLE,
    }
}

/// The bundle of the files and what was wrong with them; a file with a faulty
/// text still gives its other texts, and a test insists on no fault.
fn load(lang: Lang, files: &[&str]) -> (Bundle, Vec<String>) {
    let mut problems = Vec::new();
    let language: LanguageIdentifier = lang.as_str().parse().unwrap_or_else(|error| {
        problems.push(format!("{error:?}"));
        LanguageIdentifier::default()
    });
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for file in files {
        let resource =
            FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(rest, errors)| {
                problems.extend(errors.iter().map(|error| format!("{error:?}")));
                rest
            });
        if let Err(errors) = bundle.add_resource(resource) {
            problems.extend(errors.iter().map(|error| format!("{error:?}")));
        }
    }
    (bundle, problems)
}

#[cfg(test)]
mod tests;
