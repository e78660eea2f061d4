use genkan_oauth::redirect_uri::{UriKind, validate_registration};
use url::Url;

use super::Finding;
use crate::applications::Application;

const CHECK: &str = "redirect URIs";

/// Redirect URIs that can never match, or that nobody should use.
pub(super) fn check(applications: &[Application]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for application in applications.iter().filter(|application| application.uses_redirects()) {
        let (name, id) = (&application.name, &application.id);
        if application.redirect_uris.is_empty() {
            let message = format!("{name} ({id}) has none: nobody can sign in to it");
            findings.push(Finding::warning(CHECK, message));
        }
        for uri in application.redirect_uris.iter().chain(&application.post_logout_redirect_uris) {
            if let Some(problem) = problem(uri, application.is_native()) {
                findings.push(Finding::warning(CHECK, format!("{name} ({id}): {uri} {problem}")));
            }
        }
    }
    if findings.is_empty() {
        let looked_at = match applications.len() {
            1 => "1 application".to_owned(),
            count => format!("{count} applications"),
        };
        findings.push(Finding::ok(CHECK, format!("{looked_at}, nothing odd")));
    }
    findings
}

fn problem(uri: &str, native: bool) -> Option<String> {
    if let Err(error) = validate_registration(uri, UriKind::Redirect { wildcards: true }) {
        return Some(format!("can never match: {error}"));
    }
    if uri.contains('*') {
        return Some("has a wildcard: whoever gets a host that fits it receives codes".into());
    }
    let url = Url::parse(uri).ok()?;
    // Comparison is byte by byte, and browsers send the normal form.
    let normal = url.as_str();
    if normal != uri && normal.trim_end_matches('/') != uri {
        return Some(format!("can never match what a browser sends; it would send {normal}"));
    }
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => None,
        "http" if loopback => None,
        "http" => Some("is not encrypted: codes can be read on the way".into()),
        _ if native => None,
        scheme => Some(format!("uses the scheme {scheme}, which only native applications can receive")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_odd_ones_are_named() {
        for fine in [
            "https://app.example/callback",
            "http://localhost:3000/callback",
            "http://127.0.0.1/x",
            "https://app.example",
        ] {
            assert_eq!(problem(fine, false), None, "{fine}");
        }
        assert_eq!(problem("com.example.app://callback", true), None);
        for (odd, word) in [
            ("http://app.example/callback", "not encrypted"),
            ("https://App.example/callback", "can never match"),
            ("https://app.example:443/callback", "can never match"),
            ("https://app.example/a/../b", "can never match"),
            ("https://*.app.example/callback", "wildcard"),
            ("com.example.app://callback", "native"),
            ("not a uri", "can never match"),
        ] {
            let said = problem(odd, false).unwrap_or_default();
            assert!(said.contains(word), "{odd}: {said}");
        }
    }
}
