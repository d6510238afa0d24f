//! What a finding says, on small registers: exceptions, dates, States, events, judgements, sanctions, what is due, how sure it is.

use jiff::civil::date;
use onus_engine::change::Standing;
use onus_engine::check::{Checked, Options, check};
use onus_engine::finding::{Open, Owed, Status};
use onus_register::law::{Confidence, OwedTo};
use onus_register::register::Register;

use crate::fixture::{case, checked, due, finding, findings, missing, register};

const WORDS: &str = r#"```vocabulary
kind.organisation = { party = true }
kind.holding      = {}
kind.incident     = { law_date = "incident.aware", event = true, text = "incident" }
kind.supply       = {}
sanction.fine     = { text = "a fine", floor_of_ceiling = "10_000_000 EUR", turnover = "2%", of = "turnover", rule = "higher", provision = "Art. 9" }
sanction.big      = { text = "a big fine", when = 'bearer.staff >= 250', ceiling = "20_000_000 EUR", provision = "Art. 10" }
recipient.csirt   = { text = "the CSIRT", NL = { name = "NCSC", how = "https://example.org" } }
[area.cloud]
text   = "Cloud Act"
regime = "eu.cloud"
over   = "organisation"
when   = 'organisation.sector == "cloud"'
[area.held]
text   = "held"
regime = "eu.x"
over   = "organisation"
when   = 'true'
[enum.country]
eu   = ["BE", "NL", "DE"]
text = { BE = "Belgium", NL = "the Netherlands", DE = "Germany", US = "the United States" }
far  = ["US"]
[enum.sector]
all = ["cloud", "bank", "shop"]
[fact]
organisation.staff        = { type = "int", question = "How many people work for you?" }
organisation.sector       = { type = "sector", question = "What do you do?" }
organisation.telecom      = { type = "bool", question = "Do you offer telecom?" }
organisation.careful      = { type = "bool", judgement = true, factors = ["means", "state of the art"], question = "Are you careful?" }
organisation.designated   = { type = "date", question = "When were you designated?" }
organisation.established  = { type = "set of country", question = "Where are you established?" }
organisation.markets      = { type = "set of country", law_of = true, question = "Where do you sell?" }
organisation.qualified    = { type = "bool", question = "Are you qualified?" }
holding.of                = { type = "organisation", inverse = "holdings", question = "Of whom?" }
holding.staff             = { type = "int", question = "How many?" }
incident.victim           = { type = "organisation", inverse = "incidents", question = "Whose service is hit?" }
incident.aware            = { type = "instant", question = "When were you sure?" }
incident.detected         = { type = "instant", question = "When did you notice?" }
incident.grave            = { type = "bool", judgement = true, factors = ["harm"], question = "Is it grave?" }
incident.crime            = { type = "bool", question = "Is it a crime?" }
[axiom.a_qualified_firm_offers_telecom]
over = "organisation"
is   = '!organisation.qualified || organisation.telecom'
why  = "only telecom is ever qualified"
```
"#;

const DIRECT: &str = r#"+++
regime   = "eu.x"
title    = "Regulation X"
short    = "X"
citation = "Regulation X"
binding  = "direct"
in_force = [{ from = 2024-01-01 }]
+++
A law for tests.
"#;

const FRONT: &str = "+++\nregime = \"eu.x\"\nconfidence = \"official-text\"\n+++\n";

const DUTY: &str = r#"## Keep it safe {#eu.x.1}
Keep it safe.
```duty
over      = "organisation"
bearer    = "organisation"
owed_to   = ["self", "customers"]
when      = 'bearer.staff >= 50'
due       = [{ after = "organisation.designated", within = "P1M" }]
provision = "Art. 1"
```
"#;

fn law(items: &str) -> Register {
    register(&[("words.md", WORDS), ("regime.md", DIRECT), ("page.md", &format!("{FRONT}{items}"))])
}

fn exception(id: &str, to: &str, keys: &str) -> String {
    format!(
        "## Exception {id} {{#eu.x.{id}}}\nNot then.\n```exception\nto = \"{to}\"\nprovision = \"Art. 5\"\n{keys}\n```\n"
    )
}

fn organisation(facts: &str) -> String {
    format!("as_of = 2026-11-22\nzone = \"Europe/Amsterdam\"\n[organisation.a]\n{facts}\n")
}

/// The status of the one duty on the one organisation.
fn status(register: &Register, facts: &str) -> Status {
    finding(&checked(register, &organisation(facts)), "eu.x.1", "a").status
}

#[test]
fn a_duty_applies_does_not_or_is_open() {
    let register = law(DUTY);
    assert_eq!(status(&register, "staff = 50"), Status::Applies);
    assert_eq!(status(&register, "staff = 49"), Status::DoesNotApply);
    assert_eq!(status(&register, "staff = \"50..249\""), Status::Applies);
    assert_eq!(status(&register, "staff = \"10..249\""), Status::CannotTell);
    let open = checked(&register, &organisation(""));
    let found = finding(&open, "eu.x.1", "a");
    assert_eq!(
        (found.status, found.owed, found.open, missing(found)),
        (Status::CannotTell, Owed::Open, Some(Open::Fact), vec!["organisation.a.staff"])
    );
    assert_eq!(found.possible, [Status::DoesNotApply, Status::Applies]);
    assert_eq!(open.questions[0].question, "How many people work for you?");
    assert_eq!((open.questions[0].bears_on, open.questions[0].settles), (1, 1));
}

fn reason(checked: &Checked) -> Vec<&str> {
    finding(checked, "eu.x.1", "a").reason.iter().map(|given| given.fact.as_str()).collect()
}

#[test]
fn a_reason_is_minimal_and_forces_the_answer_by_itself() {
    let register = law(&DUTY.replace("'bearer.staff >= 50'", "'bearer.staff >= 50 || bearer.telecom'"));
    let found = checked(&register, &organisation("staff = 60\nsector = \"shop\"\ntelecom = false"));
    assert_eq!(reason(&found), ["organisation.a.staff"]);
    let found = checked(&register, &organisation("staff = 6\ntelecom = false"));
    assert_eq!(reason(&found), ["organisation.a.staff", "organisation.a.telecom"]);
}

#[test]
fn an_excluding_exception_makes_it_not_apply() {
    let register =
        law(&(DUTY.to_owned() + &exception("e", "eu.x.1", "effect = \"excludes\"\nwhen = 'bearer.telecom'")));
    assert_eq!(status(&register, "staff = 50\ntelecom = true"), Status::DoesNotApply);
    assert_eq!(status(&register, "staff = 50\ntelecom = false"), Status::Applies);
    assert_eq!(status(&register, "staff = 5"), Status::DoesNotApply);
    let open = checked(&register, &organisation("staff = 50"));
    // who is qualified offers telecom: either question would settle it
    assert_eq!(missing(finding(&open, "eu.x.1", "a")), ["organisation.a.qualified", "organisation.a.telecom"]);
}

#[test]
fn a_displacing_exception_names_what_takes_the_place() {
    let register = law(&(DUTY.to_owned()
        + &exception("e", "eu.x.*", "effect = \"displaces\"\nby = \"eu.dora\"\nwhen = 'bearer.sector == \"bank\"'")));
    let answer = checked(&register, &organisation("staff = 50\nsector = \"bank\""));
    let found = finding(&answer, "eu.x.1", "a");
    assert_eq!((found.status, found.owed), (Status::Displaced, Owed::No));
    assert_eq!(
        found.displaced_by.as_ref().map(|by| (by.id.as_str(), by.provision.as_str())),
        Some(("eu.dora", "X Art. 5"))
    );
    // who is not in scope at all is not displaced
    assert_eq!(status(&register, "staff = 5\nsector = \"bank\""), Status::DoesNotApply);
    let open = checked(&register, &organisation("staff = 50"));
    let found = finding(&open, "eu.x.1", "a");
    assert_eq!(
        (found.status, found.possible.as_slice()),
        (Status::CannotTell, &[Status::Displaced, Status::Applies][..])
    );
}

#[test]
fn a_lifting_exception_takes_back_another_and_can_be_lifted_itself() {
    let items = DUTY.to_owned()
        + &exception("e3", "eu.x.e2", "effect = \"lifts\"\nwhen = 'bearer.staff >= 250'")
        + &exception("e2", "eu.x.e1", "effect = \"lifts\"\nwhen = 'bearer.sector == \"cloud\"'")
        + &exception("e1", "eu.x.1", "effect = \"excludes\"\nwhen = 'bearer.telecom'");
    let register = law(&items);
    assert_eq!(status(&register, "staff = 50\ntelecom = true\nsector = \"shop\""), Status::DoesNotApply);
    assert_eq!(status(&register, "staff = 50\ntelecom = true\nsector = \"cloud\""), Status::Applies);
    assert_eq!(status(&register, "staff = 250\ntelecom = true\nsector = \"cloud\""), Status::DoesNotApply);
    assert_eq!(status(&register, "staff = 250\ntelecom = false\nsector = \"cloud\""), Status::Applies);
}

#[test]
fn a_satisfying_exception_says_by_what_it_is_met() {
    let register = law(&(DUTY.to_owned()
        + &exception("e", "eu.x.1", "effect = \"satisfies\"\nby = \"eu.x.1\"\nwhen = 'bearer.telecom'")));
    let answer = checked(&register, &organisation("staff = 50\ntelecom = true"));
    let found = finding(&answer, "eu.x.1", "a");
    assert_eq!(
        (found.status, found.met_by.as_ref().map(|by| by.text.as_str())),
        (Status::Applies, Some("Keep it safe"))
    );
    let answer = checked(&register, &organisation("staff = 50\ntelecom = false"));
    assert!(finding(&answer, "eu.x.1", "a").met_by.is_none());
}

#[test]
fn a_changing_exception_sets_due_sanction_and_owed_to_only_where_it_holds() {
    let set = "effect = \"changes\"\nwhen = 'bearer.telecom'\nset = { due = [{ after = \"organisation.designated\", within = \"P3D\" }], owed_to = [\"users\"], sanction = [\"big\"] }";
    let register =
        law(&(DUTY.replace("provision", "sanction = [\"fine\"]\nprovision") + &exception("e", "eu.x.1", set)));
    let base = "staff = 300\ndesignated = 2026-01-31\n";
    let changed = checked(&register, &organisation(&format!("{base}telecom = true")));
    let found = finding(&changed, "eu.x.1", "a");
    assert_eq!((due(found), found.owed_to.as_slice()), (vec!["2026-02-03".to_owned()], &[OwedTo::Users][..]));
    assert_eq!(found.sanction.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["big"]);
    let own = checked(&register, &organisation(&format!("{base}telecom = false")));
    let found = finding(&own, "eu.x.1", "a");
    assert_eq!((due(found), found.owed_to.len()), (vec!["2026-02-28".to_owned()], 2));
    assert_eq!(found.sanction.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["fine"]);
    // while it is open both may come, and both are marked
    let open = checked(&register, &organisation(base));
    let found = finding(&open, "eu.x.1", "a");
    assert_eq!(
        (found.status, found.due.len(), found.due.iter().all(|line| line.provisional)),
        (Status::Applies, 2, true)
    );
}

#[test]
fn a_suspending_exception_holds_until_its_date() {
    let until =
        "effect = \"suspends\"\nwhen = 'true'\nuntil = { after = \"organisation.designated\", within = \"P10M\" }";
    let register = law(&(DUTY.to_owned() + &exception("e", "eu.x.1", until)));
    let on = |day: &str, designated: &str| {
        let answer = checked(&register, &format!("as_of = {day}\n[organisation.a]\nstaff = 50\n{designated}"));
        let found = finding(&answer, "eu.x.1", "a");
        (found.status, found.in_force_from.map(|day| day.to_string()).unwrap_or_default())
    };
    assert_eq!(on("2026-11-21", "designated = 2026-01-22"), (Status::NotInForce, "2026-11-22".to_owned()));
    assert_eq!(on("2026-11-22", "designated = 2026-01-22"), (Status::Applies, "2024-01-01".to_owned()));
    assert_eq!(on("2026-11-22", "").0, Status::CannotTell);
    assert_eq!(on("2026-11-22", "designated = \"2020-01-01..2025-12-31\"").0, Status::Applies);
    let fixed = exception("e", "eu.x.1", "effect = \"suspends\"\nwhen = 'bearer.telecom'\nuntil = { at = 2027-01-01 }");
    let register = law(&(DUTY.to_owned() + &fixed));
    assert_eq!(status(&register, "staff = 50\ntelecom = true"), Status::NotInForce);
    assert_eq!(status(&register, "staff = 50\ntelecom = false"), Status::Applies);
}

#[test]
fn a_suspension_by_months_ends_on_the_last_day_of_a_shorter_month() {
    let until =
        "effect = \"suspends\"\nwhen = 'true'\nuntil = { after = \"organisation.designated\", within = \"P1M\" }";
    let register = law(&(DUTY.to_owned() + &exception("e", "eu.x.1", until)));
    let on = |day: &str| {
        let case = format!("as_of = {day}\n[organisation.a]\nstaff = 50\ndesignated = 2026-01-31");
        finding(&checked(&register, &case), "eu.x.1", "a").status
    };
    assert_eq!((on("2026-02-27"), on("2026-02-28")), (Status::NotInForce, Status::Applies));
}

#[test]
fn an_exception_works_only_while_it_is_in_force() {
    let keys = "effect = \"excludes\"\nwhen = 'true'\nin_force = [{ from = 2026-12-01 }]";
    let register = law(&(DUTY.to_owned() + &exception("e", "eu.x.1", keys)));
    let on = |day: &str| {
        finding(&checked(&register, &format!("as_of = {day}\n[organisation.a]\nstaff = 50")), "eu.x.1", "a").status
    };
    assert_eq!((on("2026-11-30"), on("2026-12-01")), (Status::Applies, Status::DoesNotApply));
}

#[test]
fn a_duty_that_starts_later_is_coming_and_one_that_ended_is_over() {
    let register = law(&DUTY.replace("provision", "in_force = [{ from = 2026-01-01, to = 2027-01-01 }]\nprovision"));
    let on = |day: &str, staff: u32| {
        let answer = checked(&register, &format!("as_of = {day}\n[organisation.a]\nstaff = {staff}"));
        let found = finding(&answer, "eu.x.1", "a");
        (found.status, found.in_force_from.map(|day| day.to_string()).unwrap_or_default())
    };
    assert_eq!(on("2025-12-31", 50), (Status::NotInForce, "2026-01-01".to_owned()));
    assert_eq!(on("2025-12-31", 5), (Status::DoesNotApply, String::new()));
    assert_eq!(on("2026-01-01", 50), (Status::Applies, "2026-01-01".to_owned()));
    assert_eq!(on("2026-12-31", 50).0, Status::Applies);
    assert_eq!(on("2027-01-01", 50), (Status::NotInForce, String::new()));
}

#[test]
fn a_proposed_law_binds_nobody_and_a_repealed_one_until_its_end() {
    let on = |status: &str, day: &str| {
        let regime = DIRECT
            .replace("binding ", &format!("status = \"{status}\"\nbinding "))
            .replace("2024-01-01 }", "2024-01-01, to = 2026-01-01 }");
        let register = register(&[("words.md", WORDS), ("regime.md", &regime), ("page.md", &format!("{FRONT}{DUTY}"))]);
        let answer = checked(&register, &format!("as_of = {day}\n[organisation.a]\nstaff = 50"));
        let found = finding(&answer, "eu.x.1", "a");
        (found.status, found.owed)
    };
    assert_eq!(on("proposed", "2025-01-01"), (Status::NotInForce, Owed::No));
    assert_eq!(on("repealed", "2026-01-01"), (Status::NotInForce, Owed::No));
    // what happened while it was the law is judged by it
    assert_eq!(on("repealed", "2025-12-31"), (Status::Applies, Owed::Yes));
}

#[test]
fn a_definition_is_read_as_it_was_on_the_law_date() {
    let items = r#"## Large {#eu.x.large}
It is large.
```definition
of        = "o: organisation"
provision = "Art. 2"
[[version]]
from = 2024-01-01
to   = 2026-01-01
is   = 'o.staff >= 100'
[[version]]
from = 2026-01-01
is   = 'o.staff >= 50'
```
## Report {#eu.x.2}
Report it.
```duty
over      = "incident"
bearer    = "incident.victim"
when      = 'eu.x.large(bearer)'
due       = [{ after = "incident.aware", within = "PT24H" }]
provision = "Art. 3"
```
"#;
    let register = law(items);
    let of = |staff: u32, aware: &str| {
        let answer = checked(
            &register,
            &format!(
                "as_of = 2026-11-22\nzone = \"Europe/Amsterdam\"\n[organisation.a]\nstaff = {staff}\n[incident.i]\nvictim = \"a\"\n{aware}"
            ),
        );
        let found = finding(&answer, "eu.x.2", "i");
        (found.status, missing(found).join(" "))
    };
    assert_eq!(of(60, "aware = 2025-12-31T23:59:00"), (Status::DoesNotApply, String::new()));
    assert_eq!(of(60, "aware = 2026-01-01T00:01:00"), (Status::Applies, String::new()));
    // the law of the local day: in Amsterdam it is tomorrow already
    assert_eq!(of(60, "aware = 2025-12-31T23:30:00Z").0, Status::Applies);
    // no date: open only where the two versions differ; before 2024 there was no such law
    assert_eq!(of(60, ""), (Status::CannotTell, "incident.i.aware".to_owned()));
    assert_eq!(of(20, "").0, Status::DoesNotApply);
    assert_eq!(of(200, ""), (Status::CannotTell, "incident.i.aware".to_owned()));
}

#[test]
fn an_event_that_has_not_happened_is_imagined() {
    let report = "## Report {#eu.x.2}\nReport it.\n```duty\nover = \"incident\"\nbearer = \"incident.victim\"\nwhen = 'bearer.staff >= 50 && incident.grave'\ndue = [{ after = \"incident.aware\", within = \"PT24H\", to = [\"csirt\"] }]\nprovision = \"Art. 3\"\n```\n";
    let register = law(report);
    let answer = checked(&register, &organisation("staff = 50"));
    let found = finding(&answer, "eu.x.2", "incident?");
    assert_eq!((found.if_it_happens, found.owed, found.status), (true, Owed::Yes, Status::CannotTell));
    assert_eq!(found.over.name, "any incident");
    assert_eq!(
        (found.due[0].at.is_none(), found.due[0].text.as_str(), found.due[0].to.join(" ")),
        (true, "within 24 hours of: aware", "the CSIRT".to_owned())
    );
    // facts of the firm itself leave it open, or close it
    assert_eq!(finding(&checked(&register, &organisation("")), "eu.x.2", "incident?").owed, Owed::Open);
    assert_eq!(finding(&checked(&register, &organisation("staff = 5")), "eu.x.2", "incident?").owed, Owed::No);
    // nothing is asked about what is only imagined
    assert!(answer.questions.is_empty());
    // one that happened, or a list that is closed, leaves nothing to imagine
    let named =
        checked(&register, &(organisation("staff = 50") + "[incident.i]\nvictim = \"a\"\naware = 2026-11-20T10:00:00"));
    assert_eq!(named.findings.len(), 1);
    assert!(!finding(&named, "eu.x.2", "i").if_it_happens);
    let closed = checked(&register, &format!("complete = [\"incident\"]\n{}", organisation("staff = 50")));
    assert!(closed.findings.is_empty());
}

#[test]
fn an_event_under_a_law_that_starts_later_is_coming() {
    let report = "## Report {#eu.x.2}\nReport it.\n```duty\nover = \"incident\"\nbearer = \"incident.victim\"\nwhen = 'bearer.staff >= 50 && incident.grave'\nin_force = [{ from = 2027-12-11 }]\ndue = [{ after = \"incident.aware\", within = \"PT24H\" }]\nprovision = \"Art. 3\"\n```\n";
    let register = law(report);
    let of = |facts: &str| {
        let answer = checked(&register, &organisation(facts));
        let found = finding(&answer, "eu.x.2", "incident?");
        (found.owed, found.coming, Standing::of(found), found.in_force_from)
    };
    assert_eq!(of("staff = 50"), (Owed::No, true, Standing::Coming, Some(date(2027, 12, 11))));
    // facts of the firm itself that are open, or speak against it, leave nothing to announce
    assert!(!of("").1);
    assert!(!of("staff = 5").1);
    // what happened before the start is judged by the law of its day, so it never comes
    let past = "[incident.i]\nvictim = \"a\"\naware = 2026-11-20T10:00:00\ngrave = true";
    let answer = checked(&register, &(organisation("staff = 50") + past));
    let found = finding(&answer, "eu.x.2", "i");
    assert_eq!((found.status, Standing::of(found)), (Status::NotInForce, Standing::None));
}

#[test]
fn an_event_of_a_product_is_imagined_for_each_product() {
    let weakness = "```vocabulary\nkind.weakness = { event = true, law_date = \"weakness.found\", text = \"weakness\" }\n[fact]\nsupply.by = { type = \"organisation\", inverse = \"supplies\", question = \"Whose?\" }\nsupply.digital = { type = \"bool\", question = \"Is it digital?\" }\nweakness.of = { type = \"supply\", inverse = \"weaknesses\", question = \"In what?\" }\nweakness.found = { type = \"instant\", question = \"When?\" }\n```\n";
    let mend = "## Mend {#eu.x.2}\nMend it.\n```duty\nover = \"weakness\"\nbearer = \"weakness.of.by\"\nwhen = 'weakness.of.digital'\ndue = [{ within = \"prompt\" }]\nprovision = \"Art. 3\"\n```\n";
    let register = register(&[
        ("words.md", WORDS),
        ("more.md", weakness),
        ("regime.md", DIRECT),
        ("page.md", &format!("{FRONT}{mend}")),
    ]);
    let supplies = "[supply.lamp]\nby = \"a\"\ndigital = true\n[supply.chair]\nby = \"a\"\ndigital = false\n";
    let of = |more: &str| {
        let answer = checked(&register, &format!("{}{supplies}{more}", organisation("")));
        answer
            .findings
            .iter()
            .map(|found| (found.if_it_happens, found.owed, found.bearer.as_ref().map(|bearer| bearer.id.clone())))
            .collect::<Vec<_>>()
    };
    let a = || Some("a".to_owned());
    assert_eq!(of(""), [(true, Owed::Yes, a()), (true, Owed::No, a())]);
    assert_eq!(
        of("[weakness.w]\nof = \"lamp\"\nfound = 2026-11-20T10:00:00\n"),
        [(false, Owed::Yes, a()), (true, Owed::No, a())]
    );
    // without a product there is nothing to imagine
    assert!(checked(&register, &organisation("")).findings.is_empty());
}

#[test]
fn a_judgement_is_named_with_who_made_it() {
    let register = law(&DUTY.replace("'bearer.staff >= 50'", "'bearer.staff >= 50 && !bearer.careful'"));
    let answer = checked(
        &register,
        &organisation(
            "staff = 50\ncareful = { value = false, by = \"J. Jansen\", on = 2026-11-01, why = \"no plan\" }",
        ),
    );
    let found = finding(&answer, "eu.x.1", "a");
    assert_eq!(found.judgements.len(), 1);
    let judgement = &found.judgements[0];
    assert_eq!(
        (judgement.by.as_deref(), judgement.why.as_deref(), judgement.factors.len()),
        (Some("J. Jansen"), Some("no plan"), 2)
    );
    // a finding that does not rest on it does not name it
    let answer = checked(&register, &organisation("staff = 5\ncareful = { value = false, by = \"J. Jansen\" }"));
    assert!(finding(&answer, "eu.x.1", "a").judgements.is_empty());
    let open = checked(&register, &organisation("staff = 50"));
    assert!(finding(&open, "eu.x.1", "a").missing[0].judgement);
}

#[test]
fn a_sanction_is_shown_where_its_condition_can_hold() {
    let register = law(&DUTY.replace("provision", "sanction = [\"fine\", \"big\"]\nprovision"));
    let lines = |staff: &str| {
        let answer = checked(&register, &organisation(staff));
        finding(&answer, "eu.x.1", "a").sanction.iter().map(|line| (line.id.clone(), line.open)).collect::<Vec<_>>()
    };
    assert_eq!(lines("staff = 250"), [("fine".to_owned(), false), ("big".to_owned(), false)]);
    assert_eq!(lines("staff = 249"), [("fine".to_owned(), false)]);
    assert_eq!(lines("staff = \"50..\""), [("fine".to_owned(), false), ("big".to_owned(), true)]);
    assert!(lines("staff = 5").is_empty());
    let answer = checked(&register, &organisation("staff = 250"));
    let found = finding(&answer, "eu.x.1", "a");
    assert_eq!(
        found.sanction[0].max.as_deref(),
        Some("a maximum of at least EUR 10 million or 2 % of turnover, whichever is higher")
    );
    assert_eq!(
        (found.sanction[1].max.as_deref(), found.sanction[1].amount.as_deref()),
        (Some("up to EUR 20 million"), Some("20000000 EUR"))
    );
}

#[test]
fn months_days_and_hours_are_counted_on_the_calendar_and_on_the_clock() {
    let of = |entry: &str, facts: &str| {
        let items = format!(
            "## Report {{#eu.x.2}}\nReport it.\n```duty\nover = \"incident\"\nbearer = \"incident.victim\"\nwhen = 'true'\ndue = [{entry}]\nprovision = \"Art. 3\"\n```\n"
        );
        let answer = checked(
            &law(&items),
            &format!("{}[incident.i]\nvictim = \"a\"\n{facts}", organisation("designated = 2027-01-31")),
        );
        (due(finding(&answer, "eu.x.2", "i")), finding(&answer, "eu.x.2", "i").due[0].text.clone())
    };
    let aware = |within: &str| format!("{{ after = \"incident.aware\", within = \"{within}\" }}");
    // over the change of clocks 24 hours are 24 hours, and a day is a day
    let night = "aware = 2027-03-27T12:00:00";
    assert_eq!(
        of(&aware("PT24H"), night),
        (vec!["2027-03-28T13:00:00+02:00[Europe/Amsterdam]".to_owned()], "within 24 hours of: aware".to_owned())
    );
    assert_eq!(of(&aware("P1D"), night).0, ["2027-03-28T12:00:00+02:00[Europe/Amsterdam]"]);
    assert_eq!(of(&aware("P1M"), "aware = 2027-01-31T12:00:00").0, ["2027-02-28T12:00:00+01:00[Europe/Amsterdam]"]);
    // a date stays a date
    let (days, text) = of("{ after = \"bearer.designated\", within = \"P1M\" }", night);
    assert_eq!((days, text.as_str()), (vec!["2027-02-28".to_owned()], "within 1 month of: designated"));
    // of two instants the earlier one
    assert_eq!(of(&aware("PT1H"), "aware = 2026-10-25T02:30:00").0, ["2026-10-25T02:30:00+01:00[Europe/Amsterdam]"]);
    // earliest and latest, only if each is known
    let both = |word: &str| {
        format!("{{ {word} = [{}, {{ after = \"incident.detected\", within = \"PT72H\" }}] }}", aware("PT24H"))
    };
    let facts = "aware = 2026-11-20T12:00:00\ndetected = 2026-11-19T12:00:00";
    assert_eq!(of(&both("earliest"), facts).0, ["2026-11-21T12:00:00+01:00[Europe/Amsterdam]"]);
    assert_eq!(of(&both("latest"), facts).0, ["2026-11-22T12:00:00+01:00[Europe/Amsterdam]"]);
    assert!(of(&both("latest"), "aware = 2026-11-20T12:00:00").0.is_empty());
    assert_eq!(of("{ at = 2027-01-01 }", night), (vec!["2027-01-01".to_owned()], "by 1 January 2027".to_owned()));
    assert_eq!(of("{ within = \"continuous\" }", night), (vec![], "all the time".to_owned()));
    assert_eq!(of("{ every = \"P2Y\" }", night).1, "every 2 years");
    assert_eq!(
        of("{ after = 'sent(\"eu.x.2\")', within = \"P1M\" }", night).1,
        "within 1 month of: sending \"Report\""
    );
}

#[test]
fn what_is_due_only_sometimes_is_left_out_or_marked() {
    let register = law(&DUTY.replace("within = \"P1M\"", "within = \"P1M\", when = 'bearer.telecom'"));
    let lines = |facts: &str| {
        let answer = checked(&register, &organisation(facts));
        finding(&answer, "eu.x.1", "a").due.iter().map(|line| line.provisional).collect::<Vec<_>>()
    };
    assert_eq!(lines("staff = 50\ntelecom = true"), [false]);
    assert_eq!(lines("staff = 50"), [true]);
    assert!(lines("staff = 50\ntelecom = false").is_empty());
}

#[test]
fn a_finding_is_as_sure_as_the_weakest_record_on_which_it_rests() {
    let definition = |id: &str, is: &str, confidence: &str| {
        format!(
            "## D {id} {{#eu.x.{id}}}\nD.\n```definition\nof = \"o: organisation\"\nis = '{is}'\nconfidence = \"{confidence}\"\nprovision = \"Art. 2\"\n```\n"
        )
    };
    let items = DUTY.replace("'bearer.staff >= 50'", "'eu.x.d1(bearer)'")
        + &definition("d1", "eu.x.d2(o) || o.telecom", "secondary")
        + &definition("d2", "o.staff >= 50", "recalled")
        + &definition("d3", "o.staff >= 50", "reconstructed")
        + &exception(
            "e",
            "eu.x.1",
            "effect = \"excludes\"\nwhen = 'bearer.sector == \"bank\"'\nconfidence = \"unverified\"",
        );
    let register = law(&items);
    let sure = |facts: &str| finding(&checked(&register, &organisation(facts)), "eu.x.1", "a").confidence;
    assert_eq!(sure("staff = 50\nsector = \"shop\""), Confidence::Recalled);
    assert_eq!(sure("staff = 50\nsector = \"bank\""), Confidence::Unverified);
    assert_eq!(sure("staff = 50"), Confidence::Unverified);
}

const DIRECTIVE: &str = r#"+++
regime   = "eu.d"
title    = "Directive D"
short    = "D"
citation = "Directive D"
binding  = "via-transposition"
in_force = [{ from = 2024-01-01 }]
states   = "country.eu"
reach    = 'state in bearer.established'
+++
A directive for tests.
"#;

const NATIONAL: &str = r#"+++
regime     = "nl.d"
title      = "Wet D"
short      = "Wd"
citation   = "Wet D"
binding    = "national"
jurisdiction = "NL"
in_force   = [{ from = 2026-01-01 }]
state      = "NL"
implements = "eu.d"
+++
A law for tests.
"#;

fn transposed() -> Register {
    let directive = "+++\nregime = \"eu.d\"\nconfidence = \"official-text\"\n+++\n".to_owned()
        + "## Large {#eu.d.large}\nIt is large.\n```definition\nof = \"o: organisation\"\nis = 'o.staff >= 50'\nprovision = \"Art. 2\"\n```\n"
        + "## Keep it safe {#eu.d.1}\nKeep it safe.\n```duty\nover = \"organisation\"\nbearer = \"organisation\"\nowed_to = [\"self\"]\nwhen = 'eu.d.large(bearer)'\ndue = [{ within = \"continuous\", to = [\"csirt\"] }]\nprovision = \"Art. 1\"\n```\n";
    let national = "+++\nregime = \"nl.d\"\nconfidence = \"secondary\"\n+++\n".to_owned()
        + "## Large in the Netherlands {#nl.d.large}\nIt is large.\n```definition\nof = \"o: organisation\"\nis = 'o.staff >= 20'\nimplements = \"eu.d.large\"\nprovision = \"Art. 12\"\n```\n"
        + "## Keep it safe {#nl.d.1}\n```duty\nimplements = \"eu.d.1\"\nprovision = \"Art. 11\"\n```\n"
        + "## Only here {#nl.d.2}\nOnly Dutch law asks this.\n```duty\nover = \"organisation\"\nbearer = \"organisation\"\nwhen = 'true'\nprovision = \"Art. 13\"\n```\n";
    register(&[
        ("words.md", WORDS),
        ("d.md", DIRECTIVE),
        ("nl.md", NATIONAL),
        ("d-page.md", &directive),
        ("nl-page.md", &national),
    ])
}

fn in_states(answer: &Checked, duty: &str) -> Vec<(Option<String>, Status, Option<Open>)> {
    findings(answer, duty, "a").iter().map(|found| (found.state.clone(), found.status, found.open)).collect()
}

#[test]
fn there_is_one_finding_for_each_state_whose_law_reaches_the_bearer() {
    let register = transposed();
    let answer = checked(&register, &organisation("staff = 60\nestablished = [\"NL\", \"BE\"]"));
    let belgian = (Some("BE".to_owned()), Status::CannotTell, Some(Open::Law));
    assert_eq!(in_states(&answer, "eu.d.1"), [belgian.clone(), (Some("NL".to_owned()), Status::Applies, None)]);
    assert_eq!(answer.coverage.states, [("BE".to_owned(), "Belgium".to_owned())]);
    let dutch = findings(&answer, "nl.d.1", "a")[0];
    assert_eq!(
        (dutch.provision.as_str(), dutch.directive_provision.as_deref(), dutch.due[0].to.as_slice()),
        ("Wd Art. 11", Some("D Art. 1"), &["NCSC (https://example.org)".to_owned()][..])
    );
    // missing law is never "no duty", whatever the directive's own condition says
    let small = checked(&register, &organisation("staff = 6\nestablished = [\"BE\"]"));
    assert_eq!(in_states(&small, "eu.d.1"), [belgian]);
}

#[test]
fn the_states_of_which_it_is_open_stand_together_in_one_finding() {
    let register = transposed();
    let answer = checked(&register, &organisation("staff = 60"));
    let found = finding(&answer, "eu.d.1", "a");
    assert_eq!(
        (found.status, found.open, found.undecided_states.as_slice()),
        (Status::CannotTell, Some(Open::Fact), &["BE".to_owned(), "NL".to_owned(), "DE".to_owned()][..])
    );
    assert_eq!(missing(found), ["organisation.a.established"]);
    let answer = checked(&register, &organisation("staff = 60\nestablished = { has = [\"NL\"], lacks = [\"DE\"] }"));
    assert_eq!(
        in_states(&answer, "eu.d.1"),
        [(Some("NL".to_owned()), Status::Applies, None), (None, Status::CannotTell, Some(Open::Fact))]
    );
    assert_eq!(findings(&answer, "eu.d.1", "a")[1].undecided_states, ["BE"]);
    let nowhere = checked(&register, &organisation("staff = 60\nestablished = [\"US\"]"));
    assert_eq!(in_states(&nowhere, "eu.d.1"), [(None, Status::DoesNotApply, None)]);
}

#[test]
fn a_states_own_definition_stands_in_the_place_of_the_directives() {
    let register = transposed();
    let answer = checked(&register, &organisation("staff = 30\nestablished = [\"NL\"]"));
    assert_eq!(in_states(&answer, "eu.d.1"), [(Some("NL".to_owned()), Status::Applies, None)]);
    assert_eq!(findings(&answer, "eu.d.1", "a")[0].confidence, Confidence::Secondary);
    let answer = checked(&register, &organisation("staff = 10\nestablished = [\"NL\"]"));
    assert_eq!(in_states(&answer, "eu.d.1"), [(Some("NL".to_owned()), Status::DoesNotApply, None)]);
}

#[test]
fn a_duty_that_one_state_adds_is_read_there_only() {
    let register = transposed();
    let of = |established: &str| {
        in_states(&checked(&register, &organisation(&format!("established = [\"{established}\"]"))), "nl.d.2")
    };
    assert_eq!(of("NL"), [(Some("NL".to_owned()), Status::Applies, None)]);
    assert_eq!(of("BE").iter().map(|found| found.1).collect::<Vec<_>>(), [Status::DoesNotApply]);
}

#[test]
fn a_question_about_one_regime_leaves_out_the_others() {
    let register = transposed();
    let read = case(&register, &organisation("staff = 60\nestablished = [\"NL\"]"));
    let of = |regime: &str| {
        let options = Options { regimes: vec![regime.to_owned()], ..Options::default() };
        check(&register, &read, &options).unwrap().findings.iter().map(|found| found.duty.clone()).collect::<Vec<_>>()
    };
    assert_eq!((of("eu.d"), of("nl.d")), (vec!["eu.d.1".to_owned()], vec!["eu.d.1".to_owned(), "nl.d.2".to_owned()]));
    let options = Options { duties: Some(["nl.d.1".to_owned()].into()), ..Options::default() };
    assert_eq!(check(&register, &read, &options).unwrap().findings.len(), 1);
}

#[test]
fn what_the_register_does_not_hold_is_named() {
    let register = law(DUTY);
    let areas = |facts: &str| {
        checked(&register, &organisation(facts))
            .coverage
            .areas
            .iter()
            .map(|area| (area.id.clone(), area.sure))
            .collect::<Vec<_>>()
    };
    assert_eq!(areas("sector = \"cloud\""), [("cloud".to_owned(), true)]);
    assert_eq!(areas(""), [("cloud".to_owned(), false)]);
    assert!(areas("sector = \"bank\"").is_empty());
    let states = |facts: &str| {
        checked(&register, &organisation(facts))
            .coverage
            .states
            .iter()
            .map(|(code, _)| code.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(states("markets = [\"US\", \"NL\"]"), ["NL", "US"]);
    assert!(
        states("established = [\"US\"]").is_empty(),
        "only what is marked `law_of` brings the law of a country into play"
    );
}

#[test]
fn a_case_that_cannot_be_is_said_to_be_so() {
    let register = law(DUTY);
    let read = case(&register, &organisation("qualified = true\ntelecom = false"));
    let broken = check(&register, &read, &Options::default()).unwrap_err();
    assert_eq!(
        (broken.axiom.as_str(), broken.why.as_str()),
        ("a_qualified_firm_offers_telecom", "only telecom is ever qualified")
    );
    // and what is always true decides what the case leaves open
    let decided = law(&DUTY.replace("'bearer.staff >= 50'", "'bearer.telecom'"));
    assert_eq!(status(&decided, "qualified = true"), Status::Applies);
}
