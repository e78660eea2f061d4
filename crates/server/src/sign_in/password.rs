//! `/sign-in` and `/identifier-sign-in`: identifier and password.

use axum::response::Response;
use genkan_database::{DbError, retry};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{
    audit,
    events::{InteractionEvent, Scene},
    interaction, known_browser,
    labels::{Accepted, Unusable},
    pages::CredentialsPage,
    step::{Elsewhere, Step, redirect},
};
use crate::{
    audit_log::Entry,
    clock::Timestamp,
    credentials::{self, Attempt, Busy, Password, Verdict},
    http::{
        client_address::ClientAddress,
        form::{FormBody, FormRejection},
        rate_limit::{Limiter, RetryAfter, SIGN_IN},
    },
    pages::{Field, Page, PageError, Summary, html},
    settings::SignInMode,
    users::{self, Identifier},
    webhooks::{self, Event},
};

/// `GET /sign-in`.
pub(super) async fn show(step: Step) -> Result<Response, Elsewhere> {
    Ok(Form::open(&step, "/sign-in")?.fresh())
}

/// `GET /identifier-sign-in`: only the identifiers of `identifier=`.
pub(super) async fn show_filtered(step: Step) -> Result<Response, Elsewhere> {
    Ok(Form::open(&step, "/identifier-sign-in")?.fresh())
}

/// `POST /sign-in`.
pub(super) async fn submit(
    step: Step,
    address: ClientAddress,
    headers: HeaderMap,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, Elsewhere> {
    handle(&step, "/sign-in", address, &headers, body).await
}

/// `POST /identifier-sign-in`.
pub(super) async fn submit_filtered(
    step: Step,
    address: ClientAddress,
    headers: HeaderMap,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, Elsewhere> {
    handle(&step, "/identifier-sign-in", address, &headers, body).await
}

async fn handle(
    step: &Step,
    path: &'static str,
    address: ClientAddress,
    headers: &HeaderMap,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, Elsewhere> {
    let (fields, is_ours) = step.accept(headers, body)?;
    let form = Form::open(step, path)?;
    let typed = fields.get("identifier").unwrap_or_default();
    let password = fields.get("password").map(Password::new);
    if !is_ours {
        return Ok(form.refused(typed, &Refusal::FormExpired));
    }
    if let Err(RetryAfter(seconds)) = step.frame.app.part::<Limiter>().check(SIGN_IN, &address.rate_key()) {
        return Ok(form.refused(typed, &Refusal::RateLimited(seconds)));
    }
    let (identifier, password) = match (form.accepted.parse(typed), password) {
        (Ok(identifier), Some(password)) => (identifier, password),
        (identifier, password) => {
            return Ok(form.incomplete(typed, identifier.err().as_ref(), password.is_none()));
        }
    };
    let identifier = if step.frame.settings.sign_in_experience.username_policy.case_sensitive {
        identifier
    } else {
        identifier.ignoring_case()
    };
    let mut entry = audit::entry(step, "Interaction.SignIn.Identifier.Password.Submit", address, headers);
    let scene = step.scene(InteractionEvent::SignIn, address, headers);
    let signed_in = sign_in(step, &scene, &identifier, &password, &mut entry).await;
    entry.error = signed_in.as_ref().err().map(|refusal| refusal.code().into());
    audit::record(step, entry, "Interaction.SignIn.Submit").await;
    Ok(match signed_in {
        Ok(()) => {
            let mut response = step.resume();
            if let Some(cookie) = known_browser::remember(&step.frame.app, &step.frame.cookies, &identifier) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(Refusal::Suspended) => redirect(StatusCode::SEE_OTHER, &step.frame.link("/account-suspended")),
        Err(Refusal::Gone) => step.frame.unknown_session(),
        Err(Refusal::Db(error)) => step.frame.error(PageError::from(error)),
        Err(refusal) => form.refused(typed, &refusal),
    })
}

/// Why somebody was not signed in.
#[derive(Debug)]
enum Refusal {
    /// Unknown identifier, or wrong password: nobody learns which.
    Wrong,
    /// Too many failures.
    Locked { until: Timestamp },
    /// Too many attempts from one address; seconds to wait.
    RateLimited(u64),
    /// Too many passwords are being hashed.
    Busy,
    /// The form's token is not this interaction's.
    FormExpired,
    /// The password was right, but the account may not sign in.
    Suspended,
    /// The interaction ended meanwhile.
    Gone,
    /// Storage.
    Db(DbError),
}

impl Refusal {
    /// The stable code, for the audit log.
    fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "session.invalid_credentials",
            Self::Locked { .. } => "session.verification_blocked_too_many_attempts",
            Self::RateLimited(_) | Self::Busy => "request.rate_limited",
            Self::FormExpired => "session.invalid_form",
            Self::Suspended => "user.suspended",
            Self::Gone => "session.not_found",
            Self::Db(_) => "request.unavailable",
        }
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<Busy> for Refusal {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

/// Verifies a password and notes in the interaction who signed in. The attempt is counted, durably, before the
/// password is looked at, and known and unknown identifiers cost the same work.
async fn sign_in(
    step: &Step,
    scene: &Scene<'_>,
    identifier: &Identifier,
    password: &Password,
    entry: &mut Entry,
) -> Result<(), Refusal> {
    let app = &step.frame.app;
    let subject = known_browser::subject(app, &step.frame.cookies, identifier);
    let policy = &step.frame.settings.sign_in_experience.sentinel_policy;
    let attempt = retry(async || {
        let mut tx = app.db.begin().await?;
        let attempt = credentials::attempt(app, &mut tx, policy, &subject).await?;
        if matches!(attempt, Attempt::Locked { begins: true, .. }) {
            let payload = scene.of_identifier(identifier);
            webhooks::enqueue(app, &mut tx, Event::IdentifierLockout, payload).await?;
        }
        tx.commit().await?;
        Ok::<_, DbError>(attempt)
    });
    let key = match attempt.await? {
        Attempt::Counted(key) => key,
        Attempt::Locked { until, .. } => return Err(Refusal::Locked { until }),
    };
    let found = users::find_with_password(&mut app.db.read().await?, identifier).await?;
    entry.user_id = found.as_ref().map(|(user, _)| user.id.clone());
    let stored = found.as_ref().and_then(|(_, password)| password.as_ref());
    let verdict = match credentials::verify(app, stored, password).await {
        Ok(verdict) => verdict,
        Err(busy) => {
            let given_back = retry(async || {
                let mut tx = app.db.begin().await?;
                credentials::succeeded(&mut tx, &key).await?;
                tx.commit().await
            });
            given_back.await?;
            return Err(busy.into());
        }
    };
    let (Some((user, stored)), Verdict::Right { rehashed }) = (&found, verdict) else {
        return Err(Refusal::Wrong);
    };
    let recorded = retry(async || {
        let mut tx = app.db.begin().await?;
        credentials::succeeded(&mut tx, &key).await?;
        if let (Some(old), Some(new)) = (stored, &rehashed) {
            users::rehash_password(&mut tx, &user.id, &old.digest, new).await?;
        }
        let uid = &step.interaction.uid;
        let recorded = user.is_suspended
            || interaction::record_login(&mut tx, uid, &user.id, &["pwd"], app.clock.now()).await?;
        tx.commit().await?;
        Ok::<_, DbError>(recorded)
    });
    match (recorded.await?, user.is_suspended) {
        (_, true) => Err(Refusal::Suspended),
        (true, false) => Ok(()),
        (false, false) => Err(Refusal::Gone),
    }
}

/// The form of this step.
struct Form<'a> {
    step: &'a Step,
    path: &'static str,
    accepted: Accepted,
    page: Page,
}

impl<'a> Form<'a> {
    /// The form, or where to go instead when signing in is switched off or nothing is left of the filter.
    fn open(step: &'a Step, path: &'static str) -> Result<Self, Elsewhere> {
        let experience = &step.frame.settings.sign_in_experience;
        if experience.sign_in_mode == SignInMode::Register {
            return Err(redirect(StatusCode::SEE_OTHER, &step.frame.link("/register")).into());
        }
        let enabled = &experience.sign_in_identifiers();
        let accepted = if path == "/identifier-sign-in" {
            Accepted::filtered(enabled, &step.frame.parameters)
                .ok_or_else(|| redirect(StatusCode::SEE_OTHER, &step.frame.link("/sign-in")))?
        } else {
            Accepted::enabled(enabled).ok_or_else(|| step.frame.error(PageError::not_found()))?
        };
        Ok(Self { step, path, accepted, page: step.frame.page() })
    }

    fn fresh(self) -> Response {
        let hint = self.step.frame.parameters.get("login_hint");
        let hint = hint.or(self.step.interaction.request.extra.login_hint.as_deref());
        let hint = hint.unwrap_or_default().to_owned();
        let mut page = self.template(&hint);
        page.identifier.autofocus = hint.is_empty();
        page.password.autofocus = !hint.is_empty();
        html(StatusCode::OK, page)
    }

    /// Something is missing or cannot be an identifier.
    fn incomplete(self, typed: &str, unusable: Option<&Unusable>, no_password: bool) -> Response {
        let locale = self.page.locale;
        let mut page = self.template(typed);
        page.identifier.error = unusable.map(|unusable| self.accepted.message(locale, unusable));
        page.password.error = no_password.then(|| locale.t("password-missing").into_owned());
        page.summary = Summary::of(locale.t("summary"), &[&page.identifier, &page.password]);
        html(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    fn refused(self, typed: &str, refusal: &Refusal) -> Response {
        let locale = self.page.locale;
        let now = self.step.frame.app.clock.now();
        let (status, text, retry_after) = match refusal {
            Refusal::Locked { until } => {
                let seconds = until.seconds().saturating_sub(now.seconds()).max(1);
                let minutes = (seconds + 59) / 60;
                let text = locale.t_args("locked", &[("minutes", minutes.into())]);
                (StatusCode::TOO_MANY_REQUESTS, text, u64::try_from(seconds).ok())
            }
            Refusal::RateLimited(seconds) => {
                (StatusCode::TOO_MANY_REQUESTS, locale.t("rate-limited").into_owned(), Some(*seconds))
            }
            Refusal::Busy => {
                (StatusCode::TOO_MANY_REQUESTS, locale.t("busy").into_owned(), Some(Busy::RETRY_AFTER))
            }
            Refusal::FormExpired => (StatusCode::FORBIDDEN, locale.t("form-expired").into_owned(), None),
            _ => {
                let label = self.accepted.inline_label(locale);
                let text = locale.t_with("credentials-wrong", "identifier", &label);
                (StatusCode::UNPROCESSABLE_ENTITY, text, None)
            }
        };
        let mut page = self.template(typed);
        page.summary = Some(Summary::new(text));
        let mut response = html(status, page);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn template(&self, typed: &str) -> CredentialsPage {
        let (frame, page) = (&self.step.frame, &self.page);
        let experience = &frame.settings.sign_in_experience;
        let t = |key: &str| page.locale.t(key).into_owned();
        let filtered = self.path == "/identifier-sign-in";
        let can_register = experience.sign_in_mode == SignInMode::SignInAndRegister
            && !experience.sign_up_identifiers().is_empty();
        CredentialsPage {
            heading: page.locale.t("sign-in").into_owned(),
            summary: None,
            action: frame.link_with(self.path, &["identifier"]),
            csrf: self.step.csrf(),
            identifier: self.accepted.field(page.locale, typed),
            password: Field {
                kind: "password",
                autocomplete: "current-password",
                enter: "go",
                toggle: Some((t("password-show"), t("password-hide"))),
                ..Field::new("password", t("password"))
            },
            forgot: Some(frame.link("/forgot-password")),
            submit: t("sign-in-action"),
            terms: None,
            all_options: filtered.then(|| frame.link("/sign-in")),
            switch: can_register
                .then(|| (t("register-invitation"), t("register-link"), frame.link("/register"))),
            page: page.clone(),
        }
    }
}
