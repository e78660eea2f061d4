use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::random::Random;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A shared secret: 32 base32 characters, 160 bits (RFC 4226 §4).
pub fn generate_totp_secret(random: &Random) -> String {
    random.bytes::<32>().iter().map(|byte| char::from(BASE32[usize::from(byte & 31)])).collect()
}

/// Whether `secret` is one: padded base32 (RFC 4648 §6) of 16 to 32 characters.
pub fn is_totp_secret(secret: &str) -> bool {
    let digits = secret.trim_end_matches('=');
    (16..=32).contains(&secret.len())
        && secret.len().is_multiple_of(8)
        && [0, 1, 3, 4, 6].contains(&(secret.len() - digits.len()))
        && digits.bytes().all(|b| BASE32.contains(&b))
}

/// What an authenticator app reads from the QR code.
pub fn totp_uri(service: &str, user: &str, secret: &str) -> String {
    let [service, user] = [service, user].map(|text| utf8_percent_encode(text, UNRESERVED).to_string());
    let secret = secret.trim_end_matches('=');
    format!(
        "otpauth://totp/{service}:{user}?secret={secret}&period=30&digits=6&algorithm=SHA1&issuer={service}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_padded_base32() {
        assert!(is_totp_secret(&generate_totp_secret(&Random::seeded(3))));
        for good in
            ["JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PX=", "JBSWY3DPEHPK3A==JBSWY3DP".get(..16).unwrap_or_default()]
        {
            let expected = !good.ends_with("==");
            assert_eq!(is_totp_secret(good), expected, "{good}");
        }
        for bad in [
            "bad!",
            "",
            "JBSWY3DP",
            "JBSWY3DPEHPK3PX",
            "jbswy3dpehpk3pxp",
            "JBSWY3DPEHPK3PX1",
            "========JBSWY3DP",
        ] {
            assert!(!is_totp_secret(bad), "{bad}");
        }
        assert!(!is_totp_secret(&"A".repeat(40)));
    }

    #[test]
    fn the_uri_names_service_and_person() {
        assert_eq!(
            totp_uri("id.example", "ada@example.com", "JBSWY3DPEHPK3PXP"),
            "otpauth://totp/id.example:ada%40example.com?secret=JBSWY3DPEHPK3PXP&period=30&digits=6&algorithm=SHA1\
             &issuer=id.example"
        );
    }
}
