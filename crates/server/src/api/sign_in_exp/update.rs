use serde_json::{Map, Value, json};

use super::{refused, show};
use crate::{
    api::shell::{Answer, ApiError, Call, Issue, Key, Part, Schema, any_text, object, optional},
    settings::{self, case_conflicts},
};

/// Names shown with a refusal.
const SAMPLES: i64 = 20;

pub(super) fn query() -> Schema {
    // There are no demonstration connectors to remove.
    object([optional("removeUnusedDemoSocialConnector", any_text())])
}

/// `PATCH /sign-in-exp`: every member that is sent replaces the whole member.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let mut changes: Map<String, Value> = call.body()?;
    if changes.is_empty() {
        return Err(ApiError::empty_update());
    }
    if changes.remove("tenantId").is_some_and(|tenant| tenant != "default") {
        return Err(ApiError::request_invalid(400, "There is one tenant: default."));
    }
    let issues = issues(&changes);
    if !issues.is_empty() {
        return Err(ApiError::guard(Part::Body, &issues));
    }
    let app = &call.app;
    let mut tx = app.db.begin().await?;
    settings::lock(app, &mut tx).await?;
    let current = settings::sign_in_experience(&mut tx).await?;
    let next = settings::change(&current, &changes, app.clock.now()).map_err(refused::refused)?;
    if current.username_policy.case_sensitive && !next.username_policy.case_sensitive {
        let conflicts = case_conflicts(&mut tx, SAMPLES).await?;
        if conflicts.total_conflicts > 0 {
            let error = ApiError::new(409, "sign_in_experiences.username_policy_case_conflicts_exist");
            return Err(error.with_data(json!(conflicts)));
        }
    }
    settings::set_sign_in_experience(app, &mut tx, &next).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &show::body(&next)))
}

/// What depends on two members at once.
fn issues(changes: &Map<String, Value>) -> Vec<Issue> {
    let number =
        |group: &str, name: &str| changes.get(group).and_then(|own| own.get(name)).and_then(Value::as_f64);
    let path = |group: &str, name: &str| vec![Key::Name(group.into()), Key::Name(name.into())];
    let mut issues = Vec::new();
    let (least, most) = (number("usernamePolicy", "minLength"), number("usernamePolicy", "maxLength"));
    if least > most {
        let text = "The greatest length is below the least.";
        issues.push(Issue::custom(path("usernamePolicy", "maxLength"), text));
    }
    let expires = changes.get("passwordExpiration").and_then(|own| own.get("enabled")) == Some(&json!(true));
    if expires && number("passwordExpiration", "validPeriodDays").is_none_or(|days| days < 1.0) {
        let text = "Expiring passwords are valid for one day or more.";
        issues.push(Issue::custom(path("passwordExpiration", "validPeriodDays"), text));
    }
    issues
}
