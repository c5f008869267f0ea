/** Account of the Jobs that run actions, in each namespace that has any; it has the rights that somebody gave it. */
export const TASK_ACCOUNT = 'iter8-tasks';
