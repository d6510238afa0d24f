//! What a person sees of a question in a terminal.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use onus_engine::interview::answer::Misread;
use onus_engine::interview::{Ask, Form, Hinge, Item, Member, Question, Reply, answer};

use crate::render::{self, BOLD, FAINT, styled};

/// How many members of a list are shown one a line; longer lists are told by name.
const SHOWN: usize = 70;

/// How many duties are named when someone asks why.
const HINGES: usize = 8;

/// The whole question.
pub(super) fn question(question: &Question, before: Option<usize>) -> String {
    let mut text = String::new();
    let _ = writeln!(text);
    let score = match (question.open, before) {
        (0, None) => String::new(),
        (open, Some(before)) if before > open => format!("{} open, {} fewer", duties(open), before - open),
        (open, _) => format!("{} open", duties(open)),
    };
    let topic = question.topic.clone().unwrap_or_default();
    let head = [score, topic].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    if !head.is_empty() {
        let _ = writeln!(text, "{}", styled(FAINT, &format!("── {head} ──")));
    }
    if question.again {
        let _ = writeln!(text, "{}", styled(FAINT, "You put this off:"));
    }
    let about = match (&question.ask, &question.about) {
        (Ask::Party { .. } | Ask::Things { .. }, _) | (_, None) => String::new(),
        (_, Some(about)) => format!(" [{}]", about.name),
    };
    let _ = writeln!(text, "{}", styled(BOLD, &render::wrapped(&format!("{}{about}", question.text), 0)));
    if let Some(help) = &question.help {
        let _ = writeln!(text, "{}", render::wrapped(help, 2));
    }
    match &question.ask {
        Ask::Party { .. } => {}
        Ask::Things { listed, .. } => {
            for thing in listed {
                let _ = writeln!(text, "  - {}", thing.name);
            }
            let more = if listed.is_empty() {
                "One name a line; an empty line means: that is all, or none."
            } else {
                "One more name a line; an empty line means: that is all."
            };
            let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(more, 2)));
        }
        Ask::Checklist { items, .. } => {
            for (index, item) in items.iter().enumerate() {
                let _ = writeln!(text, "{}", numbered(index + 1, &item.text));
            }
            let how =
                "Type the numbers of what is true, such as 1 3; put ? behind a number if you do not know; or none.";
            let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(how, 2)));
        }
        Ask::Fact { form, optional, factors, so_far, .. } => {
            if !factors.is_empty() {
                let _ = writeln!(
                    text,
                    "{}",
                    render::wrapped(&format!("Someone must judge this. Weigh: {}.", factors.join(", ")), 2)
                );
            }
            if let Some(so_far) = so_far {
                let _ = writeln!(text, "{}", render::wrapped(&format!("So far you said: {so_far}."), 2));
            }
            choices(form, &mut text);
            let mut how = how(form).to_owned();
            if *optional {
                how.push_str(" Type none if there is none.");
            }
            let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(&how, 2)));
        }
    }
    if !question.hinges.is_empty() {
        let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(&because(&question.hinges), 2)));
    }
    text
}

fn duties(count: usize) -> String {
    format!("{count} dut{}", if count == 1 { "y" } else { "ies" })
}

/// Why it is asked, in a line.
fn because(hinges: &[Hinge]) -> String {
    match hinges {
        [only] => format!("One duty hinges on it: {} ({}).", only.title, only.provision),
        [first, ..] => format!("{} hinge on it, such as: {} ({}).", duties(hinges.len()), first.title, first.provision),
        [] => String::new(),
    }
}

/// Why it is asked, at length.
pub(super) fn why(question: &Question) -> String {
    let mut text = String::new();
    if question.hinges.is_empty() {
        let _ = writeln!(text, "{}", render::wrapped("The interview begins with it: duties are someone's duties.", 2));
        return text;
    }
    let _ = writeln!(text, "{}", render::wrapped("The answer can decide whether you owe this:", 2));
    for hinge in question.hinges.iter().take(HINGES) {
        let _ = writeln!(text, "  - {}  {}", hinge.title, styled(FAINT, &hinge.provision));
    }
    if question.hinges.len() > HINGES {
        let _ = writeln!(text, "  and {} more.", question.hinges.len() - HINGES);
    }
    text
}

/// Who would know this, and what else one could ask them.
pub(super) fn who(question: &Question, open: &[Question]) -> String {
    let mut text = String::new();
    let Some(who) = &question.who else {
        let _ = writeln!(text, "{}", render::wrapped("The register does not say who usually knows this.", 2));
        return text;
    };
    let _ =
        writeln!(text, "{}", render::wrapped(&format!("Usually: {who}. What is still open and they would know:"), 2));
    let _ = writeln!(text, "  - {}", question.text);
    let others = open.iter().filter(|other| other.who.as_ref() == Some(who) && other.path != question.path);
    for other in others {
        let about = other.about.as_ref().map(|about| format!(" [{}]", about.name)).unwrap_or_default();
        let _ = writeln!(text, "{}", render::wrapped(&format!("{}{about}", other.text), 4).replacen("    ", "  - ", 1));
    }
    text
}

/// What was typed, as an answer to the question.
pub(super) fn reply(question: &Question, text: &str) -> Result<Reply, Misread> {
    match &question.ask {
        Ask::Checklist { items, .. } => checked(items, text),
        Ask::Party { .. } | Ask::Things { .. } | Ask::Fact { .. } => Ok(Reply::Text(text.to_owned())),
    }
}

/// Numbers of a checklist: true, or with ? behind it not known.
fn checked(items: &[Item], text: &str) -> Result<Reply, Misread> {
    let lower = text.trim().to_lowercase();
    if ["none", "no", "n", "0", "-", "none of these"].contains(&lower.as_str()) {
        return Ok(Reply::Nothing);
    }
    let (mut chosen, mut unsure) = (BTreeSet::new(), BTreeSet::new());
    for word in lower.split([',', ' ', ';']).filter(|word| !word.is_empty()) {
        let (number, doubt) = word.strip_suffix('?').map_or((word, false), |number| (number, true));
        let at = number.parse::<usize>().ok().and_then(|number| items.get(number.checked_sub(1)?));
        let Some(item) = at else {
            return Err(Misread { message: format!("type numbers from 1 to {}, or none", items.len()) });
        };
        let list = if doubt { &mut unsure } else { &mut chosen };
        list.insert(item.path.clone());
    }
    Ok(Reply::Items { chosen, unsure })
}

fn numbered(number: usize, item: &str) -> String {
    let margin = format!("  {number:>3}  ");
    let rest = " ".repeat(margin.len());
    textwrap::fill(item, textwrap::Options::new(render::width()).initial_indent(&margin).subsequent_indent(&rest))
}

fn choices(form: &Form, text: &mut String) {
    match form {
        Form::Number { bands, .. } | Form::Money { bands } => {
            for (index, band) in bands.iter().enumerate() {
                let _ = writeln!(text, "    {}  {}", answer::letter(index), answer::band_in_words(band));
            }
        }
        Form::One(members) | Form::Many(members) => list(members, text),
        Form::Thing { candidates, .. } => {
            for (index, thing) in candidates.iter().enumerate() {
                let _ = writeln!(text, "{}", numbered(index + 1, &thing.name));
            }
        }
        Form::YesNo | Form::Percent | Form::Date | Form::Moment | Form::Length => {}
    }
}

fn list(members: &[Member], text: &mut String) {
    if members.len() > SHOWN {
        return;
    }
    for (index, member) in members.iter().enumerate() {
        let _ = writeln!(text, "{}", numbered(index + 1, &member.text));
    }
}

fn how(form: &Form) -> &'static str {
    match form {
        Form::YesNo => "yes or no",
        Form::Number { bands, .. } if bands.is_empty() => "A number, or a range such as 50-249.",
        Form::Number { .. } => "A letter, a number, or a range such as 50-249.",
        Form::Money { bands } if bands.is_empty() => {
            "An amount such as 6 million EUR, or a range such as 2-10 million EUR."
        }
        Form::Money { .. } => "A letter, an amount such as 6 million EUR, or a range such as 2-10 million EUR.",
        Form::Percent => "A share such as 30%, or a range such as 25-50%.",
        Form::Date => "A date such as 2026-11-22 or 22 November 2026.",
        Form::Moment => "A date and a time, such as 2026-11-20 16:10.",
        Form::Length => "A length of time such as 31m, 2h or 1h30m.",
        Form::One(members) if members.len() > SHOWN => "A name or a code, such as NL or Netherlands.",
        Form::One(_) => "A number, or a part of the name.",
        Form::Many(members) if members.len() > SHOWN => {
            "Names or codes with commas between them, such as NL, Germany; or none."
        }
        Form::Many(_) => "The numbers of all that fit, such as 1 3, or parts of their names with commas; or none.",
        Form::Thing { .. } => "A number or a name; a new name adds one.",
    }
}
