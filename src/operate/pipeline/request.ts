import type {RunResult} from '../../analysis/run-result.js';
import type {Experiment} from '../../experiment/model.js';
import type {LoadOptions} from '../../load/options.js';
import type {Commit} from './commit/commit.js';
import type {StatusTarget} from './commit/status-reporter.js';
import type {TrialFlags} from './experiment/draft-experiment.js';
import type {ManifestObject} from './manifest/read-manifest.js';

/** What is to be released, and how. */
export interface PipelineRequest {
  readonly objects: readonly ManifestObject[];
  /** Name of the Service. */
  readonly service: string;
  readonly commit: Commit;
  /** Name of the Deployment that is tried out; undefined: the only one that the Service selects. */
  readonly candidate?: string | undefined;
  /** Name of the live one; undefined: as the traffic says. */
  readonly baseline?: string | undefined;
  readonly trial: TrialFlags;
  /** undefined: no load. */
  readonly load?: LoadOptions | undefined;
  /** undefined: nobody is told. */
  readonly status?: StatusTarget | undefined;
  /** For everything; undefined: as long as it takes. */
  readonly timeoutMs?: number | undefined;
  /** For the Pods of the candidate. */
  readonly readyTimeoutMs: number;
  /** Whether a commit that is older than the live one may take its place. */
  readonly mayBeOlder: boolean;
  /** Whether fields that others manage are taken over. */
  readonly isForced: boolean;
}

/**
 * How a pipeline ended. `released`: without an experiment, since there was nothing to compare with, or nothing to do.
 * `notReady`: the candidate did not come up, and had no traffic.
 */
export type PipelineEnd =
  | {readonly kind: 'released' | 'notReady'; readonly headline: string}
  | {
      readonly kind: 'judged';
      readonly headline: string;
      readonly result: RunResult;
      readonly experiment: Experiment;
    };
