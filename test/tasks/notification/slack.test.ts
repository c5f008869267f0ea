import {describe, expect, it} from '@jest/globals';
import {mayRepeat} from '../../../src/tasks/registry.js';
import {slackRequest} from '../../../src/tasks/notification/slack.js';
import {itemContext} from '../../../src/tasks/task.js';
import {contextOf, itemOf} from '../support/context.js';
import {answering, backendWith, notify, TOKEN} from './support.js';

const OK = answering(200, '{"ok":true,"ts":"1503435956.000247"}');

const slack = (api: string, over = {}, inputs = {}) =>
  notify('notification/slack', {channel: 'C0123', secret: 'token', api, ...inputs}, over);

const withStatus = (status: object) => {
  const {experiment, ...rest} = contextOf();
  return {...rest, experiment: {...experiment, status: {...experiment.status, ...status}}};
};

async function posted(over = {}) {
  const backend = await backendWith(OK);
  const played = await slack(`${backend.url}/api/`, over);
  const {attachments, ...message} = JSON.parse(backend.seen[0]!.body) as {attachments: {text: string}[]};
  return {...played, request: backend.seen[0]!, message, text: attachments[0]!.text};
}

describe('notification/slack', () => {
  it('posts one message to the channel, with the token of its secret', async () => {
    const {request, message, end, shown} = await posted();
    expect(request).toMatchObject({
      method: 'POST',
      url: '/api/chat.postMessage',
      headers: {'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${TOKEN}`},
    });
    expect(message).toEqual({channel: 'C0123', text: '*Canary experiment on shop/app*'});
    expect(end?.result).toBe('succeeded');
    expect(shown).not.toContain('gh-t0ken');
  });

  it('tells how the experiment stands, and of a failure only when there is one', async () => {
    expect((await posted()).text.split('\n')).toEqual([
      '*Name:* _shop/canary_',
      '*Versions:* _current, candidate_',
      '*Stage:* _Waiting_',
      '*Winner:* _not found_',
    ]);
    const analysis = {winner: {found: true, version: 'candidate'}};
    const won = await posted(withStatus({stage: 'Finishing', completedIterations: 3, analysis}));
    expect(won.text).toContain('*Stage:* _Finishing_\n*Winner:* _candidate_');
    expect((await posted(withStatus({failure: 'no metrics'}))).text).toMatch(/\n\*Failed:\* _true_$/);
  });

  it('lets no text of the experiment become a link or a mention', async () => {
    const {experiment, ...rest} = contextOf();
    const target = '<!channel> & <http://evil|here>';
    const {message} = await posted({...rest, experiment: {...experiment, spec: {...experiment.spec, target}}});
    expect(message).toMatchObject({
      text: '*Canary experiment on &lt;!channel&gt; &amp; &lt;http://evil|here&gt;*',
    });
  });

  it.each([
    [200, '{"ok":false,"error":"channel_not_found"}', 'refuses: channel_not_found'],
    [200, '{"ok":false}', 'refuses: nobody says why'],
    [200, '<html>', 'does not answer as the Web API of Slack does'],
    [200, '[]', 'does not answer as the Web API of Slack does'],
    [429, '{"ok":false,"error":"ratelimited"}', 'answers with status 429: {"ok":false,"error":"ratelimited"}'],
  ])('is not delivered when the answer is %d %s', async (status, body, words) => {
    const {url, port, seen} = await backendWith(answering(status, body));
    const ignored = await slack(url);
    expect(ignored.end).toMatchObject({
      result: 'succeeded',
      output: `warning: not delivered: 127.0.0.1:${port} ${words}\n`,
    });
    const strict = await slack(url, {}, {ignoreFailure: false});
    expect(strict.end).toMatchObject({result: 'failed', reason: `was not delivered: 127.0.0.1:${port} ${words}`});
    expect(seen).toHaveLength(2);
  });

  it('needs the key token before anything runs', async () => {
    const {url, seen} = await backendWith(OK);
    const {outcome} = await slack(url, {}, {secret: 'pair'});
    expect(outcome).toMatchObject({
      reason: 'item 1 (notification/slack) cannot be run: its secret has no key token, but username, password',
    });
    expect(seen).toEqual([]);
  });

  it('goes to Slack itself unless another API is named, and is not repeated by itself', () => {
    const item = itemOf({task: 'notification/slack', inputs: {channel: 'C1', secret: 's'}});
    const context = itemContext(contextOf(), 0, new Map([['token', 'x-1']]));
    expect(slackRequest(item, context).url).toBe('https://slack.com/api/chat.postMessage');
    expect(mayRepeat(item)).toBe(false);
  });
});
