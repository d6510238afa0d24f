//! `onus new`: the first pages of a law, with notes on what to fill in. It writes into a folder and never over anything.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use onus_register::register::Register;

use super::Format;
use crate::failure::Failure;
use crate::render;

#[derive(Debug, Args)]
pub(super) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A law, standard or norm: a folder with its regime.md and a first page
    Regime(Regime),
}

#[derive(Debug, Args)]
struct Regime {
    /// Its id: jurisdiction and name, such as nl.wbni or us.ca.sb327
    id: String,
    /// The folder of the register, if it is not `--register` or `register`
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const REGIME: &str = include_str!("new/regime.txt");
const PAGE: &str = include_str!("new/page.txt");

pub(super) fn run(command: &New, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let What::Regime(regime) = &command.what;
    let root =
        regime.into.clone().or_else(|| folder.map(Path::to_path_buf)).unwrap_or_else(|| PathBuf::from("register"));
    check_id(&regime.id)?;
    if !root.is_dir() {
        return Err(Failure::Usage {
            message: format!("there is no folder `{}`", root.display()),
            hint: Some("run this beside the folder `register`, or name the folder with `--into DIR`".to_owned()),
        });
    }
    let (register, _) = super::read_register(Some(&root))?;
    if let Some(known) = register.regimes.get(&regime.id) {
        return Err(Failure::Usage {
            message: format!("the register has `{}` already: {}", regime.id, known.title),
            hint: Some(format!("its page is {}", register.files.path(known.at.file))),
        });
    }
    let target = regime.id.split('.').fold(root.clone(), |folder, part| folder.join(part));
    let pages = [
        (target.join("regime.md"), filled(REGIME, &regime.id, &root, &register)),
        (target.join("art-1.md"), filled(PAGE, &regime.id, &root, &register)),
    ];
    if let Some((taken, _)) = pages.iter().find(|(path, _)| path.exists()) {
        return Err(Failure::Usage {
            message: format!("`{}` is there already, and nothing is written over it", taken.display()),
            hint: Some("choose another id, or move what is there out of the way".to_owned()),
        });
    }
    std::fs::create_dir_all(&target).map_err(Failure::io(format!("cannot make `{}`", target.display())))?;
    for (path, text) in &pages {
        write_new(path, text)?;
    }
    let paths: Vec<String> = pages.iter().map(|(path, _)| path.display().to_string()).collect();
    if regime.format == Format::Json {
        render::json(&serde_json::json!({ "regime": regime.id, "written": paths }))?;
    } else {
        let root = root.display();
        render::out(&format!(
            "Written:\n  {}\nFill in each \"?\", then:\n  onus lint {root}\n  onus test {root} --only {}\n",
            paths.join("\n  "),
            regime.id
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file that must not be there yet, even if it came into being a moment ago.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let what = || format!("cannot write `{}`", path.display());
    let mut file = std::fs::File::create_new(path).map_err(Failure::io(what()))?;
    file.write_all(text.as_bytes()).map_err(Failure::io(what()))
}

/// Letters, digits and `_`, in two parts or more: conditions name what belongs to the regime by this id.
fn check_id(id: &str) -> Result<(), Failure> {
    let parts: Vec<&str> = id.split('.').collect();
    let bad = parts.iter().find(|part| !onus_register::vocabulary::is_name(part));
    let hint = match bad {
        _ if parts.len() < 2 => {
            "write the jurisdiction, a dot and a name, such as nl.wbni, eu.cra or us.ca.sb327".to_owned()
        }
        Some(part) => format!(
            "`{part}` is no name: use lower-case letters, digits and `_`, beginning with a letter, and no reserved word such as `in`"
        ),
        None => return Ok(()),
    };
    Err(Failure::Usage { message: format!("`{id}` cannot be the id of a regime"), hint: Some(hint) })
}

/// The template with the id and what follows from it.
fn filled(template: &str, id: &str, root: &Path, register: &Register) -> String {
    let country = register.country().map(|country| register.program.schema.of_enum(country));
    let before = id.rsplit_once('.').map_or("", |(before, _)| before).to_uppercase().replace('.', "-");
    let first = before.split('-').next().unwrap_or_default().to_owned();
    let known = |code: &str| country.is_some_and(|country| country.position(code).is_some());
    // `us.ca.x` is law of US-CA, `nl.x` of NL, `nl.health.x` of NL
    let state = [before.as_str(), first.as_str()].into_iter().find(|code| known(code));
    let held = |code: &&str| register.regimes.values().any(|regime| regime.jurisdiction.as_deref() == Some(*code));
    let jurisdiction = match state {
        Some(code) => format!(
            "jurisdiction = \"{code}\"\nstate        = \"{code}\"                        # take this line out unless it is law of that State itself"
        ),
        None => match Some(first.as_str()).filter(held) {
            Some(code) => format!("jurisdiction = \"{code}\""),
            None => "# jurisdiction = \"EU\"                    # whose law it is; a standard has none".to_owned(),
        },
    };
    let asked = register.program.schema.fact_named("organisation.established").is_some();
    let code =
        state.map(str::to_owned).or_else(|| country.and_then(|country| country.members().next().map(str::to_owned)));
    let place = code.filter(|_| asked).map(|code| format!("established = [\"{code}\"]")).unwrap_or_default();
    let established = if place.is_empty() { String::new() } else { format!("{place}, ") };
    template
        .replace("{{id}}", id)
        .replace("{{root}}", &root.display().to_string())
        .replace("{{jurisdiction}}", &jurisdiction)
        .replace("{{established}}", &established)
        .replace("{{where}}", &place)
}
