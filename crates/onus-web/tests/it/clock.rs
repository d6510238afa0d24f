//! The incident clock as a page, and what it gives as files.

use onus_engine::clock::{self, calendar, timeline};

use super::site::{REGISTER, Site, example};

const NOW: &str = "2026-11-22T06:00:00Z";

async fn hospital(site: &Site, path: &str, more: &[(&str, &str)]) -> super::site::Reply {
    let facts = example("hospital-incident");
    let mut fields = vec![("facts", facts.as_str()), ("now", NOW)];
    fields.extend(more);
    site.form(path, &fields).await
}

/// The agenda as the engine gives it without the site.
fn agenda() -> (clock::Agenda, jiff::tz::TimeZone) {
    let mut files = REGISTER.files.clone();
    let mut report = onus_register::diagnostic::Report::default();
    let day = jiff::civil::date(2026, 11, 22);
    let days = onus_register::case::Days { instead: Some(day), today: day };
    let (file, table) =
        onus_register::case::parse("case.toml", &example("hospital-incident"), &mut files, &mut report).unwrap();
    let whole = onus_register::case::whole(file);
    let case = onus_register::case::read(&table, whole, &REGISTER, days, &mut report).unwrap();
    let zone = case.zone.clone().unwrap();
    (clock::agenda(&REGISTER, &case, NOW.parse().unwrap()).unwrap(), zone)
}

#[tokio::test]
async fn the_files_of_the_clock_are_what_the_engine_writes() {
    let site = Site::new().await;
    let (agenda, zone) = agenda();
    let svg = hospital(&site, "/clock/file/svg", &[]).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert_eq!(svg.text, timeline::draw(&agenda, &zone));
    let ics = hospital(&site, "/clock/file/ics", &[]).await;
    assert_eq!(ics.header("content-disposition"), "attachment; filename=\"onus-clock.ics\"");
    assert_eq!(ics.text, calendar::write(&agenda, None).unwrap());
    assert_eq!(hospital(&site, "/clock/file/exe", &[]).await.status, 404);
}

#[tokio::test]
async fn the_page_has_the_picture_with_words_and_the_time_left_without_script() {
    let site = Site::new().await;
    let page = hospital(&site, "/clock", &[]).await.text;
    let (agenda, zone) = agenda();
    assert!(page.contains(&timeline::draw(&agenda, &zone)), "the picture is that of the file");
    let late = agenda.lines.iter().find(|line| line.state == clock::State::Overdue).unwrap();
    let left = onus_engine::words::span(late.seconds_left.unwrap());
    assert!(page.contains(&format!("{left} ago")), "{left}");
    assert!(page.contains(&format!("data-until=\"{}\"", late.strict().unwrap())));
    assert!(page.contains("One report is overdue."));
}

#[tokio::test]
async fn the_time_left_is_that_of_the_server_unless_another_moment_is_named() {
    let site = Site::new().await;
    let facts = example("hospital-incident");
    let page = site.form("/clock", &[("facts", &facts)]).await.text;
    assert!(page.contains("data-clock=\"2026-11-22T12:00:00Z\""));
    assert_eq!(site.form("/clock", &[("facts", &facts), ("now", "soon")]).await.status, 400);
}

#[tokio::test]
async fn a_report_that_was_sent_is_written_into_the_facts_and_the_rest_moves() {
    let site = Site::new().await;
    let (agenda, _) = agenda();
    let late = agenda.lines.iter().find(|line| line.state == clock::State::Overdue).unwrap();
    let reply = hospital(&site, "/clock/sent", &[("key", &late.key), ("at", "2026-11-21T15:00")]).await;
    assert_eq!(reply.status, 200);
    assert!(reply.text.contains("[[submission]]") && reply.text.contains("2026-11-21T15:00:00+01:00"));
    assert!(!reply.text.contains("One report is overdue."));
    assert!(reply.text.contains("Sent in time") || reply.text.contains("Done"));
    // before anyone knew of it: refused, and the facts are shown again as they were
    let early = hospital(&site, "/clock/sent", &[("key", &late.key), ("at", "2026-11-19T15:00")]).await;
    assert_eq!(early.status, 422);
    assert!(!early.text.contains("2026-11-19T15:00:00+01:00"), "{}", early.text);
    assert_eq!(hospital(&site, "/clock/sent", &[("key", "x"), ("at", "2026-11-21T15:00")]).await.status, 400);
    assert_eq!(hospital(&site, "/clock/sent", &[("key", &late.key), ("at", "today")]).await.status, 400);
}

#[tokio::test]
async fn an_example_stands_on_the_morning_of_its_own_day() {
    let site = Site::new().await;
    let page = site.get("/demo/hospital-incident/clock").await.text;
    assert!(page.contains("22 November 2026 07:00 CET") && page.contains(" data-example"));
}

#[tokio::test]
async fn whoever_has_an_incident_and_no_file_gets_an_agenda_and_sharpens_it() {
    let site = Site::new().await;
    let door = site.get("/happened").await.text;
    for kind in ["incident", "exploit", "threat"] {
        assert!(door.contains(&format!("name=\"event\" value=\"{kind}\"")), "{kind}");
    }
    let fields = [
        ("event", "incident"),
        ("at", "2026-11-22T10:30"),
        ("zone", "Europe/Amsterdam"),
        ("who", "Bakker & \"Sons\""),
        ("what", "ransomware"),
    ];
    let page = site.form("/happened/clock", &fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("2026-11-22T10:30:00") && page.text.contains("<h1>ransomware</h1>"));
    let facts = facts_of(&page.text);
    assert!(facts.contains("name = \"Bakker & \\\"Sons\\\"\""), "{facts}");
    // it asks for what decides most; answers go into the facts and the agenda changes
    assert!(page.text.contains("action=\"/clock/answer\""));
    let answers = [
        ("facts", facts.as_str()),
        ("organisation.bakker_sons.established", "NL"),
        ("organisation.bakker_sons.serves", "NL"),
        ("organisation.bakker_sons.serves", "DE"),
        ("organisation.bakker_sons.dora_entity", "false"),
        ("incident.it.grave", ""),
    ];
    let after = site.form("/clock/answer", &answers).await;
    assert_eq!(after.status, 200, "{}", after.text);
    let now = facts_of(&after.text);
    assert!(now.contains("serves = [\"NL\", \"DE\"]") && now.contains("dora_entity = false"), "{now}");
    assert!(!now.contains("grave"), "what is left empty says nothing: {now}");
    // something else in a field is refused, and the facts are not lost
    let odd = site.form("/clock/answer", &[("facts", &facts), ("organisation.bakker_sons.serves", "XX")]).await;
    assert_eq!(odd.status, 400);
    assert!(odd.text.contains("ransomware"));
}

#[tokio::test]
async fn an_event_that_happens_to_a_product_names_the_product_and_its_owner() {
    let site = Site::new().await;
    let fields = [("event", "exploit"), ("at", "2026-11-22T10:30"), ("zone", ""), ("who", ""), ("what", "")];
    let page = site.form("/happened/clock", &fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let facts = facts_of(&page.text);
    assert!(facts.contains("[supply.with]") && facts.contains("of = \"with\""), "{facts}");
}

#[tokio::test]
async fn a_form_without_event_or_moment_says_what_is_missing() {
    let site = Site::new().await;
    for wrong in [
        vec![("event", "organisation"), ("at", "2026-11-22T10:30")],
        vec![("event", "incident"), ("at", "yesterday")],
        vec![("event", "incident"), ("at", "2026-11-22T10:30"), ("zone", "Europe/Atlantis")],
        vec![],
    ] {
        let reply = site.form("/happened/clock", &wrong).await;
        assert_eq!(reply.status, 400, "{wrong:?}");
        assert!(reply.text.contains("choose") || reply.text.contains("write"), "{wrong:?}");
    }
}

/// The facts that a page carries.
fn facts_of(page: &str) -> String {
    let text = page.split("<textarea").nth(1).unwrap().split('>').nth(1).unwrap().split("</textarea").next().unwrap();
    text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}
