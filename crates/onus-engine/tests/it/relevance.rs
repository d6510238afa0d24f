//! No useless question, checked by brute force: on small registers with random conditions, every case that an interview meets is
//! filled in all possible ways, and the question must be able to change an open verdict. And an interview ends decided, or with only
//! what the person does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use onus_engine::check::{Options, check};
use onus_engine::finding::Owed;
use onus_engine::interview::{Aside, Ask, Desk, Interview, Memory, Step};
use onus_register::register::Register;

use crate::firms::Random;
use crate::fixture::case;

/// Facts of the small registers, with all values that conditions can tell apart.
const FACTS: &[(&str, &str, &[&str])] = &[
    ("a", "bool", &["true", "false"]),
    ("b", "bool", &["true", "false"]),
    ("c", "bool", &["true", "false"]),
    ("size", "int", &["5", "20", "100"]),
    ("sort", "sort", &["\"x\"", "\"y\"", "\"z\""]),
    ("has", "set of sort", &["[]", "[\"x\"]", "[\"y\"]", "[\"x\", \"y\"]"]),
];

fn atom(random: &mut Random) -> &'static str {
    let atoms = [
        "organisation.a",
        "organisation.b",
        "organisation.c",
        "organisation.size >= 10",
        "organisation.size < 50",
        "organisation.sort == 'x'",
        "organisation.sort in ['y', 'z']",
        "'x' in organisation.has",
        "'y' in organisation.has",
    ];
    atoms[random.below(atoms.len())]
}

fn condition(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.below(4) == 0 {
        let atom = atom(random);
        return if random.below(3) == 0 { format!("!({atom})") } else { atom.to_owned() };
    }
    let (a, b) = (condition(random, depth - 1), condition(random, depth - 1));
    format!("({a} {} {b})", if random.below(2) == 0 { "&&" } else { "||" })
}

fn small(random: &mut Random) -> Register {
    let mut words = String::from(
        "# Words\n```vocabulary\nkind.organisation = { party = true, text = \"organisation\" }\n[enum.sort]\nevery = [\"x\", \"y\", \"z\"]\n",
    );
    words.push_str(
        "[axiom.one]\nover = \"organisation\"\nas = \"o\"\nis = \"!o.b || o.a\"\nwhy = \"b goes with a\"\n[fact]\n",
    );
    for (name, of, _) in FACTS {
        let _ = writeln!(words, "organisation.{name} = {{ type = \"{of}\", question = \"{name}?\" }}");
    }
    words.push_str("```\n");
    let regime = "+++\nregime = \"eu.w\"\ntitle = \"W\"\nshort = \"W\"\ncitation = \"none\"\nofficial = \"https://example.org\"\njurisdiction = \"EU\"\nbinding = \"direct\"\nstatus = \"adopted\"\nin_force = [{ from = 2020-01-01 }]\nconfidence = \"reconstructed\"\n+++\n# W\n\nRandom rules.\n\n```provisions\n1 = {}\n```\n";
    let mut law = String::from(
        "+++\nregime = \"eu.w\"\nconfidence = \"reconstructed\"\nprovision = \"Art. 1\"\nover = \"organisation\"\nbearer = \"organisation\"\n+++\n# Rules\n\n",
    );
    for number in 0..3 {
        let _ = writeln!(
            law,
            "## Rule {number} {{#eu.w.{number}}}\nA rule.\n```duty\nwhen = \"{}\"\n```\n",
            condition(random, 3)
        );
    }
    let pages = [("words.md", words.as_str()), ("eu/w/regime.md", regime), ("eu/w/rules.md", law.as_str())];
    let (register, _) = onus_register::load::load(pages.as_slice()).unwrap();
    register
}

fn text(known: &BTreeMap<&str, &str>) -> String {
    let facts: Vec<String> = known.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    format!("complete = []\n[organisation.a]\n{}", facts.concat())
}

/// Whether each duty is owed in every completion of the case, by its place in the list of values of the facts.
struct Table {
    /// For each complete case that can be, its facts and what is owed.
    rows: Vec<(BTreeMap<&'static str, &'static str>, Vec<Owed>)>,
}

fn table(register: &Register) -> Table {
    let mut rows: Vec<BTreeMap<&'static str, &'static str>> = vec![BTreeMap::new()];
    for (name, _, values) in FACTS {
        let more = |row: &BTreeMap<&'static str, &'static str>| -> Vec<_> {
            values
                .iter()
                .map(|value| {
                    let mut row = row.clone();
                    row.insert(*name, *value);
                    row
                })
                .collect()
        };
        rows = rows.iter().flat_map(more).collect();
    }
    let rows = rows
        .into_iter()
        .filter_map(|row| {
            let checked = check(register, &case(register, &text(&row)), &Options::default()).ok()?;
            let owed = checked.findings.iter().map(|finding| finding.owed).collect();
            Some((row, owed))
        })
        .collect();
    Table { rows }
}

impl Table {
    /// What someone who will never know `unsure` can be told of each duty, for each way of filling the rest: owed, not, or open.
    fn told(
        &self,
        known: &BTreeMap<&str, &str>,
        unsure: &BTreeSet<&str>,
    ) -> BTreeMap<Vec<(&'static str, &'static str)>, Vec<Option<Owed>>> {
        let mut told: BTreeMap<Vec<_>, Vec<Option<Owed>>> = BTreeMap::new();
        for (row, owed) in &self.rows {
            if known.iter().any(|(name, value)| row.get(name) != Some(value)) {
                continue;
            }
            let rest: Vec<_> = row.iter().filter(|(name, _)| !unsure.contains(*name)).map(|(a, b)| (*a, *b)).collect();
            let owed: Vec<Option<Owed>> = owed.iter().copied().map(Some).collect();
            told.entry(rest)
                .and_modify(|known| {
                    for (known, own) in known.iter_mut().zip(&owed) {
                        if *known != *own {
                            *known = None;
                        }
                    }
                })
                .or_insert(owed);
        }
        told
    }

    /// Whether some answer to a question changes what can be told: two ways that differ in it alone, or, where an axiom ties facts
    /// together, an answer after which less is possible.
    fn matters(&self, fact: &str, known: &BTreeMap<&str, &str>, unsure: &BTreeSet<&str>) -> bool {
        let told = self.told(known, unsure);
        let without = |row: &Vec<(&'static str, &'static str)>| -> Vec<_> {
            row.iter().filter(|(name, _)| *name != fact).copied().collect()
        };
        let mut by_rest: BTreeMap<Vec<_>, BTreeSet<String>> = BTreeMap::new();
        let mut by_answer: BTreeMap<&str, Vec<BTreeSet<String>>> = BTreeMap::new();
        let mut all: Vec<BTreeSet<String>> = Vec::new();
        for (row, owed) in &told {
            by_rest.entry(without(row)).or_default().insert(format!("{owed:?}"));
            let answer = row.iter().find(|(name, _)| *name == fact).map_or("", |(_, value)| *value);
            for sets in [by_answer.entry(answer).or_default(), &mut all] {
                sets.resize(owed.len(), BTreeSet::new());
                for (set, owed) in sets.iter_mut().zip(owed) {
                    set.insert(format!("{owed:?}"));
                }
            }
        }
        by_rest.values().any(|ways| ways.len() > 1) || by_answer.values().any(|sets| *sets != all)
    }

    /// Whether some duty can still come out in two ways, by what may be asked.
    fn is_open(&self, known: &BTreeMap<&str, &str>, unsure: &BTreeSet<&str>) -> bool {
        let told: BTreeSet<_> = self.told(known, unsure).values().map(|owed| format!("{owed:?}")).collect();
        told.len() > 1
    }
}

#[test]
fn a_thousand_interviews_ask_nothing_useless_and_end_when_nothing_is_left() {
    let mut random = Random::new(7);
    let (mut interviews, mut questions) = (0, 0);
    while interviews < 1_000 {
        let register = small(&mut random);
        let table = table(&register);
        if table.rows.iter().any(|(_, owed)| owed.len() != 3) {
            continue;
        }
        for _ in 0..10 {
            interviews += 1;
            let (truth, _) = &table.rows[random.below(table.rows.len())];
            let doubtful = random.below(3);
            let (desk, options) = (Desk::default(), Options::default());
            let mut interview = Interview::new(&register, &desk, &options);
            let mut aside = Aside::default();
            let (mut known, mut unsure) = (BTreeMap::new(), BTreeSet::new());
            loop {
                let step = interview.next(&case(&register, &text(&known)), &aside).unwrap();
                let Step::Ask(question) = step else { break };
                let Ask::Fact { fact, .. } = &question.ask else { panic!("{question:?}") };
                let (name, value) = truth.get_key_value(fact.as_str()).unwrap();
                assert!(table.matters(name, &known, &unsure), "{name} is useless: {known:?}, unsure of {unsure:?}");
                questions += 1;
                if doubtful > 0 && random.below(4) < doubtful {
                    aside.unsure.insert(question.path.clone());
                    unsure.insert(*name);
                } else {
                    known.insert(*name, *value);
                }
            }
            assert!(!table.is_open(&known, &unsure), "not asked to the end: {known:?}, unsure of {unsure:?}");
        }
    }
    assert!(questions > 1_500, "{questions}");
    println!("{interviews} interviews, {questions} questions");
}

#[test]
fn what_others_were_asked_before_changes_no_question() {
    let mut random = Random::new(11);
    let memory = Memory::default();
    let mut questions = 0;
    for _ in 0..60 {
        let register = small(&mut random);
        let table = table(&register);
        if table.rows.is_empty() {
            continue;
        }
        // the registers have one vocabulary, so that they may share a memory: many conditions differ, many are the same
        for shared in [memory.clone(), memory.clone()] {
            let (truth, _) = &table.rows[random.below(table.rows.len())];
            let (desk, options, aside) = (Desk::with(shared), Options::default(), Aside::default());
            let mut interview = Interview::new(&register, &desk, &options);
            let mut known = BTreeMap::new();
            loop {
                let case = case(&register, &text(&known));
                let fresh = Desk::default();
                let alone = Interview::new(&register, &fresh, &options).next(&case, &aside).unwrap();
                let step = interview.next(&case, &aside).unwrap();
                let (Step::Ask(question), Step::Ask(alone)) = (&step, &alone) else {
                    assert!(
                        matches!((&step, &alone), (Step::Done { .. }, Step::Done { .. })),
                        "{step:?} but {alone:?}"
                    );
                    break;
                };
                assert_eq!((&question.hinges, question.open), (&alone.hinges, alone.open));
                assert_eq!(question.path, alone.path);
                questions += 1;
                let Ask::Fact { fact, .. } = &question.ask else { panic!("{question:?}") };
                let (name, value) = truth.get_key_value(fact.as_str()).unwrap();
                known.insert(*name, *value);
            }
        }
    }
    assert!(questions > 100, "{questions}");
}
