//! Numbers, sentence ends and cut texts as Vietnamese prints them.

/// A count with points between thousands, a share with a decimal comma: "1.250", "99,5".
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let printed = if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    };
    let (whole, share) = printed
        .split_once('.')
        .map_or((printed.as_str(), None), |(w, s)| (w, Some(s)));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::with_capacity(printed.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let share = share.map(|s| format!(",{s}")).unwrap_or_default();
    format!("{sign}{grouped}{share}")
}

/// A sentence with its full stop.
pub(crate) fn with_stop(sentence: &str) -> String {
    let sentence = sentence.trim();
    if sentence.ends_with(['.', '…', '!', '?', ':']) {
        return sentence.to_owned();
    }
    format!("{}.", sentence.trim_end_matches([';', ',']))
}

/// The text with a capital at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.trim().chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The text cut between words where it is longer than `limit` characters.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return text.to_owned();
    };
    let head = text.split_at_checked(end).map_or(text, |(head, _)| head);
    let whole = head.rsplit_once(' ').map_or(head, |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':']))
}
