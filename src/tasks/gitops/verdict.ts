import {Field} from '../../experiment/field.js';
import {baselineOf, candidatesOf, type Experiment} from '../../experiment/model.js';

/** What is to become of the candidate in a file of values. */
export interface HelmexVerdict {
  /** Name of the version that is recommended for promotion. */
  readonly version: string;
  readonly isBaseline: boolean;
  /** Whether the experiment has no other candidate. */
  readonly isOnlyCandidate: boolean;
  /** The candidate that the experiment is about, as the chart has written it down; undefined: it has not. */
  readonly candidateId: string | undefined;
}

/** Annotation of an experiment that comes from a Helmex chart. */
const CANDIDATE_ID = 'iter8.candidate.id';

/** @returns undefined: no version is recommended yet */
export function helmexVerdict(experiment: Experiment): HelmexVerdict | undefined {
  const version = experiment.status.recommendedVersion;
  if (version === undefined) return undefined;
  return {
    version,
    isBaseline: version === baselineOf(experiment)?.name,
    isOnlyCandidate: candidatesOf(experiment).length === 1,
    candidateId: new Field(experiment.source).get('metadata', 'annotations', CANDIDATE_ID).text(),
  };
}
