import {spawn} from 'node:child_process';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {startTlsHost, type TlsHost} from '../../../support/tls-host.js';

/** Serves the repositories of a folder by https to those who log in as that, with git's own server. */
export function startGitServer(root: string, login: string): Promise<TlsHost> {
  const expected = `Basic ${Buffer.from(login).toString('base64')}`;
  return startTlsHost((request, response) => {
    if (request.headers.authorization === expected) serve(root, request, response);
    else response.writeHead(401, {'www-authenticate': 'Basic realm="git"'}).end();
  });
}

/** By the Common Gateway Interface. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const {pathname, search} = new URL(request.url ?? '', 'http://x');
  const env = {
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    REMOTE_USER: 'ann',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
  };
  const child = spawn('git', ['http-backend'], {env, stdio: ['pipe', 'pipe', 'ignore']});
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer.subarray(0, end).toString().split('\r\n').map((line) => line.split(': ')); // prettier-ignore
    const status = headers.find(([name]) => name === 'Status')?.[1];
    for (const [name = '', value = ''] of headers) if (name !== 'Status') response.setHeader(name, value);
    response.writeHead(status ? parseInt(status, 10) : 200).end(answer.subarray(end + 4));
  });
}
