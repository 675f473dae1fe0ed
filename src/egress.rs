//! What may leave, and who can read it there: the rules of the one gate in front of posts, pull requests, summaries,
//! outputs and logs.
//!
//! A workflow can publish into another repository than its own, and a private blog's workflow can run in a public
//! repository. So whether a text may leave depends on both, and what is not known counts as public.

use std::borrow::Cow;
use std::fmt;

/// The people who can read what is written somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The one who runs the program.
    Owner,
    /// Everybody who can read a private repository.
    Members,
    /// Everybody.
    Public,
}

impl Audience {
    /// The readers of a repository.
    pub fn of_repository(is_private: bool) -> Self {
        if is_private {
            Self::Members
        } else {
            Self::Public
        }
    }

    /// The readers of the repository `name`, from the payload of the event that started its workflow. Whatever does
    /// not say plainly that it is private is public.
    pub fn of_event(payload: &str, name: Option<&str>) -> Self {
        let event: serde_json::Value = serde_json::from_str(payload).unwrap_or_default();
        let repository = &event["repository"];
        let is_it = repository["full_name"].as_str() == name;
        let is_private = repository["private"].as_bool() == Some(true)
            && repository["visibility"].as_str() != Some("public");
        Self::of_repository(is_it && is_private)
    }
}

/// Tokens and passwords that the program knows, so that it can keep them in.
#[derive(Default)]
pub struct Secrets(Vec<Secret>);

struct Secret {
    name: String,
    value: String,
}

/// A secret was found in what was about to leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the value of {name} is in {place}")]
pub struct Leak {
    /// The environment variable that holds it.
    pub name: String,
    /// Place of the secret, in words.
    pub place: String,
}

/// A shorter value would be found in texts that have nothing to do with it.
const SHORTEST_TOKEN: usize = 8;

/// The same for variables that only look as if they held a secret.
const SHORTEST_GUESS: usize = 16;

impl Secrets {
    /// Takes the secrets among environment variables: our own tokens, and what is called a token, password or key and
    /// looks like one; also the password in an address.
    pub fn from_variables(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let secrets = variables.into_iter().filter_map(|(name, value)| {
            let value = value.trim();
            let value = if matches!(name.as_str(), "MEMOS_TOKEN" | "GITHUB_TOKEN") {
                (value.len() >= SHORTEST_TOKEN).then(|| value.to_owned())
            } else if let Some(address) = address(value) {
                let password = address.password().map(str::to_owned);
                password.filter(|password| is_random(password))
            } else {
                (names_secret(&name) && is_random(value)).then(|| value.to_owned())
            };
            value.map(|value| Secret { name, value })
        });
        Self(secrets.collect())
    }

    /// Says when a text holds a secret, also where Markdown, HTML or an address spells its signs differently.
    ///
    /// # Errors
    /// The first secret found; `place` is how the error calls the text.
    pub fn refuse(&self, place: &str, text: &[u8]) -> Result<(), Leak> {
        let letters = letters(text);
        let found = self.0.iter().find(|secret| {
            contains(text, secret.value.as_bytes())
                || contains(&letters, &self::letters(secret.value.as_bytes()))
        });
        found.map_or(Ok(()), |secret| {
            Err(Leak {
                name: secret.name.clone(),
                place: place.to_owned(),
            })
        })
    }

    /// The text with stars in the place of secrets.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &self.0 {
            if text.contains(&secret.value) {
                text = Cow::Owned(text.replace(&secret.value, "***"));
            }
        }
        text
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|secret| &secret.name);
        f.debug_list().entries(names).finish()
    }
}

/// An address with a host; without one, whatever has a colon in it passes for an address.
fn address(value: &str) -> Option<url::Url> {
    url::Url::parse(value).ok().filter(url::Url::has_host)
}

fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    [
        "TOKEN",
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "API_KEY",
        "PRIVATE_KEY",
    ]
    .iter()
    .any(|word| name.contains(word))
}

fn is_random(value: &str) -> bool {
    value.len() >= SHORTEST_GUESS
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_graphic())
        && !value.starts_with(['/', '.'])
}

/// The letters and digits of a text, which no way of writing changes: neither Markdown's backslashes, nor the `%2F` of
/// an address, nor the `&#95;` and `&lt;` of HTML.
fn letters(text: &[u8]) -> Vec<u8> {
    let mut letters = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let spelled = match first {
            b'%' => percent(after),
            b'&' => entity(after),
            _ => None,
        };
        let (sign, length) = spelled.unwrap_or((first, 0));
        if sign.is_ascii_alphanumeric() {
            letters.push(sign);
        }
        rest = &after[length..];
    }
    letters
}

/// The byte that two hexadecimal digits behind `%` stand for, and how long they are.
fn percent(text: &[u8]) -> Option<(u8, usize)> {
    let digits = std::str::from_utf8(text.get(..2)?).ok()?;
    Some((u8::from_str_radix(digits, 16).ok()?, 2))
}

/// The sign that an entity behind its `&` stands for, and how long it is; none with a name is a letter of ours.
fn entity(text: &[u8]) -> Option<(u8, usize)> {
    const LONGEST: usize = 10;
    let end = text.iter().take(LONGEST).position(|&byte| byte == b';')?;
    let name = std::str::from_utf8(&text[..end]).ok()?;
    let sign = match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let sign = match hexadecimal {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            u8::try_from(sign.ok()?).unwrap_or_default()
        }
        None => name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric())
            .then_some(b'&')?,
    };
    Some((sign, end + 1))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    let Some((first, rest)) = part.split_first() else {
        return false;
    };
    let mut at = 0;
    while let Some(next) = text[at..].iter().position(|byte| byte == first) {
        at += next + 1;
        if text[at..].starts_with(rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(variables: &[(&str, &str)]) -> Secrets {
        let owned = variables
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Secrets::from_variables(owned)
    }

    #[test]
    fn a_secret_is_found_however_its_signs_are_written() {
        let secrets = secrets(&[("MEMOS_TOKEN", "memos_pat_Ab12-34xyz")]);
        for text in [
            "x memos_pat_Ab12-34xyz y",
            r"x memos\_pat\_Ab12\-34xyz y",
            "memos_pat_\nAb12-34xyz",
        ] {
            let leak = secrets
                .refuse("the title", text.as_bytes())
                .expect_err(text);
            assert_eq!(leak.to_string(), "the value of MEMOS_TOKEN is in the title");
        }
        assert_eq!(secrets.refuse("", b"memos_pat_Ab12-34xy"), Ok(()));
        assert_eq!(secrets.redact("say memos_pat_Ab12-34xyz!"), "say ***!");
        assert_eq!(format!("{secrets:?}"), r#"["MEMOS_TOKEN"]"#);
    }

    /// The ways in which a sign may be written.
    fn written(sign: char, way: usize) -> String {
        match way {
            _ if sign.is_ascii_alphanumeric() && way < 6 => sign.to_string(),
            0 => sign.to_string(),
            1 => format!("\\{sign}"),
            2 => format!("%{:02X}", u32::from(sign)),
            3 => format!("&#{};", u32::from(sign)),
            4 => format!("&#x{:x};", u32::from(sign)),
            5 => format!("\u{200b}{sign}\n   > "),
            6 => format!("%{:02x}", u32::from(sign)),
            _ => format!("&#x{:X};", u32::from(sign)),
        }
    }

    proptest::proptest! {
        #[test]
        fn any_secret_is_found_anywhere_however_it_is_written(
            secret in "[A-Za-z0-9_.+/=-]{7,60}[a-z0-9]",
            (before, after) in ("[ -~\n]{0,200}[ \n]", "[ \n][ -~\n]{0,200}"),
            ways in proptest::collection::vec(0_usize..8, 61),
        ) {
            let signs = secret.chars().zip(&ways);
            let written: String = signs.map(|(sign, &way)| written(sign, way)).collect();
            let text = format!("{before}{written}{after}");
            let secrets = secrets(&[("MEMOS_TOKEN", &secret)]);
            proptest::prop_assert!(secrets.refuse("x", text.as_bytes()).is_err(), "{}", text);
        }

        #[test]
        fn a_text_without_the_secret_passes(
            secret in "[a-z]{8,40}",
            text in "[A-Z ,.#;_*0-9\n-]{0,400}",
        ) {
            let secrets = secrets(&[("MEMOS_TOKEN", &secret)]);
            proptest::prop_assert!(secrets.refuse("x", text.as_bytes()).is_ok());
        }
    }

    #[test]
    fn secrets_are_known_by_their_variables() {
        let all = secrets(&[
            ("GITHUB_TOKEN", "ghs_0123456789"),
            ("ACTIONS_RUNTIME_TOKEN", "eyJhbGciOi01234567"),
            (
                "https_proxy",
                "http://nick:0123456789abcdef@proxy.example.org",
            ),
            ("HOME", "/home/nick0123456789"),
            // with a colon, it would pass for an address without a host
            ("DEEPL_API_KEY", "a79a2e9d-83b3-4b5c:fx"),
            ("SERVICE_TOKEN", "key:9f8e7d6c5b4a3f2e"),
            (
                "SENTRY_SECRET",
                "https://sentry.example.org/0123456789abcdef",
            ),
            ("SECRET_SANTA", "yes"),
            ("TOKEN_FILE", "/run/secrets/token-0123456789"),
        ]);
        let names = [
            "GITHUB_TOKEN",
            "ACTIONS_RUNTIME_TOKEN",
            "https_proxy",
            "DEEPL_API_KEY",
            "SERVICE_TOKEN",
        ];
        assert_eq!(format!("{all:?}"), format!("{names:?}"));
        assert!(all.refuse("", b"0123456789abcdef").is_err());
    }

    #[test]
    fn what_is_not_known_to_be_private_is_public() {
        let name = Some("nick/blog");
        let private =
            r#"{"repository":{"full_name":"nick/blog","private":true,"visibility":"private"}}"#;
        let internal =
            r#"{"repository":{"full_name":"nick/blog","private":true,"visibility":"internal"}}"#;
        assert_eq!(Audience::of_event(private, name), Audience::Members);
        assert_eq!(Audience::of_event(internal, name), Audience::Members);
        for payload in [
            "",
            "{",
            "[]",
            r#"{"repository":{"full_name":"nick/blog"}}"#,
            r#"{"repository":{"full_name":"nick/blog","private":false}}"#,
            r#"{"repository":{"full_name":"nick/blog","private":"true"}}"#,
            r#"{"repository":{"full_name":"ann/blog","private":true}}"#,
            r#"{"repository":{"full_name":"nick/blog","private":true,"visibility":"public"}}"#,
        ] {
            assert_eq!(
                Audience::of_event(payload, name),
                Audience::Public,
                "{payload}"
            );
        }
        assert_eq!(Audience::of_event(private, None), Audience::Public);
    }
}
