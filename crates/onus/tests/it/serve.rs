//! The server as a process: it says the same as the command, and what it acknowledged survives its sudden end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(database: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["serve", "--listen", "127.0.0.1:0", "--rate", "0", "--database"])
            .arg(database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { process, address }
    }

    fn get(&self, path: &str) -> (u16, String, String) {
        ask(&self.address, &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).unwrap()
    }
}

impl Drop for Server {
    /// As suddenly as it can be: SIGKILL.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Status, head, body; nothing if the server went away.
fn ask(address: &str, request: &str) -> Option<(u16, String, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_mins(1))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head.to_owned(), body.to_owned()))
}

fn post(address: &str, path: &str, kind: &str, body: &str) -> Option<(u16, String, String)> {
    let length = body.len();
    ask(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
        ),
    )
}

fn examples() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    cases.sort();
    cases
}

/// A file and a line are a place only for the command: on the web the case is no file.
fn without_places(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            if entries.get("asserted").and_then(Value::as_str).is_some_and(|text| text.contains(".toml:")) {
                entries.insert("asserted".to_owned(), "the case".into());
            }
            entries.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

#[test]
fn the_site_answers_every_example_as_the_command_does() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("onus.db"));
    for path in examples() {
        let output =
            Command::new(env!("CARGO_BIN_EXE_onus")).args(["check", "--format", "json"]).arg(&path).output().unwrap();
        let mut command: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let (status, _, body) = post(&server.address, "/api/v1/check", "application/toml", &text).unwrap();
        assert_eq!(status, 200, "{}", path.display());
        let mut site: Value = serde_json::from_str(&body).unwrap();
        without_places(&mut command);
        without_places(&mut site);
        assert!(command == site, "{}: the site and the command differ", path.display());
    }
}

/// A form, encoded as browsers do.
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect::<Vec<_>>().concat()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

#[test]
fn the_clock_of_the_site_gives_the_same_files_as_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("onus.db"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/christmas-incident.toml");
    let facts = std::fs::read_to_string(path).unwrap();
    let body = form(&[("facts", &facts), ("now", "2026-12-27T06:00:00Z")]);
    for format in ["svg", "ics"] {
        let output = Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["clock", path, "--format", format, "--now", "2026-12-27T06:00:00Z", "--zone", "Europe/Amsterdam"])
            .output()
            .unwrap();
        let kind = "application/x-www-form-urlencoded";
        let (status, _, file) = post(&server.address, &format!("/clock/file/{format}"), kind, &body).unwrap();
        assert_eq!(status, 200);
        assert!(file.len() > 5_000, "{file}");
        assert!(file.as_bytes() == output.stdout, "the site and the command differ in {format}");
    }
}

/// Ten times: 200 people save at once, and the process is killed in the middle. Every case whose link was given is there afterwards.
#[test]
fn no_acknowledged_case_is_lost_when_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("onus.db");
    let body = "name=kept&facts=as_of+%3D+2026-11-22%0A";
    let mut kept: Vec<String> = Vec::new();
    let mut cut_short = 0;
    for round in 0..10_u64 {
        let mut server = Server::start(&database);
        let saves: Vec<_> = (0..200)
            .map(|_| {
                let address = server.address.clone();
                std::thread::spawn(move || {
                    let (status, head, _) = post(&address, "/save", "application/x-www-form-urlencoded", body)?;
                    assert_eq!(status, 303, "{head}");
                    let link = head.split("location: ").nth(1)?.lines().next()?.to_owned();
                    Some(link)
                })
            })
            .collect();
        // in the middle: a little later in each round
        std::thread::sleep(Duration::from_millis(40 + 60 * round));
        server.process.kill().unwrap();
        for save in saves {
            match save.join().unwrap() {
                Some(link) => kept.push(link),
                None => cut_short += 1,
            }
        }
    }
    assert!(cut_short > 0, "no process was killed in the middle: the test proves nothing");
    assert!(!kept.is_empty(), "nothing was ever acknowledged: the test proves nothing");
    let server = Server::start(&database);
    for link in &kept {
        assert_eq!(server.get(link).0, 200, "of {} acknowledged cases one is lost", kept.len());
    }
}

#[test]
fn a_client_that_says_nothing_is_sent_away_and_others_are_served_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("onus.db"));
    let mut slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").unwrap();
            stream
        })
        .collect();
    let (status, ..) = server.get("/healthz");
    assert_eq!(status, 200);
    let last = slow.last_mut().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    let mut bytes = Vec::new();
    last.read_to_end(&mut bytes).unwrap();
    let answer = String::from_utf8_lossy(&bytes).into_owned();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[cfg(unix)]
#[test]
fn a_copy_is_made_while_the_server_runs_and_is_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("onus.db");
    let copy = folder.path().join("copy.db");
    let form = "application/x-www-form-urlencoded";
    let server = Server::start(&database);
    post(&server.address, "/save", form, "facts=as_of+%3D+2026-11-22%0A").unwrap();
    let run = |name: &str| {
        let command = env!("CARGO_BIN_EXE_onus");
        let done = Command::new(command).arg(name).arg(&copy).arg("--database").arg(&database).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run("backup");
    post(&server.address, "/save", form, "facts=as_of+%3D+2026-11-22%0A").unwrap();
    drop(server);
    run("restore");
    let server = Server::start(&database);
    assert!(server.get("/metrics").2.contains("onus_saved_cases 1"));
}
