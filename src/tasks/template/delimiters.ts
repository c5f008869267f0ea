import {ARROWS, BRACES, type Delimiters} from '../../experiment/task-template.js';

/** Of tasks with inputs: both generations. */
export const TASK_DELIMITERS: readonly Delimiters[] = [BRACES, ARROWS];

/** Of `run` items: braces are left alone, since `kubectl -o go-template` and others have them too. */
export const RUN_DELIMITERS: readonly Delimiters[] = [ARROWS];
