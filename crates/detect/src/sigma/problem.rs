//! Why a rule can't be used: a line, a code and words for both languages.
//!
//! One bad rule never stops the others; what is wrong with it is data.

use std::fmt;

/// Something wrong in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, counted from 1.
    pub line: u32,
    /// What is wrong.
    pub reason: Reason,
}

impl Problem {
    pub(super) const fn at(line: u32, reason: Reason) -> Self {
        Self { line, reason }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The file is no YAML; the parser's words.
    Yaml(String),
    /// A file larger than a rule file may be.
    TooLarge,
    /// Lists and maps nested too deep, or too many parentheses.
    TooDeep,
    /// A key that stands twice in one map.
    KeyTwice(String),
    /// A document that is neither rule, correlation nor filter.
    NotARule,
    /// A key that must be there.
    Missing(&'static str),
    /// A key whose value has another shape than it must.
    Shape(String),
    /// A modifier nobody knows.
    UnknownModifier(String),
    /// Modifiers that don't go together, or not with this value.
    Modifier(String, &'static str),
    /// A regular expression that can't be compiled, with the library's words.
    Regex(String),
    /// No address range.
    Range(String),
    /// A condition that can't be read, with what was expected.
    Condition(String),
    /// The condition names a search that isn't there.
    UnknownSearch(String),
    /// Aggregation in a condition, obsolete since Sigma 2.
    Aggregation,
    /// A placeholder nobody gave values for.
    Placeholder(String),
    /// A rule of a correlation or filter that isn't loaded.
    UnknownRule(String),
    /// Two rules with one id or name.
    IdTwice(String),
    /// A correlation that leads back to itself.
    Circle(String),
}

impl Reason {
    /// The stable code shown to people and programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Yaml(_) => "rule.yaml",
            Self::TooLarge => "rule.too_large",
            Self::TooDeep => "rule.too_deep",
            Self::KeyTwice(_) => "rule.key_twice",
            Self::NotARule => "rule.not_a_rule",
            Self::Missing(_) => "rule.missing",
            Self::Shape(_) => "rule.shape",
            Self::UnknownModifier(_) => "rule.unknown_modifier",
            Self::Modifier(..) => "rule.modifier",
            Self::Regex(_) => "rule.regex",
            Self::Range(_) => "rule.range",
            Self::Condition(_) => "rule.condition",
            Self::UnknownSearch(_) => "rule.unknown_search",
            Self::Aggregation => "rule.aggregation",
            Self::Placeholder(_) => "rule.placeholder",
            Self::UnknownRule(_) => "rule.unknown_rule",
            Self::IdTwice(_) => "rule.id_twice",
            Self::Circle(_) => "rule.circle",
        }
    }

    /// What is wrong and what to do, in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        match self {
            Self::Yaml(text) => format!("không phải YAML hợp lệ: {text}"),
            Self::TooLarge => "tệp quá lớn đối với một tệp luật".into(),
            Self::TooDeep => "lồng nhau quá sâu".into(),
            Self::KeyTwice(key) => format!("khóa “{key}” xuất hiện hai lần; bỏ bớt một"),
            Self::NotARule => {
                "không phải luật Sigma: thiếu detection, correlation hoặc filter".into()
            }
            Self::Missing(key) => format!("thiếu “{key}”"),
            Self::Shape(what) => format!("“{what}” sai kiểu giá trị"),
            Self::UnknownModifier(name) => format!("không có từ bổ nghĩa “{name}”"),
            Self::Modifier(name, _) => format!("“{name}” không dùng được ở đây"),
            Self::Regex(text) => format!("biểu thức chính quy không dùng được: {text}"),
            Self::Range(text) => format!("“{text}” không phải dải địa chỉ"),
            Self::Condition(text) => format!("không đọc được điều kiện: {text}"),
            Self::UnknownSearch(name) => format!("điều kiện nhắc tới “{name}” nhưng không có"),
            Self::Aggregation => {
                "phép gộp trong điều kiện đã bị bỏ từ Sigma 2; viết thành luật tương quan".into()
            }
            Self::Placeholder(name) => {
                format!("chưa có giá trị cho %{name}%; khai báo bằng --placeholder")
            }
            Self::UnknownRule(name) => format!("không có luật “{name}” trong bộ luật đã nạp"),
            Self::IdTwice(id) => format!("“{id}” đã dùng cho một luật khác"),
            Self::Circle(name) => format!("luật tương quan “{name}” dẫn về chính nó"),
        }
    }

    /// What is wrong and what to do, in English.
    #[must_use]
    pub fn en(&self) -> String {
        match self {
            Self::Yaml(text) => format!("not valid YAML: {text}"),
            Self::TooLarge => "the file is too large for a rule file".into(),
            Self::TooDeep => "nested too deep".into(),
            Self::KeyTwice(key) => format!("key \"{key}\" stands twice; remove one"),
            Self::NotARule => "no Sigma rule: neither detection, correlation nor filter".into(),
            Self::Missing(key) => format!("\"{key}\" is missing"),
            Self::Shape(what) => format!("\"{what}\" has a value of the wrong kind"),
            Self::UnknownModifier(name) => format!("no modifier \"{name}\""),
            Self::Modifier(name, why) => format!("\"{name}\" can't be used here: {why}"),
            Self::Regex(text) => format!("unusable regular expression: {text}"),
            Self::Range(text) => format!("\"{text}\" is no address range"),
            Self::Condition(text) => format!("unreadable condition: {text}"),
            Self::UnknownSearch(name) => format!("the condition names \"{name}\", which is absent"),
            Self::Aggregation => {
                "aggregation in conditions is obsolete since Sigma 2; write a correlation".into()
            }
            Self::Placeholder(name) => format!("no values for %{name}%; give --placeholder"),
            Self::UnknownRule(name) => format!("no rule \"{name}\" among those loaded"),
            Self::IdTwice(id) => format!("\"{id}\" is taken by another rule"),
            Self::Circle(name) => format!("correlation \"{name}\" leads back to itself"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}
