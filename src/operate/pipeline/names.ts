/** Label of whatever belongs to the releases of a Service. */
export const SERVICE_LABEL = 'iter8.tools/service';

/** Label of an experiment, and annotation of a ticket: the commit that is released. */
export const COMMIT_LABEL = 'iter8.tools/commit';

/** Labels take no more characters than that, which the SHAs of some repositories have. */
export function commitLabel(sha: string): string {
  return sha.slice(0, 63);
}

/** Annotation of a ticket and of an experiment: when its commit was made. */
export const COMMIT_TIME_ANNOTATION = 'iter8.tools/commit-time';

/** Annotation of an experiment: `finished` once nothing of its release is left to do. */
export const PIPELINE_ANNOTATION = 'iter8.tools/pipeline';
