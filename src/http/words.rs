//! Failures in words: in English for those who run the program, and in every language for those who read what it
//! publishes, whom the names of private servers do not concern.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::Duration;

use regex::Regex;
use reqwest::StatusCode;

use super::error::{Kind, Tls, Unexpected};
use crate::size::size;

impl Kind {
    /// The same without what may name a host: where a redirect leads, whose a certificate is, addresses in a server's
    /// own words.
    pub(super) fn without_hosts(&self) -> Self {
        let masked = |words: &Option<String>| words.as_deref().map(without_addresses);
        match self.clone() {
            Self::Tls(tls, _) => Self::Tls(tls, tls.english().to_owned()),
            Self::Status {
                code,
                words,
                retry_after,
            } => Self::Status {
                code,
                words: masked(&words),
                retry_after,
            },
            Self::NotJson(found) => Self::NotJson(found.without_hosts()),
            Self::NotFile(found) => Self::NotFile(found.without_hosts()),
            Self::OtherOrigin(_) => Self::OtherOrigin("another server".to_owned()),
            kind => kind,
        }
    }

    /// The failure in English; `host` is the server's, or what to call it.
    pub(super) fn english(&self, host: &str) -> String {
        match self {
            Self::Dns => format!("{host} cannot be found: its name does not resolve"),
            Self::Connect(words) => format!("no connection to {host}: {words}"),
            Self::Tls(_, words) => format!("no trusted connection to {host}: {words}"),
            Self::Timeout => format!("{host} did not answer in time"),
            Self::CutShort => format!("{host} broke off in the middle of its answer"),
            Self::Status {
                code,
                words,
                retry_after,
            } => {
                let mut text = format!("{host} answered {}", status(*code));
                if let Some(words) = words {
                    let _ = write!(text, ": {words}");
                }
                if let Some(asked) = retry_after {
                    let _ = write!(text, " (it asks to wait {})", pause(*asked, ["s", "min"]));
                }
                text
            }
            Self::NotJson(found) => format!("{host} answered with {} instead of JSON", found.english()),
            Self::NotFile(found) => format!("{host} answered with {} instead of the file", found.english()),
            Self::TooLarge(limit) => format!("{host} sent more than {}", size(*limit)),
            Self::OtherOrigin(origin) => format!("{host} redirects to {origin}; the token was not sent there"),
            Self::Redirects => format!("{host} redirects in a circle"),
            Self::Scheme => "only http and https addresses can be fetched".to_owned(),
            Self::OutOfReach => {
                "its address is neither on the public Internet nor in a network where the Memos server is".to_owned()
            }
            Self::Insecure => format!("the token would travel to {host} without encryption"),
        }
    }

    /// The failure in Chinese, the server without its name.
    pub(super) fn chinese(&self) -> String {
        match self {
            Self::Dns => "找不到服务器：域名无法解析".to_owned(),
            Self::Connect(words) => format!("无法连接服务器：{words}"),
            Self::Tls(tls, _) => format!("与服务器的连接不可信：{}", tls.chinese()),
            Self::Timeout => "服务器没有及时响应".to_owned(),
            Self::CutShort => "服务器的响应中途断开".to_owned(),
            Self::Status {
                code,
                words,
                retry_after,
            } => {
                let mut text = format!("服务器返回 {}", status(*code));
                if let Some(words) = words {
                    let _ = write!(text, "：{words}");
                }
                if let Some(asked) = retry_after {
                    let _ = write!(text, "（要求等待 {}）", pause(*asked, ["秒", "分钟"]));
                }
                text
            }
            Self::NotJson(found) => format!("服务器返回的不是 JSON，而是{}", found.chinese()),
            Self::NotFile(found) => format!("服务器返回的不是文件，而是{}", found.chinese()),
            Self::TooLarge(limit) => format!("服务器发来的内容超过 {}", size(*limit)),
            Self::OtherOrigin(_) => "服务器重定向到另一台服务器，token 没有发到那里".to_owned(),
            Self::Redirects => "服务器循环重定向".to_owned(),
            Self::Scheme => "只能从 http 和 https 地址获取".to_owned(),
            Self::OutOfReach => "它的地址既不在公网上，也不在 Memos 服务器所在的网络里".to_owned(),
            Self::Insecure => "token 会未经加密地发往服务器".to_owned(),
        }
    }
}

impl Tls {
    fn english(self) -> &'static str {
        match self {
            Self::Untrusted => "nobody we trust vouches for its certificate",
            Self::Expired => "its certificate is not valid now",
            Self::OtherName => "its certificate is for another name",
            Self::Protocol => "it does not speak TLS as we do",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Untrusted => "证书不是由受信任的机构签发的",
            Self::Expired => "证书尚未生效或已过期",
            Self::OtherName => "证书属于另一个域名",
            Self::Protocol => "TLS 协议不兼容",
        }
    }
}

impl Unexpected {
    fn without_hosts(self) -> Self {
        match self {
            Self::WebPage { title, login } => Self::WebPage {
                title: title.as_deref().map(without_addresses),
                login,
            },
            found => found,
        }
    }

    /// The content in English, as the object of a sentence.
    pub(super) fn english(&self) -> String {
        match self {
            Self::WebPage { title, login } => {
                let page = if *login { "a login page" } else { "a web page" };
                let title = title.as_ref().map(|title| format!(" (“{title}”)"));
                format!("{page}{}", title.unwrap_or_default())
            }
            Self::Empty => "nothing".to_owned(),
            Self::BadText => "text that is not UTF-8".to_owned(),
            Self::Other(words) => format!("something else ({words})"),
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::WebPage { title, login } => {
                let page = if *login { "登录页面" } else { "网页" };
                let title = title.as_ref().map(|title| format!("（“{title}”）"));
                format!("{page}{}", title.unwrap_or_default())
            }
            Self::Empty => "空内容".to_owned(),
            Self::BadText => "不是 UTF-8 的文本".to_owned(),
            Self::Other(words) => format!("别的内容（{words}）"),
        }
    }
}

fn status(code: StatusCode) -> String {
    match code.canonical_reason() {
        Some(reason) => format!("{} {reason}", code.as_u16()),
        None => code.as_u16().to_string(),
    }
}

/// A pause in seconds or minutes, by the names of the units.
fn pause(pause: Duration, [second, minute]: [&str; 2]) -> String {
    match pause.as_secs() {
        seconds @ 0..=119 => format!("{seconds} {second}"),
        seconds => format!("{} {minute}", seconds.div_ceil(60)),
    }
}

/// A server's own words without all that looks like an address or a host's name.
fn without_addresses(words: &str) -> String {
    static ADDRESS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\S*(?:://|::|\w[.:]\w)\S*").expect("a valid pattern"));
    ADDRESS.replace_all(words, "…").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_names_a_host_to_readers() {
        let host = "bucket.example.org";
        let words = || {
            Some(format!(
                "lookup {host} on 10.0.0.7:53 and [fd00::7]:53 failed"
            ))
        };
        for kind in [
            Kind::Dns,
            Kind::Tls(Tls::OtherName, format!("not valid for name \"{host}\"")),
            Kind::Status {
                code: StatusCode::BAD_GATEWAY,
                words: words(),
                retry_after: None,
            },
            Kind::NotFile(Unexpected::WebPage {
                title: words(),
                login: false,
            }),
            Kind::NotJson(Unexpected::WebPage {
                title: Some(format!("https://{host}/")),
                login: true,
            }),
            Kind::OtherOrigin(format!("https://{host}:9000")),
        ] {
            let kind = kind.without_hosts();
            for text in [kind.english("the server"), kind.chinese()] {
                for name in ["example", "10.0", "fd00"] {
                    assert!(!text.contains(name), "{text}");
                }
            }
        }
        let kept = without_addresses(&words().expect("words"));
        assert_eq!(kept, "lookup … on … and … failed");
    }
}
