//! The interview as a person meets it: piped, and in a terminal with Ctrl-C in the middle. On a small register of their own, so that law
//! that lands does not change the dialogue.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

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
supply.by      = { type = "organisation", inverse = "supplies", topic = "product", label = "seller", question = "Who sells it?" }
supply.product = { type = "product", inverse = "supplies", topic = "product", label = "product", question = "Which product is it?" }
product.radio  = { type = "bool", topic = "product", who = "product team", label = "radio", question = "Does it hold a radio?" }
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
```
"#;

const DUTIES: &str = r#"+++
regime = "eu.w"
confidence = "reconstructed"
owed_to = ["customers"]
+++
# Duties

## Lock the door {#eu.w.1}
Lock the door.
```duty
over = "organisation"
bearer = "organisation"
when = 'organisation.staff >= 50 && organisation.trade != "bank" || organisation.rare || organisation.strange'
provision = "Art. 1"
```
## Test the lamp {#eu.w.2}
Test the lamp.
```duty
over = "supply"
bearer = "supply.by"
when = 'supply.product.radio'
provision = "Art. 2"
```
## Mend what is careless {#eu.w.3}
Mend it.
```duty
over = "organisation"
bearer = "organisation"
when = 'organisation.trade == "lamps" && !organisation.careful'
provision = "Art. 3"
```
"#;

/// A fresh folder with the register in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("law/eu/w")).unwrap();
    std::fs::write(folder.join("law/words.md"), WORDS).unwrap();
    std::fs::write(folder.join("law/eu/w/regime.md"), REGIME).unwrap();
    std::fs::write(folder.join("law/eu/w/duties.md"), DUTIES).unwrap();
    folder
}

/// What the interview says to someone who types these lines.
fn piped(folder: &Path, arguments: &[&str], lines: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onus"));
    command.args(["--register", "law", "ask"]).args(arguments).current_dir(folder).env_clear();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all((lines.join("\n") + "\n").as_bytes()).unwrap();
    crate::command::shown(&child.wait_with_output().unwrap())
}

fn saved(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap()
}

#[test]
fn a_maker_of_lamps_answers_and_gets_the_answer_of_check() {
    let folder = folder("ask-lamps");
    std::fs::write(folder.join("acme_lamps.toml"), "as_of = 2026-11-22\n").unwrap();
    let said = piped(
        &folder,
        &["acme_lamps.toml"],
        &[
            "Acme Lamps",
            "Glow",
            "Glow",
            "Beam 2",
            "",
            "maybe",
            "yes",
            "no",
            "5",
            "lamps",
            "no",
            "J. Jansen",
            "the door stood open",
            "5000000x",
            "c",
        ],
    );
    assert_snapshot!(said);
    assert_snapshot!(saved(&folder, "acme_lamps.toml"));
    let checked = Command::new(env!("CARGO_BIN_EXE_onus"))
        .args(["--register", "law", "check", "acme_lamps.toml"])
        .current_dir(&folder)
        .env_clear()
        .output()
        .unwrap();
    let checked = String::from_utf8(checked.stdout).unwrap();
    assert!(said.contains(&checked), "{checked}");
}

#[test]
fn nothing_is_asked_that_does_not_matter() {
    let folder = folder("ask-bakery");
    let said = piped(&folder, &[], &["Crust", "", "bakery", "a", "1"]);
    assert!(said.contains("That is all that matters") && !said.contains("careful enough"), "{said}");
}

#[test]
fn one_can_go_back_put_off_and_not_know() {
    let folder = folder("ask-ways");
    std::fs::write(folder.join("mine.toml"), "as_of = 2026-11-22\n").unwrap();
    let said = piped(
        &folder,
        &["--save", "mine.toml"],
        &["Acme", "", "why", "later", "who", "back", "lamps", "don't know", "1?", "who", "don't know", "later", "1?"],
    );
    assert_snapshot!(said);
    assert_snapshot!(saved(&folder, "mine.toml"));
}

const GUIDE: &str = r#"+++
regime = "eu.w"
confidence = "reconstructed"
+++
# Questions

## Lock up {#eu.w.guide-1}
An open door invites.
```guide
question = "Do you lock the door?"
chapter = "1"
heading = "Doors"
hooks = ["eu.w.1"]
provision = "Art. 1"
```
## Test what you sell {#eu.w.guide-2}
Test it.
```guide
question = "Do you test your lamps?"
chapter = "1"
heading = "Lamps"
over = "organisation"
ask_if = 'organisation.trade == "lamps"'
hooks = ["eu.w.2", "eu.w.3"]
not_held = ["Lamp Act"]
provision = "Art. 2"
```
"#;

#[test]
fn a_guide_leads_from_each_no_to_the_law_behind_it() {
    let folder = folder("ask-guide");
    std::fs::write(folder.join("law/eu/w/guide.md"), GUIDE).unwrap();
    let text = "as_of = 2026-11-22\n[organisation.acme]\nname = \"Acme\"\nstaff = 60\n";
    std::fs::write(folder.join("acme.toml"), text).unwrap();
    assert_snapshot!(piped(&folder, &["--guide", "acme.toml"], &["perhaps", "why", "no", "don't know"]));
    assert!(saved(&folder, "acme.toml").contains("\"eu.w.guide-1\" = \"no\""));
    let bakery = text.to_owned() + "trade = \"bakery\"\n";
    std::fs::write(folder.join("crust.toml"), bakery).unwrap();
    let said = piped(&folder, &["--guide", "crust.toml"], &["yes"]);
    assert!(!said.contains("test your lamps") && said.contains("no question with no"), "{said}");
}

#[test]
fn comments_of_a_case_are_kept() {
    let folder = folder("ask-comments");
    let text = "# ours\ncomplete = [\"acme.supplies\"]\n[organisation.acme] # the firm\nname = \"Acme\" # as in the register of trade\n";
    std::fs::write(folder.join("acme.toml"), text).unwrap();
    let said = piped(&folder, &["acme.toml"], &["bakery", "a", "none"]);
    assert!(said.contains("--- exit 0"), "{said}");
    let saved = saved(&folder, "acme.toml");
    for comment in ["# ours", "# the firm", "# as in the register of trade"] {
        assert!(saved.contains(comment), "{saved}");
    }
}

#[test]
fn a_case_that_cannot_be_read_is_shown_before_anything_is_asked() {
    let folder = folder("ask-bad");
    std::fs::write(folder.join("bad.toml"), "[organisation.acme]\nstaf = 3\n").unwrap();
    assert_snapshot!(piped(&folder, &["bad.toml"], &[]));
    assert_snapshot!(piped(&folder, &["--regime", "eu.v"], &[]));
    assert_snapshot!(piped(&folder, &["--guide"], &[]));
}

/// A terminal with the interview in it.
struct Terminal {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn std::io::Write + Send>,
    seen: Arc<Mutex<String>>,
    _screen: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn open(folder: &Path, arguments: &[&str]) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows: 50, cols: 100, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_onus"));
        command.env_clear();
        command.env("TERM", "xterm");
        command.args(["--register", "law", "ask"]);
        command.args(arguments);
        command.cwd(folder);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let seen = Arc::new(Mutex::new(String::new()));
        let copy = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 {
                    break;
                }
                copy.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, keys, seen, _screen: pair.master }
    }

    /// Waits until a text is on the screen after what was waited for before.
    fn wait_for(&mut self, text: &str) {
        let start = Instant::now();
        loop {
            let mut seen = self.seen.lock().unwrap().clone();
            if let Some(at) = seen.find(text) {
                // more may have come since: only what was waited for is done with
                let done = seen.drain(..at + text.len()).count();
                let mut now = self.seen.lock().unwrap();
                let rest = now.chars().skip(done).collect();
                *now = rest;
                return;
            }
            assert!(start.elapsed() < Duration::from_mins(1), "no `{text}` in:\n{seen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }
}

#[test]
fn in_a_terminal_nothing_is_lost_by_ctrl_c() {
    let folder = folder("ask-terminal");
    let mut terminal = Terminal::open(&folder, &["--save", "acme.toml"]);
    terminal.wait_for("What is your organisation called?");
    terminal.press("Acme\r");
    terminal.wait_for("Which connected products");
    terminal.press("Glow\r");
    terminal.wait_for("and >");
    terminal.press("\r");
    terminal.wait_for("Does it hold a radio?");
    terminal.press("yes\r");
    terminal.wait_for("What do you do?");
    // Ctrl-C before the next answer
    terminal.press("\u{3}");
    let status = terminal.child.wait().unwrap();
    assert!(!status.success());
    let saved = saved(&folder, "acme.toml");
    assert!(saved.contains("[supply.glow]") && saved.contains("radio = true"), "{saved}");

    let mut terminal = Terminal::open(&folder, &["acme.toml"]);
    terminal.wait_for("It goes on with acme.toml");
    terminal.wait_for(">");
    terminal.press("later\r");
    terminal.wait_for(">");
    terminal.press("stop\r");
    terminal.wait_for("Saved in acme.toml");
    assert!(terminal.child.wait().unwrap().success());
}
