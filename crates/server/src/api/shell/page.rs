//! Paging: `page` from 1, `page_size` up to 100, totals and links in headers.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::error::ApiError;

/// The header with the number of all items.
pub const TOTAL_NUMBER: HeaderName = HeaderName::from_static("total-number");
/// Set when counting stopped early.
pub const TOTAL_NUMBER_IS_CAPPED: HeaderName = HeaderName::from_static("total-number-is-capped");

/// Whether an operation pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paging {
    /// One answer holds everything.
    #[default]
    Never,
    /// Pages when asked to.
    Optional,
    /// Always pages, 20 at a time unless asked otherwise.
    Always,
}

/// One page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: i64,
    /// Items per page.
    pub size: i64,
}

/// What a statement's `LIMIT` and `OFFSET` take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// At most so many rows; `i64::MAX` for all.
    pub limit: i64,
    /// After so many rows.
    pub offset: i64,
}

impl Window {
    /// Everything.
    pub const ALL: Self = Self { limit: i64::MAX, offset: 0 };
}

impl Page {
    /// Reads `page` and `page_size`.
    ///
    /// # Errors
    /// 400 `guard.invalid_pagination`; 422 for numbers that are no whole ones or beyond counting.
    pub fn read(paging: Paging, query: &[(String, String)]) -> Result<Option<Self>, ApiError> {
        if paging == Paging::Never {
            return Ok(None);
        }
        let (number, size) = (parameter(query, "page")?, parameter(query, "page_size")?);
        if number.is_none() && size.is_none() && paging == Paging::Optional {
            return Ok(None);
        }
        let page = Self { number: number.unwrap_or(1), size: size.unwrap_or(20) };
        if page.size > 100 {
            return Err(invalid());
        }
        Ok(Some(page))
    }

    /// Its rows.
    pub fn window(self) -> Window {
        Window { limit: self.size, offset: (self.number - 1).saturating_mul(self.size) }
    }

    /// `Total-Number` and the `Link` lines (RFC 8288). `address` is the path without `/api`, on our own origin;
    /// `capped`: counting stopped, so that the last page is unknown.
    pub(super) fn headers(self, headers: &mut HeaderMap, address: &Address<'_>, total: i64, capped: bool) {
        headers.insert(TOTAL_NUMBER, HeaderValue::from(total));
        if capped {
            headers.insert(TOTAL_NUMBER_IS_CAPPED, HeaderValue::from_static("true"));
        }
        let last = (total.saturating_add(self.size - 1) / self.size).max(1);
        let mut links = vec![("first", 1)];
        if self.number > 1 {
            links.push(("prev", self.number - 1));
        }
        if !capped {
            links.push(("last", last));
            if self.number < last {
                links.push(("next", self.number + 1));
            }
        }
        for (relation, number) in links {
            let value = format!("<{}>; rel=\"{relation}\"", address.with_page(number));
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.append(header::LINK, value);
            }
        }
    }
}

/// Where a list is.
pub(super) struct Address<'a> {
    pub(super) origin: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a [(String, String)],
}

impl Address<'_> {
    fn with_page(&self, number: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let mut placed = false;
        for (name, value) in self.query {
            if name == "page" {
                query.append_pair("page", &number.to_string());
                placed = true;
            } else {
                query.append_pair(name, value);
            }
        }
        if !placed {
            query.append_pair("page", &number.to_string());
        }
        format!("{}{}?{}", self.origin, self.path, query.finish())
    }
}

fn invalid() -> ApiError {
    ApiError::new(400, "guard.invalid_pagination")
}

/// A whole number from 1, written in any way JavaScript's `Number` reads.
fn parameter(query: &[(String, String)], name: &str) -> Result<Option<i64>, ApiError> {
    let mut values = query.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid());
    }
    if value.is_empty() {
        return Ok(None);
    }
    let number = read_number(value.trim()).ok_or_else(invalid)?;
    if number <= 0.0 || number.is_nan() {
        return Err(invalid());
    }
    if number.fract() != 0.0 || number > 4e15 {
        return Err(ApiError::value_does_not_fit());
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    Ok(Some(number as i64))
}

fn read_number(text: &str) -> Option<f64> {
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok();
    let prefixed = match text.get(..2) {
        Some("0x" | "0X") => Some(radix(&text[2..], 16)),
        Some("0o" | "0O") => Some(radix(&text[2..], 8)),
        Some("0b" | "0B") => Some(radix(&text[2..], 2)),
        _ => None,
    };
    if let Some(number) = prefixed {
        #[expect(clippy::cast_precision_loss, reason = "large ones are refused right after")]
        return number.map(|number| number as f64);
    }
    match text {
        "Infinity" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn read(paging: Paging, query: &str) -> Result<Option<Page>, &'static str> {
        let query: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Page::read(paging, &query).map_err(|error| error.code())
    }

    #[test]
    fn pages_are_whole_numbers_from_one() {
        let page = |number, size| Ok(Some(Page { number, size }));
        assert_eq!(read(Paging::Always, ""), page(1, 20));
        assert_eq!(read(Paging::Optional, ""), Ok(None));
        assert_eq!(read(Paging::Optional, "page_size=5"), page(1, 5));
        assert_eq!(read(Paging::Never, "page=0"), Ok(None));
        for (query, number) in
            [("page=1e0", 1), ("page=0x1", 1), ("page=", 1), ("page=%203", 3), ("page=99", 99)]
        {
            assert_eq!(read(Paging::Always, query), page(number, 20), "{query}");
        }
        for bad in [
            "page=0",
            "page=-1",
            "page=-0",
            "page=abc",
            "page=%20",
            "page_size=0",
            "page_size=101",
            "page=1&page=2",
            "page=0x",
            "page=1_0",
            "page=-Infinity",
            "page=NaN",
            "page=nan",
            "page=inf",
        ] {
            assert_eq!(read(Paging::Always, bad), Err("guard.invalid_pagination"), "{bad}");
        }
        for bad in ["page_size=1.5", "page=1e300", "page=Infinity", "page=99999999999999999999"] {
            assert_eq!(read(Paging::Always, bad), Err("entity.invalid_input"), "{bad}");
        }
    }

    #[test]
    fn links_come_in_order_and_keep_the_query() {
        let query = vec![("q".to_owned(), "a b".to_owned()), ("page".to_owned(), "2".to_owned())];
        let address = Address { origin: "https://id.example", path: "/roles", query: &query };
        let mut headers = HeaderMap::new();
        Page { number: 2, size: 1 }.headers(&mut headers, &address, 3, false);
        let links: Vec<&str> = headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
        assert_eq!(
            links,
            [
                "<https://id.example/roles?q=a+b&page=1>; rel=\"first\"",
                "<https://id.example/roles?q=a+b&page=1>; rel=\"prev\"",
                "<https://id.example/roles?q=a+b&page=3>; rel=\"last\"",
                "<https://id.example/roles?q=a+b&page=3>; rel=\"next\"",
            ]
        );
        assert_eq!(headers[TOTAL_NUMBER], "3");
    }
}
