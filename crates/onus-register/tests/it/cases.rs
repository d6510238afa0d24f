//! What people write in a case, and what they read when it is wrong.

use std::fmt::Write as _;

use insta::assert_snapshot;
use jiff::civil::{Date, date};
use onus_logic::world::Value;
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::{Report, Severity};
use onus_register::register::Register;

use crate::{corpus, render};

const TODAY: Date = date(2026, 11, 22);

/// The register of `corpus/base` with a judgement, a signed fact, references of every sort and a checklist.
pub(crate) fn register() -> Register {
    let (register, report) = corpus::linted(
        r#"```vocabulary
[fact]
organisation.ratio   = { type = "decimal", question = "?" }
organisation.profit  = { type = "money", signed = true, question = "?" }
organisation.trust   = { type = "sector", question = "?" }
organisation.grave   = { type = "bool", judgement = true, factors = ["harm"], question = "?" }
[checklist.special]
question = "Is any of this true of you?"
none     = { organisation.telecom = false, organisation.sectors = [] }
```
"#,
    );
    assert!(!report.has_errors(), "{}", render::report(&report, &register.files));
    register
}

fn read_as(register: &Register, path: &str, text: &str) -> (Option<Case>, String) {
    let (mut files, mut report) = (register.files.clone(), Report::default());
    let days = Days { instead: None, today: TODAY };
    let parsed = case::parse(path, text, &mut files, &mut report);
    let read = parsed.and_then(|(file, table)| case::read(&table, case::whole(file), register, days, &mut report));
    assert_eq!(read.is_some(), !report.diagnostics.iter().any(|found| found.severity == Severity::Error));
    (read, render::report(&report, &files))
}

fn read(text: &str) -> Case {
    let (case, said) = read_as(&register(), "case.toml", text);
    case.unwrap_or_else(|| panic!("{said}"))
}

/// What a person reads who writes this.
fn said(text: &str) -> String {
    read_as(&register(), "case.toml", text).1
}

/// Every fact of a case, in the notation of the tests.
fn facts(text: &str) -> String {
    shown(&register(), &read(text))
}

pub(crate) fn shown(register: &Register, case: &Case) -> String {
    let schema = &register.program.schema;
    let mut out = String::new();
    for (id, thing) in case.world.things() {
        for fact in schema.facts_of(thing.kind) {
            let Some(value) = case.world.value(id, fact) else { continue };
            let value = match value {
                Value::Bool(value) => value.to_string(),
                Value::Numbers(ranges, currency) => {
                    let text = |bound: Option<_>| {
                        bound.map_or(String::new(), |bound: rust_decimal::Decimal| bound.normalize().to_string())
                    };
                    let ranges: Vec<String> =
                        ranges.iter().map(|range| format!("{}..{}", text(range.low), text(range.high))).collect();
                    format!(
                        "{} {}",
                        ranges.join(" or "),
                        currency.map_or(String::new(), |currency| currency.to_string())
                    )
                }
                Value::Set { has, lacks } => {
                    format!("has {:?}, lacks {:?}", has.ones().collect::<Vec<_>>(), lacks.ones().collect::<Vec<_>>())
                }
                Value::Members(members) => format!("{:?}", members.ones().collect::<Vec<_>>()),
                other => format!("{other:?}"),
            };
            let _ = writeln!(out, "{}.{} = {}", thing.name, schema.fact(fact).name, value.trim());
        }
    }
    out
}

fn organisation(facts: &str) -> String {
    format!("[organisation.acme]\n{facts}\n")
}

#[test]
fn a_number_is_exact_a_band_or_one_of_several() {
    assert_snapshot!(facts(&organisation("staff = 120")), @"acme.staff = 120..120");
    assert_snapshot!(facts(&organisation("staff = \"50..249\"")), @"acme.staff = 50..249");
    assert_snapshot!(facts(&organisation("staff = \"250..\"")), @"acme.staff = 250..");
    assert_snapshot!(facts(&organisation("staff = \"..9\"")), @"acme.staff = ..9");
    assert_snapshot!(facts(&organisation("staff = { one_of = [5, \"10..49\"] }")), @"acme.staff = 5..5 or 10..49");
    assert_snapshot!(facts(&organisation("ratio = 0.10")), @"acme.ratio = 0.1..0.1");
    assert_snapshot!(facts(&organisation("turnover = \"2_000_000..10_000_000 EUR\"")), @"acme.turnover = 2000000..10000000 EUR");
    assert_snapshot!(facts(&organisation("turnover = \"10_000_000.. USD\"")), @"acme.turnover = 10000000.. USD");
    assert_snapshot!(facts(&organisation("profit = \"-5 EUR\"")), @"acme.profit = -5..-5 EUR");
    assert_snapshot!(facts(&organisation("founded = \"2020-01-01..2020-12-31\"")), @"acme.founded = 18262..18627");
}

#[test]
fn a_share_and_a_length_of_time_stand_in_quotes() {
    assert_snapshot!(facts("[organisation.acme]\n[holding.h]\nof = \"acme\"\nshare = \"30%\""), @r"
    h.of = Things([ThingId(0)])
    h.share = 0.3..0.3
    ");
    assert_snapshot!(facts("[incident.i]\noutage = \"1h30m\""), @"i.outage = 5400..5400");
    assert_snapshot!(facts("[incident.i]\noutage = \"PT30M\""), @"i.outage = 1800..1800");
    assert_snapshot!(facts("[incident.i]\noutage = \"30m..2h\""), @"i.outage = 1800..7200");
}

#[test]
fn a_set_is_exact_or_says_what_it_has_and_lacks() {
    let case = read(&organisation("sectors = { has = [\"cloud\"], lacks = [\"dns\"] }"));
    let register = register();
    let sectors = register.program.schema.fact_named("organisation.sectors").unwrap();
    let (thing, _) = case.world.things().next().unwrap();
    let Some(Value::Set { has, lacks }) = case.world.value(thing, sectors) else { panic!("a set") };
    assert_eq!((has.ones().collect::<Vec<_>>(), lacks.ones().collect::<Vec<_>>()), (vec![0], vec![1]));
    let case = read(&organisation("sectors = [\"cloud\"]"));
    let Some(Value::Set { has, lacks }) = case.world.value(thing, sectors) else { panic!("a set") };
    assert_eq!((has.count_ones(..), lacks.count_ones(..)), (1, 2));
    assert_snapshot!(said(&organisation("sectors = { has = [\"cloud\"], lacks = [\"cloud\"] }")), @r#"
    error[ONUS0402]: a member cannot be both in `has` and in `lacks`
      case.toml:2:11 `{ has = ["cloud"], lacks = ["cloud"] }`: contradiction
    "#);
    assert_snapshot!(said(&organisation("sectors = { hass = [\"cloud\"] }")));
}

#[test]
fn an_enum_takes_one_member_or_one_of_several() {
    let case = read(&organisation("sector = { one_of = [\"cloud\", \"dns\"] }"));
    let register = register();
    let (thing, _) = case.world.things().next().unwrap();
    let value = case.world.value(thing, register.program.schema.fact_named("organisation.sector").unwrap());
    assert!(matches!(value, Some(Value::Members(members)) if members.count_ones(..) == 2));
    assert_snapshot!(said(&organisation("sector = \"clouds\"")));
    assert_snapshot!(said(&organisation("decisions_in = \"NLD\"")));
    assert_snapshot!(said(&organisation("sector = [\"cloud\"]")));
}

#[test]
fn a_statement_says_who_said_it_when_and_why() {
    let case = read(&organisation(
        "grave = { value = true, by = \"J. Jansen\", on = 2026-03-01, why = \"one ward closed\", source = \"log\" }",
    ));
    let own = case.assertions.values().next().unwrap();
    assert_eq!(
        (own.by.as_deref(), own.on.as_deref(), own.why.as_deref(), own.source.as_deref()),
        (Some("J. Jansen"), Some("2026-03-01"), Some("one ward closed"), Some("log"))
    );
    assert_snapshot!(said(&organisation("grave = true")));
    assert_snapshot!(said(&organisation("grave = { value = true, bye = \"J. Jansen\" }")));
    assert_snapshot!(said(&organisation("grave = { by = \"J. Jansen\" }")));
}

#[test]
fn absent_is_said_of_optional_facts_only() {
    assert_snapshot!(facts(&organisation("absent = [\"decisions_in\"]")), @"acme.decisions_in = Absent");
    assert_snapshot!(said(&organisation("absent = [\"staff\"]")));
    assert_snapshot!(said(&organisation("absent = [\"decisions_in\"]\ndecisions_in = \"NL\"")));
}

#[test]
fn none_of_sets_all_facts_of_a_checklist_and_is_not_contradicted() {
    assert_snapshot!(facts(&organisation("none_of = [\"special\"]")), @r"
    acme.sectors = has [], lacks [0, 1, 2]
    acme.telecom = false
    ");
    assert_snapshot!(facts(&organisation("none_of = [\"special\"]\ntelecom = false")).lines().count().to_string(), @"2");
    let case = read(&organisation("none_of = [\"special\"]"));
    assert!(case.assertions.values().all(|own| own.checklist.as_deref() == Some("special")));
    assert_snapshot!(said(&organisation("none_of = [\"special\"]\ntelecom = true")));
    assert_snapshot!(said(&organisation("telecom = true\nnone_of = [\"specials\"]")));
}

#[test]
fn a_local_time_is_read_in_the_zone_of_the_thing_or_of_the_case() {
    let aware = |zone: &str, own: &str| facts(&format!("{zone}\n[incident.i]\n{own}\naware = 2026-11-20T16:10:00"));
    assert_snapshot!(aware("zone = \"Europe/Amsterdam\"", ""), @"i.aware = 1795187400..1795187400");
    assert_snapshot!(aware("zone = \"Europe/Amsterdam\"", "zone = \"Europe/Lisbon\""), @"i.aware = 1795191000..1795191000");
    assert_snapshot!(facts("[incident.i]\naware = 2026-11-20T16:10:00+01:00"), @"i.aware = 1795187400..1795187400");
    assert_snapshot!(facts("[incident.i]\naware = 2026-11-20T15:10:00Z"), @"i.aware = 1795187400..1795187400");
    assert_snapshot!(said("[incident.i]\naware = 2026-11-20T16:10:00"));
    assert_snapshot!(said("zone = \"Europe/Amsterdm\""));
}

#[test]
fn a_time_that_the_clocks_skip_is_refused() {
    assert_snapshot!(said("zone = \"Europe/Amsterdam\"\n[incident.i]\naware = 2027-03-28T02:30:00"));
}

#[test]
fn a_time_that_comes_twice_is_two_moments_an_hour_apart() {
    assert_snapshot!(facts("zone = \"Europe/Amsterdam\"\n[incident.i]\naware = 2026-10-25T02:30:00"), @"i.aware = 1792888200..1792888200 or 1792891800..1792891800");
    assert_snapshot!(facts("zone = \"Europe/Amsterdam\"\n[incident.i]\naware = 2026-10-25T02:30:00+01:00"), @"i.aware = 1792891800..1792891800");
}

#[test]
fn a_value_that_does_not_fit_says_what_would() {
    for (index, wrong) in [
        "staff = \"120\"",
        "staff = 120.5",
        "staff = -1",
        "staff = \"249..50\"",
        "staff = \"fifty\"",
        "staff = true",
        "staff = [120]",
        "staff = { one_of = [] }",
        "staff = 1e400",
        "ratio = nan",
        "turnover = 6_000_000",
        "turnover = \"6_000_000\"",
        "turnover = \"6 million EUR\"",
        "turnover = \"-5 EUR\"",
        "turnover = { one_of = [\"1 EUR\", \"1 USD\"] }",
        "telecom = \"yes\"",
        "founded = \"2020-01-01\"",
        "founded = 2020-01-01T10:00:00",
        "founded = 10:00:00",
        "sectors = \"cloud\"",
        "sectors = [1]",
        "zone = 5",
    ]
    .iter()
    .enumerate()
    {
        assert_snapshot!(format!("misfit_{index:02}"), format!("{wrong}\n\n{}", said(&organisation(wrong))));
    }
    for (index, wrong) in [
        "outage = 31",
        "outage = \"31 minutes ago\"",
        "outage = \"P1M\"",
        "aware = 2026-11-20",
        "aware = \"2026-11-20T16:10:00\"",
        "victim = 5",
        "victim = \"acme\"",
    ]
    .iter()
    .enumerate()
    {
        assert_snapshot!(
            format!("misfit_of_incident_{index:02}"),
            format!("{wrong}\n\n{}", said(&format!("[incident.i]\n{wrong}\n")))
        );
    }
}

#[test]
fn a_name_that_nothing_has_is_answered_with_the_nearest() {
    for (index, wrong) in [
        "[organisation.acme]\nstaf = 120",
        "[organisation.acme]\nincidents = [\"i\"]",
        "[organisation.acme]\nxyzzyplugh = 120",
        "[organisation]\nstaff = 120",
        "[organization.acme]\nstaff = 120",
        "organisation = 5",
        "[organisation.acme]\n[incident.i]\nvictim = \"acm\"",
        "complete = [\"holdings\"]",
        "[organisation.acme]\ncomplete = [\"holding\"]",
        "as_off = 2026-11-22",
        "as_of = \"2026-11-22\"",
        "rates = { USD = 0.92 }",
        "rates = { DOLLAR = \"0.92 EUR\" }",
    ]
    .iter()
    .enumerate()
    {
        assert_snapshot!(format!("no_such_name_{index:02}"), format!("{wrong}\n\n{}", said(wrong)));
    }
}

#[test]
fn lists_are_closed_by_kind_or_one_by_one() {
    let case = read("complete = [\"holding\"]\n[organisation.acme]\n");
    assert_eq!((case.world.closed_kinds.len(), case.world.closed_lists.len()), (1, 0));
    let case = read("complete = [\"acme.holdings\"]\n[organisation.acme]\n");
    assert_eq!((case.world.closed_kinds.len(), case.world.closed_lists.len()), (0, 1));
    let case = read("complete = [\"organisation.acme.holdings\"]\n[organisation.acme]\n");
    assert_eq!(case.world.closed_lists.len(), 1);
}

#[test]
fn rates_turn_one_currency_into_another() {
    let case = read("rates = { USD = \"0.92 EUR\" }");
    let (usd, eur) =
        (onus_logic::literal::Currency::parse("USD").unwrap(), onus_logic::literal::Currency::parse("EUR").unwrap());
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    assert_eq!(case.world.convert(hundred, usd, eur).unwrap().to_string(), "92.00");
    assert!(case.world.convert(hundred, eur, onus_logic::literal::Currency::parse("GBP").unwrap()).is_none());
}

#[test]
fn the_day_is_that_of_the_question_then_of_the_case_then_today() {
    let register = register();
    let day = |text: &str, instead: Option<Date>| {
        let (mut files, mut report) = (register.files.clone(), Report::default());
        let (file, table) = case::parse("case.toml", text, &mut files, &mut report).unwrap();
        case::read(&table, case::whole(file), &register, Days { instead, today: TODAY }, &mut report).unwrap().as_of
    };
    assert_eq!(day("as_of = 2025-01-01", Some(date(2024, 1, 1))), date(2024, 1, 1));
    assert_eq!(day("as_of = 2025-01-01", None), date(2025, 1, 1));
    assert_eq!(day("", None), TODAY);
}

#[test]
fn json_of_the_same_shape_is_the_same_case() {
    let toml = "name = \"a\"\nas_of = 2026-11-22\nzone = \"Europe/Amsterdam\"\ncomplete = [\"holding\"]\n[organisation.acme]\nstaff = 120\nratio = 0.1\nturnover = \"6_000_000 EUR\"\nfounded = 2020-01-01\nsectors = [\"cloud\"]\nabsent = [\"decisions_in\"]\n[incident.i]\nvictim = \"acme\"\naware = 2026-11-20T16:10:00\noutage = \"31m\"\n";
    let json = r#"{ "name": "a", "as_of": "2026-11-22", "zone": "Europe/Amsterdam", "complete": ["holding"],
        "organisation": { "acme": { "staff": 120, "ratio": 0.1, "turnover": "6_000_000 EUR", "founded": "2020-01-01", "sectors": ["cloud"], "absent": ["decisions_in"] } },
        "incident": { "i": { "victim": "acme", "aware": "2026-11-20T16:10:00", "outage": "31m" } } }"#;
    let register = register();
    let (from_json, said) = read_as(&register, "case.json", json);
    assert_eq!(shown(&register, &read(toml)), shown(&register, &from_json.unwrap_or_else(|| panic!("{said}"))));
    assert_snapshot!(read_as(&register, "case.json", "{ \"organisation\": { \"acme\": { \"staf\": 120 } } }").1);
    assert_snapshot!(read_as(&register, "case.json", "{ \"organisation\": { \"acme\": {\n \"staff\": 120, } } }").1);
    assert_snapshot!(read_as(&register, "case.json", "[]").1);
    assert_snapshot!(read_as(&register, "case.json", "{ \"organisation\": { \"acme\": { \"staff\": null } } }").1);
}

#[test]
fn text_that_is_not_toml_is_refused_at_its_place() {
    assert_snapshot!(said("[organisation.acme]\nstaff = 120\nstaff = 130\n"));
    assert_snapshot!(said("[organisation.acme\n"));
    assert_snapshot!(said("[organisation.acme]\nname = Acme\n"));
    assert_snapshot!(said("[organisation.\u{201c}acme\u{201d}]\n"));
}

#[test]
fn ten_thousand_brackets_are_refused_and_not_followed() {
    let (toml, json) = (
        format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)),
    );
    let short =
        |text: String| text.lines().map(|line| line.chars().take(120).collect::<String>() + "\n").collect::<String>();
    assert_snapshot!(short(said(&toml)));
    assert_snapshot!(short(read_as(&register(), "case.json", &json).1));
    assert_snapshot!(short(
        read_as(&register(), "case.json", &format!("{}5{}", "{\"a\":".repeat(10_000), "}".repeat(10_000))).1
    ));
    assert_snapshot!(short(said(&format!("{}x = 1", "a.".repeat(10_000)))));
}

#[test]
fn a_case_of_a_hundred_megabytes_is_refused_by_its_size() {
    let text = " ".repeat(100 << 20);
    assert_snapshot!(said(&text));
}

#[test]
fn a_case_builds_on_others_deeply_and_without_their_expectations() {
    let (register, report) = corpus::linted(
        r#"+++
regime = "eu.x"
+++
```case
name = "first"
as_of = 2026-01-01
organisation.a = { staff = 5, telecom = true }
expect."eu.x.1" = { a = "applies" }
row = "x.1"
```
```case
name = "second"
based_on = "first"
organisation.a = { staff = 6 }
organisation.b = { staff = 7 }
```
```case
name = "third"
based_on = "second"
organisation.a = { telecom = false }
expect."eu.x.2" = { a = "applies" }
```
```case
name = "lost"
based_on = "frist"
```
```case
name = "egg"
based_on = "hen"
```
```case
name = "hen"
based_on = "egg"
```
"#,
    );
    assert!(!report.has_errors(), "{}", render::report(&report, &register.files));
    let resolve = |name: &str| {
        let mut report = Report::default();
        let block = register.cases.iter().find(|case| case.name == name).unwrap();
        (case::resolve(block, &register, &mut report), block.at, render::report(&report, &register.files))
    };
    let (table, at, _) = resolve("third");
    assert_eq!(table.entries.keys().map(String::as_str).collect::<Vec<_>>().len(), table.entries.len());
    assert!(table.get("row").is_none());
    let mut report = Report::default();
    let days = Days { instead: None, today: TODAY };
    let case = case::read(&table, at, &register, days, &mut report)
        .unwrap_or_else(|| panic!("{}", render::report(&report, &register.files)));
    assert_eq!((case.as_of, case.name.as_deref()), (date(2026, 1, 1), Some("third")));
    assert_snapshot!(shown(&register, &case), @r"
    a.staff = 6..6
    a.telecom = false
    b.staff = 7..7
    ");
    let onus_register::tree::Item::Table(expect) = &case.expect.unwrap().item else { panic!("a table") };
    assert_eq!(expect.entries.keys().collect::<Vec<_>>(), ["eu.x.2"]);
    assert_snapshot!(resolve("lost").2);
    assert_snapshot!(resolve("egg").2);
}

/// The register with moments that have an order, and a duty that can be met.
fn with_duty(text: &str) -> String {
    let (register, report) = corpus::linted(
        r#"+++
regime     = "eu.x"
confidence = "official-text"
+++
```vocabulary
[fact]
incident.classified = { type = "instant", not_before = ["incident.aware"], label = "moment of classifying", question = "?" }
```
## Report it {#eu.x.2}
Report it.
```duty
over = "incident"
bearer = "incident.victim"
when = "true"
provision = "Art. 1"
due = [{ after = "incident.aware", within = "PT24H" }]
```
## Report again {#eu.x.3}
Report again.
```duty
over = "incident"
bearer = "incident.victim"
when = "true"
provision = "Art. 1"
due = [{ after = 'sent("eu.x.2")', within = "P1M" }]
```
"#,
    );
    assert!(!report.has_errors(), "{}", render::report(&report, &register.files));
    let start =
        "zone = \"Europe/Berlin\"\norganisation.a = {}\nincident.i = { victim = \"a\", aware = 2026-12-08T09:00:00";
    read_as(&register, "case.toml", &format!("{start}{text}")).1
}

#[test]
fn what_cannot_have_happened_in_that_order_names_both_places() {
    assert_snapshot!("timeline_facts", with_duty(", classified = 2026-12-07T16:30:00 }\n"));
    let sent = |of: &str, at: &str| format!("[[submission]]\nof = \"{of}\"\nat = {at}\n");
    let early = format!(" }}\n{}", sent("eu.x.2", "2026-12-08T08:59:59"));
    assert_snapshot!("timeline_report_before_its_event", with_duty(&early));
    let crossed = format!(" }}\n{}{}", sent("eu.x.3", "2026-12-08T10:00:00"), sent("eu.x.2", "2026-12-08T11:00:00"));
    assert_snapshot!("timeline_reports_in_the_wrong_order", with_duty(&crossed));
    // the second of an hour that clocks show twice may lie after the first: nothing is impossible
    assert_eq!(with_duty(&format!(" }}\n{}", sent("eu.x.2", "2026-12-08T09:00:00"))), "nothing\n");
}

#[test]
fn a_submission_says_what_was_sent_and_when() {
    assert_snapshot!(
        "submission_wrong",
        with_duty(
            " }\n[[submission]]\nof = \"eu.x.9\"\nabout = \"j\"\nat = 2026-12-08\nprof = \"a\"\n[[submission]]\nof = \"eu.x.2\"\nat = 2027-03-28T02:30:00\n"
        )
    );
}

#[test]
fn a_corrected_value_needs_the_days_on_which_both_were_written_down() {
    let aware = |text: &str| {
        said(&format!(
            "zone = \"Europe/Berlin\"\norganisation.a = {{}}\nincident.i = {{ victim = \"a\", aware = {text} }}\n"
        ))
    };
    assert_snapshot!(
        "was_without_on",
        aware("{ value = 2026-11-27T11:00:00, was = [{ value = 2026-11-27T16:00:00 }, { on = 2026-11-27 }] }")
    );
    assert_eq!(
        aware(
            "{ value = 2026-11-27T11:00:00, on = 2026-12-03, was = [{ value = 2026-11-27T16:00:00, on = 2026-11-27 }] }"
        ),
        "nothing\n"
    );
}

#[test]
fn a_case_can_be_read_as_it_was_known() {
    let text = |known: &str| {
        format!(
            "known_at = {known}\nzone = \"UTC\"\norganisation.a = {{}}\nincident.i = {{ victim = \"a\", aware = {{ value = 2026-11-27T11:00:00, on = 2026-12-03, \
             was = [{{ value = 2026-11-27T16:00:00, on = 2026-11-28 }}] }} }}\n"
        )
    };
    let aware = |known: &str| facts(&text(known)).lines().find(|line| line.contains("aware")).map(str::to_owned);
    let (then, now) = (aware("2026-11-30"), aware("2026-12-03"));
    assert!(then.is_some() && now.is_some() && then != now, "{then:?} {now:?}");
    assert_eq!(aware("2026-11-27"), None);
}

#[test]
fn a_day_may_stand_for_a_moment() {
    let whole =
        facts("zone = \"Europe/Berlin\"\norganisation.a = {}\nincident.i = { victim = \"a\", aware = 2026-11-27 }\n");
    assert!(whole.contains("aware"), "{whole}");
    assert_snapshot!(
        "day_without_zone",
        said("organisation.a = {}\nincident.i = { victim = \"a\", aware = 2026-11-27 }\n")
    );
}
