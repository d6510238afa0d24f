//! Signed notes: a text with signatures below it, each with the name of a key. The keys are Ed25519.

use std::fmt;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};

use crate::hash::Hash;

/// Longest note that is read.
pub const MAX_NOTE: usize = 1_000_000;
/// Most signatures that are read.
const MAX_SIGNATURES: usize = 100;

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// The text of a note.
    Note,
    /// That a witness saw a checkpoint at a moment, and that it continued what it saw before.
    Cosignature,
}

impl Algorithm {
    fn byte(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }
}

/// One line below a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// First bytes of a hash of the key.
    pub id: [u8; 4],
    /// The signature itself.
    pub bytes: Vec<u8>,
}

/// A text with signatures. They are not checked until [`Note::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is signed, with the last line end.
    pub text: String,
    /// By whom.
    pub signatures: Vec<Signature>,
}

/// Why a note or a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// It does not have the form of a note.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// It has no signature by that key.
    #[error("there is no signature by `{0}`")]
    Unsigned(String),
    /// The signature does not fit.
    #[error("the signature by `{0}` is wrong: the text or the signature was changed")]
    Wrong(String),
    /// It is no key.
    #[error("`{0}` is no key of the form `name+id+base64`")]
    Key(String),
}

impl Note {
    /// A text without signatures. The text ends with a line end.
    pub fn new(text: String) -> Self {
        Self { text, signatures: Vec::new() }
    }

    /// Adds a signature, in place of an earlier one by the same key.
    pub fn add(&mut self, signature: Signature) {
        self.signatures.retain(|old| (&old.name, old.id) != (&signature.name, signature.id));
        self.signatures.push(signature);
    }

    /// Reads a note.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        if text.len() > MAX_NOTE {
            return Err(NoteError::Malformed("too long"));
        }
        if text.chars().any(|character| character.is_control() && character != '\n') {
            return Err(NoteError::Malformed("it has control characters"));
        }
        let cut = text.rfind("\n\n").ok_or(NoteError::Malformed("no empty line before the signatures"))?;
        let (signed, rest) = text.split_at(cut + 1);
        let rest = rest.strip_prefix('\n').unwrap_or(rest);
        if !rest.ends_with('\n') {
            return Err(NoteError::Malformed("the last line does not end"));
        }
        let mut signatures = Vec::new();
        for line in rest.lines() {
            let bad = NoteError::Malformed("a signature is not of the form `— name base64`");
            let (name, encoded) =
                line.strip_prefix("— ").and_then(|line| line.split_once(' ')).ok_or_else(|| bad.clone())?;
            let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| bad.clone())?;
            let (id, bytes) = bytes.split_first_chunk::<4>().ok_or_else(|| bad.clone())?;
            if bytes.is_empty() || !good_name(name) {
                return Err(bad);
            }
            signatures.push(Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() });
            if signatures.len() > MAX_SIGNATURES {
                return Err(NoteError::Malformed("too many signatures"));
            }
        }
        if signatures.is_empty() {
            return Err(NoteError::Malformed("no signature"));
        }
        Ok(Self { text: signed.to_owned(), signatures })
    }

    /// Checks the signature by one key. For a co-signature, says at which second it was made.
    pub fn verify(&self, key: &Verifier) -> Result<u64, NoteError> {
        let mut found = self.signatures.iter().filter(|signature| signature.name == key.name && signature.id == key.id);
        let signature = found.next().ok_or_else(|| NoteError::Unsigned(key.name.clone()))?;
        let wrong = || NoteError::Wrong(key.name.clone());
        let (moment, message, bytes) = match key.algorithm {
            Algorithm::Note => (0, self.text.clone(), signature.bytes.as_slice()),
            Algorithm::Cosignature => {
                let (moment, bytes) = signature.bytes.split_first_chunk::<8>().ok_or_else(wrong)?;
                let moment = u64::from_be_bytes(*moment);
                (moment, cosigned(moment, &self.text), bytes)
            }
        };
        let bytes = Ed25519::from_slice(bytes).map_err(|_| wrong())?;
        key.key.verify_strict(message.as_bytes(), &bytes).map_err(|_| wrong())?;
        Ok(moment)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.text)?;
        for signature in &self.signatures {
            writeln!(out, "{signature}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = self.id.iter().chain(&self.bytes).copied().collect();
        write!(out, "— {} {}", self.name, BASE64.encode(&bytes))
    }
}

fn cosigned(moment: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {moment}\n{text}")
}

fn good_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|character| character.is_whitespace() || character == '+')
}

fn key_id(name: &str, algorithm: Algorithm, public: &[u8; 32]) -> [u8; 4] {
    let Hash([a, b, c, d, ..]) = Hash::over(&[name.as_bytes(), b"\n", &[algorithm.byte()], public]);
    [a, b, c, d]
}

/// The public half of a key, as in a `vkey`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl Verifier {
    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Reads `name+id+base64`.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = || NoteError::Key(text.to_owned());
        let (name, rest) = text.split_once('+').ok_or_else(bad)?;
        let (id, encoded) = rest.split_once('+').ok_or_else(bad)?;
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| bad())?;
        let (algorithm, public) = match bytes.split_first() {
            Some((1, public)) => (Algorithm::Note, public),
            Some((4, public)) => (Algorithm::Cosignature, public),
            _ => return Err(bad()),
        };
        let public: [u8; 32] = public.try_into().map_err(|_| bad())?;
        let own = key_id(name, algorithm, &public);
        if !good_name(name) || HEXLOWER.encode(&own) != id {
            return Err(bad());
        }
        let key = VerifyingKey::from_bytes(&public).map_err(|_| bad())?;
        Ok(Self { name: name.to_owned(), id: own, algorithm, key })
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = [self.algorithm.byte()].iter().chain(self.key.as_bytes()).copied().collect();
        write!(out, "{}+{}+{}", self.name, HEXLOWER.encode(&self.id), BASE64.encode(&bytes))
    }
}

/// The secret half of a key.
pub struct Signer {
    name: String,
    algorithm: Algorithm,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signer({})", self.name)
    }
}

impl Signer {
    /// A key from 32 random bytes.
    pub fn new(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, NoteError> {
        if !good_name(name) {
            return Err(NoteError::Key(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), algorithm, key: SigningKey::from_bytes(seed) })
    }

    /// The public half.
    pub fn verifier(&self) -> Verifier {
        let key = self.key.verifying_key();
        let id = key_id(&self.name, self.algorithm, key.as_bytes());
        Verifier { name: self.name.clone(), id, algorithm: self.algorithm, key }
    }

    /// Signs the text of a note.
    pub fn sign(&self, text: &str) -> Signature {
        self.signature(text, Vec::new())
    }

    /// Co-signs a checkpoint at a second since 1970.
    pub(crate) fn cosign(&self, text: &str, moment: u64) -> Signature {
        self.signature(&cosigned(moment, text), moment.to_be_bytes().to_vec())
    }

    fn signature(&self, message: &str, mut bytes: Vec<u8>) -> Signature {
        bytes.extend_from_slice(&self.key.sign(message.as_bytes()).to_bytes());
        Signature { name: self.name.clone(), id: self.verifier().id, bytes }
    }

    /// Reads the text of [`Signer::secret`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = || NoteError::Key("the secret key".to_owned());
        let mut parts = text.trim_end().strip_prefix("PRIVATE+KEY+").ok_or_else(bad)?.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad());
        };
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| bad())?;
        let (algorithm, seed) = match bytes.split_first() {
            Some((1, seed)) => (Algorithm::Note, seed),
            Some((4, seed)) => (Algorithm::Cosignature, seed),
            _ => return Err(bad()),
        };
        let signer = Self::new(name, algorithm, seed.try_into().map_err(|_| bad())?)?;
        if HEXLOWER.encode(&signer.verifier().id) == id { Ok(signer) } else { Err(bad()) }
    }

    /// As text, to be kept secret.
    pub fn secret(&self) -> String {
        let bytes: Vec<u8> = [self.algorithm.byte()].iter().chain(self.key.as_bytes()).copied().collect();
        format!("PRIVATE+KEY+{}+{}+{}", self.name, HEXLOWER.encode(&self.verifier().id), BASE64.encode(&bytes))
    }
}
