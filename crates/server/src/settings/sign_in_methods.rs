//! How people sign in and register.

use serde::{Deserialize, Serialize};

/// Whether people may sign in, register, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInMode {
    /// Existing users only.
    SignIn,
    /// New users only.
    Register,
    /// Both.
    #[default]
    SignInAndRegister,
}

/// What people identify themselves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdentifierType {
    /// A name of their choice.
    Username,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

/// Ways to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// One per identifier type.
    pub methods: Vec<SignInMethod>,
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInMethod {
    /// With what.
    pub identifier: IdentifierType,
    /// Proven by a password.
    pub password: bool,
    /// Proven by a code that was sent.
    pub verification_code: bool,
    /// Which of the two is asked for first.
    pub is_password_primary: bool,
}

impl SignInMethod {
    /// With a password only.
    pub fn password(identifier: IdentifierType) -> Self {
        Self { identifier, password: true, verification_code: false, is_password_primary: true }
    }
}

impl Default for SignIn {
    fn default() -> Self {
        Self { methods: [IdentifierType::Username, IdentifierType::Email].map(SignInMethod::password).into() }
    }
}

/// How an account begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignUp {
    /// The person gives one of them.
    pub identifiers: Vec<IdentifierType>,
    /// A password is chosen.
    pub password: bool,
    /// Address or number is verified first.
    pub verify: bool,
    /// Asked for besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secondary_identifiers: Option<Vec<SecondaryIdentifier>>,
}

impl Default for SignUp {
    fn default() -> Self {
        Self {
            identifiers: vec![IdentifierType::Username, IdentifierType::Email],
            password: true,
            verify: false,
            secondary_identifiers: None,
        }
    }
}

/// A further identifier of a new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondaryIdentifier {
    /// Which.
    pub identifier: SignUpIdentifier,
    /// Verified first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify: Option<bool>,
}

/// What a new account can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignUpIdentifier {
    /// A name of their choice.
    Username,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// One of the two.
    EmailOrPhone,
}

impl SignUpIdentifier {
    /// Whether it names an address or number, which can be verified.
    pub fn is_contact(self) -> bool {
        self != Self::Username
    }

    /// Whether asking for both asks for the same thing twice.
    pub fn overlaps(self, other: Self) -> bool {
        self == other
            || (self == Self::EmailOrPhone && other.is_contact())
            || (other == Self::EmailOrPhone && self.is_contact())
    }
}

impl From<IdentifierType> for SignUpIdentifier {
    fn from(kind: IdentifierType) -> Self {
        match kind {
            IdentifierType::Username => Self::Username,
            IdentifierType::Email => Self::Email,
            IdentifierType::Phone => Self::Phone,
        }
    }
}
