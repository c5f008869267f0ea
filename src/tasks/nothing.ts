import type {Task} from './task.js';

/** Does nothing and succeeds; for trying out actions. */
export const NOTHING: Task = {
  run: () => Promise.resolve({result: 'succeeded', output: ''}),
};
