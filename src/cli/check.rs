//! `memos-weekly check`: what would keep the job from working, and the cure.
