import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Prometheus {
  readonly url: string;
  close(): Promise<void>;
}

/** One sample of a counter. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since 1970. */
  readonly time: number;
}

const NOT_INSTALLED = 'prometheus and promtool are needed; install them with: scripts/install-test-tools.sh';

/**
 * A Prometheus that holds these samples, on a port of its own.
 *
 * @param targets what it scrapes each second besides, as `HOST:PORT`
 */
export async function startPrometheus(
  samples: readonly Sample[],
  targets: readonly string[] = [],
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'iter8ctl-prometheus-'));
  writeFileSync(join(folder, 'data.txt'), openMetrics(samples));
  mkdirSync(join(folder, 'data'));
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'data.txt'), join(folder, 'data')];
  const made = spawnSync('promtool', blocks, {encoding: 'utf8'});
  if (made.error) throw new Error(NOT_INSTALLED, {cause: made.error});
  if (made.status !== 0) throw new Error(made.stderr);
  const scraped = {job_name: 'live', scrape_interval: '1s', static_configs: [{targets}]};
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({scrape_configs: [scraped]}));
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn('prometheus', argumentsOf(folder, address), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await until(() => isReady(`http://${address}/-/ready`), 'prometheus to be ready');
  const close = async () => {
    await stop(server);
    rmSync(folder, {recursive: true, force: true});
  };
  return {url: `http://${address}`, close};
}

/** One family after another, each sample with its time, as promtool wants it. */
function openMetrics(samples: readonly Sample[]): string {
  const families = [...new Set(samples.map(({name}) => name))];
  const lines = families.flatMap((family) => [
    `# TYPE ${family} unknown`,
    ...samples.filter(({name}) => name === family).map(sampleLine),
  ]);
  return [...lines, '# EOF', ''].join('\n');
}

function sampleLine({name, labels, value, time}: Sample): string {
  const written = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}{${written.join(',')}} ${value} ${time}`;
}

function argumentsOf(folder: string, address: string): string[] {
  const options = {
    'config.file': join(folder, 'prometheus.yml'),
    'storage.tsdb.path': join(folder, 'data'),
    'storage.tsdb.retention.time': '100y',
    'web.listen-address': address,
    'log.level': 'error',
  };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address() as {port: number};
      server.close(() => resolve(port));
    });
  });
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}

export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
