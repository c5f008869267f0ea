import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {escapeHtml} from './html/markup.js';
import type {ReportedFact} from './reported-facts.js';
import type {ReportedObjective, ReportView} from './view.js';
import * as words from './words.js';

type Kind = 'failure' | 'error' | 'skipped';

interface Case {
  readonly name: string;
  readonly className: string;
  readonly seconds: number;
  /** undefined: it has passed. */
  readonly problem: {readonly kind: Kind; readonly type: string; readonly message: string} | undefined;
  readonly lines: readonly string[];
}

/**
 * A suite for each experiment, a test case for the verdict and for each objective of each version, as `schemas/junit.xsd`
 * has it. What is unknown is skipped while the experiment runs, or where the verdict is proven without it; else it is an error
 * once the experiment has ended: nobody will know then.
 */
export function reportJunit(views: readonly ReportView[]): string {
  const suites = views.map((view) => ({view, cases: casesOf(view)}));
  const all = suites.flatMap(({cases}) => cases);
  const seconds = views.reduce((sum, view) => sum + secondsOf(view), 0);
  const attributes = {name: 'iter8ctl', ...counts(all), time: secondsText(seconds)};
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, suites.map(suite))}`;
}

function suite({view, cases}: {readonly view: ReportView; readonly cases: readonly Case[]}): string {
  const {startedAt, generatedAt} = view;
  const attributes = {
    name: nameOf(view),
    ...counts(cases),
    time: secondsText(secondsOf(view)),
    timestamp: wholeSecondsText(startedAt ?? generatedAt).replace('Z', ''),
  };
  return element('testsuite', attributes, [element('properties', {}, propertiesOf(view)), ...cases.map(testCase)]);
}

function nameOf({description}: ReportView): string {
  return `${description.namespace}/${description.name}`;
}

function counts(cases: readonly Case[]): Readonly<Record<string, number>> {
  const count = (kind: Kind) => cases.filter(({problem}) => problem?.kind === kind).length;
  return {tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped')};
}

function secondsOf({startedAt, lastChangeAt}: ReportView): number {
  return startedAt && lastChangeAt ? Math.max(0, (lastChangeAt.getTime() - startedAt.getTime()) / 1000) : 0;
}

function secondsText(seconds: number): string {
  return seconds.toFixed(3);
}

function propertiesOf(view: ReportView): readonly string[] {
  const {description, versions} = view;
  const rewards = description.rewards.flatMap(({metric, versions}) =>
    versions.flatMap(({version, value}) =>
      value === null ? [] : [[`reward ${metric} of ${version}`, value] as const],
    ),
  );
  const weights = versions.flatMap(({name, percent}) =>
    percent === null ? [] : [[`traffic of ${name} in percent`, percent] as const],
  );
  const facts = words.overviewFacts(view).map(([name, value]) => [name.toLowerCase(), value] as const);
  return [...facts, ...weights, ...rewards].map(([name, value]) => element('property', {name, value}, []));
}

function casesOf(view: ReportView): readonly Case[] {
  const objectives = view.objectives.flatMap((objective) =>
    objective.facts.map((fact) => objectiveCase(view, objective, fact)),
  );
  return [verdictCase(view), ...objectives];
}

const VERDICT_PROBLEMS = {lost: 'failure', inconclusive: 'error'} as const;

function verdictCase(view: ReportView): Case {
  const {result, verdict} = view;
  const {headline, because, missing, wouldChange} = verdict;
  const lines = [headline, ...because, ...missing, ...wouldChange];
  const base = {name: 'verdict', className: nameOf(view), seconds: secondsOf(view), lines};
  if (result === 'won') return {...base, problem: undefined};
  const kind = result === null ? 'skipped' : VERDICT_PROBLEMS[result];
  return {...base, problem: {kind, type: result ?? 'undecided', message: headline}};
}

function objectiveCase(view: ReportView, {label, units}: ReportedObjective, fact: ReportedFact): Case {
  const told = factWords(view, fact, units);
  const base = {
    name: label,
    className: `${nameOf(view)}.${fact.version}`,
    seconds: 0,
    lines: [told],
  };
  if (fact.state === 'satisfied') return {...base, problem: undefined};
  const message = fact.note ?? told;
  if (fact.state === 'violated') return {...base, problem: {kind: 'failure', type: 'violated', message}};
  return {...base, problem: {kind: mayStayUnknown(view) ? 'skipped' : 'error', type: 'unknown', message}};
}

function mayStayUnknown({result, description}: ReportView): boolean {
  return result === null || (description.strength !== undefined && result !== 'inconclusive');
}

/** `value: 80.2 milliseconds; limit: at most 50; distance: 60.4 % above; samples: 310`. */
function factWords(view: ReportView, fact: ReportedFact, units: string | undefined): string {
  const bounds = words.boundsHeading(view)?.toLowerCase() ?? '';
  const facts = [
    ['value', words.valueText(fact, units)],
    ['limit', words.limitText(fact)],
    ['distance', words.marginText(fact)],
    [bounds, words.boundsText(fact)],
    ['samples', words.samplesText(fact)],
  ] as const;
  const known = facts.filter(([, text]) => text !== words.NOTHING);
  return known.length === 0 ? 'no value' : known.map(([name, text]) => `${name}: ${text}`).join('; ');
}

function testCase({name, className, seconds, problem, lines}: Case): string {
  const attributes = {name, classname: className, time: secondsText(seconds)};
  if (!problem) return element('testcase', attributes, [textElement('system-out', {}, lines)]);
  const {kind, type, message} = problem;
  const told = kind === 'skipped' ? element(kind, {message}, []) : textElement(kind, {message, type}, lines);
  return element('testcase', attributes, [told]);
}

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes, children: readonly string[]): string {
  if (children.length === 0) return `${tag(name, attributes)}/>\n`;
  return `${tag(name, attributes)}>\n${children.join('')}</${name}>\n`;
}

function textElement(name: string, attributes: Attributes, lines: readonly string[]): string {
  return `${tag(name, attributes)}>${lines.map(escapeHtml).join('\n')}</${name}>\n`;
}

function tag(name: string, attributes: Attributes): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(String(value))}"`);
  return `<${name}${pairs.join('')}`;
}
