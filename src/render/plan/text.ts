import {strengthRuleWords} from '../../analysis/proof-words.js';
import type {LaunchPlan, Obstacle, PlannedTraffic, Remedy} from '../../analysis/planning/launch-plan.js';
import {safeText} from '../safe-text.js';
import type {Brush, Style} from '../style.js';
import {padText, textWidth, wrapText} from '../text-width.js';
import {countText, durationText, percentText} from './numbers.js';
import {objectiveLines} from './objective-lines.js';
import {type Line, scenarioLines} from './scenario-lines.js';

/** A launch plan for people. Ends in a newline. */
export function planText(plan: LaunchPlan, style: Style): string {
  const blocks = [
    headline(plan, style),
    section('Traffic', plain(trafficLines(plan)), style),
    section('Objectives', plain(plan.objectives.flatMap(objectiveLines)), style),
    section(
      `What comes out, in ${countText(plan.scenarios[0]?.runs ?? 0, 'run')} of each`,
      plan.scenarios.flatMap((one) => scenarioLines(one, style)),
      style,
    ),
    section('What stands against it', plain(plan.obstacles.flatMap(obstacleLines)), style),
    section('What would do, each by itself', plain(remedyLines(plan.remedies)), style),
    section('Assumed', plain(plan.assumptions.map(safeText)), style),
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function headline({experiment, canDecide, obstacles, remedies, ...plan}: LaunchPlan, style: Style): string {
  const name = `${experiment.namespace}/${experiment.name}`;
  const words = canDecide
    ? `${name} can decide`
    : `${name} cannot decide as it is${adviceWords(obstacles, remedies)}`;
  const paint = canDecide ? style.paint.good : style.paint.bad;
  const rule = plan.strength
    ? strengthRuleWords(plan.strength)
    : 'The last values decide: no error rate is promised';
  const {iterations, intervalSeconds, seconds} = plan.schedule;
  const each = `${countText(iterations, 'iteration')}, one every ${durationText(intervalSeconds)}, ${durationText(seconds)} in all`;
  const lines = [rule, `${each}, with ${countText(plan.trafficPerSecond, 'request')} a second`];
  return [...wrapped(safeText(words), style).map(paint), ...lines.flatMap((line) => wrapped(line, style))]
    .map((line) => `${line}\n`)
    .join('');
}

function adviceWords(obstacles: readonly Obstacle[], remedies: readonly Remedy[]): string {
  if (obstacles.length > 0) return ': see what stands against it';
  return remedies.length > 0
    ? ': see what would do'
    : ', and no change up to 64 times the traffic or interval, or 100 iterations, would do';
}

function section(title: string, lines: readonly Line[], style: Style): string {
  if (lines.length === 0) return '';
  const body = lines.flatMap(({text, paint = AS_IT_IS}) => wrapped(text, style, '  ').map(paint));
  return [style.paint.heading(title), ...body].map((line) => `${line}\n`).join('');
}

const AS_IT_IS: Brush = (text) => text;

function plain(lines: readonly string[]): Line[] {
  return lines.map((text) => ({text}));
}

/** What follows the first line of a wrapped text is indented as the text is, and two more. */
function wrapped(text: string, {columns}: Style, indent = ''): string[] {
  const own = /^ */.exec(text)?.[0] ?? '';
  const begin = indent + own;
  if (columns === undefined || textWidth(begin + text.trimStart()) <= columns) return [begin + text.trimStart()];
  const width = Math.max(NARROWEST, columns - begin.length - 2);
  return wrapText(text.trimStart(), width, true).map((line, index) => `${begin}${index > 0 ? '  ' : ''}${line}`);
}

const NARROWEST = 20;

function trafficLines({versions, strength}: LaunchPlan): string[] {
  const width = Math.max(...versions.map(({version}) => textWidth(safeText(version))));
  return versions.map((one) => trafficLine(one, {width, isProof: strength !== null}));
}

function trafficLine(
  {version, requests, percent}: PlannedTraffic,
  {width, isProof}: {readonly width: number; readonly isProof: boolean},
): string {
  const until = isProof ? 'while nothing is decided' : 'while the candidate leads';
  const name = padText(safeText(version), width, 'left');
  return `${name}  ${countText(requests, 'request')} ${until}, ${percentText(percent / 100)} of the traffic in the end`;
}

function obstacleLines({field, problem, advice}: Obstacle): string[] {
  return [safeText(problem), `  ${safeText(field)}: ${safeText(advice)}`];
}

function remedyLines(remedies: readonly Remedy[]): string[] {
  return remedies.map(({changes, chance}) => {
    const words = changes.map(({field, from, to}) => `${safeText(field)}: ${safeText(to)}, not ${safeText(from)}`);
    return `${words.join('; and ')} (${percentText(chance.share)})`;
  });
}
