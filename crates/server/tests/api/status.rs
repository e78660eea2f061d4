//! Whether the server answers.
