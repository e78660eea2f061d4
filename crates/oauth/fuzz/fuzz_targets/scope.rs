#![no_main]

use genkan_oauth::Scope;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(scope) = Scope::parse(text) {
        assert_eq!(Scope::parse(&scope.to_string()).as_ref(), Ok(&scope));
        assert_eq!(scope.intersection(&scope), scope);
        assert!(scope.difference(&scope).is_empty());
    }
});
