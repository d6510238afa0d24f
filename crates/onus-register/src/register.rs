//! The register, read and compiled. Everything is looked up by id here; nothing is read from disk.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use onus_logic::ir::DefId;
use onus_logic::program::Program;
use onus_logic::schema::EnumId;

use crate::law::{Definition, Duty, DutyId, Exception, ExceptionId, GuideQuestion, Head, Norm, Regime, RegimeId};
use crate::page::Page;
use crate::source::{At, Files};
use crate::tree::Table;
use crate::vocabulary::Vocabulary;

/// A test that stands in a page.
#[derive(Clone, Debug)]
pub struct CaseBlock {
    /// Its name.
    pub name: String,
    /// The regime of its page.
    pub regime: Option<RegimeId>,
    /// The case that it builds on.
    pub based_on: Option<(String, At)>,
    /// Row of the dossier.
    pub rows: Vec<String>,
    /// What stands in the block.
    pub table: Table,
    /// Where it stands.
    pub at: At,
}

/// Everything Onus knows of law.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// All files.
    pub files: Files,
    /// All pages.
    pub pages: Vec<Page>,
    /// Words.
    pub vocabulary: Vocabulary,
    /// Conditions.
    pub program: Program,
    /// Regimes.
    pub regimes: IndexMap<String, Regime>,
    /// Definitions, in the order of the program.
    pub definitions: Vec<Definition>,
    /// Duties.
    pub duties: IndexMap<String, Duty>,
    /// Norms.
    pub norms: IndexMap<String, Norm>,
    /// Questions of guides, in the order of the pages.
    pub guides: IndexMap<String, GuideQuestion>,
    /// Exceptions.
    pub exceptions: IndexMap<String, Exception>,
    /// Tests.
    pub cases: Vec<CaseBlock>,
    /// Rows of the dossier that are no duty, with the reason.
    pub no_duty: BTreeMap<String, (String, At)>,
    /// The enum whose members are States.
    pub(crate) country: Option<EnumId>,
    /// For each definition, those that it calls directly.
    pub(crate) calls: Vec<Vec<DefId>>,
    pub(crate) transpositions: BTreeMap<(DutyId, u32), DutyId>,
    pub(crate) touching: BTreeMap<DutyId, Vec<ExceptionId>>,
    pub(crate) lifting: BTreeMap<ExceptionId, Vec<ExceptionId>>,
}

impl Register {
    /// The enum whose members are States, if the vocabulary has one.
    pub fn country(&self) -> Option<EnumId> {
        self.country
    }

    /// The definitions that a definition calls directly, in any version.
    pub fn calls(&self, id: DefId) -> &[DefId] {
        self.calls.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// ISO code of a State.
    pub fn state_code(&self, state: u32) -> &str {
        self.country().and_then(|of| self.program.schema.of_enum(of).member(state as usize)).unwrap_or("")
    }

    /// Name of a State.
    pub fn state_name(&self, state: u32) -> &str {
        self.vocabulary.member("country", self.state_code(state))
    }

    /// A regime.
    #[expect(clippy::indexing_slicing, reason = "a RegimeId is made by the loader only, and regimes are never removed")]
    pub fn regime(&self, id: RegimeId) -> &Regime {
        &self.regimes[id.index()]
    }

    /// A duty.
    #[expect(clippy::indexing_slicing, reason = "a DutyId is made by the loader only, and duties are never removed")]
    pub fn duty(&self, id: DutyId) -> &Duty {
        &self.duties[id.index()]
    }

    /// An exception.
    #[expect(
        clippy::indexing_slicing,
        reason = "an ExceptionId is made by the loader only, and exceptions are never removed"
    )]
    pub fn exception(&self, id: ExceptionId) -> &Exception {
        &self.exceptions[id.index()]
    }

    /// The item of a definition, if the register describes it.
    pub fn definition(&self, id: DefId) -> Option<&Definition> {
        // items stand in the order of the program, unless one could not be read
        let direct = self.definitions.get(id.index()).filter(|definition| definition.logic == id);
        direct.or_else(|| self.definitions.iter().find(|definition| definition.logic == id))
    }

    /// What every item has, of all items that are law or speak of it: duties, norms, definitions, exceptions, questions of guides.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        let duties = self.duties.values().map(|duty| &duty.head);
        let norms = self.norms.values().map(|norm| &norm.head);
        let definitions = self.definitions.iter().map(|definition| &definition.head);
        let exceptions = self.exceptions.values().map(|exception| &exception.head);
        let guides = self.guides.values().map(|question| &question.head);
        duties.chain(norms).chain(definitions).chain(exceptions).chain(guides)
    }

    /// The duty of that id.
    pub fn duty_named(&self, id: &str) -> Option<DutyId> {
        self.duties.get_index_of(id).map(|index| DutyId(index as u32))
    }

    /// The regime of that id.
    pub fn regime_named(&self, id: &str) -> Option<RegimeId> {
        self.regimes.get_index_of(id).map(|index| RegimeId(index as u32))
    }

    /// All duties.
    pub fn all_duties(&self) -> impl Iterator<Item = (DutyId, &Duty)> {
        self.duties.values().enumerate().map(|(index, duty)| (DutyId(index as u32), duty))
    }

    /// What a State puts in the place of a directive's duty.
    pub fn transposition(&self, duty: DutyId, state: u32) -> Option<DutyId> {
        self.transpositions.get(&(duty, state)).copied()
    }

    /// All transpositions of a directive's duty: State and duty.
    pub fn transpositions(&self, duty: DutyId) -> impl Iterator<Item = (u32, DutyId)> {
        self.transpositions.iter().filter(move |((of, _), _)| *of == duty).map(|((_, state), own)| (*state, *own))
    }

    /// The exceptions that touch a duty directly.
    pub fn exceptions_to(&self, duty: DutyId) -> &[ExceptionId] {
        self.touching.get(&duty).map_or(&[], Vec::as_slice)
    }

    /// The exceptions that lift an exception.
    pub fn lifted_by(&self, exception: ExceptionId) -> &[ExceptionId] {
        self.lifting.get(&exception).map_or(&[], Vec::as_slice)
    }

    /// A provision with the name of its regime before it.
    pub fn citation(&self, regime: RegimeId, provision: &str) -> String {
        let short = self.regime(regime).short.as_str();
        // a provision that begins with the name of another act stands by itself
        let names_no_act =
            ["Art", "Annex", "Part", "Section", "Recital"].iter().any(|word| provision.starts_with(word))
                || provision.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(');
        if names_no_act { format!("{short} {provision}") } else { provision.to_owned() }
    }

    /// Whether the register holds law of a State itself: not only what the Union says for all.
    pub fn holds_law_of(&self, state: u32) -> bool {
        let code = self.state_code(state);
        self.regimes.values().any(|regime| regime.state == Some(state) || regime.jurisdiction.as_deref() == Some(code))
    }
}
