//! Words as the index knows them: small letters, without endings, articles of law in one form.

use std::borrow::Cow;

/// A word of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// As typed.
    pub typed: String,
    /// As the index knows it.
    pub term: String,
    /// How much it counts: words that stand in every sentence count little.
    pub weight: f64,
}

/// Words that say little by themselves. They are kept in a question that has no other word.
const LITTLE: [&str; 71] = [
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "by", "can", "could", "did", "do", "does", "for",
    "from", "get", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "long", "many", "may",
    "me", "much", "must", "my", "need", "of", "on", "or", "our", "shall", "should", "so", "soon", "that", "the",
    "their", "them", "then", "there", "they", "this", "to", "under", "us", "was", "we", "were", "what", "when",
    "where", "which", "who", "whom", "will", "with", "would", "you", "your",
];

/// The terms of a text that is indexed.
pub fn terms(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    split(text, &mut |word| of_word(word, &mut |term| found.push(term.to_owned())));
    found
}

/// Hands over the terms of a word as [`split`] cuts it.
pub(super) fn of_word(word: &str, take: &mut impl FnMut(&str)) {
    let lower = word.to_lowercase();
    if let Some(joined) = reference(&lower) {
        // "21(2)(d)" is found by "21", "21-2", "21-2-d"
        for (end, _) in joined.match_indices('-') {
            take(joined.get(..end).unwrap_or_default());
        }
        take(&joined);
    } else {
        parts(&lower).for_each(|part| take(&stem(part)));
    }
}

/// The terms of a question.
pub fn asked(text: &str) -> Vec<Asked> {
    let mut found = Vec::new();
    split(text, &mut |word| {
        let lower = word.to_lowercase();
        if let Some(joined) = reference(&lower) {
            found.push(Asked { typed: word.to_owned(), term: joined, weight: 1.0 });
            return;
        }
        for part in parts(&lower) {
            let weight = if LITTLE.contains(&part) { 0.0 } else { 1.0 };
            found.push(Asked { typed: part.to_owned(), term: stem(part).into_owned(), weight });
        }
    });
    if found.iter().all(|asked| asked.weight == 0.0) {
        for asked in &mut found {
            asked.weight = 1.0;
        }
    }
    found.retain(|asked| asked.weight > 0.0);
    found
}

/// Cuts a text at spaces and marks; brackets, dots and hyphens inside a word stay.
pub(super) fn split<'t>(text: &'t str, each: &mut impl FnMut(&'t str)) {
    let inside = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '(' | ')' | '-' | '.' | '_' | '\'' | '’' => true,
        _ => !c.is_ascii() && c.is_alphanumeric(),
    };
    let edge = |c: char| matches!(c, '-' | '.' | '_' | '\'' | '’');
    for word in text.split(|c: char| !inside(c)).filter(|word| !word.is_empty()) {
        let word = word.trim_matches(edge);
        let word = word.strip_prefix('(').unwrap_or(word);
        let word =
            if word.ends_with(')') && !word.bytes().any(|c| c == b'(') { word.trim_end_matches(')') } else { word };
        if !word.is_empty() {
            each(word);
        }
    }
}

/// `21(2)(d)`, `21-2-d`, `21.2.d` as `21-2-d`: a number of an article with its paragraphs and points.
fn reference(word: &str) -> Option<String> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) || !word.contains(['(', '-', '.']) {
        return None;
    }
    let parts: Vec<&str> = word.split(['(', ')', '-', '.']).filter(|part| !part.is_empty()).collect();
    let short = parts.iter().all(|part| part.len() <= 4 && part.chars().all(char::is_alphanumeric));
    (short && parts.len() > 1).then(|| parts.join("-"))
}

/// The parts of a compound word.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty() && *part != "s")
}

/// Without the endings of plurals and verbs, and "article" in one form. Light on purpose: mistakes are worse than misses, which the
/// beginning of a word still finds.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    match word {
        "article" | "articles" | "arts" => return Cow::Borrowed("art"),
        "sections" | "sec" | "secs" => return Cow::Borrowed("section"),
        _ => {}
    }
    if word.len() <= 3 || !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    let cut = |ending: &str, least: usize| word.strip_suffix(ending).filter(|rest| rest.len() >= least);
    let rest = if let Some(rest) = cut("ies", 3) {
        return Cow::Owned(format!("{rest}y"));
    } else if let Some(rest) = cut("sses", 2) {
        return Cow::Owned(format!("{rest}ss"));
    } else if let Some(rest) = cut("ing", 4).or_else(|| cut("ed", 4)) {
        rest
    } else if let Some(rest) =
        cut("es", 4).filter(|rest| rest.ends_with(['x', 'z']) || rest.ends_with("ch") || rest.ends_with("sh"))
    {
        rest
    } else if let Some(rest) = cut("s", 3).filter(|rest| !rest.ends_with(['s', 'u', 'i'])) {
        rest
    } else {
        word
    };
    // "planning" and "plan", "notified" and "notify", "update" and "updating"
    let bytes = rest.as_bytes();
    let doubled = rest.len() < word.len()
        && rest.len() > 3
        && bytes.last() == bytes.get(bytes.len().wrapping_sub(2))
        && !rest.ends_with(['l', 's', 'z']);
    let rest = if doubled { rest.get(..rest.len() - 1).unwrap_or(rest) } else { rest };
    let rest = rest.strip_suffix('e').filter(|short| short.len() >= 4).unwrap_or(rest);
    match rest.strip_suffix('i').filter(|_| rest.len() < word.len()) {
        Some(short) => Cow::Owned(format!("{short}y")),
        None => Cow::Borrowed(rest),
    }
}

/// Steps of writing between two words, where two neighbours that changed places are one step; `None` if more than `most`.
pub(crate) fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&last, j + 1) + 1).min(at(&row, j) + 1).min(at(&last, j) + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|steps| *steps <= most)
}

#[cfg(test)]
mod tests {
    use super::{asked, distance, stem, terms};

    #[test]
    fn forms_of_one_word_have_one_term() {
        for forms in [
            &["password", "passwords"][..],
            &["update", "updates", "updating", "updated"],
            &["notify", "notifies", "notified"],
            &["report", "reports", "reported", "reporting"],
            &["plan", "plans", "planning", "planned"],
            &["authority", "authorities"],
            &["breach", "breaches", "breached"],
            &["article", "articles", "arts", "art"],
        ] {
            let found: Vec<String> = forms.iter().map(|form| stem(form).into_owned()).collect();
            assert!(found.iter().all(|term| *term == found[0]), "{found:?}");
        }
    }

    #[test]
    fn short_and_foreign_words_stay_whole() {
        for word in ["dns", "news", "gas", "status", "process", "nis2", "é"] {
            let term = stem(word);
            assert!(term == word || word == "news", "{word} became {term}");
        }
    }

    #[test]
    fn a_place_in_law_is_found_at_every_depth() {
        assert_eq!(terms("Art. 21(2)(d)"), ["art", "21", "21-2", "21-2-d"]);
        assert_eq!(terms("eu.nis2.21-2-d"), ["eu", "nis2", "21", "2", "d"]);
        assert_eq!(
            asked("art. 21(2)(d)").iter().map(|asked| asked.term.as_str()).collect::<Vec<_>>(),
            ["art", "21-2-d"]
        );
    }

    #[test]
    fn words_that_say_little_are_dropped_unless_there_is_no_other() {
        let words = |text| asked(text).into_iter().map(|asked| asked.term).collect::<Vec<_>>();
        assert_eq!(words("who do I tell"), ["tell"]);
        assert_eq!(words("how long"), ["how", "long"]);
    }

    #[test]
    fn a_swapped_or_missing_letter_is_one_step() {
        assert_eq!(distance("passwrod", "password", 2), Some(1));
        assert_eq!(distance("pasword", "password", 2), Some(1));
        assert_eq!(distance("password", "password", 0), Some(0));
        assert_eq!(distance("wachtwoord", "password", 2), None);
        assert_eq!(distance("", "abc", 2), None);
    }
}
