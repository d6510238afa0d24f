//! Pages for people.

use super::site::{REGISTER, Site, example};

#[tokio::test]
async fn every_page_of_the_register_can_be_opened_in_both_languages() {
    let site = Site::new().await;
    let mut ids: Vec<String> = REGISTER.heads().map(|head| head.id.clone()).collect();
    ids.extend(REGISTER.regimes.keys().cloned());
    let schema = &REGISTER.program.schema;
    ids.extend(schema.facts().map(|fact| schema.fact_path(fact)));
    // all of them would take minutes in a debug build: an even sample
    for id in ids.iter().step_by(ids.len() / 40 + 1) {
        for language in ["", "/nl"] {
            let reply = site.get(&format!("{language}/register/{id}")).await;
            assert_eq!(reply.status, 200, "{id}");
            assert!(reply.text.contains(&format!("<html lang=\"{}\">", if language.is_empty() { "en" } else { "nl" })));
            assert!(!reply.text.contains("item-") && !reply.text.contains("sort-"), "{id}: a text is missing");
        }
    }
}

#[tokio::test]
async fn every_part_of_the_site_opens_and_no_page_has_script_or_style_within() {
    let site = Site::new().await;
    let parts = [
        "/",
        "/owe",
        "/owed",
        "/owed?owed_to=users",
        "/happened",
        "/register",
        "/register?q=incident&regime=eu.nis2&page=2",
        "/register/regimes",
        "/register/eu.nis2",
        "/expected",
        "/expected/user",
        "/glossary",
        "/method",
        "/demo/lamp-maker",
        "/demo/hospital-incident?owed_to=users",
        "/demo/hospital-incident/clock",
        "/nowhere",
    ];
    for part in parts {
        for language in ["", "/nl"] {
            let path = if part == "/" { format!("{language}/") } else { format!("{language}{part}") };
            let reply = site.get(&path).await;
            assert_eq!(reply.status.as_u16(), if part == "/nowhere" { 404 } else { 200 }, "{path}");
            let html = reply.text.to_lowercase();
            for within in ["<style", " style=", "<script>", " onclick=", " onload=", "javascript:", "http-equiv"] {
                assert!(!html.contains(within), "{path} has {within}");
            }
            for address in html.split("src=\"").skip(1).chain(html.split("<link rel=\"stylesheet\" href=\"").skip(1)) {
                assert!(address.starts_with("/assets/"), "{path} loads {}", address.split('"').next().unwrap());
            }
            assert!(reply.header("content-security-policy").contains("default-src 'none'"), "{path}");
            assert!(!reply.header("content-security-policy").contains("unsafe"), "{path}");
            assert_eq!(reply.header("set-cookie"), "", "{path}");
        }
    }
}

#[tokio::test]
async fn what_a_page_loads_is_there_and_named_by_its_contents() {
    let site = Site::new().await;
    let home = site.get("/").await.text;
    for start in ["href=\"/assets/", "src=\"/assets/"] {
        let name = home.split(start).nth(1).unwrap().split('"').next().unwrap();
        let reply = site.get(&format!("/assets/{name}")).await;
        assert_eq!(reply.status, 200);
        assert!(reply.header("cache-control").contains("immutable"));
    }
}

#[tokio::test]
async fn an_answer_shows_what_is_owed_why_and_what_is_missing() {
    let site = Site::new().await;
    let reply = site.form("/check", &[("facts", &example("lamp-maker"))]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("cache-control"), "no-store");
    for part in [
        "Acme Lighting B.V.",
        "Your customers",
        "Authorities",
        "These facts alone force it",
        "Not in the register",
        "One question would help most",
        "Ceilings of fines",
    ] {
        assert!(reply.text.contains(part), "{part}");
    }
    let dutch = site.form("/nl/check", &[("facts", &example("lamp-maker"))]).await;
    assert!(dutch.text.contains("Uw klanten") && dutch.text.contains("Niet in het register"));
}

#[tokio::test]
async fn an_answer_can_be_taken_away_as_json_table_text_or_calendar() {
    let site = Site::new().await;
    let facts = example("lamp-maker");
    let json = site.form("/export/json", &[("facts", &facts)]).await;
    assert!(!json.json()["findings"].as_array().unwrap().is_empty());
    let csv = site.form("/export/csv", &[("facts", &facts)]).await;
    assert!(csv.header("content-disposition").contains("onus.csv"));
    let columns = csv.text.lines().next().unwrap().split(',').count();
    for line in csv.text.lines().skip(1) {
        assert_eq!(line.matches("\",\"").count() + 1, columns, "{line}");
    }
    let markdown = site.form("/export/markdown", &[("facts", &facts)]).await;
    assert!(markdown.text.starts_with("# ") && markdown.text.contains("## Acme Lighting"));
    let ics = site.form("/export/ics", &[("facts", &facts)]).await;
    assert_eq!(ics.header("content-type"), "text/calendar; charset=utf-8");
    assert!(ics.text.starts_with("BEGIN:VCALENDAR") && ics.text.contains("DTSTART;VALUE=DATE:20271211"));
    assert!(ics.text.contains("DTSTAMP:20261122T120000Z"), "the clock of the server");
    assert_eq!(site.form("/export/exe", &[("facts", &facts)]).await.status, 404);
}

#[tokio::test]
async fn a_list_is_found_by_words_and_narrowed_by_choices() {
    let site = Site::new().await;
    let all = site.get("/api/v1/register").await.json()["total"].as_u64().unwrap();
    let few = site.get("/api/v1/register?q=supply%20chain").await.json()["total"].as_u64().unwrap();
    let fewer = site.get("/api/v1/register?q=supply%20chain&regime=eu.nis2").await.json()["total"].as_u64().unwrap();
    assert!(all > few && few > fewer && fewer > 0, "{all} {few} {fewer}");
    let none = site.get("/register?q=xyzzy").await;
    assert!(none.text.contains("Nothing found"));
}

#[tokio::test]
async fn what_is_expected_of_a_group_is_what_the_command_prints() {
    let site = Site::new().await;
    let day = jiff::civil::date(2026, 11, 22);
    let list = site.get("/expected").await.text;
    for (id, group) in &REGISTER.vocabulary.stakeholders {
        assert!(list.contains(&format!("href=\"/expected/{id}\"")) && list.contains(&group.introduction), "{id}");
    }
    for (id, alias) in [("maker", "manufacturer"), ("civil-society", "ngo")] {
        let found = onus_engine::expects::expects(&REGISTER, id, day).unwrap();
        let page = site.get(&format!("/expected/{alias}")).await;
        assert_eq!(page.status, 200);
        let mut count = 0;
        for theme in &found.themes {
            for one in theme.binding.iter().chain(&theme.soft).chain(&theme.proposed) {
                assert!(page.text.contains(&format!("href=\"/register/{}\"", one.id)), "{id}: {}", one.id);
                count += 1;
            }
        }
        assert_eq!(page.text.matches("<li><span lang=\"en\"><a href=\"/register/").count(), count, "{id}");
    }
    let found = onus_engine::expects::expects(&REGISTER, "maker", day).unwrap();
    assert!(site.get("/expected/maker").await.text.contains(&format!("law demands {} things of them.", found.binding)));
    assert!(site.get("/nl/expected/maker?as_of=2027-12-11").await.text.contains("Op 11 december 2027"));
    assert_eq!(site.get("/expected/martians").await.status, 404);
    assert_eq!(site.get("/expected/maker?as_of=tomorrow").await.status, 400);
}
