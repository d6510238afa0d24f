//! What is expected of a group of stakeholders: the duties of its roles and the norms that address them, by theme, with what binds
//! apart from what does not. It reads the law alone, without a case: who of the group owes what is for `check`.

use indexmap::IndexMap;
use jiff::civil::Date;
use onus_register::law::{Binding, Confidence, Head, Modality, OwedTo, RegimeId, Status};
use onus_register::register::Register;
use serde::Serialize;

/// Everything that is expected of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Expected {
    /// Id of the group.
    pub stakeholder: String,
    /// What it is called.
    pub text: String,
    /// Who is meant.
    pub introduction: String,
    /// The day for which this holds.
    pub as_of: Date,
    /// Its roles in law.
    pub roles: Vec<String>,
    /// Groups to which its members usually belong as well: id and name.
    pub also: Vec<(String, String)>,
    /// By theme, in the order of the register; items without a theme come last, with an empty id.
    pub themes: Vec<Theme>,
    /// How many bind.
    pub binding: usize,
    /// How many do not bind.
    pub soft: usize,
    /// How many stand in proposals.
    pub proposed: usize,
    /// The laws, standards and norms that it comes from.
    pub regimes: Vec<Source>,
}

/// What is expected under one theme.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Theme {
    /// Its id.
    pub id: String,
    /// Its name.
    pub text: String,
    /// What binds: law that says must or must not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub binding: Vec<Expectation>,
    /// What does not bind by itself: law that says should or may, standards, norms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub soft: Vec<Expectation>,
    /// What is proposed and not law.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<Expectation>,
}

/// One thing that is expected.
#[derive(Clone, Debug, Serialize)]
pub struct Expectation {
    /// Id of the duty or norm.
    pub id: String,
    /// Short title.
    pub title: String,
    /// Plain text.
    pub plain: String,
    /// In which roles.
    pub roles: Vec<String>,
    /// How strongly.
    pub modality: Modality,
    /// To whom it is owed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owed_to: Vec<OwedTo>,
    /// Where it stands.
    pub provision: String,
    /// Where States transpose it: code and provision.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_states: Vec<(String, String)>,
    /// Id of its regime.
    pub regime: String,
    /// First day, where that is still to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<Date>,
    /// How sure the record is.
    pub confidence: Confidence,
}

/// A regime that expectations come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Name before a provision.
    pub short: String,
    /// Full title.
    pub title: String,
    /// Official address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official: Option<String>,
    /// Whose law it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// It binds, does not, or is a proposal.
    pub standing: Standing,
    /// How many expectations come from it.
    pub expectations: usize,
}

/// Whether something is law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Law.
    Law,
    /// A standard or norm.
    Soft,
    /// A proposal.
    Proposed,
}

/// What is expected of a group on a day, or `None` if the register has no such group.
pub fn expects(register: &Register, stakeholder: &str, as_of: Date) -> Option<Expected> {
    let vocabulary = &register.vocabulary;
    let (id, group) = vocabulary.stakeholders.get_key_value(stakeholder)?;
    let belongs = |role: &&String| vocabulary.roles.get(role.as_str()).is_some_and(|role| role.stakeholder == *id);
    let role_text = |role: &String| vocabulary.roles.get(role).map_or_else(|| role.clone(), |own| own.text.clone());
    let mut themes: IndexMap<&str, Theme> = vocabulary
        .themes
        .iter()
        .map(|(id, text)| (id.as_str(), Theme { id: id.clone(), text: text.clone(), ..Theme::default() }))
        .collect();
    themes.insert("", Theme { text: "other subjects".to_owned(), ..Theme::default() });
    let mut sources: IndexMap<RegimeId, Source> = IndexMap::new();
    let mut roles: IndexMap<String, String> = IndexMap::new();
    let mut counts = [0; 3];
    let mut add =
        |head: &Head, theme: Option<&String>, own: Vec<&String>, modality: Modality, owed_to: &[OwedTo], in_states| {
            let starts = match start(head, as_of) {
                Start::Ended => return,
                Start::Begun => None,
                Start::On(day) => Some(day),
            };
            let regime = register.regime(head.regime);
            let standing = match (regime.status, regime.binding) {
                (Status::Proposed, _) => Standing::Proposed,
                (Status::Repealed, _) => return,
                (_, Binding::Soft) => Standing::Soft,
                _ => Standing::Law,
            };
            let expectation = Expectation {
                id: head.id.clone(),
                title: head.title.clone(),
                plain: head.plain.clone(),
                roles: own.iter().map(|role| role_text(role)).collect(),
                modality,
                owed_to: owed_to.to_vec(),
                provision: cited(register, head),
                in_states,
                regime: regime.id.clone(),
                starts,
                confidence: head.confidence,
            };
            let place = theme.filter(|theme| vocabulary.themes.contains_key(*theme)).map_or("", String::as_str);
            let Some(theme) = themes.get_mut(place) else { return };
            let strong = matches!(modality, Modality::Must | Modality::MustNot);
            let [binding, soft, proposed] = &mut counts;
            let (list, count) = match standing {
                Standing::Proposed => (&mut theme.proposed, proposed),
                Standing::Law if strong => (&mut theme.binding, binding),
                _ => (&mut theme.soft, soft),
            };
            list.push(expectation);
            *count += 1;
            for role in own {
                roles.entry(role.clone()).or_insert_with(|| role_text(role));
            }
            let source = sources.entry(head.regime).or_insert_with(|| Source {
                id: regime.id.clone(),
                short: regime.short.clone(),
                title: regime.title.clone(),
                official: regime.official.clone(),
                jurisdiction: regime.jurisdiction.clone(),
                standing,
                expectations: 0,
            });
            source.expectations += 1;
        };
    for (number, duty) in register.all_duties().filter(|(_, duty)| duty.implements.is_none()) {
        // of several versions the one of the day counts, or the first that is still to come
        let version =
            duty.versions.iter().find(|version| version.to.is_none_or(|to| as_of < to)).or(duty.versions.last());
        let Some(body) = version.map(|version| &version.body) else { continue };
        let own: Vec<&String> = body.role.iter().filter(belongs).collect();
        if own.is_empty() {
            continue;
        }
        let in_states = register.transpositions(number).map(|(state, own)| {
            let head = &register.duty(own).head;
            (register.state_code(state).to_owned(), register.citation(head.regime, &head.provision))
        });
        add(&duty.head, body.themes.first(), own, body.modality, &body.owed_to, in_states.collect());
    }
    for norm in register.norms.values() {
        let own: Vec<&String> = norm.addressees.iter().filter(belongs).collect();
        if !own.is_empty() {
            add(&norm.head, norm.themes.first(), own, norm.modality, &[], Vec::new());
        }
    }
    let named = |id: &String| Some((id.clone(), vocabulary.stakeholders.get(id)?.text.clone()));
    let [binding, soft, proposed] = counts;
    Some(Expected {
        stakeholder: id.clone(),
        text: group.text.clone(),
        introduction: group.introduction.clone(),
        as_of,
        roles: roles.into_values().collect(),
        also: group.also.iter().filter_map(named).collect(),
        themes: themes
            .into_values()
            .filter(|theme| !(theme.binding.is_empty() && theme.soft.is_empty() && theme.proposed.is_empty()))
            .collect(),
        binding,
        soft,
        proposed,
        regimes: sources.into_values().collect(),
    })
}

/// A provision that says of what: "Norm 4 (GCSC)".
fn cited(register: &Register, head: &Head) -> String {
    let (citation, short) = (register.citation(head.regime, &head.provision), &register.regime(head.regime).short);
    if citation.contains(short.as_str()) { citation } else { format!("{citation} ({short})") }
}

/// Whether an item holds on a day.
enum Start {
    /// No longer.
    Ended,
    /// It does, or it has no dates, as norms and proposals.
    Begun,
    /// From this day.
    On(Date),
}

fn start(head: &Head, as_of: Date) -> Start {
    if head.in_force.is_empty() || head.in_force.iter().any(|period| period.holds(as_of)) {
        return Start::Begun;
    }
    let to_come = head.in_force.iter().map(|period| period.from).filter(|from| *from > as_of).min();
    to_come.map_or(Start::Ended, Start::On)
}
