//! `cargo xtask load`: how many requests a core answers in a second, beside the least that a site of this sort can do. Both run on this
//! machine in one go, so the ratio holds elsewhere too. `wrk` asks; Linux tells what each server used.
//!
//! What is asked again is answered from memory, so each question is also asked in a way that never repeats: a number in the case, or a
//! word in the search, is another one each time.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{root, say};

/// Seconds for which each question is asked.
const SECONDS: u32 = 8;
/// Connections over which it is asked.
const CONNECTIONS: u32 = 16;
/// Ticks of the processor's clock in a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// A server that is measured.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(program: &Path, arguments: &[&str]) -> Result<Self, String> {
        let shown = program.display();
        let mut process = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {shown}: {error}"))?;
        let mut line = String::new();
        let out = process.stdout.take().ok_or("no output")?;
        BufReader::new(out).read_line(&mut line).map_err(|error| format!("{shown}: {error}"))?;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.ok_or_else(|| format!("{shown} does not say where it listens: {line}"))?.to_owned();
        Ok(Self { process, address })
    }

    /// Seconds of a core that it used so far.
    fn used(&self) -> Result<f64, String> {
        let path = format!("/proc/{}/stat", self.process.id());
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error} (this needs Linux)"))?;
        // the name of the program, in brackets, may have spaces
        let rest = text.rsplit(") ").next().unwrap_or_default();
        let ticks: f64 = rest.split(' ').skip(11).take(2).filter_map(|number| number.parse::<f64>().ok()).sum();
        Ok(ticks / TICKS)
    }

    /// The most memory that it had, in megabytes.
    fn memory(&self) -> Option<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What is asked.
struct Question {
    name: &'static str,
    path: &'static str,
    /// What makes each request: a piece of Lua that gives path and body, of `n`, which counts.
    each: &'static str,
    post: bool,
    /// Requests per core-second that are promised, if any.
    wanted: Option<f64>,
}

const QUESTIONS: [Question; 7] = [
    Question { name: "register list", path: "/register", each: "path, nil", post: false, wanted: Some(2_000.0) },
    Question {
        name: "register list, searched, never the same",
        path: "/register",
        each: "path .. '?q=incident+w' .. n, nil",
        post: false,
        wanted: None,
    },
    Question {
        name: "check with reasons",
        path: "/api/v1/check",
        each: "path, case",
        post: true,
        wanted: Some(1_000.0),
    },
    Question {
        name: "check with reasons, never the same case",
        path: "/api/v1/check",
        each: "path, (case:gsub('staff%s*=%s*%d+', 'staff = ' .. (n % 1000000 + 1), 1))",
        post: true,
        wanted: None,
    },
    Question {
        name: "check with reasons of one law, never the same case",
        path: "/api/v1/check?regime=nl.cbw",
        each: "path, (case:gsub('staff%s*=%s*%d+', 'staff = ' .. (n % 1000000 + 1), 1))",
        post: true,
        wanted: None,
    },
    Question { name: "next question", path: "/api/v1/question", each: "path, case", post: true, wanted: None },
    Question {
        name: "next question, never the same case",
        path: "/api/v1/question",
        each: "path, (case:gsub('staff%s*=%s*%d+', 'staff = ' .. (n % 1000000 + 1), 1))",
        post: true,
        wanted: None,
    },
];

/// What wrk and Linux say of one run.
struct Measured {
    per_second: f64,
    per_core_second: f64,
    /// Of all requests, 99 in 100 took at most this, in milliseconds.
    p99: f64,
    refused: u64,
}

/// Measures. Without `--onus` and `--bare`, which name programs that are built already, both are built first.
pub(crate) fn run(arguments: &[&str]) -> Result<bool, String> {
    let there = Command::new("wrk").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_err() {
        return Err("wrk is missing, which asks the questions: apt-get install wrk".to_owned());
    }
    let (onus, bare) = match arguments {
        ["--onus", onus, "--bare", bare] => (PathBuf::from(onus), PathBuf::from(bare)),
        [] => build()?,
        _ => return Err("cargo xtask load [--onus PROGRAM --bare PROGRAM]".to_owned()),
    };
    let folder = std::env::temp_dir().join(format!("onus-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let outcome = measure(&onus, &bare, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

fn build() -> Result<(PathBuf, PathBuf), String> {
    say("building both servers in release");
    for arguments in [["--package", "onus", "--bin", "onus"], ["--package", "onus-web", "--example", "bare"]] {
        let built = Command::new("cargo").args(["build", "--release"]).args(arguments).current_dir(root()).status();
        if !built.is_ok_and(|status| status.success()) {
            return Err("cargo build --release failed".to_owned());
        }
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok((target.join("release/onus"), target.join("release/examples/bare")))
}

fn measure(onus: &Path, bare: &Path, folder: &Path) -> Result<bool, String> {
    let case = std::fs::read_to_string(root().join("examples/lamp-maker.toml")).map_err(|error| error.to_string())?;
    let file = |name: &str| folder.join(name).display().to_string();
    let bare = Server::start(bare, &[&file("bare.db")])?;
    let database = file("onus.db");
    let site = Server::start(onus, &["serve", "--listen", "127.0.0.1:0", "--rate", "0", "--database", &database])?;
    let page = Question { name: "bare axum and SQLite page", path: "/", each: "path, nil", post: false, wanted: None };
    let peer = ask(&bare, &page, "", folder, None)?;
    let peer_half = ask(&bare, &page, "", folder, Some(peer.per_second / 2.0))?;
    say(&format!(
        "{:<52} {:>9} {:>13} {:>8} {:>9} {:>13}",
        "", "requests/s", "/core-second", "of bare", "p99 ms", "p99 half load"
    ));
    say(&line(page.name, &peer, &peer, &peer_half));
    let mut all = true;
    for question in &QUESTIONS {
        let full = ask(&site, question, &case, folder, None)?;
        let half = ask(&site, question, &case, folder, Some(full.per_second / 2.0))?;
        let mut text = line(question.name, &full, &peer, &half);
        if full.refused + half.refused > 0 {
            let _ = write!(text, "  {} were refused", full.refused + half.refused);
            all = false;
        }
        if let Some(wanted) = question.wanted {
            let met = full.per_core_second >= wanted && half.p99 < 50.0;
            let _ = write!(text, "  {} {wanted} and 50 ms", if met { "meets" } else { "MISSES" });
            all &= met;
        }
        say(&text);
    }
    let memory = site.memory().unwrap_or_default();
    let met = memory > 0.0 && memory < 100.0;
    say(&format!("memory at most {memory:.0} MB ({})", if met { "under 100" } else { "MISSES 100" }));
    Ok(all && met)
}

fn line(name: &str, full: &Measured, peer: &Measured, half: &Measured) -> String {
    format!(
        "{name:<52} {:>9.0} {:>13.0} {:>8.2} {:>9.1} {:>13.1}",
        full.per_second,
        full.per_core_second,
        full.per_core_second / peer.per_core_second,
        full.p99,
        half.p99
    )
}

/// Asks for a while: as fast as answers come, or at a rate, at moments that are spread by chance.
fn ask(server: &Server, question: &Question, case: &str, folder: &Path, rate: Option<f64>) -> Result<Measured, String> {
    let script = folder.join("ask.lua");
    std::fs::write(&script, lua(question, case, rate)).map_err(|error| error.to_string())?;
    let before = server.used()?;
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{SECONDS}s"), "--timeout", "30s", "--latency", "-s"])
        .arg(&script)
        .arg(format!("http://{}{}", server.address, question.path))
        .output()
        .map_err(|error| format!("cannot run wrk: {error}"))?;
    let used = (server.used()? - before).max(1.0 / TICKS);
    let text = String::from_utf8_lossy(&output.stdout);
    let read = |label: &str| text.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
    let wrong = || format!("{}: wrk says\n{text}{}", question.name, String::from_utf8_lossy(&output.stderr));
    let per_second: f64 = read("Requests/sec:").and_then(|number| number.parse().ok()).ok_or_else(wrong)?;
    let requests: f64 = text
        .lines()
        .find_map(|line| line.split_once(" requests in "))
        .and_then(|(number, _)| number.trim().parse().ok())
        .ok_or_else(wrong)?;
    let p99 = read("99%").and_then(milliseconds).ok_or_else(wrong)?;
    let refused = read("Non-2xx or 3xx responses:").and_then(|number| number.parse().ok()).unwrap_or(0);
    Ok(Measured { per_second, per_core_second: requests / used, p99, refused })
}

/// "1.25ms", "830.00us", "2.10s".
fn milliseconds(text: &str) -> Option<f64> {
    let (number, factor) = match text {
        text if text.ends_with("us") => (text.trim_end_matches("us"), 0.001),
        text if text.ends_with("ms") => (text.trim_end_matches("ms"), 1.0),
        text => (text.strip_suffix('s')?, 1_000.0),
    };
    number.parse::<f64>().ok().map(|number| number * factor)
}

fn lua(question: &Question, case: &str, rate: Option<f64>) -> String {
    let mut text = String::from("local n = os.time() * 1000\n");
    let _ = writeln!(text, "local path = '{}'", question.path);
    let _ = writeln!(text, "local case = [==[\n{case}]==]");
    let method = if question.post { "POST" } else { "GET" };
    let headers =
        if question.post { "{['content-type'] = 'application/toml', ['accept-encoding'] = 'gzip'}" } else { "{}" };
    let _ = writeln!(text, "local headers = {headers}");
    let _ = writeln!(text, "local function each() n = n + 1 return {} end", question.each);
    let _ = writeln!(
        text,
        "function request() local to, body = each() return wrk.format('{method}', to, headers, body) end"
    );
    if let Some(rate) = rate.filter(|rate| *rate > 0.0) {
        // each connection waits between answers, more or less by chance, so that all together ask at that rate
        let pause = 1_000.0 * f64::from(CONNECTIONS) / rate;
        let _ =
            writeln!(text, "function delay() return math.floor(-math.log(1 - math.random()) * {pause:.3} + 0.5) end");
    }
    text
}
