//! The language of the interface. English is at `/..`, Dutch at `/nl/..`: each page chooses by its address, without a cookie. The texts
//! of the law stay in the language of the register.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

/// A language in which pages can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    Dutch,
}

const ENGLISH: &str = include_str!("../locales/en.ftl");
const DUTCH: &str = include_str!("../locales/nl.ftl");

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| [bundle("en", ENGLISH), bundle("nl", DUTCH)]);

fn bundle(language: &str, text: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(text.to_owned()) {
        // a test refuses texts with errors; what can be read is used
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

impl Language {
    /// The language of an address, and the rest of it.
    pub(crate) fn of_path(path: &str) -> (Self, &str) {
        match path.strip_prefix("/nl") {
            Some("") => (Language::Dutch, "/"),
            Some(rest) if rest.starts_with('/') => (Language::Dutch, rest),
            _ => (Language::English, path),
        }
    }

    /// The code, for `lang` attributes.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Dutch => "nl",
        }
    }

    /// The address of a page in this language.
    pub(crate) fn to(self, path: &str) -> String {
        match (self, path) {
            (Language::English, _) => path.to_owned(),
            (Language::Dutch, "/") => "/nl/".to_owned(),
            (Language::Dutch, _) => format!("/nl{path}"),
        }
    }

    fn format(self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let [english, dutch] = &*BUNDLES;
        let first = if self == Language::English { english } else { dutch };
        for bundle in [first, english] {
            if let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) {
                return bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned();
            }
        }
        key.to_owned()
    }

    /// A text.
    pub(crate) fn get(self, key: &str) -> String {
        self.format(key, None)
    }

    /// A text with a number `n`.
    pub(crate) fn n(self, key: &str, n: impl std::fmt::Display) -> String {
        let number = n.to_string();
        let mut arguments = FluentArgs::new();
        arguments.set("n", FluentValue::try_number(&number));
        self.format(key, Some(&arguments))
    }

    /// A text with another text `x` in it.
    pub(crate) fn x(self, key: &str, x: impl AsRef<str>) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("x", FluentValue::from(x.as_ref().to_owned()));
        self.format(key, Some(&arguments))
    }

    /// A day in words.
    pub(crate) fn day(self, date: Date) -> String {
        match self {
            Language::English => onus_engine::words::day(date),
            Language::Dutch => {
                const MONTHS: [&str; 12] = [
                    "januari",
                    "februari",
                    "maart",
                    "april",
                    "mei",
                    "juni",
                    "juli",
                    "augustus",
                    "september",
                    "oktober",
                    "november",
                    "december",
                ];
                let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month - 1));
                format!("{} {} {}", date.day(), month.unwrap_or(&""), date.year())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|line| !line.starts_with([' ', '#', '-']))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        for text in [ENGLISH, DUTCH] {
            assert!(FluentResource::try_new(text.to_owned()).is_ok());
        }
        // what groups are called in English stands in the register
        let own = |text: &'static str| keys(text).into_iter().filter(|key| !key.starts_with("stakeholder-")).collect();
        let (english, dutch): (BTreeSet<&str>, BTreeSet<&str>) = (own(ENGLISH), own(DUTCH));
        assert_eq!(english, dutch);
    }

    #[test]
    fn every_text_that_a_template_asks_for_exists_and_none_is_left_over() {
        let mut asked = String::new();
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
        for folder in ["templates", "src", "src/pages", "src/pages/interview"] {
            for entry in std::fs::read_dir(format!("{root}{folder}")).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    asked.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        let known = keys(ENGLISH);
        for call in ["t.get(\"", "t.n(\"", "t.x(\""] {
            for rest in asked.split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                assert!(known.contains(key), "no text `{key}`");
            }
        }
        for key in known {
            assert!(
                asked.contains(&format!("\"{key}\"")) || KEYS_BY_NAME.iter().any(|start| key.starts_with(start)),
                "`{key}` is never shown"
            );
        }
    }

    /// Texts whose keys are put together from the names of the register.
    const KEYS_BY_NAME: [&str; 10] = [
        "sure-",
        "group-",
        "people-",
        "status-",
        "binding-",
        "problem-",
        "sort-",
        "clock-state-",
        "stakeholder-",
        "regime-status-",
    ];

    #[test]
    fn an_address_says_its_language() {
        assert_eq!(Language::of_path("/nl/register"), (Language::Dutch, "/register"));
        assert_eq!(Language::of_path("/nl"), (Language::Dutch, "/"));
        assert_eq!(Language::of_path("/nlx"), (Language::English, "/nlx"));
        assert_eq!(Language::Dutch.to("/register"), "/nl/register");
        assert_eq!(Language::Dutch.day(jiff::civil::date(2026, 11, 22)), "22 november 2026");
    }
}
