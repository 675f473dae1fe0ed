//! Which repository a checkout is of, from git's own configuration.

use std::fs;
use std::path::Path;

use url::Url;

/// A repository on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    /// The host, for example `github.com`.
    pub(super) host: String,
    /// `owner/name`.
    pub(super) name: String,
}

/// The `origin` of the checkout in a folder, if it has one that looks like a repository on GitHub.
pub(super) fn origin(folder: &Path) -> Option<Remote> {
    let dot_git = folder.join(".git");
    // In a linked worktree and in a submodule it is a file that says where the folder is; that of a worktree says where
    // to find what it shares with the others: <https://git-scm.com/docs/gitrepository-layout>.
    let own = match fs::read_to_string(&dot_git) {
        Ok(link) => folder.join(link.strip_prefix("gitdir:")?.trim()),
        Err(_) => dot_git,
    };
    let shared = match fs::read_to_string(own.join("commondir")) {
        Ok(path) => own.join(path.trim()),
        Err(_) => own,
    };
    parse(&fs::read_to_string(shared.join("config")).ok()?)
}

impl Remote {
    /// Returns true if the host is github.com or its data residency, where everything is newest.
    pub(super) fn is_github_com(&self) -> bool {
        self.host == "github.com" || self.host.ends_with(".ghe.com")
    }
}

fn parse(config: &str) -> Option<Remote> {
    let mut is_origin = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            is_origin = line == "[remote \"origin\"]";
        } else if let Some((key, value)) = line.split_once('=')
            && is_origin
            && key.trim() == "url"
        {
            return repository(value.trim());
        }
    }
    None
}

/// Reads `https://host/owner/name.git`, `ssh://git@host/owner/name` and `git@host:owner/name`.
fn repository(address: &str) -> Option<Remote> {
    let (host, path) = match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            (url.host_str()?.to_owned(), url.path().to_owned())
        }
        Ok(url) if url.has_host() => (host_of_ssh(url.host_str()?)?, url.path().to_owned()),
        _ => {
            let (login, path) = address.split_once(':')?;
            (host_of_ssh(login.rsplit('@').next()?)?, path.to_owned())
        }
    };
    let path = path.trim_matches('/');
    let name = path.strip_suffix(".git").unwrap_or(path);
    let mut parts = name.split('/');
    let is_name = parts.next().is_some_and(|owner| !owner.is_empty())
        && parts
            .next()
            .is_some_and(|repository| !repository.is_empty())
        && parts.next().is_none();
    is_name.then(|| Remote {
        host: host.strip_prefix("www.").unwrap_or(&host).to_owned(),
        name: name.to_owned(),
    })
}

/// The host behind a name for SSH, which may be an entry of somebody's own `~/.ssh/config`: of such names only those
/// that begin with GitHub's own say where they lead. Port 443 is at `ssh.github.com`:
/// <https://docs.github.com/en/authentication/troubleshooting-ssh/using-ssh-over-the-https-port>.
fn host_of_ssh(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    if name == "ssh.github.com" || name.starts_with("github.com-") {
        return Some("github.com".to_owned());
    }
    name.contains('.').then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_remote_is_read() {
        for address in [
            "https://github.com/nick/blog",
            "https://github.com/nick/blog.git",
            "https://nick:secret@github.com/nick/blog.git/",
            "git@github.com:nick/blog.git",
            "ssh://git@github.com:22/nick/blog.git",
            "ssh://git@ssh.github.com:443/nick/blog.git",
            "git@github.com-work:nick/blog.git",
            "git@www.GitHub.com:nick/blog.git",
        ] {
            let config = format!(
                "[core]\n\turl = no\n[remote \"origin\"]\n\tfetch = x\n\turl = {address}\n"
            );
            let remote = parse(&config).unwrap_or_else(|| panic!("{address}"));
            assert_eq!(
                (remote.host.as_str(), remote.name.as_str()),
                ("github.com", "nick/blog")
            );
        }
        for address in [
            "/srv/git/blog.git",
            "../blog",
            "https://github.com/nick",
            "C:\\blog",
            "C:/repos/blog",
            "work:nick/blog",
            "file:///srv/nick/blog",
        ] {
            assert_eq!(repository(address), None, "{address}");
        }
    }
}
