use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{
    Algorithm, Password, StoredPassword,
    legacy::{Call, Digest, InvalidLegacy, Legacy, to_hex},
    pool::{Busy, HashingPool, Work},
};

/// bcrypt's own base64.
const BCRYPT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::BCRYPT,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);
/// A bcrypt cost of 16 takes seconds.
const MAX_BCRYPT_COST: u32 = 15;

/// Whether a password hashed elsewhere can be taken over. Only [`Algorithm::Legacy`] is looked at: what another
/// algorithm cannot read never matches.
///
/// # Errors
/// [`InvalidLegacy`].
pub fn check_import(algorithm: Algorithm, digest: &str) -> Result<(), InvalidLegacy> {
    if algorithm == Algorithm::Legacy { Legacy::parse(digest).map(|_| ()) } else { Ok(()) }
}

/// A password hash of another system, understood.
pub(super) enum Imported {
    /// A digest in lower-case hexadecimal.
    Digest(Call, String),
    Bcrypt {
        cost: u32,
        salt: [u8; 16],
        output: Vec<u8>,
    },
}

impl Imported {
    /// `None`: one of ours, or damaged.
    pub(super) fn parse(stored: &StoredPassword) -> Option<Self> {
        let plain = |digest: Digest| {
            let call = Call::Digest { digest, arguments: vec!["@".to_owned()] };
            Some(Self::Digest(call, stored.digest.clone()))
        };
        match stored.algorithm {
            Algorithm::Argon2i | Algorithm::Argon2id | Algorithm::Argon2d => None,
            Algorithm::Md5 => plain(Digest::Md5),
            Algorithm::Sha1 => plain(Digest::SHA1),
            Algorithm::Sha256 => plain(Digest::SHA256),
            Algorithm::Legacy => {
                Legacy::parse(&stored.digest).ok().map(|legacy| Self::Digest(legacy.call, legacy.output))
            }
            Algorithm::Bcrypt => bcrypt(&stored.digest),
        }
    }

    /// Compares on the hashing threads.
    pub(super) async fn matches(self, pool: &HashingPool, password: &Password) -> Result<bool, Busy> {
        Ok(match self {
            Self::Digest(call, expected) => {
                let output = pool.run(Work::Legacy(call), password.clone()).await?;
                is_same(to_hex(&output).as_bytes(), expected.as_bytes())
            }
            Self::Bcrypt { cost, salt, output: expected } => {
                let output = pool.run(Work::Bcrypt { cost, salt }, password.clone()).await?;
                output.get(..23).is_some_and(|output| is_same(output, &expected))
            }
        })
    }
}

fn is_same(one: &[u8], other: &[u8]) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}

/// `$2b$10$` and 22 characters of salt, 31 of hash.
fn bcrypt(text: &str) -> Option<Imported> {
    let rest = ["$2a$", "$2b$", "$2y$"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let (cost, rest) = rest.split_once('$')?;
    let cost = cost.parse().ok().filter(|cost| (4..=MAX_BCRYPT_COST).contains(cost))?;
    let (salt, output) = rest.split_at_checked(22)?;
    let salt = BCRYPT_BASE64.decode(salt).ok()?.try_into().ok()?;
    let output = BCRYPT_BASE64.decode(output).ok().filter(|output| output.len() == 23)?;
    Some(Imported::Bcrypt { cost, salt, output })
}
