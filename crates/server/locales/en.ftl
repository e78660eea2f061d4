### English. Short sentences, no exclamation marks, no blame: what happened, what was seen, what to do next.

## Around every page
language-switch = Language
terms-link = Terms of use
privacy-link = Privacy policy
working = One moment…

## Signing in
sign-in = Sign in
sign-in-action = Sign in
username = Username
email = Email address
phone = Phone number
username-email = Username or email address
username-phone = Username or phone number
email-phone = Email address or phone number
username-email-phone = Username, email address or phone number
password = Password
password-show = Show
password-hide = Hide
forgot-password-link = Forgot your password?
register-invitation = New here?
register-link = Create an account
all-options-link = All ways to continue

## Creating an account
register = Create an account
register-action = Create account
password-hint = { $min ->
    [one] At least { $min } character. A few unrelated words work well.
   *[other] At least { $min } characters. A few unrelated words work well.
}
username-hint = Letters, digits and underscores.
sign-in-invitation = Already have an account?
sign-in-link = Sign in
terms-note = By creating an account you accept the terms and the privacy policy below.

## What can be wrong with a form
summary = Please look at this again
credentials-wrong = We could not sign you in. Please check your { $identifier } and password, then try again.
locked = { $minutes ->
    [one] There were many attempts to sign in here, so we are pausing them. Please try again in { $minutes } minute.
   *[other] There were many attempts to sign in here, so we are pausing them. Please try again in { $minutes } minutes.
}
rate-limited = There were many requests from your network. Please wait a minute, then try again.
busy = Many people are signing in right now. Please wait a few seconds, then try again.
form-expired = This page was open for a while, so we are asking once more. Please send it again.
identifier-missing = Enter your { $identifier }.
identifier-unusable = Please check the { $identifier }: it does not look right.
identifier-unusable-email = An email address looks like name@example.com.
identifier-unusable-username = A username has letters, digits and underscores, and does not begin with a digit.
identifier-unusable-phone = A phone number has 5 to 17 digits, with the country code first.
identifier-taken = There is already an account with this { $identifier }. Sign in instead, or choose another.
password-missing = Enter your password.
password-missing-new = Choose a password.
password-too-short = { $min ->
    [one] Use at least { $min } character.
   *[other] Use at least { $min } characters.
}
password-too-long = { $max ->
    [one] Use at most { $max } character.
   *[other] Use at most { $max } characters.
}
password-character-types = Mix at least { $min } of these: lower-case letters, upper-case letters, digits, symbols.
password-unsupported = Use letters, digits, spaces and the usual symbols.
password-common = Many people use this password, so it is easy to guess. Choose another.
password-repetition = There is too much repetition in it. Choose another.
password-sequence = It is mostly a sequence such as 1234 or qwerty. Choose another.
password-words = It is mostly made of a word that is not allowed here. Choose another.
password-user-info = It is mostly made of your name or address. Choose another.

## Forgotten password, other ways, suspended
forgot-password = Forgot your password?
forgot-password-text = Passwords cannot be reset on this page yet. Please ask the people who run this service; they can give you a new one.
forgot-password-text-app = Passwords cannot be reset on this page yet. Please ask the people who run { $app }; they can give you a new one.
back-to-sign-in = Back to sign in
single-sign-on = Company sign-in is not set up
single-sign-on-text = No company sign-in has been connected here yet. You can use the other ways to sign in.
account-suspended = This account is suspended
account-suspended-text = You cannot sign in with it at the moment. If you think this is a mistake, please ask the people who run this service.
account-suspended-text-app = You cannot sign in with it at the moment. If you think this is a mistake, please ask the people who run { $app }.

## Consent
consent = Allow access to your account?
consent-app = { $app } asks for access to your account
consent-account = You are signed in as { $user }.
consent-you = About you
consent-resource = In { $resource }
consent-allow = Allow
consent-deny = Don’t allow
consent-organizations = Organizations open to { $app }
consent-organizations-text = { $app } can act for you only in those you choose.
consent-organization-scopes = In the organizations you choose
consent-switch = Use another account
consent-return = You will go back to { $origin }.
scope-openid = Know who you are
scope-profile = See your name, username and picture
scope-email = See your email address
scope-phone = See your phone number
scope-address = See your address
scope-custom_data = See the details { $app } keeps about you
scope-identities = See which other accounts are linked to yours
scope-roles = See your roles
scope-offline_access = Stay connected while you are away
scope-organizations = See which organizations you belong to
scope-organization_roles = See your roles in your organizations

## Signing in on a device
device = Connect a device
device-code = Code on your device
device-code-hint = Eight letters, like BCDF-GHJK.
device-code-unknown = No device is waiting with this code. Please check it, or ask the device for a new one.
device-confirm = Is this your device?
device-confirm-app = Connect { $app } on your device?
device-confirm-text = Continue only if your own device shows exactly this code. If somebody sent it to you, do not continue.
device-confirm-action = Yes, continue
device-abort = No, cancel
device-aborted = The device was not connected. You can close this page.
device-denied = The device was not given access. You can close this page.
device-expired = The code has expired or was used already. Please ask the device for a new one.
device-success = Your device is connected
device-success-text = You can close this page and go on with your device.

## Signing out
sign-out = Sign out?
sign-out-app = Sign out of { $app }?
sign-out-text = This ends your session in this browser.
sign-out-action = Sign out
sign-out-cancel = Stay signed in
signed-out = You are signed out
signed-out-text = You can close this page.

## Carrying on
continue = Continue
continue-app = Continue to { $app }
continue-action = Continue
auto-submit-text = This takes a moment. If nothing happens, press the button.

## When something is wrong
unknown-session = Let’s start again
unknown-session-text = There is no sign-in waiting in this browser. It may have expired, or have begun somewhere else.
unknown-session-advice = Please go back to the app you came from and sign in from there.
error = Something went wrong
error-text = This is our fault, not yours. Please try again in a moment.
error-not-found = There is no page here
error-not-found-text = The address may be mistyped or out of date.
error-bad-request = We could not read that
error-bad-request-text = What your browser sent was incomplete or damaged. Please go back and try again.
error-forbidden = We could not accept that
error-forbidden-text = The request came from another site. Please go back to the app you came from and start from there.
error-too-many = Please wait a moment
error-too-many-text = There were many requests from your network. Please try again in a minute.
error-unavailable = We will be right back
error-unavailable-text = The service is not available at the moment. Please try again in a minute.
error-request-id = Reference
error-back = Back to { $app }
