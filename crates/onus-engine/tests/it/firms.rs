//! Workload W1 as a register: its 60 rules as duties, and organisations as its generator draws them. A benchmark, not law.

use std::collections::BTreeMap;
use std::fmt::Write as _;

#[path = "../../../onus-logic/benches/logic/workload.rs"]
mod workload;

use workload::{DEFINITIONS, ENUMS, GROUPS, NUMBERS, RULES, YES_NO};

/// A condition of the workload in the names of a page: `eu.` becomes the regime, `o` what the page calls the organisation.
fn condition(body: &str, organisation: &str) -> String {
    let mut out = String::new();
    let letters: Vec<char> = body.chars().collect();
    let is_word =
        |letter: Option<&char>| letter.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'));
    let mut at = 0;
    while at < letters.len() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let starts = !is_word(before);
        if starts && letters[at] == 'o' && matches!(letters.get(at + 1), Some('.' | ')')) {
            out.push_str(organisation);
        } else if starts && letters[at..].starts_with(&['e', 'u', '.']) {
            out.push_str("eu.w1.");
            at += 2;
        } else {
            out.push(letters[at]);
        }
        at += 1;
    }
    out
}

/// The pages of the register.
pub(crate) fn pages() -> Vec<(String, String)> {
    let mut words =
        String::from("# Words\n\n```vocabulary\nkind.organisation = { party = true, text = \"organisation\" }\n");
    let quoted = |members: &[&str]| members.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    for (name, members) in ENUMS {
        let _ = writeln!(words, "[enum.{name}]\nevery = [{}]", quoted(members));
        for (_, group, members) in GROUPS.iter().filter(|(of, ..)| of == name) {
            let _ = writeln!(words, "{group} = [{}]", quoted(members));
        }
    }
    words.push_str("[fact]\n");
    let mut fact = |name: &str, of: &str| {
        let _ = writeln!(words, "organisation.{name} = {{ type = \"{of}\", signed = false, question = \"{name}?\" }}");
    };
    for name in NUMBERS {
        fact(name, "decimal");
    }
    for (name, _) in ENUMS {
        fact(name, name);
    }
    for name in YES_NO {
        fact(name, "bool");
    }
    words.push_str("```\n");
    let regime = "+++\nregime = \"eu.w1\"\ntitle = \"Workload 1\"\nshort = \"W1\"\ncitation = \"none\"\nofficial = \"https://example.org\"\njurisdiction = \"EU\"\nbinding = \"direct\"\nstatus = \"adopted\"\nin_force = [{ from = 2020-01-01 }]\nconfidence = \"reconstructed\"\n+++\n# Workload\n\nRules in the shape of law.\n\n```provisions\n1 = {}\n```\n";
    let mut law = String::from(
        "+++\nregime = \"eu.w1\"\nconfidence = \"reconstructed\"\nprovision = \"Art. 1\"\nover = \"organisation\"\nbearer = \"organisation\"\n+++\n# Rules\n\n",
    );
    for (name, body) in DEFINITIONS {
        let id = name.replacen("eu.", "eu.w1.", 1);
        let _ = writeln!(
            law,
            "## {name} {{#{id}}}\nA definition.\n```definition\nof = \"o: organisation\"\nis = \"{}\"\n```\n",
            condition(body, "o")
        );
    }
    for (name, body) in RULES {
        let _ = writeln!(
            law,
            "## {name} {{#eu.w1.{name}}}\nA rule.\n```duty\nwhen = \"{}\"\n```\n",
            condition(body, "bearer")
        );
    }
    vec![
        ("w1/words.md".to_owned(), words),
        ("w1/eu/w1/regime.md".to_owned(), regime.to_owned()),
        ("w1/eu/w1/rules.md".to_owned(), law),
    ]
}

/// A small generator of random numbers: the same numbers for the same seed, everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self, mean: f64, spread: f64) -> f64 {
        let (a, b) = (self.share().max(1e-12), self.share());
        mean + spread * (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }

    fn weighted(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        let mut left = self.share() * total;
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len() - 1
    }
}

/// Every fact of one organisation, as TOML: drawn as the generator of the workload draws them.
pub(crate) fn firm(random: &mut Random) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let head = random.normal(2.3, 1.9).exp().min(400_000.0).floor();
    let turnover = head * random.normal(-2.0, 0.9).exp();
    let balance = turnover * random.normal(-0.3, 0.6).exp();
    let decimals = [
        ("headcount", head),
        ("turnover_meur", turnover),
        ("balance_meur", balance),
        ("data_subjects", random.normal(7.5, 3.0).exp().min(2e9).floor()),
        ("eu_users_m", random.normal(-3.0, 2.2).exp()),
        ("support_years", f64::from(random.below(11) as u32)),
        ("placed_day", 20_000.0 + f64::from(random.below(2_500) as u32)),
    ];
    for (name, value) in decimals {
        facts.insert(name.to_owned(), format!("{value:.4}"));
    }
    for (name, members) in ENUMS {
        let weights: Vec<f64> = match *name {
            "sector" => [1.0; 30].into_iter().chain([12.0, 10.0, 8.0, 6.0, 14.0]).collect(),
            "country" => [3.0; 27].into_iter().chain([1.0, 0.3, 0.1, 4.0, 2.0, 3.0, 4.0]).collect(),
            "legal_form" => vec![0.8, 0.02, 0.05, 0.03, 0.1],
            "chain_role" => vec![0.2, 0.1, 0.15, 0.03, 0.02, 0.5],
            "product_class" => vec![0.35, 0.08, 0.04, 0.03, 0.5],
            "gdpr_role" => vec![0.5, 0.1, 0.3, 0.1],
            "fin_type" => vec![0.02, 0.02, 0.01, 0.02, 0.005, 0.02, 0.005, 0.9],
            "ai_role" => vec![0.05, 0.2, 0.01, 0.02, 0.72],
            _ => vec![0.01, 0.09, 0.15, 0.3, 0.45],
        };
        facts.insert((*name).to_owned(), format!("\"{}\"", members[random.weighted(&weights)]));
    }
    let likely = [
        0.8, 0.75, 0.6, 0.01, 0.005, 0.01, 0.002, 0.02, 0.01, 0.02, 0.02, 0.01, 0.4, 0.5, 0.1, 0.04, 0.03, 0.01, 0.05,
        0.2, 0.1, 0.35, 0.2, 0.05,
    ];
    for (name, likely) in YES_NO.iter().zip(likely) {
        facts.insert((*name).to_owned(), (random.share() < likely).to_string());
    }
    facts
}
