//! The sign-in experience: everything the operator decides about the pages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    AgreeToTermsPolicy, Branding, Color, CustomUiAssets, CustomUiCsp, EmailBlocklistPolicy,
    ForgotPasswordMethod, IdentifierType, LanguageInfo, Mfa, PasskeySignIn, PasswordExpiration,
    PasswordPolicy, PasswordPolicySettings, SentinelPolicy, SignIn, SignInMode, SignUp, SocialSignIn, Switch,
    UsernamePolicy, VerificationCodePolicy,
};

/// What the pages offer, as stored and as the management API shows it. Defaults are those of a fresh tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SignInExperience {
    /// Of buttons and links.
    pub color: Color,
    /// Images.
    pub branding: Branding,
    /// Always false: there is none of another's to hide.
    pub hide_logto_branding: bool,
    /// Languages.
    pub language_info: LanguageInfo,
    /// Shown as a link on the pages.
    pub terms_of_use_url: Option<String>,
    /// Shown as a link on the pages.
    pub privacy_policy_url: Option<String>,
    /// When the person agrees to them.
    pub agree_to_terms_policy: AgreeToTermsPolicy,
    /// Ways to sign in.
    pub sign_in: SignIn,
    /// How an account begins.
    pub sign_up: SignUp,
    /// Social sign-in.
    pub social_sign_in: SocialSignIn,
    /// Which social connectors, in which order.
    pub social_sign_in_connector_targets: Vec<String>,
    /// Sign in, register, or both.
    pub sign_in_mode: SignInMode,
    /// A stylesheet read after ours on every page; setting our custom properties on `:root` is all it needs.
    pub custom_css: Option<String>,
    /// HTML for places of uploaded pages.
    pub custom_content: BTreeMap<String, String>,
    /// Uploaded pages.
    pub custom_ui_assets: Option<CustomUiAssets>,
    /// What they may load.
    pub custom_ui_csp: CustomUiCsp,
    /// Password rules.
    pub password_policy: PasswordPolicySettings,
    /// Second factors.
    pub mfa: Mfa,
    /// Second factors when something is unusual.
    pub adaptive_mfa: Switch,
    /// Whether company sign-in is offered.
    pub single_sign_on_enabled: bool,
    /// Whom people can write to.
    pub support_email: Option<String>,
    /// Where people find help.
    pub support_website_url: Option<String>,
    /// Where to send people who arrive at a page without a pending sign-in; else our own page.
    pub unknown_session_redirect_url: Option<String>,
    /// Whether people prove that they are people.
    pub captcha_policy: Switch,
    /// The lock after failed sign-ins.
    pub sentinel_policy: SentinelPolicy,
    /// E-mail addresses that may not register.
    pub email_blocklist_policy: EmailBlocklistPolicy,
    /// Codes that are sent.
    pub verification_code_policy: VerificationCodePolicy,
    /// How a forgotten password is replaced; none given: by what is connected.
    pub forgot_password_methods: Option<Vec<ForgotPasswordMethod>>,
    /// Passkeys instead of passwords.
    pub passkey_sign_in: PasskeySignIn,
    /// What a new account is asked for besides.
    pub sign_up_profile_fields: Option<Vec<ProfileField>>,
    /// Passwords that must be changed after a time.
    pub password_expiration: PasswordExpiration,
    /// Which usernames may be chosen.
    pub username_policy: UsernamePolicy,
}

/// A profile field by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileField {
    /// Its name.
    pub name: String,
}

impl SignInExperience {
    /// Identifiers accepted with a password at sign-in.
    pub fn sign_in_identifiers(&self) -> Vec<IdentifierType> {
        self.sign_in.methods.iter().filter(|method| method.password).map(|method| method.identifier).collect()
    }

    /// Identifier types offered at registration with a password; the person gives one of them.
    pub fn sign_up_identifiers(&self) -> &[IdentifierType] {
        if self.sign_up.password { &self.sign_up.identifiers } else { &[] }
    }

    /// The password rules, complete.
    pub fn password_rules(&self) -> PasswordPolicy {
        self.password_policy.rules()
    }
}
