import {Iter8Error} from '../../errors.js';
import {parseConfidence} from '../../experiment/strength-text.js';
import {parseInterval, parseObjective, parseReward} from '../create/flag-texts.js';
import type {Proposal} from '../create/propose-from.js';
import type {DraftFlags} from '../create/read-draft.js';
import type {Offers} from './offers.js';
import {askFor, askForSeveral, choose, type Partner, required} from './questions.js';

/** What the command line said, or what it would have to say. */
export interface Typed<Flags extends DraftFlags = DraftFlags> {
  readonly name: string | undefined;
  readonly flags: Flags;
}

/** What the cluster can tell. */
export interface Informant {
  readonly offers: Offers;
  /** The experiment that suggests itself on such an object; undefined: it cannot be looked at. */
  readonly propose: (from: string) => Promise<Proposal['fields'] | undefined>;
}

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const DEFAULT_INTERVAL = '20s';
const DEFAULT_ITERATIONS = 15;

/**
 * Asks for what the command line leaves open, step by step.
 *
 * @returns flags that mean the same without any question
 * @throws Iter8Error INTERRUPTED, and what `propose` throws
 */
export async function interview<Flags extends DraftFlags>(
  typed: Typed<Flags>,
  informant: Informant,
  partner: Partner,
): Promise<Typed<Flags>> {
  const versions = await askVersions(typed.flags, informant, partner);
  const criteria = await askCriteria({...typed.flags, ...versions}, informant, partner);
  const duration = await askDuration(typed.flags, partner);
  const {finish = await askFinish(partner)} = typed.flags;
  const flags = {...typed.flags, ...versions, ...criteria, ...duration, finish};
  if (typed.name !== undefined || flags['generate-name']) return {name: typed.name, flags};
  return {name: await askName(flags, informant, partner), flags};
}

type Versions = Pick<DraftFlags, 'from' | 'target' | 'baseline' | 'candidate'>;

async function askVersions(flags: DraftFlags, {offers, propose}: Informant, partner: Partner): Promise<Versions> {
  const from = flags.from ?? (await askSubject(flags, offers, partner));
  const proposal = from === undefined ? undefined : await propose(from);
  const targetQuestion = 'What is tried out, by custom NAMESPACE/SERVICE';
  const baselineQuestion = 'Version that runs now';
  const target =
    flags.target ?? (from === undefined ? await askFor(partner, targetQuestion, {read: required}) : undefined);
  const {
    baseline = await askFor(partner, baselineQuestion, {proposed: proposal?.baseline, read: required}),
    candidate = await askCandidates(proposal, baseline, partner),
  } = flags;
  return {from, target, baseline, candidate};
}

async function askSubject(flags: DraftFlags, {subjects}: Offers, partner: Partner): Promise<string | undefined> {
  const isSaid = flags.target !== undefined || flags.baseline !== undefined;
  if (isSaid || subjects.length === 0) return undefined;
  return subjects[
    await choose(partner, 'What is tried out: what splits the traffic, or the Deployment that is new?', subjects)
  ];
}

async function askCandidates(
  proposal: Proposal['fields'] | undefined,
  baseline: string,
  partner: Partner,
): Promise<readonly string[]> {
  const known = proposal?.knownVersions?.map(({name}) => name) ?? [];
  const others = known.filter((name) => name !== baseline);
  const read = (answer: string) => {
    const names = answer.split(',').map((name) => name.trim());
    return answer === '-' ? [] : names.filter((name) => name !== '');
  };
  const proposed = others.length > 0 ? others.join(', ') : '-';
  return askFor(partner, 'New version, or several with commas; - for none', {proposed, read});
}

type Criteria = Pick<DraftFlags, 'objective' | 'reward' | 'confidence'>;

async function askCriteria(flags: DraftFlags, {offers}: Informant, partner: Partner): Promise<Criteria> {
  const isAsking = flags.objective === undefined || flags.reward === undefined;
  if (isAsking && offers.metrics.length > 0) await partner.say(metricList(offers));
  const objectiveQuestion = 'Limit, such as mean-latency<=50; empty for no more';
  const rewardQuestion = 'Metric of which more (or less) is better, such as books-purchased:high; empty for none';
  const {
    objective = await askForSeveral(partner, objectiveQuestion, (text) =>
      known(parseObjective(text).metric, offers),
    ),
    reward = flags.candidate?.length === 0 ? [] : await askReward(partner, rewardQuestion, flags, offers),
  } = flags;
  const isJudged = objective.length > 0 || reward.length > 0;
  const isSaid = flags.confidence !== undefined || flags.policy !== undefined;
  return {objective, reward, confidence: isJudged && !isSaid ? await askConfidence(partner) : flags.confidence};
}

async function askConfidence(partner: Partner): Promise<string | undefined> {
  const question = 'How sure the verdict is to be, such as 0.95; empty to go by the last values';
  const read = (text: string) => {
    if (text !== '') parseConfidence(text);
    return text;
  };
  return (await askFor(partner, question, {read})) || undefined;
}

/** Several candidates can only be told apart by a reward. */
async function askReward(
  partner: Partner,
  question: string,
  {candidate = []}: DraftFlags,
  offers: Offers,
): Promise<readonly string[]> {
  const read = (text: string) => {
    if (text === '' && candidate.length < 2) return [];
    known(parseReward(required(text)).metric, offers);
    return [text];
  };
  return askFor(partner, question, {read});
}

function metricList({metrics}: Offers): string {
  const lines = metrics.map(({name, units}) => `  ${name}${units === '' ? '' : ` (${units})`}`);
  return ['Metrics of the cluster:', ...lines].join('\n');
}

/** @throws Iter8Error INVALID for a metric that the cluster, where it could be asked, does not have */
function known(metric: string, {metrics}: Offers): void {
  if (metrics.length === 0 || metrics.some(({name}) => name === metric)) return;
  throw new Iter8Error('INVALID', `the cluster has no metric ${metric}`, 'one of the list above');
}

type Duration = Pick<DraftFlags, 'interval' | 'iterations'>;

async function askDuration(flags: DraftFlags, partner: Partner): Promise<Duration> {
  const readInterval = (text: string) => {
    parseInterval(text);
    return text;
  };
  const {
    interval = await askFor(partner, 'Time of an iteration', {proposed: DEFAULT_INTERVAL, read: readInterval}),
    iterations = await askFor(partner, 'Iterations', {proposed: String(DEFAULT_ITERATIONS), read: readCount}),
  } = flags;
  const minutes = (parseInterval(interval) * iterations) / 60;
  await partner.say(
    `It takes ${minutes < 2 ? `${Math.round(minutes * 60)} s` : `${Math.round(minutes)} minutes`}.`,
  );
  return {interval, iterations};
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Iter8Error('INVALID', `${text} is no number of iterations`, 'such as 15');
}

async function askFinish(partner: Partner): Promise<readonly string[]> {
  const task = await askFor(partner, "Task at the end, such as 'run: ./promote.sh'; empty for none", {
    read: (text) => text,
  });
  return task === '' ? [] : [task];
}

async function askName(flags: DraftFlags, {offers}: Informant, partner: Partner): Promise<string> {
  const read = (name: string) => {
    if (!NAME.test(name))
      throw new Iter8Error('INVALID', `${name} is no name`, 'small letters, digits, - and . in between');
    if (!offers.experiments.has(name)) return name;
    throw new Iter8Error('INVALID', `experiment ${name} is there already`, 'choose another name');
  };
  return askFor(partner, 'Name of the experiment', {proposed: proposedName(flags, offers.experiments), read});
}

/** `checkout-v2`, and if that is taken `checkout-v2-2`. */
function proposedName({from, target, candidate = [], baseline}: DraftFlags, taken: ReadonlySet<string>): string {
  const subject = (target ?? from ?? '').split('/').at(-1) ?? '';
  const version = candidate[0] ?? baseline ?? '';
  const words = (subject === version ? version : `${subject}-${version}`).toLowerCase();
  const name = words.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'experiment';
  let proposed = name;
  for (let count = 2; taken.has(proposed); count++) proposed = `${name}-${count}`;
  return proposed;
}
