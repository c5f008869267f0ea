/** Annotation in which people say what should become of a running experiment: `pause`, `resume` or `abort`. */
export const WISH_ANNOTATION = 'iter8.tools/wish';

/** Annotation with their reason, in words. */
export const WISH_REASON_ANNOTATION = 'iter8.tools/wish-reason';

/** Who made the wish, as far as the kubeconfig says. */
export const WISH_BY_ANNOTATION = 'iter8.tools/wish-by';
/** When, RFC 3339. */
export const WISH_AT_ANNOTATION = 'iter8.tools/wish-at';

/**
 * Annotation in which people say that the finish action of an ended experiment is to be run again, as `finish-2`: the key
 * that its record in `status.actions` gets, which is not there yet.
 */
export const RERUN_ANNOTATION = 'iter8.tools/rerun-action';
