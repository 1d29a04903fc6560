//! How much of a text is no Vietnamese: a measure of scanning damage.
//!
//! A syllable is an onset and a rime of closed lists; "khơng" for "không" has
//! a rime that does not exist. Words of plain ASCII say nothing, because they
//! may be names, and are not counted. Nothing is corrected here.

use unicode_normalization::UnicodeNormalization;

const ONSETS: &[&str] = &[
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

const RIMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ăc", "ăm",
    "ăn", "ăng", "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em",
    "en", "eng", "eo", "ep", "et", "ê", "êch", "êm", "ên", "êng", "ênh", "êp", "êt", "êu", "i",
    "ia", "ich", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "im", "in", "inh", "ip", "it",
    "iu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oap", "oat", "oay",
    "oăc", "oăm", "oăn", "oăng", "oăt", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong",
    "ooc", "oong", "op", "ot", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ơ", "ơi", "ơm",
    "ơn", "ơp", "ơt", "u", "ua", "uân", "uâng", "uât", "uây", "uc", "uê", "uêch", "uênh", "ui",
    "um", "un", "ung", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "up", "ut", "uy", "uya",
    "uych", "uyên", "uyêt", "uyn", "uynh", "uyp", "uyt", "uyu", "ư", "ưa", "ưc", "ưi", "ưm", "ưn",
    "ưng", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu", "ưt", "ưu", "y", "yêm", "yên",
    "yêng", "yêt", "yêu", "ynh", "ych", "yt",
];

/// The share, 0 to 1, of words with Vietnamese letters that are no syllables.
pub(crate) fn damage(text: &str) -> f64 {
    let (mut judged, mut broken) = (0u32, 0u32);
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_ascii() && w.chars().count() <= 12)
    {
        // Abbreviations in capitals follow no rule: "CĐS", "UBMTTQVN".
        if word.chars().count() > 1 && !word.chars().any(char::is_lowercase) {
            continue;
        }
        judged += 1;
        broken += u32::from(!is_syllable(word));
    }
    if judged == 0 {
        0.0
    } else {
        f64::from(broken) / f64::from(judged)
    }
}

fn is_syllable(word: &str) -> bool {
    let bare = toneless(word);
    ONSETS.iter().any(|onset| bare.strip_prefix(onset).is_some_and(|rime| RIMES.contains(&rime)))
        // "gì", "gìn": the i of the onset is the vowel as well.
        || bare.strip_prefix('g').is_some_and(|rime| RIMES.contains(&rime))
}

/// Lower case without tone marks, vowel qualities kept.
fn toneless(word: &str) -> String {
    word.to_lowercase()
        .nfd()
        .filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'))
        .nfc()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_words_are_whole_and_scanning_slips_are_not() {
        let whole = "Rà soát, kiểm tra, đánh giá, khắc phục các lỗ hổng bảo mật; tuyên truyền, nghiêm túc triển khai quyết liệt; giữ gìn những gì đã có; khuyến nghị ngoài giờ; UBMTTQ, CĐS";
        assert_eq!(damage(whole), 0.0);
        for slip in ["khơng", "thơng", "Cơng", "trểin", "bảaao"] {
            assert!(!is_syllable(slip), "{slip}");
        }
        assert_eq!(damage("an toàn thơng tin"), 0.5);
        assert_eq!(damage("server botnet"), 0.0);
    }
}
