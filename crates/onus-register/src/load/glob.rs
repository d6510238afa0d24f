//! Patterns of ids, in which `*` stands for anything: `nl.bio.*`.

/// A pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glob<'g> {
    /// What stands before the first `*`.
    before: &'g str,
    /// What stands after it, if there is one.
    after: Option<&'g str>,
}

impl<'g> Glob<'g> {
    /// Reads a pattern.
    pub(super) fn new(text: &'g str) -> Self {
        match text.split_once('*') {
            Some((before, after)) => Self { before, after: Some(after) },
            None => Self { before: text, after: None },
        }
    }

    /// The one id that it names, if it has no `*`.
    pub(super) fn only(self) -> Option<&'g str> {
        self.after.is_none().then_some(self.before)
    }

    /// Whether it names an id.
    pub(super) fn names(self, id: &str) -> bool {
        let Some(mut rest) = id.strip_prefix(self.before) else { return false };
        let Some(after) = self.after else { return rest.is_empty() };
        let mut last = "";
        for part in after.split('*') {
            last = part;
            let Some(found) = rest.find(part) else { return false };
            rest = rest.get(found + part.len()..).unwrap_or("");
        }
        last.is_empty() || rest.is_empty() || id.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn a_star_stands_for_anything_and_the_rest_for_itself() {
        for (glob, id, names) in [
            ("eu.nis2.21-1", "eu.nis2.21-1", true),
            ("eu.nis2.21-1", "eu.nis2.21-11", false),
            ("eu.nis2.21-1", "eu.nis2.21", false),
            ("eu.nis2.*", "eu.nis2.21-1", true),
            ("eu.nis2.*", "eu.nis", false),
            ("*", "eu.nis2.21-1", true),
            ("eu.*-1", "eu.nis2.21-1", true),
            ("eu.*-1", "eu.nis2.21-2", false),
            ("eu.*.21-*", "eu.nis2.21-2-a", true),
            ("eu.*.21-*", "eu.nis2.23-2-a", false),
        ] {
            assert_eq!(Glob::new(glob).names(id), names, "{glob} {id}");
        }
    }
}
