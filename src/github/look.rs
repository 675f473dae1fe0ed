//! The first question to a repository: what is it, and what stands on its base branch?

use chrono::{DateTime, Utc};
use futures_util::future::join;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};

use super::client::Answer;
use super::texts::{push_texts, read_texts};
use super::{Error, Repository};
use crate::blog::{Blog, Unreadable, Wanted};

/// Maximum number of folders that are listed one by one in one document.
const FOLDERS: usize = 4;

/// The answer to the first query about a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The files and names that were wanted of the base branch.
    pub blog: Blog,
    /// The files of the base branch, as far as they were listed.
    listing: Box<Listing>,
    /// GitHub's id of the repository.
    pub id: String,
    /// `owner/name` as GitHub spells it.
    pub full_name: String,
    /// Page of the repository.
    pub url: String,
    /// True if only some people can read the repository.
    pub private: bool,
    /// True if the repository is read-only.
    pub archived: bool,
    /// True if the repository has no commit yet.
    pub empty: bool,
    /// The branch that GitHub shows first; empty in an empty repository.
    pub default_branch: String,
    /// The branch that pull requests go to: the one asked for, else the default one.
    pub base: String,
    /// The newest commit of `base`; `None` if there is no such branch.
    pub base_oid: Option<String>,
    /// Time of that commit.
    pub base_date: Option<DateTime<Utc>>,
    /// Login of the token's owner, for example `github-actions[bot]`.
    pub viewer: String,
}

/// The listed files of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Listing {
    /// All paths, sorted.
    Whole(Vec<String>, Symlinks),
    /// Folders that were listed: what is not in the blog below them, or in the folders directly in them, does not
    /// exist.
    Folders(Vec<String>),
}

/// The listed paths that are symbolic links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Symlinks(Vec<String>);

impl Symlinks {
    /// Returns the files that are links, as unreadable: GitHub gives a link's target as its text, and finds no file
    /// behind it.
    fn among(&self, texts: &[String]) -> Blog {
        let mut blog = Blog::default();
        for text in texts.iter().filter(|text| self.0.contains(text)) {
            blog.add_unreadable(text.as_str(), Unreadable::RemoteLink);
        }
        blog
    }
}

impl Look {
    /// Returns true if a file stands on the base branch; `None` if neither what was read here nor `later` says so.
    pub fn known(&self, later: &Blog, path: &str) -> Option<bool> {
        match self.listing.as_ref() {
            Listing::Whole(paths, _) => {
                Some(paths.binary_search_by(|it| it.as_str().cmp(path)).is_ok())
            }
            Listing::Folders(folders) => known_in(folders, &[&self.blog, later], path),
        }
    }

    /// Returns the names that are already known in these folders, and the folders that must still be read.
    pub fn names(&self, folders: &[String]) -> (Blog, Vec<String>) {
        match self.listing.as_ref() {
            Listing::Whole(paths, _) => (in_folders(paths, folders), Vec::new()),
            Listing::Folders(_) => (Blog::default(), folders.to_vec()),
        }
    }

    /// Returns the files that are links, as far as that is known: a repository that is too large to be listed as a
    /// whole does not tell.
    pub fn links(&self, texts: &[String]) -> Blog {
        match self.listing.as_ref() {
            Listing::Whole(_, links) => links.among(texts),
            Listing::Folders(_) => Blog::default(),
        }
    }
}

impl Repository {
    /// Looks at the repository, and at what is wanted of `base` (the default branch if `None`): the texts in one query,
    /// the names in a request beside it.
    ///
    /// # Errors
    /// When there is no answer, or no such repository.
    pub async fn look(&self, base: Option<&str>, wanted: &Wanted) -> Result<Look, Error> {
        let mut document = self.document(include_str!("look.graphql"));
        let revision = match base {
            Some(base) => {
                let qualified = format!("refs/heads/{base}");
                document.push("base", [("base", qualified.as_str().into())]);
                qualified
            }
            None => "HEAD".to_owned(),
        };
        push_texts(&mut document, &revision, &wanted.texts);
        let (answer, tree) = join(self.client.ask([document]), self.tree(base)).await;
        let answer = answer?;
        let (data, mut rest) = self.repository::<RawLook>(&answer)?;
        let asked: Option<Ref> = match base {
            Some(_) => self.part(&mut rest, "base_0", &answer)?,
            None => None,
        };
        let found = if base.is_some() {
            asked
        } else {
            data.default_branch_ref.clone()
        };
        let tree = match tree {
            None if data.name_with_owner != self.full_name() => {
                // set only once, and to the same by everybody
                let _ = self.present.set(data.name_with_owner.clone());
                self.tree(base).await
            }
            tree => tree,
        };
        let mut blog = read_texts(&mut rest, &wanted.texts);
        let listing = match tree {
            Some((paths, links)) => {
                blog.extend(&in_folders(&paths, &wanted.folders));
                blog.extend(&links.among(&wanted.texts));
                Listing::Whole(paths, links)
            }
            None if found.is_none() => Listing::Whole(Vec::new(), Symlinks::default()),
            None => {
                blog.extend(&self.folders(&revision, &wanted.folders).await?);
                blog.set_partial();
                Listing::Folders(trimmed(&wanted.folders))
            }
        };
        let default_branch = data.default_branch_ref.map(|r| r.name).unwrap_or_default();
        let target = found.map(|found| found.target);
        let base_date = target.as_ref().and_then(|target| target.committed_date);
        Ok(Look {
            blog,
            listing: Box::new(listing),
            id: data.id,
            full_name: data.name_with_owner,
            url: data.url,
            private: data.is_private,
            archived: data.is_archived,
            empty: data.is_empty,
            base: base.map_or_else(|| default_branch.clone(), str::to_owned),
            base_oid: target.map(|target| target.oid),
            base_date,
            default_branch,
            viewer: viewer(&answer),
        })
    }

    /// All paths of a branch, sorted, and the links among them; `None` where GitHub does not list them in one answer.
    async fn tree(&self, base: Option<&str>) -> Option<(Vec<String>, Symlinks)> {
        let revision = base.map_or_else(|| "HEAD".to_owned(), encoded);
        let route = self.route(&format!("git/trees/{revision}?recursive=1"));
        let tree = self.client.get::<RawFlatTree>(&route).await.ok()?;
        (!tree.truncated).then(|| {
            let links = tree.tree.iter().filter(|it| it.mode == LINK);
            let links = Symlinks(links.map(|it| it.path.clone()).collect());
            let mut paths: Vec<String> = tree.tree.into_iter().map(|it| it.path).collect();
            paths.sort_unstable();
            (paths, links)
        })
    }

    /// The names in some folders, and in the folders directly in them, some folders at a time.
    pub(super) async fn folders(&self, revision: &str, folders: &[String]) -> Result<Blog, Error> {
        let mut document = self.document(include_str!("folders.graphql"));
        for folder in trimmed(folders) {
            let expression = format!("{revision}:{folder}");
            document.push("folder", [("folder", expression.into())]);
        }
        let pieces = document.in_pieces("folder", FOLDERS);
        let answer = self.client.ask(pieces).await?;
        let (IgnoredAny, mut parts) = self.repository(&answer)?;
        let mut blog = Blog::default();
        for (index, folder) in trimmed(folders).iter().enumerate() {
            let alias = format!("folder_{index}");
            let tree: Option<RawTree> = self.part(&mut parts, &alias, &answer)?;
            if let Some(tree) = tree {
                add_tree(&mut blog, folder, &tree);
            }
        }
        Ok(blog)
    }

    /// The fixed part of `repository` in an answer, and everything else in it.
    pub(super) fn repository<T: DeserializeOwned>(
        &self,
        answer: &Answer,
    ) -> Result<(T, Map<String, Value>), Error> {
        let Some(Value::Object(repository)) = answer.data.get("repository") else {
            let fault = answer.faults.first();
            return Err(match fault {
                Some(fault) if fault.kind != super::Kind::NotFound => Error::Refused(fault.clone()),
                _ => Error::NoRepository {
                    repository: self.full_name(),
                },
            });
        };
        // a part that is missing for a reason must not look like one that does not exist
        if let Some(fault) = answer.faults.iter().find(|fault| !fault.is_minor()) {
            return Err(Error::Refused(fault.clone()));
        }
        let fixed = serde_json::from_value(Value::Object(repository.clone()))
            .map_err(|error| self.misread(&error, answer))?;
        Ok((fixed, repository.clone()))
    }

    /// Another fixed part of `repository`, from what is left of it.
    pub(super) fn fixed<T: DeserializeOwned>(
        &self,
        parts: &Map<String, Value>,
        answer: &Answer,
    ) -> Result<T, Error> {
        serde_json::from_value(Value::Object(parts.clone()))
            .map_err(|error| self.misread(&error, answer))
    }

    /// One repeated part of an answer.
    pub(super) fn part<T: DeserializeOwned>(
        &self,
        parts: &mut Map<String, Value>,
        alias: &str,
        answer: &Answer,
    ) -> Result<T, Error> {
        let value = parts.remove(alias).unwrap_or_default();
        serde_json::from_value(value).map_err(|error| self.misread(&error, answer))
    }

    /// Makes the error for an answer that lacks something; GitHub most often explains that beside it.
    fn misread(&self, error: &serde_json::Error, answer: &Answer) -> Error {
        match answer.faults.first() {
            Some(fault) => Error::Refused(fault.clone()),
            None => self.client.unexpected(error),
        }
    }
}

fn trimmed(folders: &[String]) -> Vec<String> {
    let trimmed = |folder: &String| folder.trim_matches('/').to_owned();
    folders.iter().map(trimmed).collect()
}

/// Encodes a name as a part of a route, between two slashes.
pub(super) fn encoded(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes()).collect()
}

/// Returns the paths that are below one of the folders.
fn in_folders(paths: &[String], folders: &[String]) -> Blog {
    let mut blog = Blog::default();
    for folder in trimmed(folders) {
        let prefix = if folder.is_empty() {
            folder
        } else {
            folder + "/"
        };
        let inside = paths.iter().filter(|path| path.starts_with(&prefix));
        inside.for_each(|path| blog.add_path(path.as_str()));
    }
    blog
}

/// Returns true if a file exists; `None` if the names in the listed folders do not tell.
fn known_in(folders: &[String], blogs: &[&Blog], path: &str) -> Option<bool> {
    let has = |path: &str| blogs.iter().any(|blog| blog.has(path));
    let is_listed = |folder: &str| folders.iter().any(|listed| listed == folder);
    let mut folder = "";
    for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        // names of folders directly in a listed one were read as well
        let certain = is_listed(folder) || (!folder.is_empty() && is_listed(parent));
        if !has(&path[..end]) {
            return certain.then_some(false);
        }
        folder = &path[..end];
    }
    Some(true)
}

fn add_tree(blog: &mut Blog, folder: &str, tree: &RawTree) {
    for entry in &tree.entries {
        let path = if folder.is_empty() {
            entry.name.clone()
        } else {
            format!("{folder}/{}", entry.name)
        };
        if let Some(inner) = &entry.object {
            add_tree(blog, &path, inner);
        }
        blog.add_path(path);
    }
}

/// Returns the login of the token's owner.
pub(super) fn viewer(answer: &Answer) -> String {
    answer
        .data
        .get("viewer")
        .and_then(|viewer| viewer.get("login"))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawLook {
    id: String,
    name_with_owner: String,
    url: String,
    is_private: bool,
    is_archived: bool,
    is_empty: bool,
    default_branch_ref: Option<Ref>,
}

#[derive(Deserialize, Clone)]
struct Ref {
    name: String,
    target: RawTarget,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
struct RawTarget {
    oid: String,
    committed_date: Option<DateTime<Utc>>,
}

/// <https://docs.github.com/en/rest/git/trees#get-a-tree>
#[derive(Deserialize)]
struct RawFlatTree {
    tree: Vec<RawPath>,
    truncated: bool,
}

#[derive(Deserialize)]
struct RawPath {
    path: String,
    #[serde(default)]
    mode: String,
}

/// Git's mode of a symbolic link.
const LINK: &str = "120000";

#[derive(Deserialize)]
struct RawTree {
    /// A file has none.
    #[serde(default)]
    entries: Vec<RawEntry>,
}

#[derive(Deserialize)]
struct RawEntry {
    name: String,
    #[serde(default)]
    object: Option<RawTree>,
}
