import {readFile, writeFile} from 'node:fs/promises';
import {format, resolveConfig} from 'prettier';
import {controllerDashboard} from './dashboards/controller.js';
import {versionsDashboards} from './dashboards/versions.js';

const FOLDER = 'dashboards';

/** Writes the dashboards for Grafana, those of the ready-made metrics from the same table; with `--check` only compares. */
async function main() {
  const options = {...(await resolveConfig('package.json')), parser: 'json'};
  for (const dashboard of [...(await versionsDashboards()), controllerDashboard()]) {
    const file = `${FOLDER}/${dashboard.uid}.json`;
    const text = await format(JSON.stringify(dashboard), options);
    if (!process.argv.includes('--check')) await writeFile(file, text);
    else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
      console.error(`${file} is out of date: run npm run dashboards`);
      process.exitCode = 1;
    }
  }
}

await main();
