//! Parameters beyond the standards that shape the sign-in pages.

use serde::{Deserialize, Serialize};

use super::MAX_HINT_BYTES;
use crate::parameters::Parameters;

/// A credential that another site handed over may be longer than a hint.
const MAX_CREDENTIAL_BYTES: usize = 8 * 1024;

/// What the client asks of the sign-in pages. These are wishes, so a request with one bad value goes on, but then
/// **none** of them counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtraParameters {
    /// `login_hint`: an identifier to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// `first_screen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_screen: Option<FirstScreen>,
    /// `interaction_mode`, the older form of `first_screen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction_mode: Option<InteractionMode>,
    /// `direct_sign_in`: skip the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_sign_in: Option<DirectSignIn>,
    /// `identifier`: which identifiers the page offers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifier: Vec<Identifier>,
    /// `one_time_token`, with `login_hint` the e-mail address it was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_time_token: Option<String>,
    /// `organization_id`: whose branding to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// `google_one_tap_credential`, not verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub google_one_tap_credential: Option<String>,
}

impl ExtraParameters {
    /// Reads them all, or none.
    pub fn parse(parameters: &Parameters) -> Self {
        Self::parse_all(parameters).unwrap_or_default()
    }

    /// The page to begin with: `first_screen`, else `interaction_mode`, else sign-in.
    pub fn screen(&self) -> FirstScreen {
        match (self.first_screen, self.interaction_mode) {
            (Some(screen), _) => screen,
            (None, Some(InteractionMode::SignUp)) => FirstScreen::Register,
            (None, _) => FirstScreen::SignIn,
        }
    }

    fn parse_all(parameters: &Parameters) -> Option<Self> {
        let text = |name: &str, limit: usize| match parameters.get(name) {
            Some(value) if value.len() > limit => None,
            value => Some(value.map(str::to_owned)),
        };
        Some(Self {
            login_hint: text("login_hint", MAX_HINT_BYTES)?,
            first_screen: typed(parameters, "first_screen", FirstScreen::parse)?,
            interaction_mode: typed(parameters, "interaction_mode", InteractionMode::parse)?,
            direct_sign_in: typed(parameters, "direct_sign_in", DirectSignIn::parse)?,
            identifier: typed(parameters, "identifier", Identifier::parse_list)?.unwrap_or_default(),
            one_time_token: text("one_time_token", MAX_HINT_BYTES)?,
            organization_id: text("organization_id", MAX_HINT_BYTES)?,
            google_one_tap_credential: text("google_one_tap_credential", MAX_CREDENTIAL_BYTES)?,
        })
    }
}

/// `Some(None)`: absent; `None`: present and bad.
fn typed<T>(parameters: &Parameters, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    parameters.get(name).map_or(Some(None), |text| parse(text).map(Some))
}

/// `first_screen`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstScreen {
    /// Sign in with any identifier or provider.
    #[default]
    SignIn,
    /// Create an account.
    Register,
    /// Reset the password.
    ResetPassword,
    /// Sign in with the identifiers named by `identifier`.
    IdentifierSignIn,
    /// Create an account with the identifiers named by `identifier`.
    IdentifierRegister,
    /// Sign in through an enterprise provider.
    SingleSignOn,
}

impl FirstScreen {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "sign_in" | "signIn" => Self::SignIn,
            "register" => Self::Register,
            "reset_password" => Self::ResetPassword,
            "identifier:sign_in" => Self::IdentifierSignIn,
            "identifier:register" => Self::IdentifierRegister,
            "single_sign_on" => Self::SingleSignOn,
            _ => return None,
        })
    }

    /// The page's path segment, without slashes.
    pub const fn route(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Register => "register",
            Self::ResetPassword => "reset-password",
            Self::IdentifierSignIn => "identifier-sign-in",
            Self::IdentifierRegister => "identifier-register",
            Self::SingleSignOn => "single-sign-on",
        }
    }
}

/// `interaction_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InteractionMode {
    /// `signIn`.
    SignIn,
    /// `signUp`.
    SignUp,
}

impl InteractionMode {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "signIn" => Some(Self::SignIn),
            "signUp" => Some(Self::SignUp),
            _ => None,
        }
    }
}

/// `direct_sign_in`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", content = "target", rename_all = "snake_case")]
pub enum DirectSignIn {
    /// `social:{target}`.
    Social(String),
    /// `sso:{connector id}`.
    Sso(String),
}

impl DirectSignIn {
    fn parse(text: &str) -> Option<Self> {
        let (method, target) = text.split_once(':')?;
        // The target becomes a path segment.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if target.is_empty() || target.len() > 128 || target.starts_with('.') || !target.bytes().all(plain) {
            return None;
        }
        match method {
            "social" => Some(Self::Social(target.to_owned())),
            "sso" => Some(Self::Sso(target.to_owned())),
            _ => None,
        }
    }

    /// `social` or `sso`.
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Social(_) => "social",
            Self::Sso(_) => "sso",
        }
    }

    /// The connector's target or id.
    pub fn target(&self) -> &str {
        match self {
            Self::Social(target) | Self::Sso(target) => target,
        }
    }
}

/// One value of `identifier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A user name.
    Username,
}

impl Identifier {
    /// The wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Username => "username",
        }
    }

    fn parse_list(text: &str) -> Option<Vec<Self>> {
        let mut list = Vec::new();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            let identifier = [Self::Email, Self::Phone, Self::Username]
                .into_iter()
                .find(|known| known.as_str() == name)?;
            if !list.contains(&identifier) {
                list.push(identifier);
            }
        }
        Some(list)
    }
}
