//! Guides for beginners: questions in plain words, each with the law behind it. A question is no finding and owes nothing.

use std::collections::BTreeSet;

use onus_logic::schema::Type;

use super::glob::Glob;
use super::{Loader, Scope};
use crate::diagnostic::{Diagnostic, codes};
use crate::law::{GuideQuestion, OwedTo};
use crate::page::Sort;
use crate::tree::{self, Fields};
use crate::vocabulary::twice;

impl<'p> Loader<'p> {
    pub(super) fn guides(&mut self) {
        let register = &self.register;
        let definitions = register.definitions.iter().map(|definition| &definition.head.id);
        let ids: Vec<String> =
            register.duties.keys().chain(register.norms.keys()).chain(definitions).cloned().collect();
        for (page, block, heading) in self.items(Sort::Guide) {
            let fields = Fields::new(&block.table, block.at, "guide").or([&page.front]);
            let Some(head) = self.head(page, heading, &fields, None) else { continue };
            let addressees = self.words(&fields, "addressee", |words| &words.roles, "role");
            let owed_to = fields.texts("owed_to", &mut self.report);
            let owed_to = owed_to
                .into_iter()
                .filter_map(|(name, at)| tree::pick(name, at, &OwedTo::NAMES, &mut self.report))
                .collect();
            let question = GuideQuestion {
                question: fields.needed_text("question", &mut self.report).unwrap_or_default().to_owned(),
                chapter: fields.needed_text("chapter", &mut self.report).unwrap_or_default().to_owned(),
                heading: fields.needed_text("heading", &mut self.report).unwrap_or_default().to_owned(),
                addressees,
                owed_to,
                themes: self.words(&fields, "theme", |words| &words.themes, "theme"),
                ask_if: self.ask_if(&fields),
                hooks: self.hooks(&fields, &ids),
                not_held: fields
                    .texts("not_held", &mut self.report)
                    .into_iter()
                    .map(|(text, _)| text.to_owned())
                    .collect(),
                head,
            };
            fields.finish(&mut self.report);
            let (id, at) = (question.head.id.clone(), question.head.at);
            if let Some(first) = self.register.guides.insert(id.clone(), question) {
                self.report.push(twice(&id, at, first.head.at));
            }
        }
    }

    /// The kind in `over`, and the condition over a thing of that kind.
    fn ask_if(&mut self, fields: &Fields<'p>) -> Option<(onus_logic::schema::KindId, onus_logic::ir::ExprId)> {
        fields.know(&["over"]);
        let condition = fields.get("ask_if")?;
        let over = fields.needed("over", &mut self.report)?;
        let kind = self.kind_of(over)?;
        let scope: Scope = vec![(self.schema().kind_name(kind).into(), Type::Thing(kind))];
        Some((kind, self.compile(condition, &scope, Type::Bool)))
    }

    /// What the patterns of `hooks` name, each id once.
    fn hooks(&mut self, fields: &Fields<'p>, ids: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (glob, at) in fields.texts("hooks", &mut self.report) {
            let pattern = Glob::new(glob);
            let mut is_named = false;
            for id in ids.iter().filter(|id| pattern.names(id)) {
                is_named = true;
                if seen.insert(id.as_str()) {
                    found.push(id.clone());
                }
            }
            if !is_named {
                self.report.push(
                    Diagnostic::error(codes::GLOB, at, format!("`{glob}` names nothing"), "no such id").help(
                        "name a duty, norm or definition, or several with `*`; name law that is not held in `not_held`",
                    ),
                );
            }
        }
        found
    }
}
