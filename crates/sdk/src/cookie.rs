//! Reading `Cookie` headers and writing `Set-Cookie` (RFC 6265bis), with long values cut into chunks.

use http::header::{COOKIE, HeaderMap, HeaderValue};

/// Longest value of one cookie, in bytes. Browsers stop at 4,096 for name and value together; the name and, in
/// Safari, the attributes need room too.
pub(crate) const CHUNK_LENGTH: usize = 3_600;

/// Most chunks of one value. Four chunks fit under the 16 KiB that Node.js and many proxies allow for all headers.
pub(crate) const MOST_CHUNKS: usize = 4;

/// Longest value that can be stored, in bytes.
pub(crate) const LONGEST_VALUE: usize = CHUNK_LENGTH * MOST_CHUNKS - 2;

/// All cookies of a request, in the order sent. One that is not ASCII is nobody's business here, and must not take
/// the others of its line along: scripts set such cookies, and browsers send all of them in one line.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
        .filter(|pair| pair.is_ascii())
        .filter_map(|pair| str::from_utf8(pair).ok())
        .filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='))
}

/// What a request said about one (possibly chunked) cookie.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The whole value; `None` when there is none or its chunks do not fit together.
    pub(crate) value: Option<String>,
    /// Every name that belongs to the cookie and came with the request, to be cleared when it is replaced.
    pub(crate) names: Vec<String>,
}

/// Finds the cookie `name`: whole as `name`, or as `name.0` (whose value begins with the number of chunks and `~`),
/// `name.1`, and so on. Only these exact names count: `name.00` is a stranger.
pub(crate) fn find(headers: &HeaderMap, name: &str) -> Found {
    let mut whole = None;
    let mut chunks: [Option<&str>; MOST_CHUNKS] = [None; MOST_CHUNKS];
    let mut names = Vec::new();
    for (key, value) in cookies(headers) {
        let slot = if key == name {
            &mut whole
        } else if let Some(index) = chunk_index(key, name) {
            &mut chunks[index]
        } else {
            continue;
        };
        if names.iter().any(|known| known == key) {
            // The first of a name wins: it has the most specific path (RFC 6265 §5.4).
            continue;
        }
        names.push(key.to_owned());
        // An empty value is what somebody left of a cookie that was removed.
        *slot = Some(value).filter(|value| !value.is_empty());
    }
    let value = match whole {
        Some(value) => Some(value.to_owned()),
        None => join(&chunks),
    };
    Found { value, names }
}

fn chunk_index(key: &str, name: &str) -> Option<usize> {
    let index = key.strip_prefix(name)?.strip_prefix('.')?.as_bytes();
    match index {
        [digit @ b'0'..=b'9'] => Some(usize::from(digit - b'0')).filter(|index| *index < MOST_CHUNKS),
        _ => None,
    }
}

fn join(chunks: &[Option<&str>; MOST_CHUNKS]) -> Option<String> {
    let (count, first) = chunks[0]?.split_once('~')?;
    let count: usize = count.parse().ok().filter(|count| (2..=MOST_CHUNKS).contains(count))?;
    let mut value = first.to_owned();
    for chunk in &chunks[1..count] {
        value.push_str((*chunk)?);
    }
    Some(value)
}

/// The attributes every cookie of the SDK carries: host-only, `Path=/`, `HttpOnly`, `SameSite=Lax`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attributes {
    /// Adds `Secure`.
    pub(crate) secure: bool,
    /// Life in seconds.
    pub(crate) max_age: i64,
}

/// The value is longer than [`LONGEST_VALUE`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong {
    /// Its length in bytes.
    pub(crate) length: usize,
}

/// `Set-Cookie` values that store `value` under `name` and remove whatever of `previous` it does not overwrite.
pub(crate) fn store(
    name: &str,
    value: &str,
    previous: &[String],
    attributes: Attributes,
) -> Result<Vec<HeaderValue>, TooLong> {
    if value.len() > LONGEST_VALUE {
        return Err(TooLong { length: value.len() });
    }
    let mut parts: Vec<(String, String)> = Vec::new();
    if value.len() <= CHUNK_LENGTH {
        parts.push((name.to_owned(), value.to_owned()));
    } else {
        let mut rest = value;
        let count = (value.len() + 2).div_ceil(CHUNK_LENGTH);
        for index in 0..count {
            let room = if index == 0 { CHUNK_LENGTH - 2 } else { CHUNK_LENGTH };
            let (chunk, after) = rest.split_at(room.min(rest.len()));
            rest = after;
            let chunk = if index == 0 { format!("{count}~{chunk}") } else { chunk.to_owned() };
            parts.push((format!("{name}.{index}"), chunk));
        }
    }
    let mut headers: Vec<HeaderValue> = previous
        .iter()
        .filter(|old| !parts.iter().any(|(key, _)| key == *old))
        .filter_map(|old| remove(old, attributes.secure))
        .collect();
    headers.extend(parts.iter().filter_map(|(key, chunk)| set(key, chunk, attributes)));
    Ok(headers)
}

/// The `Set-Cookie` value of a cookie that must fit without chunks.
pub(crate) fn store_whole(
    name: &str,
    value: &str,
    attributes: Attributes,
) -> Result<Option<HeaderValue>, TooLong> {
    if value.len() > CHUNK_LENGTH {
        return Err(TooLong { length: value.len() });
    }
    Ok(set(name, value, attributes))
}

/// One `Set-Cookie` value that removes `name`.
pub(crate) fn remove(name: &str, secure: bool) -> Option<HeaderValue> {
    set(name, "", Attributes { secure, max_age: 0 })
}

/// `None` only for a name or value that no header can carry; the SDK's own never are.
fn set(name: &str, value: &str, attributes: Attributes) -> Option<HeaderValue> {
    let secure = if attributes.secure { "; Secure" } else { "" };
    let max_age = attributes.max_age;
    let mut header = HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()?;
    // Kept out of logs of headers, and out of the compression tables of HTTP/2.
    header.set_sensitive(true);
    Some(header)
}

/// Every name the cookie `name` may be stored under: a response that was on its way at the same time may have changed
/// which of them the browser has.
pub(crate) fn all_names(name: &str) -> Vec<String> {
    let chunks = (0..MOST_CHUNKS).map(|index| format!("{name}.{index}"));
    std::iter::once(name.to_owned()).chain(chunks).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const LAX: Attributes = Attributes { secure: true, max_age: 60 };

    fn request(headers: &[HeaderValue]) -> HeaderMap {
        let pairs: Vec<&str> =
            headers.iter().map(|h| h.to_str().unwrap().split(';').next().unwrap()).collect();
        let mut map = HeaderMap::new();
        map.insert(COOKIE, pairs.join("; ").parse().unwrap());
        map
    }

    fn text(length: usize) -> String {
        (0..length).map(|i| char::from(b'a' + u8::try_from(i % 26).unwrap())).collect()
    }

    #[test]
    fn values_of_every_length_come_back() {
        for length in
            [1, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1, 2 * CHUNK_LENGTH - 2, LONGEST_VALUE]
        {
            let value = text(length);
            let headers = store("s", &value, &[], LAX).unwrap();
            assert!(headers.iter().all(|header| header.len() < 3_750));
            assert_eq!(find(&request(&headers), "s").value, Some(value), "{length}");
        }
        assert_eq!(
            store("s", &text(LONGEST_VALUE + 1), &[], LAX),
            Err(TooLong { length: LONGEST_VALUE + 1 })
        );
    }

    #[test]
    fn shrinking_removes_what_is_left_over() {
        let long = request(&store("s", &text(9_000), &[], LAX).unwrap());
        let names = find(&long, "s").names;
        assert_eq!(names, ["s.0", "s.1", "s.2"]);
        let short = store("s", "x", &names, LAX).unwrap();
        assert_eq!(short.len(), 4);
        assert!(short[0].to_str().unwrap().starts_with("s.0=; Path=/; Max-Age=0"));
    }

    #[test]
    fn missing_reordered_and_lookalike_chunks_do_not_join() {
        let find = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, line.parse().unwrap());
            find(&headers, "s").value
        };
        assert_eq!(find("s.0=2~a; s.1=b"), Some("ab".into()));
        assert_eq!(find("s.1=b; s.0=2~a"), Some("ab".into()), "the order of the header does not matter");
        assert_eq!(find("s.0=2~a; s.1=b; s.2=extra"), Some("ab".into()), "an extra chunk is ignored");
        assert_eq!(find("s.0=2~a; s.00=b; s.01=b; s.+1=b; s. 1=b"), None);
        assert_eq!(find("s.0=2~a"), None);
        assert_eq!(find("s.1=2~a; s.0=b"), None, "swapped values");
        assert_eq!(find("s.0=9~a; s.1=b"), None);
        assert_eq!(find("s.0=1~a"), None);
        assert_eq!(find("s.0=~a"), None);
        assert_eq!(find("s=first; s=second"), Some("first".into()));
        assert_eq!(find("ss=a; s.tx=b"), None);
        assert_eq!(find("s="), None, "what is left of a cookie that was removed");
        assert_eq!(find("s=; s.0=2~a; s.1=b"), Some("ab".into()));
        assert_eq!(find("s.0=2~a; s.1="), None);
    }

    #[test]
    fn a_strange_neighbour_hides_nothing() {
        for line in ["greeting=こんにちは; s=v", "s=v; a=\u{e9}", "あ=い; s=v; う", "=; ;s=v;;", "\ts=v"]
        {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
            assert_eq!(find(&headers, "s").value.as_deref(), Some("v"), "{line}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_bytes("s=あ; ss=v".as_bytes()).unwrap());
        assert_eq!(find(&headers, "s").value, None);
    }

    #[test]
    fn what_is_set_is_not_for_logs() {
        let headers = store("s", &text(9_000), &[], LAX).unwrap();
        assert!(headers.iter().all(HeaderValue::is_sensitive));
        assert!(headers.iter().all(|header| {
            let name = header.to_str().unwrap().split('=').next().unwrap().to_owned();
            all_names("s").contains(&name)
        }));
    }

    proptest::proptest! {
        #[test]
        fn any_header_is_survived(bytes in proptest::collection::vec(0_u8..=255, 0..200)) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                headers.insert(COOKIE, value);
            }
            find(&headers, "s");
        }
    }
}
