import type {Experiment} from '../../experiment/model.js';
import type {EndingKind} from './progress.js';
import type {HandlerType} from './effects.js';

/** What an engine of a generation says, and what it leaves unsaid. */
export interface Words {
  readonly initialized: string;
  /** Reason of the message that an action is launched. */
  readonly launched: Readonly<Record<HandlerType, string>>;
  /** Message of the condition Failed when an action fails. */
  readonly actionFailed: (handler: HandlerType, action: string) => string;
  /** Whether each change of the stage is told. */
  readonly tellsStages: boolean;
  /** Whether the last iteration and the ends of loops are told; if not, the end of the run is told at once. */
  readonly tellsLoops: boolean;
  /** Final message of a normal end with a finish action; without one both generations say the same. */
  readonly finished: string;
}

const V2ALPHA2: Words = {
  initialized: 'Experiment status initialized',
  launched: {
    Start: 'HandlerLaunched',
    Loop: 'HandlerLaunched',
    Finish: 'HandlerLaunched',
    Rollback: 'HandlerLaunched',
  },
  actionFailed: (handler) => `${handler} actions failed`,
  tellsStages: true,
  tellsLoops: true,
  finished: 'Experiment Completed',
};

const V2ALPHA1: Words = {
  initialized: 'Late initialization complete',
  launched: {
    Start: 'StartHandlerLaunched',
    Loop: 'HandlerLaunched',
    Finish: 'TerminalHandlerLaunched',
    Rollback: 'TerminalHandlerLaunched',
  },
  actionFailed: (handler, action) => `${handler} handler '${action}' failed`,
  tellsStages: false,
  tellsLoops: false,
  finished: 'Experiment completed successfully',
};

/** The words of the experiment's dialect. */
export function wordsOf({dialect}: Experiment): Words {
  return dialect === 'v2alpha1' ? V2ALPHA1 : V2ALPHA2;
}

/**
 * The final message. Unlike the original, a rollback says so with a finish action too, where it read like a normal end.
 */
export function finalMessage(
  experiment: Experiment,
  ending: EndingKind,
  reason: string,
  hasFinish: boolean,
): string {
  switch (ending) {
    case 'finished':
      return hasFinish ? wordsOf(experiment).finished : 'Experiment completed successfully';
    case 'rolledBack':
      return 'Experiment rolled back';
    case 'aborted':
      return reason === '' ? 'Experiment aborted' : `Experiment aborted: ${reason}`;
  }
}
