/// What a webhook can be told of. Wire names in [`as_str`](Self::as_str).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// `PostRegister`.
    PostRegister,
    /// `PostSignIn`.
    PostSignIn,
    /// `PostSignInAdaptiveMfaTriggered`.
    PostSignInAdaptiveMfaTriggered,
    /// `PostResetPassword`.
    PostResetPassword,
    /// `User.Created`.
    UserCreated,
    /// `User.Deleted`.
    UserDeleted,
    /// `User.Data.Updated`.
    UserDataUpdated,
    /// `User.SuspensionStatus.Updated`.
    UserSuspensionStatusUpdated,
    /// `Role.Created`.
    RoleCreated,
    /// `Role.Deleted`.
    RoleDeleted,
    /// `Role.Data.Updated`.
    RoleDataUpdated,
    /// `Role.Scopes.Updated`.
    RoleScopesUpdated,
    /// `Scope.Created`.
    ScopeCreated,
    /// `Scope.Deleted`.
    ScopeDeleted,
    /// `Scope.Data.Updated`.
    ScopeDataUpdated,
    /// `Organization.Created`.
    OrganizationCreated,
    /// `Organization.Deleted`.
    OrganizationDeleted,
    /// `Organization.Data.Updated`.
    OrganizationDataUpdated,
    /// `Organization.Membership.Updated`.
    OrganizationMembershipUpdated,
    /// `OrganizationRole.Created`.
    OrganizationRoleCreated,
    /// `OrganizationRole.Deleted`.
    OrganizationRoleDeleted,
    /// `OrganizationRole.Data.Updated`.
    OrganizationRoleDataUpdated,
    /// `OrganizationRole.Scopes.Updated`.
    OrganizationRoleScopesUpdated,
    /// `OrganizationScope.Created`.
    OrganizationScopeCreated,
    /// `OrganizationScope.Deleted`.
    OrganizationScopeDeleted,
    /// `OrganizationScope.Data.Updated`.
    OrganizationScopeDataUpdated,
    /// `Identifier.Lockout`.
    IdentifierLockout,
    /// `Message.RateLimited`.
    MessageRateLimited,
    /// `Grant.LimitExceeded`.
    GrantLimitExceeded,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::PostRegister,
        Self::PostSignIn,
        Self::PostSignInAdaptiveMfaTriggered,
        Self::PostResetPassword,
        Self::UserCreated,
        Self::UserDeleted,
        Self::UserDataUpdated,
        Self::UserSuspensionStatusUpdated,
        Self::RoleCreated,
        Self::RoleDeleted,
        Self::RoleDataUpdated,
        Self::RoleScopesUpdated,
        Self::ScopeCreated,
        Self::ScopeDeleted,
        Self::ScopeDataUpdated,
        Self::OrganizationCreated,
        Self::OrganizationDeleted,
        Self::OrganizationDataUpdated,
        Self::OrganizationMembershipUpdated,
        Self::OrganizationRoleCreated,
        Self::OrganizationRoleDeleted,
        Self::OrganizationRoleDataUpdated,
        Self::OrganizationRoleScopesUpdated,
        Self::OrganizationScopeCreated,
        Self::OrganizationScopeDeleted,
        Self::OrganizationScopeDataUpdated,
        Self::IdentifierLockout,
        Self::MessageRateLimited,
        Self::GrantLimitExceeded,
    ];

    /// Their names, in the same order.
    pub const NAMES: [&'static str; 29] = {
        let mut names = [""; 29];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].as_str();
            at += 1;
        }
        names
    };

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PostRegister => "PostRegister",
            Self::PostSignIn => "PostSignIn",
            Self::PostSignInAdaptiveMfaTriggered => "PostSignInAdaptiveMfaTriggered",
            Self::PostResetPassword => "PostResetPassword",
            Self::UserCreated => "User.Created",
            Self::UserDeleted => "User.Deleted",
            Self::UserDataUpdated => "User.Data.Updated",
            Self::UserSuspensionStatusUpdated => "User.SuspensionStatus.Updated",
            Self::RoleCreated => "Role.Created",
            Self::RoleDeleted => "Role.Deleted",
            Self::RoleDataUpdated => "Role.Data.Updated",
            Self::RoleScopesUpdated => "Role.Scopes.Updated",
            Self::ScopeCreated => "Scope.Created",
            Self::ScopeDeleted => "Scope.Deleted",
            Self::ScopeDataUpdated => "Scope.Data.Updated",
            Self::OrganizationCreated => "Organization.Created",
            Self::OrganizationDeleted => "Organization.Deleted",
            Self::OrganizationDataUpdated => "Organization.Data.Updated",
            Self::OrganizationMembershipUpdated => "Organization.Membership.Updated",
            Self::OrganizationRoleCreated => "OrganizationRole.Created",
            Self::OrganizationRoleDeleted => "OrganizationRole.Deleted",
            Self::OrganizationRoleDataUpdated => "OrganizationRole.Data.Updated",
            Self::OrganizationRoleScopesUpdated => "OrganizationRole.Scopes.Updated",
            Self::OrganizationScopeCreated => "OrganizationScope.Created",
            Self::OrganizationScopeDeleted => "OrganizationScope.Deleted",
            Self::OrganizationScopeDataUpdated => "OrganizationScope.Data.Updated",
            Self::IdentifierLockout => "Identifier.Lockout",
            Self::MessageRateLimited => "Message.RateLimited",
            Self::GrantLimitExceeded => "Grant.LimitExceeded",
        }
    }

    /// The event with that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == name)
    }
}
