import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {freePorts} from '../real/free-ports.js';
import {answers, type Programs} from './programs.js';

/**
 * Starts a Prometheus that scrapes every second, and waits until it has reached every target.
 *
 * @returns its URL
 */
export async function startPrometheus(
  programs: Programs,
  folder: string,
  targets: readonly string[],
  metricsPath = '/metrics',
): Promise<string> {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port!}`;
  const flags = {
    'config.file': join(folder, 'prometheus.yml'),
    'storage.tsdb.path': join(folder, 'prometheus'),
    'web.listen-address': `127.0.0.1:${port!}`,
  };
  await writeFile(flags['config.file'], configuration(targets, metricsPath));
  const argv = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const isReady = async () => (await answers(`${url}/-/ready`)) && (await countReached(url)) === targets.length;
  await programs.start('prometheus', argv, isReady);
  return url;
}

/** YAML takes JSON as it is. */
function configuration(targets: readonly string[], metricsPath: string): string {
  const job = {
    job_name: 'versions',
    metrics_path: metricsPath,
    scrape_interval: '1s',
    static_configs: [{targets}],
  };
  return JSON.stringify({scrape_configs: [job]});
}

async function countReached(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent('sum(up)')}`);
  const {data} = (await response.json()) as {data: {result: readonly {value: [number, string]}[]}};
  return Number(data.result[0]?.value[1] ?? 0);
}
