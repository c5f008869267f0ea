import {exactPercent} from '../../../analysis/proof-words.js';
import type {Bounds} from '../../../analysis/statistics/estimate.js';
import type {Chart, ChartLimit, ChartLine, Range} from '../charts.js';
import {timeText} from '../words.js';
import {drawBand, lastBounds} from './band.js';
import {type Markup, markup, NO_MARKUP} from './markup.js';
import {label, picture, tenth} from './picture.js';

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 64;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 28;

/** Lines of one drawing: more could not be told apart. */
export const MOST_LINES = 8;

/** Told apart without colour too. */
const DASHES = ['none', '9 4', '2 4', '12 4 2 4', '5 3', '1 3', '16 5', '8 3 1 3'];

interface Scale {
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
  readonly from: number;
  readonly to: number;
  readonly least: number;
  readonly most: number;
}

/** A metric over time against its limits. */
export function lineChart(chart: Chart, id: string): Markup {
  const {title, units, limits, range} = chart;
  const lines = chart.lines.slice(0, MOST_LINES);
  const scale = scaleOf(lines, limits, range);
  const caption = `${title}${units === null ? '' : ` (${units})`}`;
  const drawn = [
    ...axes(scale),
    ...bands(lines, scale, `${id}-plot`),
    ...limits.map((limit) => limitMark(limit, scale)),
    ...lines.map((line, place) => drawLine(line, place, scale)),
  ];
  const words = {id, caption, title: `${caption} over time`, description: inWords(lines, limits)};
  return picture(words, {width: WIDTH, height: HEIGHT}, drawn, key({...chart, lines}, chart.lines.length));
}

/** Wide bounds of the begin would flatten all that comes after: they end where the drawing does. */
function bands(lines: readonly ChartLine[], scale: Scale, id: string): readonly Markup[] {
  const drawn = lines.map(({points}, place) => drawBand(points, place, scale));
  if (drawn.every(({text}) => text === '')) return [];
  const [width, height] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM];
  const room = markup`<rect x="${LEFT}" y="${TOP}" width="${width}" height="${height}"/>`;
  return [markup`<clipPath id="${id}">${room}</clipPath>\n<g clip-path="url(#${id})">${drawn}</g>\n`];
}

function scaleOf(lines: readonly ChartLine[], limits: readonly ChartLimit[], range?: Range): Scale {
  const points = lines.flatMap(({points}) => points);
  const known = lines.flatMap(({points}) => {
    const bounds = lastBounds(points);
    return bounds ? [bounds.lower, bounds.upper] : [];
  });
  const values = [...points.map(({value}) => value), ...limits.map(({value}) => value), ...known];
  const times = points.map(({atMs}) => atMs);
  const [from, to] = rangeOf(times);
  const [least, most] = range ?? withRoom(rangeOf(values));
  const x = (atMs: number) => LEFT + ((atMs - from) / (to - from || 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => TOP + ((most - value) / (most - least)) * (HEIGHT - TOP - BOTTOM);
  return {x, y, from, to, least, most};
}

function rangeOf(numbers: readonly number[]): Range {
  return [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
}

/** From 0 where that does not flatten the lines, with some room, never without height. */
function withRoom([least, most]: Range): Range {
  const startsAtZero = least >= 0 && least < most * 0.8;
  const bottom = startsAtZero ? 0 : least;
  const room = (most - bottom) * 0.1 || Math.abs(most) * 0.1 || 1;
  return [startsAtZero || least === 0 ? bottom : bottom - room, most + room];
}

function axes({x, y, from, to, least, most}: Scale): readonly Markup[] {
  const ticks = [least, (least + most) / 2, most].flatMap((value) => [
    across('axis', y(value)),
    label(LEFT - 6, tenth(y(value) + 4), 'end', tickText(value)),
  ]);
  const [start, end] = [timeText(new Date(from)), timeText(new Date(to))];
  const bottom = HEIGHT - BOTTOM + 18;
  return [...ticks, label(tenth(x(from)), bottom, 'start', start), label(tenth(x(to)), bottom, 'end', end)];
}

function across(kind: 'axis' | 'limit', y: number): Markup {
  return markup`<line class="${kind}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${tenth(y)}" y2="${tenth(y)}"/>\n`;
}

/** Where the limit is, and the side that is forbidden. */
function limitMark({kind, value}: ChartLimit, {y}: Scale): Markup {
  const [top, bottom] = kind === 'upper' ? [TOP, y(value)] : [y(value), HEIGHT - BOTTOM];
  const [width, height] = [WIDTH - LEFT - RIGHT, tenth(Math.max(0, bottom - top))];
  const beyond = markup`<rect class="beyond" x="${LEFT}" y="${tenth(top)}" width="${width}" height="${height}"/>\n`;
  const words = label(WIDTH - RIGHT, tenth(y(value) - 4), 'end', `${kind} limit ${tickText(value)}`);
  return markup`<g class="limit-text">${beyond}${across('limit', y(value))}${words}</g>\n`;
}

function drawLine({points}: ChartLine, place: number, {x, y}: Scale): Markup {
  const path = points.map(({atMs, value}) => `${tenth(x(atMs))},${tenth(y(value))}`).join(' ');
  return markup`<polyline ${looks(place)} points="${path}"/>\n`;
}

function looks(place: number): Markup {
  return markup`class="line s${place}" stroke-dasharray="${DASHES[place] ?? 'none'}"`;
}

/** @param all number of lines, those that are not drawn included */
function key({lines, confidence}: Pick<Chart, 'lines' | 'confidence'>, all: number): Markup {
  const notes = [
    ...(confidence === undefined ? [] : [`shaded: between the bounds, each ${exactPercent(confidence)} sure`]),
    ...(all > lines.length ? [`${all - lines.length} more are not drawn`] : []),
  ];
  return markup`<ul class="key">${[...lines.map(keyEntry), ...notes.map((note) => markup`<li>${note}</li>`)]}</ul>`;
}

function keyEntry({version, points}: ChartLine, place: number): Markup {
  const [last, bounds] = [points.at(-1), lastBounds(points)];
  const band = bounds ? markup`<rect class="band s${place}" width="34" height="12"/>` : NO_MARKUP;
  const sample = markup`<line ${looks(place)} x1="0" x2="34" y1="6" y2="6"/>`;
  const words = `${version}: last ${last ? tickText(last.value) : ''}${bounds ? `, ${betweenWords(bounds)}` : ''}`;
  return markup`<li><svg viewBox="0 0 34 12" aria-hidden="true">${band}${sample}</svg>${words}</li>\n`;
}

function inWords(lines: readonly ChartLine[], limits: readonly ChartLimit[]): string {
  const texts = lines.map(({version, points}) => {
    const [first, last, bounds] = [points[0], points.at(-1), lastBounds(points)];
    if (!first || !last) return version;
    const known = bounds ? `, shown to be ${betweenWords(bounds)}` : '';
    return `${version} goes from ${tickText(first.value)} to ${tickText(last.value)}${known}`;
  });
  return [...texts, ...limits.map(({kind, value}) => `the ${kind} limit is ${tickText(value)}`)].join('; ');
}

function betweenWords({lower, upper}: Bounds): string {
  return `between ${tickText(lower)} and ${tickText(upper)}`;
}

/** Four digits, which is what one can read off. */
function tickText(value: number): string {
  return String(Number(value.toPrecision(4)));
}
