pub(crate) mod fake_github;
