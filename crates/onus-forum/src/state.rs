//! Everything that events have led to so far. It can always be made again from the events.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::event::PartyKind;
use crate::id::{EventId, GroupId, PartyId, ProcessId, ProfileId, ProposalId, RoleId};
use crate::process::{Challenge, Declared, Hat, Process};
use crate::profile::Profile;
use crate::proposal::Proposal;

/// Longest chain of parent organisations.
const MAX_PARENTS: usize = 32;

/// A person, organisation or group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Of which sort.
    pub kind: PartyKind,
    /// The organisation that it belongs to.
    pub of: Option<PartyId>,
    /// By which event.
    pub event: EventId,
}

/// What is kept of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// In which process.
    pub process: ProcessId,
    /// Who did it.
    pub actor: PartyId,
    /// The event that erased its words.
    pub erased_by: Option<EventId>,
    /// Whether it had words.
    pub words: bool,
}

/// Everything that events have led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// Parties.
    pub parties: BTreeMap<PartyId, Party>,
    /// Profiles that may be used.
    pub profiles: BTreeMap<ProfileId, Profile>,
    /// Processes.
    pub processes: BTreeMap<ProcessId, Process>,
    /// Events.
    pub events: BTreeMap<EventId, Happened>,
    /// When the latest event happened.
    pub last: Timestamp,
}

impl Default for State {
    /// Nothing has happened; the profiles that come with Onus may be used.
    fn default() -> Self {
        let profiles = Profile::shipped().unwrap_or_default();
        Self {
            parties: BTreeMap::new(),
            profiles: profiles.into_iter().map(|profile| (profile.id.clone(), profile)).collect(),
            processes: BTreeMap::new(),
            events: BTreeMap::new(),
            last: Timestamp::MIN,
        }
    }
}

impl State {
    /// Who counts: the parent organisation of all that belongs to it, or a person without one.
    pub fn principal<'s>(&'s self, party: &'s PartyId) -> &'s PartyId {
        let mut top = party;
        for _ in 0..MAX_PARENTS {
            match self.parties.get(top).and_then(|party| party.of.as_ref()) {
                Some(parent) => top = parent,
                None => break,
            }
        }
        top
    }

    /// Whether two parties count as one.
    pub fn same(&self, one: &PartyId, other: &PartyId) -> bool {
        self.principal(one) == self.principal(other)
    }

    /// A process.
    pub fn process(&self, id: &ProcessId) -> Option<&Process> {
        self.processes.get(id)
    }

    /// A proposal.
    pub fn proposal(&self, process: &ProcessId, id: &ProposalId) -> Option<&Proposal> {
        self.processes.get(process)?.proposals.get(id)
    }
}

impl Process {
    /// A declared role that was not struck.
    pub fn role(&self, id: &RoleId) -> Option<&Declared> {
        self.roles.get(id).filter(|declared| declared.challenge != Challenge::Struck)
    }

    /// The stakeholder group for which something said under a role counts; none if the role was struck.
    pub fn group(&self, role: &RoleId) -> Option<&GroupId> {
        self.role(role).map(|declared| &declared.role.group)
    }

    /// Roles with which someone speaks for an interest.
    pub fn voices(&self) -> impl Iterator<Item = (&RoleId, &Declared)> {
        self.roles
            .iter()
            .filter(|(_, declared)| declared.challenge != Challenge::Struck && declared.role.hat.is_voice())
    }

    /// Whether someone wears a hat.
    pub fn wears(&self, party: &PartyId, hat: Hat) -> bool {
        self.roles.values().any(|declared| {
            &declared.role.party == party && declared.role.hat == hat && declared.challenge != Challenge::Struck
        })
    }
}

/// Writes a table with compound keys as a list of pairs, since JSON has text keys only.
pub(crate) fn pairs<S: Serializer, K: Serialize, V: Serialize>(
    table: &BTreeMap<K, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(table)
}
