//! Which version answers, found without a token.
//!
//! Every generation tells its version at another address, and answers an unknown one with 401, 404 or a web page;
//! so the addresses are tried, newest first, and only JSON with a version in it counts.

use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use super::address;
use super::api::ServerUrls;
use super::error::Error;
use super::version::Version;
use crate::http::{self, Http, Kind};

/// A server that a probe found: version and addresses.
#[derive(Debug)]
pub(super) struct Probed {
    /// The version as the server writes it; may be anything on a server that somebody built himself.
    pub(super) said: String,
    pub(super) urls: ServerUrls,
}

/// An address that tells the version.
struct Endpoint {
    path: &'static str,
    version: &'static str,
    public: &'static str,
    /// The version that is assumed of a server with an unreadable one.
    newest: Version,
}

const VERSION_ENDPOINTS: [Endpoint; 4] = [
    Endpoint {
        path: "api/v1/instance/profile",
        version: "/version",
        public: "/instanceUrl",
        newest: Version::NEWEST_KNOWN,
    },
    Endpoint {
        path: "api/v1/workspace/profile",
        version: "/version",
        public: "/instanceUrl",
        newest: Version::new(0, 25, 3),
    },
    Endpoint {
        path: "api/v1/status",
        version: "/profile/version",
        public: "/customizedProfile/externalUrl",
        newest: Version::new(0, 21, 0),
    },
    Endpoint {
        path: "api/status",
        version: "/data/profile/version",
        public: "/data/customizedProfile/externalUrl",
        newest: Version::new(0, 13, 2),
    },
];

impl Probed {
    /// A server whose version was given.
    pub(super) fn pinned(version: Version, base: Url) -> Self {
        Self {
            said: version.to_string(),
            urls: ServerUrls {
                version,
                public: base.clone(),
                given: base.clone(),
                base,
            },
        }
    }
}

/// Asks at the first address, and at the next where no Memos server answers.
pub(super) async fn first(http: &Http, bases: &[Url]) -> Result<Probed, Error> {
    let (last, others) = bases
        .split_last()
        .expect("an address means at least itself");
    for base in others {
        match probe(http, base).await {
            Err(Error::NotMemos { .. }) => {}
            outcome => return outcome,
        }
    }
    probe(http, last).await
}

/// Asks a server for its version.
pub(super) async fn probe(http: &Http, base: &Url) -> Result<Probed, Error> {
    let mut tried = Vec::new();
    let mut help = None;
    for endpoint in &VERSION_ENDPOINTS {
        match open(http, base, endpoint).await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => tried.push(format!("GET {base}{} → no version", endpoint.path)),
            Err(Error::Http(error)) if goes_on(&error) => {
                tried.push(error.at());
                help = help.or_else(|| error.help());
            }
            Err(error) => return Err(error),
        }
    }
    Err(Error::NotMemos {
        base: base.to_string(),
        tried,
        help: help.unwrap_or_else(|| {
            "check the address; for an installation under a sub-path it is https://host/path"
                .to_owned()
        }),
    })
}

async fn open(http: &Http, base: &Url, endpoint: &Endpoint) -> Result<Option<Probed>, Error> {
    let url = base.join(endpoint.path).expect(super::JOINS);
    let answer = http.get(url).accept("application/json").send().await?;
    let profile: Value = answer.json()?;
    let Some(said) = profile.pointer(endpoint.version).and_then(Value::as_str) else {
        return Ok(None);
    };
    let given = base.clone();
    let base = moved(base, &answer.url, endpoint.path)?;
    let version = said.parse().unwrap_or(endpoint.newest);
    let public = profile.pointer(endpoint.public).and_then(Value::as_str);
    let public = match public.and_then(|address| address::base(address).ok()) {
        Some(public) => public,
        None if version.since(21, 0) && !version.since(22, 0) => {
            let public = instance_url(http, &base).await;
            public.unwrap_or_else(|| base.clone())
        }
        None => base.clone(),
    };
    Ok(Some(Probed {
        said: said.to_owned(),
        urls: ServerUrls {
            version,
            base,
            public,
            given,
        },
    }))
}

/// Asks for the address at which the readers of 0.21 reach it, which only that version keeps among its settings.
async fn instance_url(http: &Http, base: &Url) -> Option<Url> {
    let path = "api/v2/workspace/settings/WORKSPACE_SETTING_GENERAL";
    let url = base.join(path).expect(super::JOINS);
    let settings: Value = http.get(url).json().await.ok()?;
    let address = settings.pointer("/setting/generalSetting/instanceUrl")?;
    address::base(address.as_str()?).ok()
}

/// Returns true if the next address may be the right one; a server that is ill, or none at all, will not get better
/// there.
fn goes_on(error: &http::Error) -> bool {
    match error.kind() {
        Kind::NotJson(_) => true,
        Kind::Status { code, .. } => {
            code.is_client_error()
                && !matches!(
                    *code,
                    StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
                )
        }
        _ => false,
    }
}

/// The base that a redirect leads to: another path, or https instead of http, is followed silently; to another
/// host the token may only go if somebody says so.
fn moved(base: &Url, arrived: &Url, path: &str) -> Result<Url, Error> {
    let mut to = arrived.clone();
    to.set_query(None);
    to.set_fragment(None);
    if let Some(folder) = arrived.path().strip_suffix(path) {
        to.set_path(folder);
    }
    let upgraded = base.scheme() == "http"
        && to.scheme() == "https"
        && base.host() == to.host()
        && base.port().is_none()
        && to.port().is_none();
    if to.origin() == base.origin() || upgraded {
        Ok(to)
    } else {
        Err(Error::Moved {
            from: base.to_string(),
            to: to.to_string(),
        })
    }
}
