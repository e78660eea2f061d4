//! Signing and cookie keys, session and ID token settings, the console's own flags.
