import {expect, it} from '@jest/globals';
import {parseRemote} from '../../src/experiment/git-remote.js';
import {planLoad} from '../../src/load/plan.js';

it('takes a URL whose escapes are none as it is', () => {
  expect(parseRemote('https://forge.example/a%zz/b%20c.git')).toMatchObject({slug: 'a%zz/b%20c'});
  expect(parseRemote('https://forge.example/a%41/b')).toMatchObject({slug: 'aA/b'});
  const load = planLoad({targets: [{name: 'v', url: 'http://a%zz:b@app/'}]});
  const authorization = `Basic ${Buffer.from('a%zz:b').toString('base64')}`;
  expect(JSON.stringify(load)).toContain(authorization);
});
