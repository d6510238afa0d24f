//! Plays the scripts: each step becomes an event, and what must be computed is computed from the record so far.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use onus_engine::preview::{Preview, Run, preview};
use onus_forum::apply::objecting::candidates;
use onus_forum::call::{Snapshot, call};
use onus_forum::event::{Act, Channel, ErasureReason};
use onus_forum::id::{GroupId, ProcessId, ProposalId};
use onus_forum::process::{Hat, Mandate, Role, Stake};
use onus_forum::profile::Profile;
use onus_forum::proposal::Edit;
use onus_forum::sortition;
use onus_forum::state::State;
use onus_forum::words::Texts;
use onus_log::hash::Hash;
use onus_log::note::{Algorithm, Signer};
use onus_log::witness::Witness;
use onus_register::edit::{self, Difference, Pages};
use onus_register::load;
use onus_register::register::Register;
use onus_store::record::{Accepted, Record, Submission};

use super::{Change, Compute, SCRIPTS, Script, Step, texts};
use crate::failure::Failure;

/// Seed of those organisations.
const SEED: u64 = 8;
/// A claim that the demonstration puts to the test.
const CLAIM: &str = "eu.sme.large";
/// Witnesses: name, stakeholder group.
const WITNESSES: [(&str, &str); 3] =
    [("watch.example", "civil-society"), ("trade.example", "industry"), ("authority.example", "government")];

/// What the play leaves.
pub(crate) struct Played {
    /// How often words were recorded.
    pub(crate) events: u64,
    /// What happened, with the number of the event.
    pub(crate) told: Vec<(u64, String)>,
    /// What each revision changes, and what that does.
    pub(crate) previews: Vec<(Vec<(String, Difference)>, Preview)>,
    /// The snapshot on which the ruling rests.
    pub(crate) snapshot: Option<Snapshot>,
    /// Whose witnesses co-signed.
    pub(crate) witnesses: BTreeMap<GroupId, usize>,
    /// The last receipt that was given.
    pub(crate) receipt: String,
    /// A policy that names the witnesses.
    pub(crate) policy: String,
    /// The moment at which it ends.
    pub(crate) end: Timestamp,
}

struct Player<'p> {
    record: &'p Record,
    pages: &'p BTreeMap<String, String>,
    organisations: u32,
    now: Timestamp,
    process: ProcessId,
    played: Played,
}

fn broken(what: impl std::fmt::Display) -> Failure {
    Failure::Record { what: format!("the demonstration stopped: {what}") }
}

/// Plays all scripts into a record. `pages` is the register by path; each revision is run on so many generated organisations.
pub(crate) async fn play(
    record: &Record,
    pages: &BTreeMap<String, String>,
    organisations: u32,
) -> Result<Played, Failure> {
    let start: Timestamp = "2026-03-02T09:00:00Z".parse().map_err(broken)?;
    let mut player = Player {
        record,
        pages,
        organisations,
        now: start,
        process: ProcessId::from(""),
        played: Played {
            events: 0,
            told: Vec::new(),
            previews: Vec::new(),
            snapshot: None,
            witnesses: BTreeMap::new(),
            receipt: String::new(),
            policy: String::new(),
            end: start,
        },
    };
    for text in SCRIPTS {
        let script: Script = toml::from_str(text).map_err(broken)?;
        player.process = ProcessId::from(script.process.as_str());
        for (number, step) in (1..).zip(&script.step) {
            let done = player.step(step).await;
            done.map_err(|failure| broken(format!("step {number} of `{}`: {failure}", player.process)))?;
        }
    }
    player.played.end = player.now;
    Ok(player.played)
}

impl Player<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Failure> {
        self.now += SignedDuration::from_hours(24 * step.after) + SignedDuration::from_mins(1);
        let mut words = step.words.clone();
        let acts = match step.compute {
            Some(compute) => self.computed(compute, step, &mut words).await?,
            None => vec![(step.by.clone(), step.by.clone(), self.written(step, &mut words)?)],
        };
        let last = acts.len();
        for (nth, (by, role, act)) in (1..).zip(acts) {
            let texts = if nth == last { std::mem::take(&mut words) } else { Texts::new() };
            let accepted = self.submit(step, &by, &role, act, texts).await?;
            if let Some(note) = step.note.as_ref().filter(|_| nth == last) {
                self.played.told.push((accepted.seq, note.clone()));
            }
            self.played.events = accepted.seq + 1;
            self.played.receipt = accepted.receipt.to_string();
        }
        Ok(())
    }

    async fn submit(&self, step: &Step, by: &str, role: &str, act: Act, texts: Texts) -> Result<Accepted, Failure> {
        let needs = onus_forum::permission::Action::of(&act).is_some();
        let submission = Submission {
            at: self.now,
            process: self.process.clone(),
            actor: by.into(),
            role: needs.then(|| role.into()),
            channel: step.channel.unwrap_or(Channel::Web),
            entered_by: step.entered_by.as_deref().map(Into::into),
            language: step.language.as_deref().unwrap_or("en").into(),
            act,
            texts,
        };
        self.record.submit(submission, self.now).await.map_err(broken)
    }

    /// An act as the script writes it, with what the script leaves to be filled in.
    fn written(&self, step: &Step, words: &mut Texts) -> Result<Act, Failure> {
        let mut act = serde_json::to_value(step.act.as_ref()).map_err(broken)?;
        if let Some(name) = &step.profile {
            let profile = Profile::named(name).ok_or_else(|| broken(format!("no profile is called `{name}`")))?;
            let profile = serde_json::to_value(profile).map_err(broken)?;
            act.as_object_mut().map(|act| act.insert("profile".to_owned(), profile));
        }
        if let Some(number) = &step.number {
            let commit = Hash::of(number.as_bytes()).hex();
            act.as_object_mut().map(|act| act.insert("commit".to_owned(), commit.into()));
        }
        if !step.edits.is_empty() {
            let edits: Result<Vec<Edit>, Failure> = step.edits.iter().map(|change| self.edit(change, words)).collect();
            let edits = serde_json::to_value(edits?).map_err(broken)?;
            act.as_object_mut().map(|act| act.insert("edits".to_owned(), edits));
        }
        serde_json::from_value(act).map_err(broken)
    }

    fn edit(&self, change: &Change, words: &mut Texts) -> Result<Edit, Failure> {
        let known = texts();
        let text = known.get(change.file.as_str()).ok_or_else(|| broken(format!("no text `{}`", change.file)))?;
        let page = self.pages.get(&change.page);
        let base = page.and_then(|page| edit::section(page, &change.item)).map(|old| Hash::of(old.as_bytes()).hex());
        words.insert(format!("item:{}", change.item), (*text).to_owned());
        let (page, item) = (change.page.clone(), change.item.as_str().into());
        Ok(Edit { page, item, base, text: Hash::of(text.as_bytes()).hex() })
    }

    /// The proposal of the process; the demonstration has one.
    fn proposal<'s>(&self, state: &'s State) -> Result<(&'s ProposalId, &'s onus_forum::proposal::Proposal), Failure> {
        let process = state.process(&self.process).ok_or_else(|| broken("there is no process"))?;
        process.proposals.iter().next().ok_or_else(|| broken("there is no proposal"))
    }

    async fn computed(
        &mut self,
        compute: Compute,
        step: &Step,
        words: &mut Texts,
    ) -> Result<Vec<(String, String, Act)>, Failure> {
        let state = self.record.state().await.map_err(broken)?;
        let process = state.process(&self.process).ok_or_else(|| broken("there is no process"))?;
        let (id, proposal) = self.proposal(&state)?;
        let by = |act| vec![(step.by.clone(), step.by.clone(), act)];
        let appeal_id = || step.appeal.as_deref().ok_or_else(|| broken("which appeal?"));
        Ok(match compute {
            Compute::Preview => {
                let found = self.run(proposal).await?;
                let json = serde_json::to_string(&found).map_err(broken)?;
                let digest = Hash::of(json.as_bytes()).hex();
                words.insert("preview:json".to_owned(), json);
                let differences = self.differences(proposal).await?;
                self.played.previews.push((differences, found));
                by(Act::PreviewAttached { proposal: id.clone(), digest })
            }
            Compute::Call => {
                let snapshot = Snapshot::take(&state, &self.process, process, id, proposal);
                let act = Act::CallComputed {
                    proposal: id.clone(),
                    snapshot: snapshot.digest(),
                    verdict: call(&snapshot).verdict,
                };
                self.played.snapshot = Some(snapshot);
                by(act)
            }
            Compute::Draw => {
                let name = appeal_id()?.into();
                let appeal = proposal.appeals.get(&name).ok_or_else(|| broken("there is no such appeal"))?;
                let note = self.record.checkpoint().await.map_err(broken)?.ok_or_else(|| broken("no checkpoint"))?;
                let root = onus_log::checkpoint::Checkpoint::parse(&note.text).map_err(broken)?.tree.root;
                let seed = sortition::seed(root, &appeal.reveals);
                let panel = sortition::draw(seed, &candidates(&state, process, proposal, appeal));
                let panel = panel.ok_or_else(|| broken("too few can be drawn"))?;
                by(Act::PanelDrawn { appeal: name, proposal: id.clone(), root: root.hex(), panel })
            }
            Compute::Decide => {
                let name = appeal_id()?.into();
                let appeal = proposal.appeals.get(&name).ok_or_else(|| broken("there is no such appeal"))?;
                let member = appeal.panel.first().ok_or_else(|| broken("no panel was drawn"))?.clone();
                let voice = process.voices().find(|(_, declared)| declared.role.party == member);
                let group = voice.map(|(_, declared)| declared.role.group.clone());
                let declared = Role {
                    party: member.clone(),
                    hat: Hat::Panellist,
                    group: group.ok_or_else(|| broken("a member without a role"))?,
                    region: "150".into(),
                    speaks_for: BTreeSet::new(),
                    mandate: Mandate::Appointed,
                    on_behalf_of: None,
                    stake: Stake::None,
                };
                let result = step.result.ok_or_else(|| broken("what does the panel find?"))?;
                let member = member.to_string();
                vec![
                    (member.clone(), member.clone(), Act::RoleDeclared { name: "panel".into(), declared }),
                    (member, "panel".to_owned(), Act::AppealDecided { appeal: name, proposal: id.clone(), result }),
                ]
            }
            Compute::Register => {
                let size = self.witness().await?;
                let pages =
                    crate::adopted::merge(self.pages, &[(proposal, &self.record.all_words().await.map_err(broken)?)])?;
                let changed = pages.iter().filter(|(path, text)| self.pages.get(*path) != Some(text));
                let pages = changed.map(|(path, text)| (path.clone(), Hash::of(text.as_bytes()).hex())).collect();
                let witnesses = self.played.witnesses.keys().cloned().collect();
                by(Act::RegisterChanged { proposal: id.clone(), pages, size, witnesses })
            }
            Compute::Erase => {
                let events = self.record.events().await.map_err(broken)?;
                let own = events.iter().find(|one| {
                    Some(one.event.kind()) == step.of
                        && one.event.actor.as_str() == step.by
                        && one.event.process == self.process
                });
                let event = own.ok_or_else(|| broken("there is no such event"))?.event.id.clone();
                by(Act::WordsErased { event, reason: ErasureReason::Asked })
            }
        })
    }

    /// What the latest revision changes in each item, by paragraph and by key.
    async fn differences(
        &self,
        proposal: &onus_forum::proposal::Proposal,
    ) -> Result<Vec<(String, Difference)>, Failure> {
        let words = self.record.all_words().await.map_err(broken)?;
        let changed = crate::adopted::merge(self.pages, &[(proposal, &words)])?;
        let section = |pages: &BTreeMap<String, String>, edit: &Edit| {
            let page = pages.get(&edit.page)?;
            edit::section(page, edit.item.as_str()).map(str::to_owned)
        };
        let edits = proposal.current().into_iter().flat_map(|revision| &revision.edits);
        let found = edits.map(|edit| {
            let (old, new) =
                (section(self.pages, edit).unwrap_or_default(), section(&changed, edit).unwrap_or_default());
            (edit.item.to_string(), edit::difference(&old, &new))
        });
        Ok(found.collect())
    }

    /// Runs the latest revision on the register's cases and on generated organisations.
    async fn run(&self, proposal: &onus_forum::proposal::Proposal) -> Result<Preview, Failure> {
        let words = self.record.all_words().await.map_err(broken)?;
        let changed = crate::adopted::merge(self.pages, &[(proposal, &words)])?;
        let items =
            proposal.current().iter().flat_map(|revision| &revision.edits).map(|edit| edit.item.to_string()).collect();
        let (before, after) = (loaded(self.pages)?, loaded(&changed)?);
        let run = Run {
            before: &before,
            after: &after,
            items,
            organisations: self.organisations,
            threads: std::thread::available_parallelism().unwrap_or(std::num::NonZero::<usize>::MIN),
            seed: SEED,
            claim: after.definitions.iter().any(|one| one.head.id == CLAIM).then(|| CLAIM.to_owned()),
        };
        preview(&run).map_err(broken)
    }

    /// Has the record co-signed by three witnesses of different groups.
    async fn witness(&mut self) -> Result<u64, Failure> {
        let request = self.record.request(0).await.map_err(broken)?.ok_or_else(|| broken("nothing was recorded"))?;
        let log = self.record.verifier();
        let moment = u64::try_from(self.now.as_second()).map_err(broken)?;
        let (mut signatures, mut policy) = (Vec::new(), format!("log {log}\n"));
        let mut names = Vec::new();
        for (nth, (name, group)) in (1_u8..).zip(WITNESSES) {
            let signer = Signer::new(name, Algorithm::Cosignature, &[100 + nth; 32]).map_err(broken)?;
            let mut witness = Witness::new(signer, log.clone());
            let _ = write!(policy, "witness {name} {}\ngroup {group} any {name}\n", witness.verifier());
            names.push(group);
            signatures.push(witness.add_checkpoint(&request, moment).map_err(broken)?);
            self.played.witnesses.insert(group.into(), 1);
        }
        let _ = write!(policy, "group everyone 3 {}\nquorum everyone\n", names.join(" "));
        self.played.policy = policy;
        let size = onus_log::checkpoint::Checkpoint::parse(&request.checkpoint.text).map_err(broken)?.tree.size;
        self.record.cosigned(request.checkpoint, signatures).await.map_err(broken)?;
        Ok(size)
    }
}

fn loaded(pages: &BTreeMap<String, String>) -> Result<Register, Failure> {
    let (register, report) = load::load(&Pages(pages)).map_err(broken)?;
    if report.has_errors() {
        return Err(Failure::Register { files: Box::new(register.files), diagnostics: report.diagnostics });
    }
    Ok(register)
}
