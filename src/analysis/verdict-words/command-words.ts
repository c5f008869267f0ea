import type {Experiment} from '../../experiment/model.js';
import {isObject} from '../../experiment/json.js';

/** A name that a shell takes as it stands. */
const PLAIN_NAME = /^[a-z0-9][a-z0-9.-]*$/;

/**
 * A line with a command for people to copy: `To begin anew: iter8ctl rerun canary -n shop`. None where there is nothing in a
 * cluster to act on: a run without a cluster, a generation that no engine takes up any more, a name that nobody should copy.
 */
export function commandWords(experiment: Experiment, command: string, purpose: string): string[] {
  const {name, namespace, legacy, source} = experiment;
  const [verb = '', ...flags] = command.split(' ');
  const isStored = isObject(source.metadata) && typeof source.metadata.uid === 'string';
  if (!isStored || legacy || !PLAIN_NAME.test(name) || !PLAIN_NAME.test(namespace)) return [];
  return [[`${purpose}: iter8ctl`, verb, name, '-n', namespace, ...flags].join(' ')];
}
