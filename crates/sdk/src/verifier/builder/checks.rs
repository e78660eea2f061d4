//! One check per setting; each adds its problem and lets the others speak too.

use std::sync::Arc;

use genkan_oauth::jose::Algorithm;

use super::TokenVerifierBuilder;
use crate::config::{ConfigProblem, checked_issuer};
use crate::provider::Issuer;

/// More would keep ended tokens alive.
const LONGEST_LEEWAY: i64 = 300;

impl TokenVerifierBuilder {
    pub(super) fn check_issuer(&mut self) -> Option<Arc<Issuer>> {
        if let Some(known) = self.known.clone() {
            return Some(known);
        }
        let name = checked_issuer(self.issuer.as_deref(), self.endpoint.as_deref(), self.allow_http);
        let name = name.map_err(|problem| self.problems.push(problem)).ok()?;
        let issuer = Issuer::new(name, self.allow_http, Arc::clone(&self.clock));
        issuer.map_err(|error| self.refuse("endpoint", error.to_string())).ok().map(Arc::new)
    }

    pub(super) fn check_audiences(&mut self) {
        if self.audiences.is_empty() && !self.organization_tokens {
            self.refuse(
                "audience",
                "is missing; the API's resource indicator, for example https://api.example.com \
                 (or accept organization_tokens)",
            );
        }
        let odd = |audience: &&String| audience.is_empty() || !audience.bytes().all(|b| b.is_ascii_graphic());
        if let Some(audience) = self.audiences.iter().find(odd).cloned() {
            self.refuse(
                "audience",
                format!("`{audience}` is not one audience, such as https://api.example.com"),
            );
        }
        if self.organization.as_ref().is_some_and(String::is_empty) {
            self.refuse("organization", "must not be empty");
        }
    }

    pub(super) fn check_scopes(&mut self) {
        let plain = |b: u8| b.is_ascii_graphic() && b != b'"' && b != b'\\';
        let odd = |scope: &&String| scope.is_empty() || !scope.bytes().all(plain);
        if let Some(scope) = self.scopes.iter().find(odd).cloned() {
            self.refuse("scope of the verifier", format!("`{scope}` is not one scope (RFC 6749 §3.3)"));
        }
    }

    pub(super) fn check_algorithms(&mut self) -> Vec<Algorithm> {
        let mut algorithms = Vec::new();
        for name in std::mem::take(&mut self.algorithms) {
            match name.parse() {
                Ok(algorithm) => algorithms.push(algorithm),
                Err(_) => self.refuse(
                    "algorithm",
                    format!("`{name}` is none of {}", Algorithm::ALL.map(Algorithm::as_str).join(", ")),
                ),
            }
        }
        if algorithms.is_empty() { Algorithm::ALL.to_vec() } else { algorithms }
    }

    pub(super) fn check_leeway(&mut self) {
        if !(0..=LONGEST_LEEWAY).contains(&self.leeway) {
            self.refuse("leeway", format!("`{}` is not 0 to {LONGEST_LEEWAY} seconds", self.leeway));
        }
    }

    pub(super) fn refuse(&mut self, setting: &'static str, message: impl Into<String>) {
        self.problems.push(ConfigProblem { setting, message: message.into() });
    }
}
