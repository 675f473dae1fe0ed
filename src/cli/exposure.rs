//! Whether a run may publish memos before anybody reviewed them, because the blog's repository is public.

use crate::config::Config;
use crate::error::Error;
use crate::memo::Visibility;
use crate::publish::BlogSnapshot;

/// The kinds of memos that are taken, if some are not public.
pub(super) fn unusual(config: &Config) -> Option<String> {
    let kinds = &config.select.visibility;
    let only_public = kinds.iter().all(|kind| *kind == Visibility::Public);
    let kinds = kinds.iter().map(ToString::to_string);
    (!only_public).then(|| kinds.collect::<Vec<_>>().join(", "))
}

/// The repository's name where nothing private may go.
///
/// # Errors
/// When the rules take memos that are not public nevertheless: a pull request in a public repository publishes its text
/// before anybody has reviewed it.
pub(super) fn refuse(config: &Config, blog: &BlogSnapshot) -> Result<Option<String>, Error> {
    let public = blog.look().filter(|look| !look.private);
    let Some(look) = public.filter(|_| !config.select.private_in_public_repository) else {
        return Ok(None);
    };
    let repository = look.full_name.clone();
    match unusual(config) {
        Some(_) => Err(Error::PrivateInPublic { repository }),
        None => Ok(Some(repository)),
    }
}
