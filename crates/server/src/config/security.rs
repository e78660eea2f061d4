use std::fmt;

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use super::reader::Reader;

/// `[security]`.
#[derive(Clone, Debug)]
pub struct SecuritySection {
    /// `secret_key` (32 bytes or more, base64) or `secret_key_file`: seals signing keys and application secrets.
    pub secret_key: SecretKey,
    /// `allow_private_addresses`: outbound calls (back-channel logout) may reach private and loopback
    /// addresses. Default false; `genkan dev` sets it.
    pub allow_private_addresses: bool,
}

/// The key that seals what must be read back. `Debug` shows nothing.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<Vec<u8>>);

const SHAPE: &str = "at least 32 bytes in base64";

impl SecretKey {
    /// Wraps at least 32 bytes.
    ///
    /// # Errors
    /// The number of bytes seen, when there are fewer than 32.
    pub fn new(bytes: Vec<u8>) -> Result<Self, usize> {
        if bytes.len() < 32 { Err(bytes.len()) } else { Ok(Self(Zeroizing::new(bytes))) }
    }

    /// Reads base64 of either alphabet, padded or not.
    pub fn parse(text: &str) -> Option<Self> {
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
        let bytes = GeneralPurpose::new(alphabet, config).decode(text.trim()).ok()?;
        Self::new(bytes).ok()
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SecuritySection {
    /// `None` when there is no usable key, which has been reported.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let (given, given_file) =
            (reader.place("security.secret_key"), reader.place("security.secret_key_file"));
        let (both, neither) =
            (given.is_some() && given_file.is_some(), given.is_none() && given_file.is_none());
        let file_place = given_file.map(str::to_owned);
        let key = reader.read("security.secret_key", SHAPE, SecretKey::parse);
        let file = reader.read("security.secret_key_file", "the path of a file", |text| {
            (!text.is_empty()).then(|| text.to_owned())
        });
        if both {
            reader
                .error(file_place.clone(), "give security.secret_key or security.secret_key_file, not both");
        }
        if neither {
            reader.error(
                None,
                "a secret key is missing: put the output of `openssl rand -base64 32` into a file that only the server \
                 may read, and name it with security.secret_key_file or GENKAN_SECURITY_SECRET_KEY_FILE",
            );
        }
        let key = match file {
            Some(path) if !both => match std::fs::read_to_string(&path).map(Zeroizing::new) {
                Ok(text) => SecretKey::parse(&text).or_else(|| {
                    reader.error(
                        file_place,
                        format!("the file {path} of security.secret_key_file must hold {SHAPE}"),
                    );
                    None
                }),
                Err(error) => {
                    reader.error(
                        file_place,
                        format!("the file {path} of security.secret_key_file cannot be read: {error}"),
                    );
                    None
                }
            },
            _ => key,
        };
        let allow_private_addresses = reader.boolean("security.allow_private_addresses").unwrap_or(false);
        Some(Self { secret_key: key?, allow_private_addresses })
    }
}
