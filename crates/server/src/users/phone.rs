use super::InvalidIdentifier;

/// Country calling codes (ITU-T E.164, annex to the operational bulletin) whose national numbers never begin with a
/// zero although people write one before them: the trunk prefix.
const TRUNK_ZERO: &[&str] = &[
    "20", "27", "31", "32", "33", "40", "41", "43", "44", "46", "49", "51", "53", "54", "55", "57", "58",
    "60", "61", "62", "63", "64", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    "211", "212", "213", "218", "231", "232", "233", "234", "243", "249", "250", "251", "254", "255", "256",
    "260", "261", "262", "263", "264", "353", "355", "358", "359", "373", "374", "380", "381", "382", "383",
    "385", "386", "387", "389", "421", "590", "593", "594", "595", "596", "598", "855", "856", "880", "886",
    "961", "962", "963", "964", "966", "967", "970", "971", "972", "976", "977", "994", "995", "996",
];

/// The other assigned codes: what follows them is kept as it is (in Italy the zero belongs to the number).
const OTHERS: &[&str] = &[
    "1", "7", "30", "34", "36", "39", "45", "47", "48", "52", "56", "65", "216", "220", "221", "222", "223",
    "224", "225", "226", "227", "228", "229", "230", "235", "236", "237", "238", "239", "240", "241", "242",
    "244", "245", "246", "247", "248", "252", "253", "257", "258", "265", "266", "267", "268", "269", "290",
    "291", "297", "298", "299", "350", "351", "352", "354", "356", "357", "370", "371", "372", "375", "376",
    "377", "378", "420", "423", "500", "501", "502", "503", "504", "505", "506", "507", "508", "509", "591",
    "592", "597", "599", "670", "672", "673", "674", "675", "676", "677", "678", "679", "680", "681", "682",
    "683", "685", "686", "687", "688", "689", "690", "691", "692", "800", "808", "850", "852", "853", "870",
    "878", "881", "882", "883", "888", "960", "965", "968", "973", "974", "975", "979", "992", "993", "998",
];

/// One spelling per number: digits with country code, without the zero people dial at home. `610412345679` is
/// `61412345679`.
///
/// # Errors
/// [`InvalidIdentifier::Phone`]: not only digits, no assigned calling code, or not 2 to 17 digits after it.
pub fn normalise_phone(digits: &str) -> Result<String, InvalidIdentifier> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidIdentifier::Phone);
    }
    let split = (1..=3).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        let strips = TRUNK_ZERO.contains(&code);
        (strips || OTHERS.contains(&code)).then_some((code, national, strips))
    });
    let (code, national, strips) = split.ok_or(InvalidIdentifier::Phone)?;
    let national = national.strip_prefix('0').filter(|_| strips).unwrap_or(national);
    if !(2..=17).contains(&national.len()) {
        return Err(InvalidIdentifier::Phone);
    }
    Ok(format!("{code}{national}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        for (typed, stored) in [
            ("610412345679", "61412345679"),
            ("61412345679", "61412345679"),
            ("8109012345678", "819012345678"),
            ("4407911123456", "447911123456"),
            ("390612345678", "390612345678"),
            ("12025550123", "12025550123"),
            ("123", "123"),
            ("99412345678", "99412345678"),
        ] {
            assert_eq!(normalise_phone(typed).as_deref(), Ok(stored), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for bad in [
            "",
            "0",
            "12",
            "99999999999",
            "21012345678",
            "12345678901234567890",
            "+6141",
            "6١41",
            "440",
            "610",
        ] {
            assert_eq!(normalise_phone(bad), Err(InvalidIdentifier::Phone), "{bad}");
        }
    }

    #[test]
    fn codes_are_unambiguous() {
        let all: Vec<_> = TRUNK_ZERO.iter().chain(OTHERS).collect();
        for (at, one) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert!(!one.starts_with(**other) && !other.starts_with(**one), "{one} and {other}");
            }
        }
    }
}
