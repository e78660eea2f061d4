use std::fmt;

use zeroize::Zeroizing;

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

impl SecretKey {
    /// Wraps at least 32 bytes.
    ///
    /// # Errors
    /// The number of bytes seen, when there are fewer than 32.
    pub fn new(bytes: Vec<u8>) -> Result<Self, usize> {
        if bytes.len() < 32 { Err(bytes.len()) } else { Ok(Self(Zeroizing::new(bytes))) }
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
