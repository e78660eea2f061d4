use crate::{app::App, random::Random};

/// Sixteen characters in four groups: 82 bits, easy to type.
pub(in crate::cli) fn generate(random: &Random) -> String {
    [random.id(4), random.id(4), random.id(4), random.id(4)].join("-")
}

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub(in crate::cli) struct Error;

/// Argon2id as a PHC string.
pub(in crate::cli) async fn hash(app: &App, password: &str) -> Result<String, Error> {
    use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
    let (salt, mut hash) = (app.random.bytes::<16>(), [0; 32]);
    let params = argon2::Params::new(19_456, 2, 1, None).map_err(|_| Error)?;
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    argon2.hash_password_into(password.as_bytes(), &salt, &mut hash).map_err(|_| Error)?;
    let [salt, hash] = [salt.as_slice(), &hash].map(|bytes| BASE64_STANDARD_NO_PAD.encode(bytes));
    Ok(format!("$argon2id$v=19$m=19456,t=2,p=1${salt}${hash}"))
}
