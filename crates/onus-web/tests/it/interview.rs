//! The interview page by page, as a browser sends it, on a small register of its own.

use std::sync::{Arc, LazyLock};

use onus_register::diagnostic::Severity;
use onus_register::load;
use onus_register::register::Register;
use onus_register::source::{Source, SourceError, Texts};
use onus_web::App;

use super::refusals::logged;
use super::site::{REGISTER, Reply, Site, form};

const WORDS: &str = r#"# Words
```vocabulary
kind.organisation = { party = true, text = "organisation", prompt = "What is your organisation called?" }
kind.product      = { text = "product" }
kind.supply       = { text = "product that is sold", prompt = "Which connected products do you sell?", gate = "supply.by" }
role.maker = { text = "maker", stakeholder = "business" }
[enum.trade]
every = ["bakery", "lamps", "bank"]
text  = { bakery = "bakery", lamps = "making lamps", bank = "banking" }
[fact]
organisation.staff   = { type = "int", unit = "people", bands = ["0..9", "10..49", "50.."], topic = "size", who = "personnel department", label = "staff", question = "How many people work for you?" }
organisation.trade   = { type = "trade", topic = "activity", who = "management", label = "trade", question = "What do you do?" }
organisation.rare    = { type = "bool", topic = "special", label = "rare", question = "Are you rare?" }
organisation.strange = { type = "bool", topic = "special", label = "strange", question = "Are you strange?" }
organisation.careful = { type = "bool", judgement = true, factors = ["locks", "lights"], topic = "care", who = "management", label = "careful", question = "Are you careful enough?" }
organisation.begun   = { type = "date", topic = "care", who = "management", label = "begun", question = "When did you begin?" }
organisation.broken  = { type = "instant", topic = "care", who = "management", label = "broken", question = "When did it break?" }
organisation.noticed = { type = "instant", topic = "care", who = "management", label = "noticed", question = "When did you notice?" }
supply.by      = { type = "organisation", inverse = "supplies", topic = "product", label = "seller", question = "Who sells it?" }
supply.product = { type = "product", inverse = "supplies", topic = "product", label = "product", question = "Which product is it?" }
product.radio  = { type = "bool", topic = "product", who = "product team", label = "radio", question = "Does it hold a radio?" }
product.uses   = { type = "set of trade", topic = "product", who = "product team", label = "uses", question = "Who uses it?" }
[checklist.special]
question = "Is any of this true of you?"
none     = { organisation.rare = false, organisation.strange = false }
```
"#;

const REGIME: &str = r#"+++
regime = "eu.w"
title = "Act on care"
short = "Care Act"
citation = "none"
official = "https://example.org"
jurisdiction = "EU"
binding = "direct"
status = "adopted"
in_force = [{ from = 2020-01-01 }]
confidence = "reconstructed"
+++
# The Act

An invented Act.

```provisions
1 = {}
2 = {}
3 = {}
4 = {}
5 = {}
```
"#;

fn duty(number: u8, over: &str, bearer: &str, when: &str) -> String {
    format!(
        "## Duty {number} {{#eu.w.{number}}}\nDo it.\n```duty\nover = \"{over}\"\nbearer = \"{bearer}\"\nwhen = '{when}'\nprovision = \"Art. {number}\"\n```\n"
    )
}

struct Pages(Vec<(String, String)>);

impl Source for Pages {
    fn pages(&self) -> Result<Texts<'_>, SourceError> {
        Ok(self.0.iter().map(|(path, text)| (path.as_str().into(), text.as_str().into())).collect())
    }
}

/// Each way of answering has a fact on which something hangs.
static SMALL: LazyLock<Register> = LazyLock::new(|| {
    let (one, own) = ("organisation", "organisation");
    let head = "+++\nregime = \"eu.w\"\nconfidence = \"reconstructed\"\nowed_to = [\"customers\"]\n+++\n# Duties\n\n";
    let duties = [
        duty(
            1,
            one,
            own,
            "organisation.staff >= 50 && organisation.trade != \"bank\" || organisation.rare || organisation.strange",
        ),
        duty(2, "supply", "supply.by", "supply.product.radio && \"bank\" in supply.product.uses"),
        duty(3, one, own, "organisation.trade == \"lamps\" && !organisation.careful"),
        duty(4, one, own, "organisation.trade == \"lamps\" && organisation.begun < date(\"2020-01-01\")"),
        duty(5, one, own, "organisation.trade == \"lamps\" && organisation.broken < organisation.noticed"),
    ];
    let pages = [
        ("words.md", WORDS.to_owned()),
        ("eu/w/regime.md", REGIME.to_owned()),
        ("eu/w/duties.md", head.to_owned() + &duties.concat()),
    ];
    let pages = pages.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    let (register, report) = load::load(&Pages(pages)).unwrap();
    assert!(report.diagnostics.iter().all(|found| found.severity != Severity::Error), "{:?}", report.diagnostics);
    register
});

/// A browser with one page open.
struct Browser {
    site: Site,
    app: Arc<App>,
    page: Reply,
}

fn unescaped(text: &str) -> String {
    text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).map_or("", |(_, rest)| rest.split(after).next().unwrap())
}

impl Browser {
    async fn new() -> Self {
        Self::with(SMALL.clone()).await
    }

    async fn with(register: Register) -> Self {
        let site = Site::new().await;
        let app = Site::app(register, &site.location, None).await;
        let page = form(&app, "/interview", &[("answer", "Acme & \"Sons\"")]).await;
        Self { site, app, page }
    }

    fn hidden(&self, name: &str) -> String {
        unescaped(between(&self.page.text, &format!("name=\"{name}\" value=\""), "\">"))
    }

    fn facts(&self) -> String {
        self.hidden("facts")
    }

    fn question(&self) -> String {
        unescaped(between(&self.page.text, "<h1 id=\"question\" lang=\"en\">", "</h1>"))
    }

    fn alert(&self) -> String {
        unescaped(between(between(&self.page.text, "role=\"alert\"", "/p>"), ">", "<"))
    }

    fn is_done(&self) -> bool {
        self.page.text.contains("That is all that matters")
    }

    /// Sends the form on the page to an address.
    async fn send(&mut self, path: &str, fields: &[(&str, &str)]) {
        let (facts, carried, version) = (self.facts(), self.hidden("carried"), self.hidden("version"));
        let mut all = vec![("facts", facts.as_str()), ("carried", carried.as_str())];
        all.extend(Some(("version", version.as_str())).filter(|_| !version.is_empty()));
        all.extend(fields);
        self.page = form(&self.app, path, &all).await;
    }

    async fn answer(&mut self, fields: &[(&str, &str)]) {
        self.send("/interview", fields).await;
        assert_eq!(self.page.status, 200, "{}", self.page.text);
    }

    /// Answers until nothing is left; gives the questions in order.
    async fn script(&mut self, answers: &[(&str, &[(&str, &str)])]) -> Vec<String> {
        let mut asked = Vec::new();
        while !self.is_done() {
            let question = self.question();
            assert!(asked.len() < 30, "{asked:?}");
            let known = answers.iter().find(|(text, _)| question == *text);
            assert!(known.is_some(), "nobody answers `{question}`");
            let (_, fields) = known.unwrap();
            self.answer(fields).await;
            assert_eq!(self.alert(), "", "{question}");
            asked.push(question);
        }
        asked
    }
}

const SEND: (&str, &str) = ("do", "answer");
const TRADE: &str = "What do you do?";

/// What someone answers who makes lamps.
const LAMPS: &[(&str, &[(&str, &str)])] = &[
    ("Which connected products do you sell?", &[("do", "none")]),
    ("Does it hold a radio?", &[("answer", "yes")]),
    ("Who uses it?", &[("item", "bank"), ("item", "bakery"), SEND]),
    ("Is any of this true of you?", &[("do", "none")]),
    ("What do you do?", &[("choice", "lamps"), SEND]),
    ("Are you careful enough?", &[("choice", "no"), ("by", "J. Jansen"), ("why", "the door stood open"), SEND]),
    ("When did you begin?", &[("answer", "2019-05-04"), SEND]),
    ("When did it break?", &[("answer", "2026-10-20T16:10"), ("zone", "Europe/Amsterdam"), SEND]),
    ("When did you notice?", &[("answer", "2026-10-20T16:30"), ("zone", "Europe/Amsterdam"), SEND]),
    ("How many people work for you?", &[("choice", "c"), SEND]),
];

#[tokio::test]
async fn an_interview_ends_in_the_answer_that_the_same_case_gets_from_the_api() {
    let mut browser = Browser::new().await;
    for name in ["Glow", "Beam 2"] {
        browser.answer(&[("answer", name), ("do", "add")]).await;
    }
    assert!(browser.page.text.contains("<li>Glow</li><li>Beam 2</li>"));
    let asked = browser.script(LAMPS).await;
    assert!(asked.len() > 8, "{asked:?}");
    let by_hand = r#"complete = ["acme_sons.supplies"]
organisation.acme_sons = { name = 'Acme & "Sons"', none_of = ["special"], trade = "lamps", staff = "50..", begun = 2019-05-04, broken = 2026-10-20T14:10:00Z, noticed = 2026-10-20T14:30:00Z, careful = { value = false, by = "J. Jansen", on = 2026-11-22, why = "the door stood open" } }
supply.glow = { name = "Glow", by = "acme_sons", product = "glow" }
supply.beam_2 = { name = "Beam 2", by = "acme_sons", product = "beam_2" }
product.glow = { name = "Glow", radio = true, uses = ["bakery", "bank"] }
product.beam_2 = { name = "Beam 2", radio = true, uses = ["bakery", "bank"] }
"#;
    let api = |text: String| async {
        let request = axum::http::Request::post("/api/v1/check?brief=true").header("content-type", "application/toml");
        super::site::send(&browser.app, request.body(text.into()).unwrap()).await.json()
    };
    let (page, hand) = (api(browser.facts()).await, api(by_hand.to_owned()).await);
    let findings = |answer: &serde_json::Value| {
        let mut all: Vec<String> = answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| format!("{} {} {}", finding["duty"], finding["over"]["id"], finding["status"]))
            .collect();
        all.sort();
        all
    };
    assert_eq!(findings(&page), findings(&hand), "{}", browser.facts());
    assert_eq!(findings(&page).iter().filter(|finding| finding.contains("applies")).count(), 6, "{page}");
    let judgement = page["findings"].to_string();
    assert!(judgement.contains("J. Jansen") && judgement.contains("the door stood open"));
    // the page of the answer says the same; the duty on two lamps is one line there
    browser.send("/check", &[]).await;
    assert!(
        browser.page.text.contains("Acme &#38; &#34;Sons&#34;") && browser.page.text.contains("Owes 5 duties."),
        "{}",
        between(&browser.page.text, "<article", "</p>")
    );
}

#[tokio::test]
async fn back_takes_each_answer_back_to_the_question_before_it() {
    let mut browser = Browser::new().await;
    let mut before = Vec::new();
    browser.answer(&[("answer", "Glow"), ("do", "add")]).await;
    while !browser.is_done() {
        let question = browser.question();
        before.push((question.clone(), browser.facts()));
        let (_, fields) = LAMPS.iter().find(|(text, _)| question == *text).unwrap();
        browser.answer(fields).await;
    }
    assert!(before.len() > 6);
    while let Some((question, facts)) = before.pop() {
        browser.answer(&[("do", "back")]).await;
        assert_eq!((browser.question(), browser.facts()), (question, facts));
    }
    browser.answer(&[("do", "back")]).await;
    assert!(!browser.facts().contains("glow"));
    browser.answer(&[("do", "back")]).await;
    assert_eq!((browser.question().as_str(), browser.facts().as_str()), ("What is your organisation called?", ""));
    browser.answer(&[("do", "back")]).await;
    assert_eq!(browser.alert(), "This is the first question.");
}

#[tokio::test]
async fn what_is_not_known_stays_not_known() {
    let mut browser = Browser::new().await;
    let mut count = 0;
    while !browser.is_done() {
        assert!(count < 30);
        browser.answer(&[("do", if count % 2 == 0 { "unsure" } else { "later" })]).await;
        count += 1;
    }
    let facts = browser.facts();
    assert!(facts.contains("unsure = [") && !facts.contains("false") && !facts.contains("none_of"), "{facts}");
    browser.send("/check", &[]).await;
    assert!(browser.page.text.contains("4 are open: facts are missing."), "{}", browser.page.text);
    // one item of a checklist that is not known, one that is not true
    let mut browser = Browser::new().await;
    while browser.question() != "Is any of this true of you?" {
        browser.answer(&[("do", "later")]).await;
    }
    browser.answer(&[("doubt", "organisation.acme_sons.rare"), SEND]).await;
    let facts = browser.facts();
    assert!(facts.contains("strange = false") && !facts.contains("rare = "), "{facts}");
    assert!(facts.contains("unsure = [\"organisation.acme_sons.rare\"]"), "{facts}");
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_asked_again_and_nothing_is_lost() {
    let mut browser = Browser::new().await;
    browser.answer(&[("do", "none")]).await;
    browser.answer(&[("do", "none")]).await;
    for (question, fields, message) in [
        (TRADE, &[SEND][..], "Choose or type an answer, or say that you don't know."),
        (TRADE, &[("choice", "piracy"), SEND][..], "`piracy` is none of them"),
    ] {
        let facts = browser.facts();
        assert_eq!(browser.question(), question);
        browser.answer(fields).await;
        assert_eq!(browser.alert(), message);
        assert_eq!((browser.question().as_str(), browser.facts()), (question, facts));
    }
    browser.answer(&[("choice", "lamps"), SEND]).await;
    let mut seen = 0;
    while !browser.is_done() {
        let facts = browser.facts();
        let (question, wrong, message) =
            (browser.question(), [("answer", "often"), ("zone", "Mars/Dome"), SEND], browser.alert());
        assert_eq!(message, "");
        let expected = match question.as_str() {
            "How many people work for you?" => "write a whole number such as 120, or a range such as 50-249",
            "When did you begin?" => "write a date such as 2026-11-22 or 22 November 2026",
            "When did it break?" | "When did you notice?" => "write a date and a time",
            "Are you careful enough?" => "answer yes or no",
            "Is any of this true of you?" => {
                browser.answer(&[("do", "none")]).await;
                continue;
            }
            _ => "",
        };
        browser.answer(&wrong).await;
        assert!(browser.alert().starts_with(expected), "{question}: {}", browser.alert());
        assert_eq!((browser.question(), browser.facts()), (question.clone(), facts));
        if question == "How many people work for you?" {
            assert!(browser.page.text.contains("value=\"often\""), "what was typed is shown again");
        }
        browser.answer(&[("do", "unsure")]).await;
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[tokio::test]
async fn a_time_is_read_in_the_zone_of_the_case() {
    let mut browser = Browser::new().await;
    browser.page =
        form(&browser.app, "/interview", &[("facts", "zone = \"Asia/Tokyo\"\n"), ("answer", "Acme Sons")]).await;
    while browser.question() != "When did it break?" {
        let question = browser.question();
        let (_, fields) = LAMPS.iter().find(|(text, _)| question == *text).unwrap();
        browser.answer(fields).await;
    }
    assert!(browser.page.text.contains("name=\"zone\" value=\"Asia/Tokyo\""), "{}", browser.page.text);
    browser.answer(&[("answer", "2026-10-20T16:10"), ("zone", "Asia/Tokyo"), SEND]).await;
    assert_eq!(browser.alert(), "");
    assert_eq!(browser.facts().matches("zone").count(), 1, "{}", browser.facts());
    browser.answer(&[("do", "back")]).await;
    browser.answer(&[("answer", "2026-10-20T16:10"), ("zone", "Europe/Amsterdam"), SEND]).await;
    assert!(
        browser.facts().contains("zone = \"Europe/Amsterdam\"\nbroken = 2026-10-20T16:10:00"),
        "{}",
        browser.facts()
    );
}

#[tokio::test]
async fn a_judgement_needs_a_name() {
    let mut browser = Browser::new().await;
    while browser.question() != "Are you careful enough?" {
        let question = browser.question();
        let (_, fields) = LAMPS.iter().find(|(text, _)| question == *text).unwrap();
        browser.answer(fields).await;
    }
    assert!(browser.page.text.contains("<li>locks</li><li>lights</li>"));
    browser.answer(&[("choice", "yes"), ("why", "we looked"), SEND]).await;
    assert_eq!(browser.alert(), "a judgement needs a name: someone answers for it");
    assert!(browser.page.text.contains("value=\"yes\" checked") && browser.page.text.contains("value=\"we looked\""));
    browser.answer(&[("choice", "yes"), ("by", "J. Jansen"), SEND]).await;
    assert!(browser.facts().contains("by = \"J. Jansen\", on = 2026-11-22 }"), "{}", browser.facts());
}

#[tokio::test]
async fn nothing_lists_a_thing_twice_and_ticks_are_not_none() {
    let mut browser = Browser::new().await;
    browser.answer(&[("answer", "Glow"), ("do", "add")]).await;
    browser.answer(&[("answer", "glow"), ("do", "add")]).await;
    assert_eq!(browser.alert(), "this one is listed already");
    browser.answer(&[("answer", ""), ("do", "add")]).await;
    assert_eq!(browser.alert(), "Type a name, or say that that is all.");
    browser.answer(&[("do", "none")]).await;
    assert!(browser.facts().starts_with("complete = [\"acme_sons.supplies\"]"), "{}", browser.facts());
    while browser.question() != "Is any of this true of you?" {
        browser.answer(&[("do", "later")]).await;
    }
    browser.answer(&[("item", "organisation.acme_sons.rare"), ("do", "none")]).await;
    assert!(browser.alert().starts_with("Something is ticked."), "{}", browser.alert());
    assert!(browser.page.text.contains("value=\"organisation.acme_sons.rare\" checked"));
    browser.answer(&[SEND]).await;
    assert!(browser.alert().starts_with("Tick what is true"), "{}", browser.alert());
}

#[tokio::test]
async fn rubbish_in_the_hidden_fields_loses_no_answer() {
    let mut browser = Browser::new().await;
    browser.answer(&[("answer", "Glow"), ("do", "add")]).await;
    browser.answer(&[("do", "none")]).await;
    let (facts, question) = (browser.facts(), browser.question());
    for rubbish in
        ["x", "{", "[]", "{\"earlier\":[{\"start\":999,\"end\":999,\"text\":\"x\"}],\"topics\":[]}", "{\"asked\":3}"]
    {
        for how in ["", "back"] {
            let page = form(&browser.app, "/interview", &[("facts", &facts), ("carried", rubbish), ("do", how)]).await;
            assert_eq!(page.status, 200, "{rubbish}");
            browser.page = page;
            assert_eq!((browser.facts(), browser.question()), (facts.clone(), question.clone()), "{rubbish}");
        }
    }
    let broken = format!("{facts}\nstaff = = 3");
    let page = form(&browser.app, "/interview", &[("facts", &broken), ("answer", "yes")]).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("staff = = 3"), "what was sent is shown");
    let json = form(&browser.app, "/interview", &[("facts", "{}")]).await;
    assert_eq!(json.status, 400);
    assert!(json.text.contains("the interview keeps its case in TOML"));
}

#[tokio::test]
async fn nothing_is_kept_until_it_is_saved_and_the_link_goes_on_from_there() {
    let mut browser = Browser::new().await;
    browser.answer(&[("answer", "Glow"), ("do", "add")]).await;
    browser.answer(&[("do", "none")]).await;
    assert!(browser.site.get("/metrics").await.text.contains("onus_saved_cases 0"));
    let (facts, question) = (browser.facts(), browser.question());
    browser.send("/save", &[("go_on", "true")]).await;
    assert_eq!(browser.page.status, 303);
    let link = browser.page.header("location").to_owned();
    assert!(link.starts_with("/case/") && link.ends_with("/interview"), "{link}");
    assert!(browser.site.get("/metrics").await.text.contains("onus_saved_cases 1"));
    let get = |path: String| axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
    browser.page = super::site::send(&browser.app, get(link.clone())).await;
    assert_eq!((browser.facts(), browser.question()), (facts, question));
    while !browser.facts().contains("radio = true") {
        let question = browser.question();
        let (_, fields) = LAMPS.iter().find(|(text, _)| question == *text).unwrap();
        browser.answer(fields).await;
    }
    // what is answered is kept when it is saved again, and not before
    let stale = super::site::send(&browser.app, get(link.clone())).await;
    assert!(!stale.text.contains("radio = true"));
    browser.send(&link.replace("/interview", "/change"), &[("go_on", "true")]).await;
    assert_eq!((browser.page.status.as_u16(), browser.page.header("location")), (303, link.as_str()));
    browser.page = super::site::send(&browser.app, get(link)).await;
    assert!(browser.facts().contains("radio = true"));
    assert_eq!(browser.hidden("version"), "2");
    let forged = format!("/case/{}/interview", "A".repeat(43));
    assert_eq!(super::site::send(&browser.app, get(forged)).await.status, 404);
}

#[tokio::test]
async fn one_can_ask_who_would_know_and_read_in_the_other_language() {
    let mut browser = Browser::new().await;
    while browser.question() != TRADE {
        browser.answer(&[("do", "none")]).await;
    }
    browser.answer(&[("do", "who")]).await;
    assert!(browser.page.text.contains("Usually: <strong lang=\"en\">management</strong>"));
    assert!(browser.page.text.contains("Are you careful enough?") && browser.page.text.contains("When did you begin?"));
    assert!(!browser.page.text.contains("How many people work for you?"), "someone else knows that");
    assert_eq!(browser.question(), TRADE);
    browser.send("/nl/interview", &[("do", "show")]).await;
    assert_eq!(browser.question(), TRADE);
    let page = &browser.page.text;
    assert!(page.contains("<html lang=\"nl\">") && page.contains("Ik weet het niet"), "{page}");
    assert!(page.contains(&format!("lang=\"en\">{TRADE}</h1>")) && page.contains("<button formaction=\"/interview\""));
}

#[tokio::test]
async fn a_script_in_a_free_text_field_of_the_interview_stays_text() {
    let evil = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
    let mut browser = Browser::new().await;
    let safe = |browser: &Browser| {
        let page = &browser.page.text;
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("onerror=alert(1)>\"'"),
            "{page}"
        );
    };
    browser.page = form(&browser.app, "/interview", &[("answer", evil)]).await;
    safe(&browser);
    assert!(browser.facts().contains("<script>"), "the name is kept as it was typed");
    browser.answer(&[("answer", evil), ("do", "add")]).await;
    safe(&browser);
    while !browser.is_done() {
        let question = browser.question();
        browser
            .answer(&[
                ("answer", evil),
                ("choice", evil),
                ("item", evil),
                ("doubt", evil),
                ("zone", evil),
                ("by", evil),
                ("why", evil),
                SEND,
            ])
            .await;
        safe(&browser);
        assert_eq!(
            browser.question(),
            if question.starts_with("Is any") { browser.question() } else { question.clone() }
        );
        let (_, fields) = LAMPS.iter().find(|(text, _)| question == *text).unwrap();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, if ["by", "why"].contains(name) { evil } else { *value }))
            .collect();
        browser.answer(&fields).await;
        safe(&browser);
    }
    assert!(browser.facts().matches("<script>").count() >= 4, "{}", browser.facts());
    for path in ["/check", "/nl/check"] {
        browser.send(path, &[]).await;
        safe(&browser);
    }
}

#[tokio::test]
async fn what_is_answered_is_never_in_the_log() {
    let ((), log) = logged(Box::pin(async {
        let mut browser = Browser::new().await;
        browser.page = form(&browser.app, "/interview", &[("answer", "Zwanenburg")]).await;
        browser.answer(&[("answer", "Zwanenburg lamp"), ("do", "add")]).await;
        browser.answer(&[("do", "who")]).await;
        for _ in 0..3 {
            browser.answer(&[("do", "none"), ("answer", "Zwanenburg")]).await;
        }
        browser.send("/interview", &[("facts", "Zwanenburg")]).await;
        let broken = [("facts", "Zwanenburg = "), ("carried", "Zwanenburg")];
        browser.page = form(&browser.app, "/interview", &broken).await;
        assert_eq!(browser.page.status, 422);
    }))
    .await;
    assert!(log.lines().filter(|line| line.contains("/interview")).count() >= 7, "{log}");
    assert!(!log.contains("Zwanenburg") && !log.contains("zwanenburg"), "{log}");
}

/// On the register of the project, once: the doors that lead into the interview.
#[tokio::test]
async fn an_answer_leads_into_the_interview_with_its_facts() {
    let site = Site::new().await;
    let owe = site.get("/owe").await.text;
    assert!(owe.contains("What is your organisation called?") && owe.contains("action=\"/interview\""));
    let result = site.get("/demo/lamp-maker").await.text;
    assert!(result.contains("action=\"/interview\"") && result.contains("Answer questions"));
    let wanted = between(&result, "name=\"about\" value=\"", "\"").to_owned();
    let facts = super::site::example("lamp-maker");
    let page = site.form("/interview", &[("facts", &facts), ("about", &wanted)]).await;
    assert_eq!(page.status, 200);
    assert!(!wanted.is_empty() && page.text.contains("<h1 id=\"question\""), "{wanted}");
    let asked = unescaped(&page.text);
    assert!(
        asked.contains(&format!("\"path\":\"{wanted}\"")),
        "the question that the answer named comes first: {wanted}"
    );
    assert!(REGISTER.duties.len() > 100);
}
