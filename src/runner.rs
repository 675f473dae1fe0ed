//! The Actions runner's protocol: outputs, summary, annotations, masks.
