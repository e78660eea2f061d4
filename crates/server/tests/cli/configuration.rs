use super::process::{KEY, Place, stderr};

#[test]
fn a_wrong_configuration_names_file_key_and_shape() {
    let place = Place::new();
    std::fs::write(
        place.path("genkan.toml"),
        "[server]\nendpont = \"https://id.example.com\"\n\n[log]\njson = \"maybe\"\n",
    )
    .unwrap();
    let output = place.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    for line in [
        "genkan.toml:2: server.endpont is not a setting; did you mean server.endpoint?",
        "genkan.toml:5: log.json must be true or false, but it is \"maybe\"",
        "server.endpoint is missing",
        "a secret key is missing",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

#[test]
fn a_missing_file_and_a_wrong_variable_are_named() {
    let place = Place::new();
    let said = place.run(&["serve", "--config", "nowhere.toml"]);
    assert!(stderr(&said).contains("the configuration nowhere.toml cannot be read"), "{}", stderr(&said));
    let output = place.serve(1).env("GENKAN_DATABASE_MAX_CONNECTIONS", "many").output().unwrap();
    assert!(
        stderr(&output)
            .contains("GENKAN_DATABASE_MAX_CONNECTIONS: database.max_connections must be a whole number"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn secrets_are_not_repeated() {
    let place = Place::new();
    let url = "postgres://genkan:hunter2@127.0.0.1:1/genkan";
    let output = place.serve(1).env("GENKAN_DATABASE_URL", url).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("unavailable"), "{said}");
    assert!(!said.contains("hunter2") && !said.contains(KEY), "{said}");
    let short = place.serve(1).env("GENKAN_SECURITY_SECRET_KEY", "hunter2").output().unwrap();
    assert!(!stderr(&short).contains("hunter2"), "{}", stderr(&short));
}

#[test]
fn variables_of_the_sdk_are_left_alone() {
    let place = Place::new();
    let output = place
        .serve(1)
        .arg("--help")
        .env("GENKAN_ENDPOINT", "x")
        .env("GENKAN_APP_SECRET", "y")
        .output()
        .unwrap();
    assert!(output.status.success());
    let mut migrate = place.command(&["migrate", "--json"]);
    migrate.env("GENKAN_ENDPOINT", "x").env("GENKAN_APP_SECRET", "y");
    migrate.env("GENKAN_SERVER_ENDPOINT", "https://id.example.com").env("GENKAN_SECURITY_SECRET_KEY", KEY);
    assert!(migrate.output().unwrap().status.success());
}
