import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {isObject, type Json, type JsonObject} from '../../src/experiment/json.js';
import {STACKS} from '../../src/metrics/ready-made/stacks.js';

const FOLDER = join(import.meta.dirname, '../../dashboards');
const FILES = readdirSync(FOLDER);

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly datasource: JsonObject;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly fieldConfig: {readonly defaults: {readonly unit: string}};
  readonly targets: readonly {readonly refId: string; readonly legendFormat: string; readonly expr: string}[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const read = (file: string) => JSON.parse(textOf(file)) as Dashboard;

/** The values of all members of that name, wherever they stand. */
function membersCalled(name: string, within: Json): Json[] {
  if (Array.isArray(within)) return within.flatMap((item: Json) => membersCalled(name, item));
  if (!isObject(within)) return [];
  return Object.entries(within).flatMap(([key, value]) => [
    ...(key === name ? [value!] : []),
    ...membersCalled(name, value!),
  ]);
}

const overlap = ({gridPos: a}: Panel, {gridPos: b}: Panel) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(FILES)('the dashboard %s', (file) => {
  const {uid, panels} = read(file);

  it('is named after its file, so that a new import replaces it', () => {
    expect(`${uid}.json`).toBe(file);
  });

  it('says of each panel what it shows, and in which unit', () => {
    for (const {title, description, fieldConfig} of panels) {
      expect([title, description, fieldConfig.defaults.unit]).not.toContain('');
      expect(fieldConfig.defaults.unit).toMatch(/^(short|percentunit|reqps|ops|ms|s|bytes)$/);
    }
    expect(new Set(panels.map(({title}) => title)).size).toBe(panels.length);
    expect(new Set(panels.map(({id}) => id)).size).toBe(panels.length);
  });

  it('names every series, and every query once', () => {
    for (const {title, targets} of panels) {
      expect([title, targets.length]).not.toEqual([title, 0]);
      expect(new Set(targets.map(({refId}) => refId)).size).toBe(targets.length);
      expect(new Set(targets.map(({legendFormat}) => legendFormat)).size).toBe(targets.length);
      expect(targets.map(({legendFormat}) => legendFormat)).not.toContain('');
    }
  });

  it('leaves the datasource to whoever looks at it, and leads nowhere', () => {
    const dashboard = JSON.parse(textOf(file)) as Json;
    const sources = membersCalled('datasource', dashboard);
    expect(new Set(sources.map((source) => JSON.stringify(source)))).toEqual(
      new Set(['{"type":"prometheus","uid":"${datasource}"}']),
    );
    expect(textOf(file)).not.toMatch(/https?:/);
  });

  it('has room for each panel', () => {
    for (const [index, panel] of panels.entries()) {
      expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(24);
      expect(panels.slice(index + 1).filter((other) => overlap(panel, other))).toEqual([]);
    }
  });
});

it('is there for every stack that has ready-made metrics', () => {
  const texts = FILES.map(textOf);
  for (const {requests, latency} of Object.values(STACKS)) {
    expect(texts.some((text) => text.includes(`${requests}{`) && text.includes(latency.histogram))).toBe(true);
  }
});
