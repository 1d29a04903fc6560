//! What is wrong with a configuration, in both languages, and where.

use lang::Lang;
use serde::Serialize;

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Told {
    pub(crate) vi: String,
    pub(crate) en: String,
}

impl Told {
    pub(crate) fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
        }
    }

    pub(crate) fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// Khiên does not start so.
    Error,
    /// It starts, and a person should look.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    pub(crate) level: Level,
    /// Where the value stands: `khien.toml:3`, `KHIEN_LISTEN`, `--listen`.
    pub(crate) place: String,
    pub(crate) key: String,
    #[serde(flatten)]
    pub(crate) told: Told,
}

impl Problem {
    /// One line for people.
    pub(crate) fn line(&self, lang: Lang) -> String {
        let word = match (self.level, lang) {
            (Level::Error, Lang::Vi) => "lỗi",
            (Level::Error, Lang::En) => "error",
            (Level::Warning, Lang::Vi) => "lưu ý",
            (Level::Warning, Lang::En) => "note",
        };
        let told = self.told.say(lang);
        if self.key.is_empty() {
            return format!("{word}: {}: {told}", self.place);
        }
        format!("{word}: {}: {}: {told}", self.place, self.key)
    }
}
