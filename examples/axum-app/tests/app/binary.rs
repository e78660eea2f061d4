use std::net::TcpListener;
use std::process::{Command, Stdio};

const SECRET: &str = "hunter2-0123456789abcdef0123456789abcdef";

/// Runs the binary to its end, with these variables of ours and no others: what it said, and whether it was well.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genkan-example-axum-app"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GENKAN_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    let command = command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null());
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn help_names_every_setting() {
    let (well, said) = run(&["--help"], &[("GENKAN_STORE", "redis://:hunter2@127.0.0.1/0")]);
    assert!(well && !said.contains("hunter2"), "{said}");
    for name in
        ["--store", "--port", "GENKAN_ISSUER", "GENKAN_APP_ID", "GENKAN_REFRESH_MARGIN", "GENKAN_STORE"]
    {
        assert!(said.contains(name), "{name}: {said}");
    }
}

#[test]
fn what_cannot_be_used_is_named_with_its_variable() {
    let good = [("GENKAN_APP_ID", "app"), ("GENKAN_COOKIE_SECRET", SECRET)];
    let (nothing, with) = ([], |name, value| [good[0], good[1], (name, value)]);
    for (arguments, variables, words) in [
        (&[][..], &nothing[..], &["GENKAN_APP_ID", "GENKAN_COOKIE_SECRET"][..]),
        (&[], &with("GENKAN_BASE_URL", "nonsense"), &["GENKAN_BASE_URL", "nonsense"]),
        (&[], &with("GENKAN_REFRESH_MARGIN", "soon"), &["GENKAN_REFRESH_MARGIN"]),
        (&[], &with("GENKAN_STORE", "postgres://:hunter2@db"), &["GENKAN_STORE", "`postgres`", "memory"]),
        (&["--store", "disk"], &good, &["--store", "`disk`"]),
        (&[], &with("GENKAN_ALLOWED_HOSTS", "app.example"), &["--port"]),
    ] {
        let (well, said) = run(arguments, variables);
        assert!(!well && !said.contains("hunter2") && !said.contains("panicked"), "{said}");
        for word in words {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
}

#[test]
fn a_taken_port_is_a_plain_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let good = [("GENKAN_APP_ID", "app"), ("GENKAN_COOKIE_SECRET", SECRET)];
    let (well, said) = run(&["--port", &port], &good);
    assert!(!well && said.contains(&format!("port {port} cannot be listened on")), "{said}");
}
