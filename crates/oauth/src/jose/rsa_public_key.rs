//! The two numbers inside an `RSAPublicKey` (RFC 8017 §A.1.1).

/// Modulus and exponent, big-endian without leading zeros. `None` unless the input is exactly a DER
/// `SEQUENCE { INTEGER, INTEGER }` of positive numbers.
pub(super) fn modulus_and_exponent(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, rest) = element(0x30, der)?;
    let (modulus, after) = element(0x02, sequence)?;
    let (exponent, end) = element(0x02, after)?;
    if !rest.is_empty() || !end.is_empty() {
        return None;
    }
    Some((positive(modulus)?, positive(exponent)?))
}

/// Splits off one element with a definite length of at most four bytes.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    (found == tag).then(|| rest.split_at_checked(length)).flatten()
}

fn positive(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, rest @ ..] => Some(rest).filter(|rest| !rest.is_empty()),
        [first, ..] if *first < 0x80 => Some(integer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::modulus_and_exponent;

    #[test]
    fn reads_and_refuses() {
        let good = [0x30, 7, 2, 2, 0, 0xff, 2, 1, 3];
        assert_eq!(modulus_and_exponent(&good), Some((&[0xff][..], &[3][..])));
        for end in 0..good.len() {
            assert_eq!(modulus_and_exponent(&good[..end]), None);
        }
        assert_eq!(modulus_and_exponent(&[&good[..], &[0]].concat()), None);
        assert_eq!(modulus_and_exponent(&[0x30, 6, 2, 1, 0xff, 2, 1, 3]), None);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40)) {
            let _ = modulus_and_exponent(&bytes);
        }
    }
}
