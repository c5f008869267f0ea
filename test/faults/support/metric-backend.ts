import {httpServer, type TestServer} from '../../support/servers.js';
import {latencyOf, type Trial} from './trials.js';

/** What a request of a trial's metric asks for. */
export function askedFor(url: string): {readonly trial: string; readonly version: string} {
  const {pathname, searchParams} = new URL(url, 'http://backend');
  return {trial: pathname.slice(1), version: searchParams.get('version') ?? ''};
}

/** Answers with what the versions of the trials are truly like, and with nothing where nobody knows. */
export function startBackend(trials: readonly Trial[]): Promise<TestServer> {
  return httpServer((request, response) => {
    const {trial: name, version} = askedFor(request.url ?? '');
    const trial = trials.find((each) => each.name === name);
    const latency = trial && latencyOf(trial, version);
    response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify({latency}));
  });
}
