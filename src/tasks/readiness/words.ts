import type {WaitFor} from '../../experiment/wait-for.js';
import type {Finding} from './examine.js';
import type {WantedObject} from './request.js';
import {isHopeless, type Round} from './round.js';

/** What a round changed, in one line; undefined: nothing. */
export function changeWords(before: Round, now: Round): string | undefined {
  const outage = now.outage === undefined || now.outage === before.outage ? [] : [now.outage];
  const changed = [...now.findings].flatMap(([object, finding]) => {
    const words = findingWords(object, finding);
    return words === findingWords(object, before.findings.get(object)) ? [] : [words];
  });
  return [...outage, ...changed].join('; ') || undefined;
}

/** Which objects are not ready and why, and what to do about it. */
export function failureReason(round: Round, seconds: number): string {
  const {findings, outage} = round;
  const unready = [...findings].filter(([, finding]) => finding?.kind !== 'ready');
  const reasons = [outage, ...bounded(unready.map(([object, finding]) => findingWords(object, finding)))];
  const hints = unready.map(([, finding]) => (finding?.kind === 'refused' ? finding.hint : undefined));
  const beginning = isHopeless(round) ? 'cannot go on' : `waited ${seconds} s in vain`;
  return `${beginning}: ${[...reasons, ...new Set(hints)].filter((text) => text !== undefined).join('; ')}`;
}

/** The status has room for a kibibyte, hints included. */
const ROOM = 600;

function bounded(texts: readonly string[]): readonly string[] {
  let length = 0;
  const fitting = texts.filter((text) => (length += text.length) <= ROOM);
  const others = texts.length - fitting.length;
  return others === 0 ? texts : [...fitting, `and ${others} more`];
}

function findingWords(object: WantedObject, finding: Finding | undefined): string {
  const {label} = object;
  if (!finding) return `${label}: not looked at yet`;
  return finding.kind === 'ready' ? `${label} ${readyWords(object)}` : `${label}: ${finding.reason}`;
}

function readyWords(object: WantedObject): string {
  const waitFor: WaitFor = object.from === 'inputs' ? object.waitFor : {kind: 'created'};
  switch (waitFor.kind) {
    case 'created':
      return 'is there';
    case 'deleted':
      return 'is gone';
    case 'condition':
      return `has condition ${waitFor.type} ${waitFor.status}`;
    case 'value':
      return `has {${waitFor.path}}${waitFor.wanted === undefined ? '' : ` ${JSON.stringify(waitFor.wanted)}`}`;
  }
}
