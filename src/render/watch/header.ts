import {ageText} from '../../experiment/age.js';
import {textWidth} from '../text-width.js';
import type {Canvas} from './canvas.js';
import {fitParts, type Part} from './fit-parts.js';
import {type Line, span, textLine} from './line.js';
import type {WatchView} from './view.js';

/** `shop/canary  target default/app  Canary Progressive` */
export function titleLine({name, namespace, target, patterns}: WatchView, {columns}: Canvas): Line {
  const full = `${namespace}/${name}`;
  const title = span(textWidth(full) <= columns ? full : name, 'strong');
  const parts: readonly Part[] = [
    {rank: 0, line: [title]},
    {rank: 2, line: target === '' ? [] : [span('target ', 'faint'), span(target)]},
    {rank: 1, line: textLine(patterns.join(' '))},
  ];
  return fitParts(parts.filter(isSomething), columns);
}

/** `Running  iteration 4 of 12  elapsed 1m22s  left 2m40s  next look in 9s` */
export function stageLine(view: WatchView, {columns, now}: Canvas): Line {
  const {completedIterations: done, totalIterations: total} = view;
  const iteration = columns < 40 ? `${done}/${total}` : `iteration ${done} of ${total}`;
  const parts: readonly Part[] = [
    {rank: 0, line: stageWords(view)},
    {rank: 1, line: textLine(iteration)},
    {rank: 4, line: textLine(elapsedWords(view, now), 'faint')},
    {rank: 2, line: textLine(leftWords(view, now))},
    {rank: 3, line: textLine(nextLookWords(view, now))},
  ];
  return fitParts(parts.filter(isSomething), columns);
}

/** An empty part would leave a gap that is twice as wide. */
function isSomething({line}: Part): boolean {
  return line.some(({text}) => text !== '');
}

function stageWords({stage, wish, isOver, outcome}: WatchView): Line {
  const word = stage ?? 'not seen by an engine yet';
  if (isOver) return textLine(word, outcome === 'failed' ? 'bad' : 'heading');
  if (wish === 'pause') return [span(word, 'heading'), span(', paused', 'warning')];
  if (wish === 'abort') return [span(word, 'heading'), span(', being aborted', 'bad')];
  return textLine(word, 'heading');
}

function elapsedWords({times: {begun, ended}, isOver}: WatchView, now: Date): string {
  if (!begun) return '';
  if (!isOver) return `elapsed ${ageText(begun, now)}`;
  return ended ? `took ${ageText(begun, ended)}` : '';
}

/** Until the last iteration; what a finish action takes nobody knows. */
function leftWords(view: WatchView, now: Date): string {
  const {times, completedIterations, totalIterations} = view;
  const seconds = secondsToNextLook(view, now);
  const iterations = totalIterations - completedIterations;
  if (seconds === undefined || iterations < 1) return '';
  const end = new Date(now.getTime() + (seconds + (iterations - 1) * times.intervalSeconds) * 1000);
  return `left ${ageText(now, end)}`;
}

function nextLookWords(view: WatchView, now: Date): string {
  const seconds = secondsToNextLook(view, now);
  if (seconds === undefined) return '';
  return seconds === 0 ? 'next look now' : `next look in ${seconds}s`;
}

/** Never longer than an interval: then the clocks differ. */
function secondsToNextLook({times: {nextLook, intervalSeconds}, wish}: WatchView, now: Date): number | undefined {
  if (!nextLook || wish) return undefined;
  const seconds = Math.ceil((nextLook.getTime() - now.getTime()) / 1000);
  return Math.min(intervalSeconds, Math.max(0, seconds));
}
