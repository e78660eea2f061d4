use askama::Template;

/// One labelled input with its hint and, when it was refused, the reason below it.
#[derive(Clone, Debug, Template)]
#[template(path = "form/field.html")]
pub struct Field {
    /// `name` and `id`.
    pub name: &'static str,
    /// Above the input.
    pub label: String,
    /// `type`: `text`, `email`, `tel` or `password`.
    pub kind: &'static str,
    /// `autocomplete` token.
    pub autocomplete: &'static str,
    /// What was typed before; never a password.
    pub value: String,
    /// Below the input.
    pub hint: Option<String>,
    /// Why it was refused.
    pub error: Option<String>,
    /// Takes focus when the page opens. At most one element of a page does.
    pub autofocus: bool,
    /// `enterkeyhint`: `next` or `go`.
    pub enter: &'static str,
    /// The show/hide button's words (password fields).
    pub toggle: Option<(String, String)>,
}

impl Field {
    /// An empty text field.
    pub fn new(name: &'static str, label: impl Into<String>) -> Self {
        Self {
            name,
            label: label.into(),
            kind: "text",
            autocomplete: "off",
            value: String::new(),
            hint: None,
            error: None,
            autofocus: false,
            enter: "next",
            toggle: None,
        }
    }

    /// Ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        match (&self.hint, &self.error) {
            (None, None) => None,
            (Some(_), None) => Some(format!("{}-hint", self.name)),
            (None, Some(_)) => Some(format!("{}-error", self.name)),
            (Some(_), Some(_)) => Some(format!("{0}-error {0}-hint", self.name)),
        }
    }

    /// `inputmode` that fits the type.
    fn inputmode(&self) -> &'static str {
        match self.kind {
            "email" => "email",
            "tel" => "tel",
            _ => "text",
        }
    }
}

/// What stands at the top of a form that was sent back: it takes focus, so that it is read first.
#[derive(Clone, Debug, Template)]
#[template(path = "form/summary.html")]
pub struct Summary {
    /// One sentence.
    pub title: String,
    /// Links to the fields concerned; empty when the sentence says all.
    pub problems: Vec<Problem>,
}

/// One refused field.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The field's id.
    pub field: &'static str,
    /// Why, in words.
    pub text: String,
}

impl Summary {
    /// A sentence about the whole form.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), problems: Vec::new() }
    }

    /// The fields' errors, if any.
    pub fn of(title: impl Into<String>, fields: &[&Field]) -> Option<Self> {
        let problems: Vec<Problem> = fields
            .iter()
            .filter_map(|field| field.error.clone().map(|text| Problem { field: field.name, text }))
            .collect();
        (!problems.is_empty()).then(|| Self { title: title.into(), problems })
    }
}
