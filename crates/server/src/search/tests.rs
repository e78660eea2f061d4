#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

const FIELDS: [&str; 3] = ["id", "primary_email", "username"];
const ADA: [Option<&str>; 3] = [Some("u1"), Some("Ada@Example.com"), Some("ada_l")];
const BOB: [Option<&str>; 3] = [Some("u2"), None, Some("Bob.100%")];

fn parse(query: &str) -> Result<Option<Search>, InvalidSearch> {
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Search::parse(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())), &FIELDS)
}

/// Whether (Ada, Bob) are found.
fn found(query: &str) -> (bool, bool) {
    let search = parse(query).unwrap().unwrap();
    (search.matches(&ADA), search.matches(&BOB))
}

#[test]
fn the_grammar_finds_what_it_says() {
    for (query, expected) in [
        // like: the whole value, regardless of case
        ("search=ada@example.COM", (true, false)),
        ("search=ada", (false, false)),
        ("search=ADA%25", (true, false)),
        ("search=%25%25", (true, true)),
        ("search=u_", (true, true)),
        (r"search=ada\_l", (true, false)),
        (r"search=ada\_%25", (true, false)),
        (r"search=%25100\%25", (false, true)),
        (r"search=%25101\%25", (false, false)),
        ("search=ADA%25&isCaseSensitive=YEP", (false, false)),
        ("search=Ada%25&isCaseSensitive=true", (true, false)),
        ("search=ADA%25&isCaseSensitive=on", (true, false)),
        // fields
        ("search.username=ada@example.com", (false, false)),
        ("search.primaryEmail=ada@example.com", (true, false)),
        ("search.primary_email=ada@example.com", (true, false)),
        ("search.=u2", (false, true)),
        ("searchfoo=u2", (false, true)),
        // exact
        ("search=u1&search=u2&mode=exact", (true, true)),
        ("search=U1&mode=exact", (true, false)),
        ("search=U1&mode=exact&isCaseSensitive=1", (false, false)),
        ("search=u%25&mode=exact", (false, false)),
        // similar_to
        ("search=(ada|bob)%25&mode=similar_to&isCaseSensitive=y", (true, false)),
        ("search=u[12]&mode=similar_to&isCaseSensitive=y", (true, true)),
        ("search=Bob.1%2B0{1}0\\%25&mode=similar_to&isCaseSensitive=y", (false, true)),
        ("search=Bob_100\\%25&mode=similar_to&isCaseSensitive=y", (false, true)),
        ("search=BobX100\\%25&mode=similar_to&isCaseSensitive=y", (false, false)),
        // posix
        ("search=^ad&mode=posix", (true, false)),
        ("search=OB&mode=posix", (false, true)),
        ("search=OB&mode=posix&isCaseSensitive=1", (false, false)),
        ("search=[0-9]{3}&mode=posix", (false, true)),
        // a field's own mode beats the general one
        ("search.username=^ada&search.id=u2&mode=exact&mode.username=posix", (true, true)),
        ("search.username=^ada&mode.username=posix&mode=exact", (true, false)),
        // between parameters
        ("search.id=u1&search.username=bob%25", (true, true)),
        ("search.id=u1&search.username=bob%25&joint=and", (false, false)),
        ("search.id=u1&search.username=ada%25&jointMode=and", (true, false)),
    ] {
        assert_eq!(found(query), expected, "{query}");
    }
}

#[test]
fn what_does_not_search_is_no_search() {
    for query in
        ["", "page=1", "mode=exact", "mode=nonsense", "joint=nonsense", "isCaseSensitive=1", "Search=x"]
    {
        assert!(parse(query).unwrap().is_none(), "{query}");
    }
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let long = format!("search={}", "a".repeat(MAX_LENGTH + 1));
    let many: String = (0..=MAX_TERMS).map(|n| format!("search{n}=a&")).collect();
    let nested = format!("mode=posix&search={}{}", "(".repeat(400), ")".repeat(400));
    for query in [
        "search=",
        "search.username=",
        "search=a&search=b",
        "search=a&search=&mode=exact",
        "search.userName=x",
        "search.nope=x",
        "search.a.b=x",
        "search.username.b=x",
        "search=x&mode=similar_to",
        "search=x&mode=nonsense",
        "search=x&mode.a.b=like",
        "search=x&joint=foo",
        r"search=x\",
        "search=(&mode=posix",
        "search=(&mode=similar_to&isCaseSensitive=true",
        r"search=(a)\1&mode=posix",
        "search=(a{1000}){1000}{1000}&mode=posix",
        &nested,
        &long,
        &many,
    ] {
        assert!(parse(query).is_err(), "{query}");
    }
    let refusal = parse("search.userName=x").unwrap_err().to_string();
    assert!(refusal.contains("`user_name`") && refusal.contains("primary_email"), "{refusal}");
}

#[test]
fn simple_searches_are_sql_s() {
    let any = |query: &str| {
        parse(query).unwrap().unwrap().as_any_field().map(|any| match any {
            AnyField::Equals(text) => format!("= {text}"),
            AnyField::Contains { text, at_start, at_end } => {
                let anchor = |on: bool| if on { "|" } else { "" };
                format!("~ {}{text}{}", anchor(at_start), anchor(at_end))
            }
        })
    };
    for (query, expected) in [
        ("search=Ada", "= ada"),
        (r"search=a\_da", "= a_da"),
        ("search=Ada&mode=exact", "= ada"),
        (r"search=%25A\_da%25", "~ a_da"),
        ("search=%25%25Ada", "~ ada|"),
        ("search=Ada%25", "~ |ada"),
        ("search=%25É%25", "~ é"),
        ("search=É", "~ |é|"),
    ] {
        assert_eq!(any(query).as_deref(), Some(expected), "{query}");
    }
    for complicated in [
        "search.id=a",
        "search=a&isCaseSensitive=1",
        "search=a&search=b&mode=exact",
        "search=%25%25",
        "search=a%25b",
        "search=%25_a%25",
        "search=a%25&isCaseSensitive=1",
        "search=a&search.id=b",
        "search=a&mode=posix",
    ] {
        assert_eq!(any(complicated), None, "{complicated}");
    }
}

#[test]
fn hostile_expressions_take_no_time_to_speak_of() {
    let search = parse("search=(a*)*(a*)*(a*)*b&mode=posix").unwrap().unwrap();
    assert!(!search.matches(&[Some(&"a".repeat(100_000)), None, None]));
}

#[test]
fn what_every_match_contains_is_the_longest_piece() {
    for (query, expected) in [
        ("search=a_bcd%25E", "bcd"),
        ("search=A_BC%25&isCaseSensitive=true", "bc"),
        (r"search=x\_y_z", "x_y"),
        ("search.username=ÉA_b", "éa"),
        ("search=%25_%25", ""),
        ("search=^abc&mode=posix", ""),
        ("search=abc", ""),
        ("search.id=ab_c&search.username=de_f", ""),
    ] {
        assert_eq!(parse(query).unwrap().unwrap().literal(), expected, "{query}");
    }
}
