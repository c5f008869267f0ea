import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** What of a dashboard decides what Grafana asks Prometheus and shows. */
export interface Dashboard {
  readonly templating: {readonly list: readonly Variable[]};
  readonly panels: readonly Panel[];
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string | {readonly query: string};
  readonly regex?: string;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
}

export interface Panel {
  readonly title: string;
  readonly targets: readonly Target[];
}

export interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
}

/** Values of the variables, as they are written into a query. */
export type Filled = Readonly<Record<string, string>>;

const DASHBOARDS = join(import.meta.dirname, '../../../dashboards');

export function readDashboard(name: string): Dashboard {
  return JSON.parse(readFileSync(join(DASHBOARDS, `${name}.json`), 'utf8')) as Dashboard;
}

/** What does in Grafana's place: fills in variables, asks Prometheus, names series. */
export class Grafana {
  constructor(
    private readonly prometheusUrl: string,
    private readonly seconds: {readonly rateInterval: number; readonly range: number},
  ) {}

  /** What each variable offers, when of each the first is chosen, and of those with several values all. */
  async choices({templating}: Dashboard): Promise<ReadonlyMap<string, readonly string[]>> {
    const choices = new Map<string, readonly string[]>();
    for (const variable of templating.list.filter(({type}) => type === 'query')) {
      choices.set(variable.name, await this.#optionsOf(variable, filledBy(templating.list, choices)));
    }
    return choices;
  }

  /** The latest value of each series of a panel, by its legend. */
  async values({targets}: Panel, dashboard: Dashboard): Promise<Readonly<Record<string, number>>> {
    const variables = filledBy(dashboard.templating.list, await this.choices(dashboard));
    const {rateInterval, range} = this.seconds;
    const filled = {...variables, __rate_interval: `${rateInterval}s`, __range: `${range}s`};
    const found = await Promise.all(targets.map((target) => this.#ask(target, filled)));
    return Object.fromEntries(found.flat());
  }

  async #optionsOf({query, regex = ''}: Variable, filled: Filled): Promise<readonly string[]> {
    const text = interpolate(typeof query === 'string' ? query : query.query, filled);
    const [, series, label] = /^label_values\((.*), (\w+)\)$/.exec(text) ?? [];
    if (series === undefined) throw new Error(`Grafana has no such query of a variable: ${text}`);
    const values = await this.#get<string[]>(`label/${label!}/values`, {'match[]': series});
    const [, pattern = ''] = /^\/(.*)\/$/.exec(interpolate(regex, filled)) ?? [];
    const offered = values.flatMap((value) => {
      const match = new RegExp(pattern).exec(value);
      return match ? [match[1] ?? value] : [];
    });
    return [...new Set(offered)].sort();
  }

  async #ask({expr, legendFormat, instant}: Target, filled: Filled): Promise<[string, number][]> {
    const query = interpolate(expr, filled);
    const now = Date.now() / 1000;
    const begin = now - this.seconds.range;
    const times: Record<string, string> = instant
      ? {time: `${now}`}
      : {start: `${begin}`, end: `${now}`, step: '1'};
    const parameters = {query, ...times};
    const {result} = await this.#get<Answer>(instant ? 'query' : 'query_range', parameters);
    return result.map(({metric, value, values}) => {
      const [, latest] = value ?? values!.at(-1)!;
      return [legendFormat.replaceAll(/{{(\w+)}}/g, (_all, label: string) => metric[label]!), Number(latest)];
    });
  }

  async #get<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    const url = `${this.prometheusUrl}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`;
    const {status, data, error} = (await (await fetch(url)).json()) as {
      status: string;
      data: Data;
      error?: string;
    };
    if (status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${error!}`);
    return data;
  }
}

interface Answer {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value?: readonly [number, string];
    readonly values?: readonly (readonly [number, string])[];
  }[];
}

/** As Grafana's datasource writes values: of a variable that may have several they become a pattern. */
function filledBy(variables: readonly Variable[], choices: ReadonlyMap<string, readonly string[]>): Filled {
  const written = variables.flatMap(({name, multi = false, includeAll = false}) => {
    const values = choices.get(name);
    if (!values) return [];
    if (!multi && !includeAll) return [[name, values[0] ?? '']];
    const patterns = values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\\$&`));
    return [[name, patterns.length === 1 ? patterns[0]! : `(${patterns.join('|')})`]];
  });
  return Object.fromEntries(written) as Filled;
}

/** @throws Error for a variable that the dashboard does not have */
function interpolate(text: string, filled: Filled): string {
  return text.replaceAll(/\$(?:(\w+)|{(\w+)})/g, (_all, plain?: string, braced?: string) => {
    const name = plain ?? braced ?? '';
    const value = filled[name];
    if (value === undefined) throw new Error(`no variable ${name} is chosen before: ${text}`);
    return value;
  });
}
