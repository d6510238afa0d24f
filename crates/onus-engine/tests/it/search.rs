//! Search finds what a person means: on a small register that never changes, and measured on the real one.

use onus_engine::search::{Found, Index, Query, Sort};

use crate::fixture::register_of;

const SMALL: &str = "../onus/tests/registers/reading";

fn query(words: &str) -> Query {
    Query { words: words.to_owned(), limit: 10, ..Query::default() }
}

fn ids(found: &Found) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.id.as_str()).collect()
}

#[test]
fn what_people_type_finds_what_they_mean_in_a_small_register() {
    let register = register_of(SMALL);
    let index = Index::of(&register);
    for (typed, meant) in [
        ("leak", "eu.r.4"),
        ("leaks", "eu.r.4"),
        ("data breach", "eu.r.4"),
        ("who do I tell", "eu.r.4"),
        ("72 hours", "eu.r.4"),
        ("csirt", "eu.r.4"),
        ("passwrod", "eu.r.5"),
        ("Pasword!", "eu.r.5"),
        ("login", "eu.r.5"),
        ("branches", "eu.r.5"),
        ("art 5", "eu.r.5"),
        ("Article 12", "nl.r.12"),
        ("eu.r.in_scope", "eu.r.in_scope"),
        ("wet r", "nl.r"),
        ("directive", "eu.r"),
        ("labs", "eu.r.6"),
        ("laboratory", "eu.r.6"),
        ("how many people", "organisation.staff"),
        ("calm", "norms.calm.1"),
        ("atack networks", "norms.calm.1"),
        ("factory", "nl.bill.1"),
    ] {
        let found = index.search(&query(typed));
        assert!(ids(&found).iter().take(3).any(|id| *id == meant), "{typed}: {:?}", ids(&found));
    }
}

#[test]
fn a_typing_mistake_is_said_and_a_word_that_nothing_comes_near_too() {
    let register = register_of(SMALL);
    let index = Index::of(&register);
    let found = index.search(&query("passwrod"));
    assert_eq!(found.read_as, [("passwrod".to_owned(), "password".to_owned())]);
    let found = index.search(&query("wachtwoord"));
    assert_eq!((found.unknown.as_slice(), found.total), (["wachtwoord".to_owned()].as_slice(), 0));
    assert_eq!(index.search(&query("?! ..")).total, index.len(), "without a word everything is listed");
}

#[test]
fn filters_narrow_what_is_found() {
    let register = register_of(SMALL);
    let index = Index::of(&register);
    let with = |change: &dyn Fn(&mut Query)| {
        let mut asked = Query { limit: 100, ..query("") };
        change(&mut asked);
        let found = index.search(&asked);
        let mut ids: Vec<String> = found.hits.into_iter().map(|hit| hit.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(
        with(&|asked| asked.regimes = vec!["norms".to_owned()]),
        ["calm: nothing to compute", "norms.calm", "norms.calm.1", "norms.calm.2"]
    );
    assert_eq!(with(&|asked| asked.themes = vec!["passwords".to_owned()]), ["eu.r.5", "nl.bill.1", "nl.r.13"]);
    assert_eq!(with(&|asked| asked.roles = vec!["watchdog".to_owned()]), ["norms.calm.1", "norms.calm.2"]);
    assert_eq!(
        with(&|asked| (asked.states, asked.sorts) = (vec!["NL".to_owned()], vec![Sort::Duty])),
        ["nl.bill.1", "nl.r.12", "nl.r.13"]
    );
    assert_eq!(with(&|asked| asked.sorts = vec![Sort::Exception]), ["eu.r.6"]);
    assert!(index.search(&Query { sorts: vec![Sort::Regime], ..query("bill") }).hits[0].proposed);
}

#[test]
fn nothing_that_a_stranger_types_breaks_the_search() {
    let register = register_of(SMALL);
    let index = Index::of(&register);
    let long = "leak ".repeat(10_000);
    for typed in ["", "   ", "((((", "21(2)(", "-.-.-", "é́ü ß", "\u{0}", "a'b’c", "9999999999999999(9)", long.as_str()]
    {
        let found = index.search(&query(typed));
        assert!(found.hits.len() <= 10, "{typed:?}");
    }
}

/// What a person would type, and the items of which one must stand among the first three.
const ASKED: &[(&str, &[&str])] = &[
    // many countries have such a duty; each of these is right
    (
        "breach 72 hours",
        &[
            "eu.gdpr.33-1",
            "gb.gdpr.33-1",
            "ind.dpdp.r7-2-b",
            "th.pdpa.37-4",
            "vn.pdp.72h",
            "ng.ndpa.40-2",
            "kr.pipa.34-3",
            "us.ncua.748-1-c",
        ],
    ),
    ("gdpr breach authority", &["eu.gdpr.33-1", "gb.gdpr.33-1"]),
    ("passwrod", &["etsi.en303645.5-1-1", "gb.psti.sch1-1"]),
    ("default password", &["etsi.en303645.5-1-1", "gb.psti.sch1-1", "us.ca.sb327.b", "au.csa.password"]),
    ("sbom", &["eu.cra.a2-1", "us.fda.524b-b-3", "eu.cra.13-25"]),
    ("bill of materials", &["us.fda.524b-b-3", "eu.cra.a2-1", "eu.cra.13-25"]),
    ("art 21", &["eu.nis2.21-1.measures", "nl.cbw.21-1", "eu.cra.21"]),
    ("nis2 21(2)(d)", &["eu.nis2.21-2-d"]),
    ("supply chain", &["eu.nis2.21-2-d", "nl.cbw.21-3-d"]),
    ("backup", &["eu.nis2.21-2-c", "nl.cbw.21-3-c", "nl.csr.", "eu.ir2690."]),
    ("board training", &["eu.nis2.20-2.board-training", "nl.cbw.24-2"]),
    ("gdpr encryption", &["eu.gdpr.32-1-a"]),
    ("data protection officer", &["eu.gdpr.37", "nl.csr.", "gb.gdpr."]),
    ("early warning 24 hours", &["eu.nis2.23-4-a", "nl.cbw.26", "eu.cra.14-2-a"]),
    ("significant incident", &["eu.nis2.significant", "eu.nis2.23-4-a"]),
    ("support period", &["eu.cra.13-8.period", "eu.cra.13-8.handle", "eu.cra.13-8.file", "gb.psti."]),
    ("security updates free", &["eu.cra.a2-8.free"]),
    ("CE mark", &["eu.cra.13-12.assess", "eu.cra.28-30-32", "eu.cra.20-2"]),
    ("importer check papers", &["eu.cra.19-2"]),
    ("open source steward", &["eu.cra.24-1", "eu.cra.24-2", "eu.cra.24-3.vuln"]),
    ("vulnerability disclosure policy", &["eu.cra.a2-5", "etsi.en303645.5-2-1", "iso."]),
    ("ransom payment australia", &["au.csa.27"]),
    ("hipaa", &["us.hipaa"]),
    ("DORA", &["eu.dora"]),
    ("Cyber Resilience Act", &["eu.cra"]),
    ("in scope of nis2", &["eu.nis2.in_scope"]),
    ("how many people work for you", &["organisation.staff"]),
    ("large firm", &["eu.sme.large"]),
    ("domain name data", &["eu.nis2.28"]),
    ("register with the authority", &["eu.nis2.3-4.register", "nl.cbw.44-1"]),
    ("cert-in six hours", &["ind.certin."]),
    ("impact assesment", &["eu.gdpr.35", "eu.gdpr.dpia_required", "gb.gdpr."]),
    ("tell patients of a leak", &["us.hipaa.", "us.hbnr.", "eu.gdpr.34"]),
    ("notify users of a vulnerability", &["eu.cra.14-8", "eu.cra."]),
    ("hack the core of the internet", &["norms.gcsc.1", "norms.pariscall.2"]),
    ("radio equipment", &["eu.red"]),
    ("SEC 8-K material incident", &["us.sec."]),
    ("recall product", &["eu.cra.13-21", "eu.cra.19-5.correct", "eu.cra.20-4.correct", "au.csa.", "gb.psti."]),
    ("multifactor login", &["eu.nis2.21-2-j.mfa", "nl.cbw.21-3-j", "us.ny.nydfs.500-12", "eu.ir2690."]),
    ("penetration test", &["us.ny.nydfs.500-5", "eu.ir2690.", "eu.dora.", "us.ftc"]),
    ("joint controllers", &["eu.gdpr.26"]),
];

#[test]
fn the_real_register_answers_what_people_ask_among_the_first_three() {
    let register = register_of("../../register");
    let index = Index::of(&register);
    let (mut reciprocal, mut first, mut missed) = (0.0_f64, 0, Vec::new());
    for (typed, meant) in ASKED {
        let found = index.search(&query(typed));
        let fits = |id: &str| {
            meant.iter().any(|wanted| {
                id == *wanted
                    || (id.starts_with(wanted) && (wanted.ends_with('.') || id[wanted.len()..].starts_with(['.', '-'])))
            })
        };
        match ids(&found).iter().position(|id| fits(id)) {
            Some(place) => {
                reciprocal += 1.0 / f64::from(u32::try_from(place).unwrap() + 1);
                first += usize::from(place == 0);
                if place >= 3 {
                    missed.push(format!("{typed}: place {}: {:?}", place + 1, &ids(&found)[..3]));
                }
            }
            None => missed.push(format!("{typed}: {:?}", ids(&found).iter().take(3).collect::<Vec<_>>())),
        }
    }
    let asked = ASKED.len();
    let mean = reciprocal / f64::from(u32::try_from(asked).unwrap());
    let summary = format!("{asked} questions, {first} right at once, mean reciprocal rank {mean:.2}");
    assert!(missed.is_empty(), "{summary}\n{}", missed.join("\n"));
    assert!(mean >= 0.8, "{summary}");
}
