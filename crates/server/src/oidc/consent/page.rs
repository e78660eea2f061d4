use axum::response::Response;
use genkan_oauth::resource::ORGANIZATIONS;
use http::StatusCode;
use url::{Url, form_urlencoded};

use super::Question;
use crate::{
    app::App,
    http::{csrf, headers::set_pages_headers},
    oidc::authorization::{Failure, ValidRequest, browser::Browser, wanted::Wanted},
    pages::{self, Host},
    sign_in::{
        interaction,
        pages::{ConsentPage, OrganizationChoice},
    },
    users::User,
};

pub(super) async fn render(
    app: &App,
    browser: &Browser,
    question: &Question,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (application, request) = (&question.valid.client.application, &question.valid.request);
    let page = browser
        .page(app, request.ui_locales.as_deref())
        .await
        .hosted_by(Some(Host::new(&application.name, application.logo_uri.as_deref())));
    let scopes: Vec<&str> = question.missing.scope.iter().collect();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("app_id", application.id.as_str())
        .append_pair(interaction::PARAMETER, &interaction::label(&question.interaction.uid))
        .finish();
    let choices = question.organizations.iter().flatten().map(|organization| OrganizationChoice {
        id: organization.id.to_string(),
        name: organization.name.clone(),
        is_open: organization.is_open,
    });
    let page = ConsentPage::new(
        page,
        label(&question.user),
        &scopes,
        &described(&question.valid, &question.missing),
        csrf::token(app, &question.binding()),
        format!("/consent?{query}"),
    )
    .with_organizations(&in_organizations(question), choices.collect())
    .switching_at(format!("/switch-account?{query}"))
    .returning_to(origin(&question.valid.redirect_uri));
    let mut response = pages::html(status, page);
    set_pages_headers(response.headers_mut());
    Ok(response)
}

/// How people know their own account.
fn label(user: &User) -> String {
    [&user.name, &user.primary_email, &user.username, &user.primary_phone]
        .into_iter()
        .flatten()
        .next()
        .cloned()
        .unwrap_or_else(|| user.id.to_string())
}

/// A scope's name and what it means.
type Described = (String, Option<String>);

/// Per resource its name, and each scope with its description.
fn described(valid: &ValidRequest, missing: &Wanted) -> Vec<(String, Vec<Described>)> {
    missing
        .resource_scopes
        .iter()
        .filter_map(|(indicator, asked)| {
            let resource = valid.known_resources.find(indicator)?;
            let scopes = resource.scopes.iter().filter(|scope| asked.contains(&scope.name));
            let described = scopes.map(|scope| (scope.name.clone(), scope.description.clone())).collect();
            Some((resource.name.clone(), described))
        })
        .collect()
}

/// The organization scopes that are asked for, with their descriptions.
fn in_organizations(question: &Question) -> Vec<Described> {
    let Some(asked) = question.missing.resource_scopes.get(ORGANIZATIONS) else { return Vec::new() };
    let description = |name: &str| {
        let known = question.template_scopes.iter().find(|(own, _)| own == name);
        known.and_then(|(_, description)| description.clone())
    };
    asked.iter().map(|name| (name.to_owned(), description(name))).collect()
}

/// Where the answer leads, as people read it.
fn origin(redirect_uri: &str) -> Option<String> {
    let url = Url::parse(redirect_uri).ok()?;
    Some(match url.origin() {
        origin @ url::Origin::Tuple(..) => origin.ascii_serialization(),
        url::Origin::Opaque(_) => format!("{}:", url.scheme()),
    })
}
