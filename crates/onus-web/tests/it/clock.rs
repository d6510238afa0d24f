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
