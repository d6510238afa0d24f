//! Names of the things of a process. Each is a type of its own, so that they cannot be mixed up.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )+ };
}

ids! {
    /// An event.
    EventId,
    /// A person under a pseudonym, an organisation or a group.
    PartyId,
    /// A stakeholder group: civil society, industry, government ..
    GroupId,
    /// Something at stake, such as that of patients or of small firms.
    InterestId,
    /// A region of the world.
    RegionId,
    /// A process.
    ProcessId,
    /// A role that a party declared in one process.
    RoleId,
    /// A proposal.
    ProposalId,
    /// A comment.
    CommentId,
    /// An objection.
    ObjectionId,
    /// An appeal.
    AppealId,
    /// A structured question.
    QuestionId,
    /// A stage of adoption.
    StageId,
    /// A value, such as openness.
    ValueId,
    /// A process profile, without its version.
    ProfileId,
    /// An item of the register: duty, definition, norm ..
    ItemId,
    /// A State or other jurisdiction.
    JurisdictionId,
    /// A language, as its code.
    Language,
}
