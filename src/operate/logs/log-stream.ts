import {Iter8Error} from '../../errors.js';
import {parseLogLine, type TaskLogEvent} from '../../tasks/job/log-line.js';
import {ActionLog} from './action-log.js';
import {type Choice, isChosen} from './choice.js';
import type {LogEvent} from '../../experiment/log-event.js';
import type {Told} from './told.js';

/** What the log lines of one experiment tell. */
export interface StreamedLog {
  readonly name: string;
  readonly namespace: string;
  readonly events: readonly TaskLogEvent[];
}

/** As `kubectl logs` prints a line, with `--prefix` and `--timestamps` too; in YAML, such a line is indented. */
const LINE = /^(?:\[\S+\] )?(?:\d{4}-\d\d-\d\dT\S+ )?(?=\{)/;

/**
 * The log lines of a text, those of the original included; other lines are passed over.
 *
 * @returns by experiment, as they come, each sorted by precedence; undefined when the text has no such line
 */
export function readLogStream(text: string): readonly StreamedLog[] | undefined {
  if (!text.includes('"isIter8Log"')) return undefined;
  const events = text.split('\n').flatMap((line) => {
    const start = LINE.exec(line);
    return start ? (parseLogLine(line.slice(start[0].length)) ?? []) : [];
  });
  const logs = new Map<string, TaskLogEvent[]>();
  for (const event of events) {
    const fullName = `${event.experimentNamespace}/${event.experimentName}`;
    const known = logs.get(fullName);
    if (known) known.push(event);
    else logs.set(fullName, [event]);
  }
  return logs.size === 0 ? undefined : [...logs.values()].flatMap(streamedLog);
}

function streamedLog(events: readonly TaskLogEvent[]): readonly StreamedLog[] {
  const [first] = events;
  if (!first) return [];
  const sorted = [...events].sort((a, b) => a.precedence - b.precedence);
  return [{name: first.experimentName, namespace: first.experimentNamespace, events: sorted}];
}

/**
 * Those that are meant; nothing said: all.
 *
 * @throws Iter8Error NOT_FOUND if there is none of them
 */
export function chosenLogs(
  logs: readonly StreamedLog[],
  {name, namespace}: {readonly name: string | undefined; readonly namespace: string | undefined},
): readonly StreamedLog[] {
  const chosen = logs.filter(
    (log) => (name === undefined || log.name === name) && (namespace === undefined || log.namespace === namespace),
  );
  if (chosen.length > 0) return chosen;
  const wanted = name === undefined ? '' : ` "${name}"`;
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`;
  const others = logs.slice(0, 5).map((log) => `${log.namespace}/${log.name}`);
  const problem = `no line tells of an experiment${wanted}${where}`;
  throw new Iter8Error('NOT_FOUND', problem, `there are lines of ${others.join(', ')}`);
}

/** What is told of the chosen tasks. */
export function toldByLog({name, namespace, events}: StreamedLog, choice: Choice): Told {
  const actions = new Map<string, ActionLog>();
  const told = events.flatMap((event): readonly LogEvent[] => {
    if (event.instance === undefined) return messageOf(event);
    const log = actions.get(event.instance) ?? new ActionLog(event.instance);
    actions.set(event.instance, log);
    return log.hear(event);
  });
  const rest = [...actions.values()].flatMap((log) => log.rest());
  const chosen = [...told, ...rest].filter((event) => isChosen(choice, event));
  return {name, namespace, events: chosen, nothing: `no line tells of it in the log of experiment "${name}"`};
}

/** A line of the original. */
function messageOf(event: TaskLogEvent): readonly LogEvent[] {
  if (event.kind !== 'message') return [];
  const {kind, precedence, priority, text} = event;
  return [{kind, action: undefined, precedence, priority, text}];
}
