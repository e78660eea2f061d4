//! Which operation a path means. Static segments match regardless of case, one trailing slash is forgiven, and
//! nothing else is: no empty segments, no decoding before matching.

use std::sync::OnceLock;

use bytes::Bytes;
use http::Method;

use super::{document::document, operation::Operation};

/// Every operation by path.
#[derive(Debug)]
pub struct Table {
    router: matchit::Router<usize>,
    places: Vec<Place>,
    document: OnceLock<Bytes>,
}

/// The operations of one path.
#[derive(Debug)]
pub struct Place {
    /// As declared, without `/api`.
    pub(super) template: &'static str,
    /// In order of declaration.
    pub(super) operations: Vec<Operation>,
}

/// A path that was found.
#[derive(Debug)]
pub struct Found<'a> {
    pub(super) place: &'a Place,
    /// Name and value, decoded; a value that does not decode is taken as it stands.
    pub(super) params: Vec<(&'static str, String)>,
}

impl Table {
    /// # Panics
    /// When two paths contradict each other: a mistake in the source that every test shows.
    pub fn new(operations: Vec<Operation>) -> Self {
        let mut places: Vec<Place> = Vec::new();
        for operation in operations {
            match places.iter_mut().find(|place| place.template == operation.path) {
                Some(place) => place.operations.push(operation),
                None => places.push(Place { template: operation.path, operations: vec![operation] }),
            }
        }
        let mut router = matchit::Router::new();
        for (index, place) in places.iter().enumerate() {
            // Parameter names may differ between siblings; the router only needs their places.
            let route: Vec<String> = place
                .template
                .split('/')
                .map(|own| if own.starts_with('{') { "{p}".to_owned() } else { own.to_ascii_lowercase() })
                .enumerate()
                .map(|(at, own)| if own == "{p}" { format!("{{p{at}}}") } else { own })
                .collect();
            let route = route.join("/");
            router.insert(&route, index).unwrap_or_else(|error| panic!("{}: {error}", place.template));
        }
        Self { router, places, document: OnceLock::new() }
    }

    /// Finds `path` (without `/api`).
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        if segments.first() != Some(&"") || segments[1..].iter().any(|segment| segment.is_empty()) {
            return None;
        }
        let lower = path.to_ascii_lowercase();
        let index = *self.router.at(&lower).ok()?.value;
        let place = &self.places[index];
        let params = place
            .template
            .split('/')
            .zip(&segments)
            .filter_map(|(own, given)| {
                let name = own.strip_prefix('{')?.strip_suffix('}')?;
                Some((name, decoded(given)))
            })
            .collect();
        Some(Found { place, params })
    }

    /// The OpenAPI document as JSON, made for the first who asks. `origin`: this server's, always the same.
    pub fn document(&self, origin: &str) -> Bytes {
        let make = || serde_json::to_vec(&document(self.operations(), origin)).unwrap_or_default().into();
        self.document.get_or_init(make).clone()
    }

    /// Every operation.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.places.iter().flat_map(|place| &place.operations)
    }
}

impl Place {
    /// The operation of a method; `HEAD` is `GET`.
    pub(super) fn operation(&self, method: &Method) -> Option<&Operation> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.operations.iter().find(|operation| operation.method == *method)
    }

    /// The value of `Allow`.
    pub(super) fn allow(&self) -> String {
        let mut names = Vec::new();
        for operation in &self.operations {
            if operation.method == Method::GET {
                names.push("HEAD");
            }
            names.push(operation.method.as_str());
        }
        names.join(", ")
    }
}

fn decoded(segment: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(segment).decode_utf8();
    decoded.map_or_else(|_| segment.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::api::shell::Answer;

    fn table() -> Table {
        let handler = async |_| Ok(Answer::no_content());
        Table::new(vec![
            Operation::get("/roles", "ListRoles", handler),
            Operation::post("/roles", "CreateRole", handler),
            Operation::get("/roles/{id}", "GetRole", handler),
            Operation::get("/users/{userId}/tokens/{name}", "GetToken", handler),
            Operation::post("/users/{userId}/tokens/delete", "DeleteToken", handler),
        ])
    }

    #[test]
    fn case_and_one_slash_are_forgiven_and_parameters_keep_theirs() {
        let table = table();
        for path in ["/roles", "/roles/", "/ROLES", "/Roles/"] {
            assert_eq!(table.find(path).unwrap().place.template, "/roles", "{path}");
        }
        let found = table.find("/Users/aB%20c/Tokens/X%2fy").unwrap();
        assert_eq!(found.params, [("userId", "aB c".to_owned()), ("name", "X/y".to_owned())]);
        assert_eq!(table.find("/roles/%zz%ff").unwrap().params[0].1, "%zz%ff");
        assert_eq!(
            table.find("/users/u/tokens/delete").unwrap().place.template,
            "/users/{userId}/tokens/delete"
        );
        for path in ["", "/", "//roles", "/roles//", "/roles;x", "/roles/a/b", "/nope", "roles", "/%72oles"] {
            assert!(table.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn allow_names_what_there_is() {
        let table = table();
        let place = table.find("/roles").unwrap().place;
        assert_eq!(place.allow(), "HEAD, GET, POST");
        assert_eq!(place.operation(&Method::HEAD).unwrap().id, "ListRoles");
        assert!(place.operation(&Method::PUT).is_none());
    }
}
