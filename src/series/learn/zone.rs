//! The time zone of a blog: as its configuration names it, else the one in whose offset its newest posts are dated.

use chrono::FixedOffset;

use crate::blog::Blog;
use crate::engine::{Engine, Site, settings_file};
use crate::issue::Language;
use crate::series::newest::Example;
use crate::week::Zone;

/// The zone, and the file that tells it; `None` if none does.
pub(super) fn seen(
    blog: &Blog,
    engine: &dyn Engine,
    site: &Site,
    posts: &[Example<'_>],
    language: Language,
) -> Option<(Zone, String)> {
    let named = site.timezone.as_ref().and_then(|zone| zone.parse().ok());
    if let Some(zone) = named {
        let file = settings_file(blog, engine.facts().configuration)?;
        return Some((zone, file.to_owned()));
    }
    posts.iter().find_map(|post| {
        let zone = with_offset(post.offset()?, language)?;
        Some((zone, post.path.to_owned()))
    })
}

/// A zone with this offset from UTC. Which of them it is no offset tells, nor whether its clocks are changed twice a
/// year; so it is the one without a change, unless the language makes another plain.
fn with_offset(offset: FixedOffset, language: Language) -> Option<Zone> {
    let seconds = offset.local_minus_utc();
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    let name = match (hours, rest / 60) {
        // most often it is a program's, not the author's
        (0, 0) => return None,
        (8, 0) if language == Language::ZhCn => "Asia/Shanghai".to_owned(),
        (5, 30) => "Asia/Kolkata".to_owned(),
        (5, 45) => "Asia/Kathmandu".to_owned(),
        (6, 30) => "Asia/Yangon".to_owned(),
        (3, 30) => "Asia/Tehran".to_owned(),
        (4, 30) => "Asia/Kabul".to_owned(),
        (9, 30) => "Australia/Darwin".to_owned(),
        // the signs of these names are those of POSIX: `Etc/GMT-8` is east of Greenwich
        (_, 0) => format!("Etc/GMT{:+}", -hours),
        _ => return None,
    };
    name.parse().ok()
}
