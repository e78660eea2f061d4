//! Sealed cookies: JWE with `dir` and `A256GCM`, one key per secret and purpose (`docs/SESSION-FORMAT.md` §2, §3).

use std::fmt;

use genkan_oauth::jose::jwe::{self, ContentKey};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::clock::Random;
use crate::config::Config;
use crate::cookie::TooLong;

/// What a sealed value is for. A value opens only for the purpose and the app it was sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Who is signed in.
    Session,
    /// A sign-in under way.
    Transaction,
    /// Who is signed in, in a store.
    StoredSession,
}

impl Purpose {
    fn typ(self) -> &'static str {
        match self {
            Self::Session => "genkan-session+jwe",
            Self::Transaction => "genkan-transaction+jwe",
            Self::StoredSession => "genkan-stored-session+jwe",
        }
    }

    /// HKDF's `info`: purpose, version of the format, app.
    fn info(self, app_id: &str) -> String {
        match self {
            Self::Session => format!("genkan-session/1/{app_id}"),
            Self::Transaction => format!("genkan-transaction/1/{app_id}"),
            Self::StoredSession => format!("genkan-stored-session/1/{app_id}"),
        }
    }
}

/// Seals with the key of the first secret and opens with those of all.
pub(crate) struct Sealer {
    purpose: Purpose,
    keys: Vec<ContentKey>,
}

impl Sealer {
    pub(crate) fn new(purpose: Purpose, config: &Config) -> Self {
        let info = purpose.info(&config.app_id);
        let derive = |secret: &crate::Secret| {
            ContentKey::derive(secret.expose().as_bytes(), &info).expect(
                "the configuration has checked the secret's length, and 32 bytes are within HKDF's limit",
            )
        };
        Self { purpose, keys: config.cookie_secrets.iter().map(derive).collect() }
    }

    /// Seals a payload that is not far beyond what cookies hold.
    pub(crate) fn seal(&self, payload: &impl Serialize, random: &dyn Random) -> Result<String, TooLong> {
        let mut iv = [0; 12];
        random.fill(&mut iv);
        let json =
            Zeroizing::new(serde_json::to_vec(payload).expect("payloads are plain data with text keys"));
        let key = self.keys.first().expect("the configuration has checked that there is a secret");
        jwe::seal(key, self.purpose.typ(), &json, iv).map_err(|_| TooLong { length: json.len() })
    }

    /// Opens what one of the keys sealed for this purpose and app. Anything else is `None`: a stranger's cookie is
    /// no error.
    pub(crate) fn open<T: DeserializeOwned>(&self, sealed: &str) -> Option<T> {
        let json = jwe::open(sealed, &self.keys, self.purpose.typ()).ok()?;
        serde_json::from_slice(&json).ok()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("purpose", &self.purpose).field("keys", &self.keys.len()).finish()
    }
}
