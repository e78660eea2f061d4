use aws_lc_rs::{digest, pbkdf2};
use serde::Deserialize;

/// Where the password goes among the arguments.
const PASSWORD: &str = "@";
/// Most PBKDF2 iterations an import may ask for: a second or so.
const MAX_ITERATIONS: u32 = 5_000_000;

/// Why a digest with the algorithm `Legacy` cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLegacy {
    /// Not `["algorithm", ["argument", …, "@", …], "digest"]`, or its arguments make no sense.
    #[error("not a description of a legacy password")]
    Format,
    /// A digest we do not compute.
    #[error("an unsupported digest")]
    Algorithm,
}

/// How another system called a digest over a password: `["md5", ["salt", "@"], "0123…"]`.
pub(super) struct Legacy {
    pub(super) call: Call,
    /// Lower-case hexadecimal.
    pub(super) output: String,
}

/// What is computed.
#[derive(Clone)]
pub(super) enum Call {
    /// The digest of all arguments in a row.
    Digest { digest: Digest, arguments: Vec<String> },
    /// PBKDF2 with HMAC (RFC 8018 §5.2).
    Pbkdf2 { algorithm: pbkdf2::Algorithm, salt: Vec<u8>, iterations: std::num::NonZeroU32, length: usize },
}

#[derive(Deserialize)]
struct Description(String, Vec<String>, String);

impl Legacy {
    pub(super) fn parse(text: &str) -> Result<Self, InvalidLegacy> {
        let Description(name, arguments, output) =
            serde_json::from_str(text).map_err(|_| InvalidLegacy::Format)?;
        if !arguments.iter().any(|argument| argument == PASSWORD) {
            return Err(InvalidLegacy::Format);
        }
        let call = if matches!(name.as_str(), "pbkdf2" | "pbkdf2Sync") {
            pbkdf2_call(&arguments)?
        } else {
            let digest = Digest::named(&name).ok_or(InvalidLegacy::Algorithm)?;
            Call::Digest { digest, arguments }
        };
        Ok(Self { call, output })
    }
}

/// `[salt, iterations, length, digest, "@"]`; a salt `hex:…` is bytes.
fn pbkdf2_call(arguments: &[String]) -> Result<Call, InvalidLegacy> {
    let [salt, iterations, length, digest, _] = arguments else { return Err(InvalidLegacy::Format) };
    let algorithm = match digest.to_ascii_lowercase().as_str() {
        "sha1" => pbkdf2::PBKDF2_HMAC_SHA1,
        "sha256" => pbkdf2::PBKDF2_HMAC_SHA256,
        "sha384" => pbkdf2::PBKDF2_HMAC_SHA384,
        "sha512" => pbkdf2::PBKDF2_HMAC_SHA512,
        _ => return Err(InvalidLegacy::Algorithm),
    };
    let salt = match salt.strip_prefix("hex:") {
        Some(hex) => from_hex(hex).ok_or(InvalidLegacy::Format)?,
        None => salt.as_bytes().to_vec(),
    };
    let iterations: std::num::NonZeroU32 = iterations.parse().map_err(|_| InvalidLegacy::Format)?;
    let length: usize = length.parse().map_err(|_| InvalidLegacy::Format)?;
    if iterations.get() > MAX_ITERATIONS || !(1..=256).contains(&length) {
        return Err(InvalidLegacy::Format);
    }
    Ok(Call::Pbkdf2 { algorithm, salt, iterations, length })
}

impl Call {
    pub(super) fn compute(&self, password: &str) -> Vec<u8> {
        match self {
            Self::Digest { digest, arguments } => {
                let part =
                    |argument: &String| if argument == PASSWORD { password } else { argument }.to_owned();
                let input = zeroize::Zeroizing::new(arguments.iter().map(part).collect::<String>());
                digest.of(input.as_bytes())
            }
            Self::Pbkdf2 { algorithm, salt, iterations, length } => {
                let mut output = vec![0; *length];
                pbkdf2::derive(*algorithm, *iterations, salt, password.as_bytes(), &mut output);
                output
            }
        }
    }
}

/// A plain digest.
#[derive(Clone, Copy)]
pub(super) enum Digest {
    Md5,
    Other(&'static digest::Algorithm),
}

impl Digest {
    pub(super) const SHA1: Self = Self::Other(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    pub(super) const SHA256: Self = Self::Other(&digest::SHA256);

    /// By the name OpenSSL knows it by.
    fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Some(match name.strip_prefix("rsa-").unwrap_or(&name) {
            "md5" => Self::Md5,
            "sha1" => Self::SHA1,
            "sha224" => Self::Other(&digest::SHA224),
            "sha256" => Self::SHA256,
            "sha384" => Self::Other(&digest::SHA384),
            "sha512" => Self::Other(&digest::SHA512),
            "sha512-256" | "sha512/256" => Self::Other(&digest::SHA512_256),
            "sha3-256" => Self::Other(&digest::SHA3_256),
            "sha3-384" => Self::Other(&digest::SHA3_384),
            "sha3-512" => Self::Other(&digest::SHA3_512),
            _ => return None,
        })
    }

    pub(super) fn of(self, input: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => {
                use md5::Digest as _;
                md5::Md5::digest(input).to_vec()
            }
            Self::Other(algorithm) => digest::digest(algorithm, input).as_ref().to_vec(),
        }
    }
}

/// Lower-case hexadecimal.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
        }
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
