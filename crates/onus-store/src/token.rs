//! Links that nobody can guess: 256 random bits, of which the database keeps only the hash. From the link with which a case may be
//! changed follows one with which it may only be read, not the other way round.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

/// A secret link.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// What the database keeps of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl Token {
    /// A new one, from the randomness of the system.
    pub fn random() -> std::io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        Ok(Self(bytes))
    }

    /// Reads the text of a link. `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// As it stands in an address.
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// The link with which the same case may only be read.
    #[must_use]
    pub fn for_reading(&self) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"onus link for reading\n");
        hash.update(self.0);
        Self(hash.finalize().into())
    }

    /// What the database keeps.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl TokenHash {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_survives_being_written_and_does_not_show_itself() {
        let token = Token::random().unwrap();
        assert_eq!(Token::parse(&token.text()), Some(token.clone()));
        assert_ne!(token.for_reading(), token);
        assert_ne!(token.for_reading().hash(), token.hash());
        assert_eq!(format!("{token:?}"), "Token(..)");
    }

    #[test]
    fn what_is_no_link_is_refused() {
        let token = Token::random().unwrap().text();
        for text in ["", "a", "../../etc/passwd", &format!("{token}A"), &token.replacen(|_: char| true, "%", 1)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }
}
