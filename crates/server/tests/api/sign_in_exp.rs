//! The sign-in experience.
