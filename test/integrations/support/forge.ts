import {json} from 'node:stream/consumers';
import {httpServer} from '../../support/servers.js';

/** What somebody said on a commit. */
export interface CommitStatus {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly state: string;
  readonly context: string;
}

/** Plays the part of GitHub's and GitLab's API that keeps the statuses of commits. */
export interface Forge {
  readonly url: string;
  /** Of a commit, in their order. */
  readonly statesOf: (sha: string) => readonly string[];
  readonly statuses: readonly CommitStatus[];
  readonly close: () => Promise<void>;
}

interface Posted {
  readonly state: string;
  /** GitHub's word. */
  readonly context?: string;
  /** GitLab's word. */
  readonly name?: string;
}

export async function startForge(): Promise<Forge> {
  const statuses: CommitStatus[] = [];
  const server = await httpServer((request, response) => {
    void json(request).then((body) => {
      const {state, context, name} = body as Posted;
      const {url = '', headers} = request;
      statuses.push({path: url, authorization: headers.authorization, state, context: context ?? name ?? ''});
      response.writeHead(201, {'content-type': 'application/json'}).end('{}');
    });
  });
  const statesOf = (sha: string) =>
    statuses.filter(({path}) => path.endsWith(`/statuses/${sha}`)).map(({state}) => state);
  return {url: server.url, statuses, statesOf, close: () => server.close()};
}
