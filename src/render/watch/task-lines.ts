import {resultWords} from '../logs/result-words.js';
import type {TaskRun} from '../../experiment/log-event.js';
import {wholeLines} from './whole-text.js';
import type {Block} from './arrange.js';
import type {Canvas} from './canvas.js';
import {type Line, span, textLine, type Tone} from './line.js';

const MOST = 6;

const TONES: Readonly<Record<TaskRun['result'], Tone>> = {
  running: 'heading',
  interrupted: 'warning',
  succeeded: 'good',
  failed: 'bad',
  skipped: 'faint',
};

/** How the latest tasks ended, the last one in any case. */
export function taskBlock(tasks: readonly TaskRun[], canvas: Canvas, rank: number): Block {
  return {
    rank,
    least: Math.min(1, tasks.length),
    most: Math.min(MOST, tasks.length),
    hasGap: true,
    draw: (rows) => tasks.slice(-rows).map((task) => taskLine(task, canvas.now)),
  };
}

/** `finish 2 common/exec: succeeded after 3s` */
export function taskLine(task: TaskRun, now: Date): Line {
  return [
    span(`${task.action} ${task.index + 1} ${task.task}: `, 'faint'),
    span(resultWords(task, now), TONES[task.result]),
  ];
}

/** What all tasks printed, each after how it ended. */
export function logLines(tasks: readonly TaskRun[], {columns, now}: Canvas): readonly Line[] {
  if (tasks.length === 0) return [textLine('no task has run yet')];
  return tasks.flatMap((task) => [taskLine(task, now), ...wholeLines(task.output, columns, '  ')]);
}
