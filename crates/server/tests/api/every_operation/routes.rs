use serde_json::Value;

/// One operation of the published document.
#[derive(Clone)]
pub struct Route {
    pub method: String,
    /// Without `/api`, parameters in braces.
    pub path: String,
    pub is_public: bool,
    /// The schema of its body.
    pub body: Option<Value>,
    pub queries: Vec<String>,
}

/// All of them.
pub fn routes() -> Vec<Route> {
    let operations = genkan::api::operations();
    let document = genkan::api::shell::document(operations.iter(), "http://localhost");
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let queries = parameters.iter().filter(|own| own["in"] == "query");
            routes.push(Route {
                method: method.to_ascii_uppercase(),
                path: path.strip_prefix("/api").unwrap().to_owned(),
                is_public: operation.get("security").is_some(),
                body: operation.pointer("/requestBody/content/application~1json/schema").cloned(),
                queries: queries.map(|own| own["name"].as_str().unwrap().to_owned()).collect(),
            });
        }
    }
    routes
}

impl Route {
    /// The path with `id` in every parameter.
    pub fn with_ids(&self, id: &str) -> String {
        self.filled(|_| id.to_owned())
    }

    /// The path with each parameter filled by its name.
    pub fn filled(&self, value: impl Fn(&str) -> String) -> String {
        let segments = self.path.split('/').map(|segment| {
            match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => value(name),
                None => segment.to_owned(),
            }
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// Whether the path names something.
    pub fn has_ids(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether the id in question may well belong there.
    pub fn is_about(&self, what: &str) -> bool {
        match what {
            "a user's id" => self.path.contains("/users/{"),
            "an application's id" => self.path.contains("/applications/{"),
            // A name or a target may be any text.
            _ => false,
        }
    }

    pub fn is_paged(&self) -> bool {
        self.queries.iter().any(|name| name == "page")
    }

    /// The path with each of its query parameters in turn.
    pub fn queries(&self, value: &str) -> Vec<(String, String)> {
        let path = self.with_ids("x");
        self.queries.iter().map(|name| (name.clone(), format!("{path}?{name}={value}"))).collect()
    }

    /// A body that the guard accepts, for those that take one.
    pub fn some_body(&self) -> Option<String> {
        self.body.as_ref().map(|schema| super::sample(schema).to_string())
    }
}
