import {textWidth} from '../text-width.js';
import type {Block} from './arrange.js';
import type {Canvas} from './canvas.js';
import {bar} from './charts.js';
import {cell, type Line, span, textLine} from './line.js';
import type {TrafficView} from './traffic.js';

const WIDEST_NAME = 24;
const WIDEST_BAR = 50;
const NARROWEST_BAR = 5;
/** ` 100 %` */
const PERCENT_WIDTH = 6;
/** From here on there is room for two bars. */
const WIDE = 80;
/** Versions that are shown also where there is little room. */
const FEW = 4;

/** A bar for what each version gets, and where there is room another for what it should get. */
export function trafficBlock(traffic: readonly TrafficView[], canvas: Canvas, rank: number): Block {
  return {
    rank,
    least: Math.min(FEW, traffic.length),
    most: traffic.length,
    hasGap: true,
    draw: (rows) => trafficLines(traffic, rows, canvas),
  };
}

function trafficLines(traffic: readonly TrafficView[], rows: number, canvas: Canvas): readonly Line[] {
  if (traffic.length <= rows) return traffic.map((version) => trafficLine(version, traffic, canvas));
  const shown = traffic.slice(0, rows - 1).map((version) => trafficLine(version, traffic, canvas));
  const more = traffic.length - shown.length;
  return [...shown, textLine(`${canvas.symbols.ellipsis} and ${more} more versions`, 'faint')];
}

function trafficLine(version: TrafficView, all: readonly TrafficView[], canvas: Canvas): Line {
  const {columns, symbols} = canvas;
  const longest = Math.max(...all.map((each) => textWidth(span(each.version).text)));
  const nameWidth = Math.min(WIDEST_NAME, Math.max(6, Math.floor(columns / 3)), longest);
  const name = cell(version.version, nameWidth, {ellipsis: symbols.ellipsis});
  const room = columns - nameWidth;
  const hasTwo = columns >= WIDE && all.some(({set}) => set !== undefined);
  const shares = hasTwo ? twoBars(version, room, canvas) : oneBar(version, room, canvas);
  return [name, ...shares];
}

/** `  set ████░░░░  60 %  observed ████░░░░  60 %` */
function twoBars({set, observed}: TrafficView, room: number, canvas: Canvas): Line {
  const labels = ['  set ', '  observed '];
  const width = Math.floor((room - labels.join('').length) / 2) - PERCENT_WIDTH;
  return [
    span(labels[0] ?? '', 'faint'),
    ...share(set, width, canvas),
    span(labels[1] ?? '', 'faint'),
    ...share(observed, width, canvas),
  ];
}

/** `  ████░░░░  60 %`, and what is set only where it is something else. */
function oneBar({set, observed}: TrafficView, room: number, canvas: Canvas): Line {
  const note = set === undefined || set === observed ? '' : `  set ${set} %`;
  const width = room - '  '.length - PERCENT_WIDTH - '  set 100 %'.length;
  return [span('  '), ...share(observed, width, canvas), span(room < PERCENT_WIDTH + note.length + 2 ? '' : note)];
}

function share(percent: number | undefined, room: number, {symbols}: Canvas): Line {
  const width = Math.min(WIDEST_BAR, room);
  const words = percent === undefined ? ' ? %' : ` ${percent} %`;
  const number = span(words.padStart(PERCENT_WIDTH));
  return width < NARROWEST_BAR
    ? [number]
    : [span(percent === undefined ? ' '.repeat(width) : bar(percent, width, symbols)), number];
}
