/** Annotation in which people say what should become of a running experiment: `pause`, `resume` or `abort`. */
export const WISH_ANNOTATION = 'iter8.tools/wish';

/** Annotation with their reason, in words. */
export const WISH_REASON_ANNOTATION = 'iter8.tools/wish-reason';
