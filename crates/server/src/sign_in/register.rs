//! `/register` and `/identifier-register`: a new account with one identifier and a password.

use axum::response::Response;
use genkan_database::{DbError, Retryable, retry};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{
    audit,
    events::{self, InteractionEvent, Scene},
    interaction, known_browser,
    labels::{self, Accepted, Unusable},
    pages::CredentialsPage,
    step::{Elsewhere, Step, redirect},
};
use crate::{
    credentials::{self, Busy, Issue, Password, check_password},
    http::{
        client_address::ClientAddress,
        form::{FormBody, FormRejection},
        rate_limit::{Limiter, REGISTER, RetryAfter},
    },
    ids::UserId,
    organizations::jit,
    pages::{Field, Locale, Page, PageError, Summary, html},
    settings::{IdentifierType, SignInMode},
    users::{self, Identifier, NewUser},
    webhooks::{self, Event},
};

/// `GET /register`.
pub(super) async fn show(step: Step) -> Result<Response, Elsewhere> {
    Ok(Form::open(&step, "/register")?.fresh())
}

/// `GET /identifier-register`: only the identifiers of `identifier=`.
pub(super) async fn show_filtered(step: Step) -> Result<Response, Elsewhere> {
    Ok(Form::open(&step, "/identifier-register")?.fresh())
}

/// `POST /register`.
pub(super) async fn submit(
    step: Step,
    address: ClientAddress,
    headers: HeaderMap,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, Elsewhere> {
    handle(&step, "/register", address, &headers, body).await
}

/// `POST /identifier-register`.
pub(super) async fn submit_filtered(
    step: Step,
    address: ClientAddress,
    headers: HeaderMap,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, Elsewhere> {
    handle(&step, "/identifier-register", address, &headers, body).await
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
    if !is_ours {
        return Ok(form.refused(typed, StatusCode::FORBIDDEN, "form-expired", None));
    }
    // Whether an identifier is taken can be learnt here; how often, is limited.
    if let Err(RetryAfter(seconds)) = step.frame.app.part::<Limiter>().check(REGISTER, &address.rate_key()) {
        return Ok(form.refused(typed, StatusCode::TOO_MANY_REQUESTS, "rate-limited", Some(seconds)));
    }
    let password = Password::new(fields.get("password").unwrap_or_default());
    let (identifier, problem) = form.check(typed, &password);
    let (Some(identifier), None) = (identifier, problem.clone()) else {
        return Ok(form.invalid(typed, problem.unwrap_or_default()));
    };
    let mut entry = audit::entry(step, "Interaction.Register.Profile.Create", address, headers);
    let scene = step.scene(InteractionEvent::Register, address, headers);
    let registered = register(step, &scene, &identifier, &password).await;
    entry.user_id = registered.as_ref().ok().cloned();
    entry.error = registered.as_ref().err().map(|refusal| refusal.code().into());
    audit::record(step, entry, "Interaction.Register.Submit").await;
    Ok(match registered {
        Ok(_) => {
            let mut response = step.resume();
            if let Some(cookie) = known_browser::remember(&step.frame.app, &step.frame.cookies, &identifier) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(Refusal::Taken) => {
            let message = form.taken(&identifier);
            form.invalid(typed, Problems { identifier: Some(message), password: None })
        }
        Err(Refusal::Busy) => {
            form.refused(typed, StatusCode::TOO_MANY_REQUESTS, "busy", Some(Busy::RETRY_AFTER))
        }
        Err(Refusal::Gone) => step.frame.unknown_session(),
        Err(Refusal::Db(error)) => step.frame.error(PageError::from(error)),
    })
}

/// What is wrong with the fields, in words.
#[derive(Clone, Debug, Default)]
struct Problems {
    identifier: Option<String>,
    password: Option<String>,
}

/// Why no account was created.
#[derive(Debug)]
enum Refusal {
    /// Somebody has this identifier.
    Taken,
    /// Too many passwords are being hashed.
    Busy,
    /// The interaction ended meanwhile.
    Gone,
    /// Storage.
    Db(DbError),
}

impl Refusal {
    /// The stable code, for the audit log.
    fn code(&self) -> &'static str {
        match self {
            Self::Taken => "user.identifier_already_in_use",
            Self::Busy => "request.rate_limited",
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

impl From<users::Error> for Refusal {
    fn from(error: users::Error) -> Self {
        match error {
            users::Error::IdentifierInUse(_) => Self::Taken,
            users::Error::Db(error) => Self::Db(error),
        }
    }
}

impl Retryable for Refusal {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}

/// Creates the account and notes in the interaction who signed in, both or neither. The password is hashed first,
/// so that a taken identifier takes as long as a free one.
async fn register(
    step: &Step,
    scene: &Scene<'_>,
    identifier: &Identifier,
    password: &Password,
) -> Result<UserId, Refusal> {
    let app = &step.frame.app;
    let hash = credentials::hash(app, password).await.map_err(|Busy| Refusal::Busy)?;
    let usernames_ignore_case = !step.frame.settings.sign_in_experience.username_policy.case_sensitive;
    let mut new = NewUser { password_hash: Some(hash), usernames_ignore_case, ..NewUser::default() };
    match identifier {
        Identifier::Username(username) | Identifier::AnyCaseUsername(username) => {
            new.username = Some(username.clone());
        }
        Identifier::Email(email) => new.primary_email = Some(email.clone()),
        Identifier::Phone(phone) => new.primary_phone = Some(phone.clone()),
    }
    retry(async || {
        let mut tx = app.db.begin().await?;
        let user_id = users::create(app, &mut tx, new.clone()).await?;
        let uid = &step.interaction.uid;
        if !interaction::record_registration(&mut tx, uid, &user_id, app.clock.now()).await? {
            return Err(Refusal::Gone);
        }
        if let Some(user) = users::find(&mut tx, &user_id).await? {
            let payload = scene.of_data(events::user_entity(&user));
            webhooks::enqueue(app, &mut tx, Event::UserCreated, payload).await?;
            // Nothing for an address that is only typed, which today is every one here.
            if let Some(email) = &user.primary_email {
                jit::join_by_email_domain(app, &mut tx, &user_id, email, &scene.of_change()).await?;
            }
        }
        tx.commit().await?;
        Ok(user_id)
    })
    .await
}

/// The form of this step.
struct Form<'a> {
    step: &'a Step,
    path: &'static str,
    accepted: Accepted,
    page: Page,
}

impl<'a> Form<'a> {
    /// The form, or where to go instead when registering is switched off or nothing is left of the filter.
    fn open(step: &'a Step, path: &'static str) -> Result<Self, Elsewhere> {
        let experience = &step.frame.settings.sign_in_experience;
        if experience.sign_in_mode == SignInMode::SignIn {
            return Err(redirect(StatusCode::SEE_OTHER, &step.frame.link("/sign-in")).into());
        }
        let enabled = experience.sign_up_identifiers();
        let accepted = if path == "/identifier-register" {
            Accepted::filtered(enabled, &step.frame.parameters)
                .ok_or_else(|| redirect(StatusCode::SEE_OTHER, &step.frame.link("/register")))?
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

    /// The identifier, and what is wrong with the form.
    fn check(&self, typed: &str, password: &Password) -> (Option<Identifier>, Option<Problems>) {
        let locale = self.page.locale;
        let identifier = self.accepted.parse(typed).and_then(|identifier| self.allowed(identifier));
        let own = typed.split('@').next().unwrap_or_default();
        let experience = &self.step.frame.settings.sign_in_experience;
        let policy = experience.password_rules();
        let problems = Problems {
            identifier: identifier.as_ref().err().map(|unusable| self.accepted.message(locale, unusable)),
            password: if password.expose().is_empty() {
                Some(locale.t("password-missing-new").into_owned())
            } else {
                check_password(&policy, password.expose(), &[own]).first().map(|issue| words(locale, issue))
            },
        };
        let is_fine = problems.identifier.is_none() && problems.password.is_none();
        (identifier.ok(), (!is_fine).then_some(problems))
    }

    /// A username as the policy wants it; other identifiers as they are.
    fn allowed(&self, identifier: Identifier) -> Result<Identifier, Unusable> {
        let policy = &self.step.frame.settings.sign_in_experience.username_policy;
        match &identifier {
            Identifier::Username(name) if !policy.allows(name) => Err(Unusable::Form),
            _ => Ok(identifier),
        }
    }

    fn taken(&self, identifier: &Identifier) -> String {
        let locale = self.page.locale;
        let label = locale.t(labels::key(labels::kind(identifier))).to_lowercase();
        locale.t_with("identifier-taken", "identifier", &label)
    }

    fn invalid(self, typed: &str, problems: Problems) -> Response {
        let mut page = self.template(typed);
        page.identifier.error = problems.identifier;
        page.password.error = problems.password;
        page.summary = Summary::of(page.page.locale.t("summary"), &[&page.identifier, &page.password]);
        html(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    fn refused(self, typed: &str, status: StatusCode, key: &str, retry_after: Option<u64>) -> Response {
        let mut page = self.template(typed);
        page.summary = Some(Summary::new(page.page.locale.t(key)));
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
        let filtered = self.path == "/identifier-register";
        let can_sign_in = experience.sign_in_mode == SignInMode::SignInAndRegister
            && !experience.sign_in_identifiers().is_empty();
        let min = experience.password_rules().min_length.max(1);
        let mut identifier = self.accepted.field(page.locale, typed);
        if self.accepted == Accepted::only(IdentifierType::Username) {
            identifier.hint = Some(t("username-hint"));
        }
        CredentialsPage {
            heading: page.locale.t("register").into_owned(),
            summary: None,
            action: frame.link_with(self.path, &["identifier"]),
            csrf: self.step.csrf(),
            identifier,
            password: Field {
                kind: "password",
                autocomplete: "new-password",
                enter: "go",
                hint: Some(page.locale.t_args("password-hint", &[("min", min.into())])),
                toggle: Some((t("password-show"), t("password-hide"))),
                ..Field::new("password", t("password"))
            },
            forgot: None,
            submit: t("register-action"),
            terms: (!page.links.is_empty()).then(|| t("terms-note")),
            all_options: filtered.then(|| frame.link("/register")),
            switch: can_sign_in.then(|| (t("sign-in-invitation"), t("sign-in-link"), frame.link("/sign-in"))),
            page: page.clone(),
        }
    }
}

/// A refused password, in words.
fn words(locale: Locale, issue: &Issue) -> String {
    match issue {
        Issue::TooShort(min) => locale.t_args("password-too-short", &[("min", (*min).into())]),
        Issue::TooLong(max) => locale.t_args("password-too-long", &[("max", (*max).into())]),
        Issue::CharacterTypes(min) => locale.t_args("password-character-types", &[("min", (*min).into())]),
        Issue::UnsupportedCharacters => locale.t("password-unsupported").into_owned(),
        Issue::Common => locale.t("password-common").into_owned(),
        Issue::Repetition => locale.t("password-repetition").into_owned(),
        Issue::Sequence => locale.t("password-sequence").into_owned(),
        Issue::Words => locale.t("password-words").into_owned(),
        Issue::UserInfo => locale.t("password-user-info").into_owned(),
    }
}
