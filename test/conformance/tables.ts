import type {Table} from './case.js';
import {ASSESSMENTS, TRACES, WEIGHTS} from './original-analysis.js';
import {ACTIONS, ITERATIONS, PATTERNS, VALIDATION} from './original-runs.js';
import {ARGO_ROLLOUTS, FLAGGER_CANARY, KAYENTA_JUDGE} from './other-tools.js';

export const ORIGINAL: readonly Table[] = [
  ASSESSMENTS,
  WEIGHTS,
  TRACES,
  VALIDATION,
  ITERATIONS,
  PATTERNS,
  ACTIONS,
];
export const OTHER_TOOLS: readonly Table[] = [ARGO_ROLLOUTS, FLAGGER_CANARY, KAYENTA_JUDGE];
export const ALL_TABLES: readonly Table[] = [...ORIGINAL, ...OTHER_TOOLS];
