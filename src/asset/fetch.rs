//! Fetches the files of a post, several at a time; because they are most of what a run waits for.

use futures_util::{StreamExt, stream};

use crate::issue::Sentence;
use crate::size::size;

use super::{Asset, Clean, Limits, Names, Outcome, Want, clean};

/// The number of files that are under way at once.
const CONCURRENCY: usize = 4;

/// Fetches, cleans and names the wanted files, in their order. `get` is given what is wanted and the number of bytes that
/// is still accepted; a file that cannot be had is left out with the reason that it returns, which reviewers read.
pub async fn fetch(
    wants: Vec<Want>,
    limits: &Limits,
    get: impl AsyncFn(&Want, u64) -> Result<Vec<u8>, Sentence>,
) -> Vec<Asset> {
    let get = &get;
    let mut fetched = stream::iter(wants)
        .map(async |want| {
            let result = fetch_one(&want, limits, get).await;
            (want, result)
        })
        .buffered(CONCURRENCY);
    let mut names = Names::default();
    let mut total = 0;
    let mut assets = Vec::new();
    while let Some((want, result)) = fetched.next().await {
        let outcome = match result {
            Ok(Clean { bytes, .. }) if total + bytes.len() as u64 > limits.total => {
                let limit = size(limits.total);
                Outcome::LeftOut(Sentence::new(
                    format!(
                        "the files of this issue are over the limit of {limit}; see `attachments.max_total_mb`"
                    ),
                    format!("本期文件总大小超过 {limit} 的上限，见 `attachments.max_total_mb`"),
                ))
            }
            Ok(Clean {
                bytes,
                extension,
                is_image,
                remark,
            }) => {
                total += bytes.len() as u64;
                Outcome::Copied {
                    name: names.assign(&want.filename, extension),
                    bytes,
                    is_image,
                    remark,
                }
            }
            Err(reason) => Outcome::LeftOut(reason),
        };
        assets.push(Asset { want, outcome });
    }
    assets
}

async fn fetch_one(
    want: &Want,
    limits: &Limits,
    get: &impl AsyncFn(&Want, u64) -> Result<Vec<u8>, Sentence>,
) -> Result<Clean, Sentence> {
    /// The most bytes of a picture before it is made smaller: a photograph of any phone.
    const PHOTOGRAPH: u64 = 32_000_000;
    let limit = limits.per_file;
    let accepted = if want.is_image && limits.images.is_some() {
        limit.max(PHOTOGRAPH)
    } else {
        limit
    };
    let too_large = |bytes: u64| {
        let (size, limit) = (size(bytes), size(limit));
        Sentence::new(
            format!("{size} is over the limit of {limit}; see `attachments.max_file_mb`"),
            format!("{size}，超过 {limit} 的上限，见 `attachments.max_file_mb`"),
        )
    };
    if let Some(size) = want.size.filter(|&size| size > accepted) {
        return Err(too_large(size));
    }
    let bytes = get(want, accepted).await?;
    if bytes.len() as u64 > accepted {
        return Err(too_large(bytes.len() as u64));
    }
    let clean = clean(want, bytes, limits)?;
    if clean.bytes.len() as u64 > limit {
        return Err(too_large(clean.bytes.len() as u64));
    }
    Ok(clean)
}
