//! Which memos an issue holds, and why the others were left out.
