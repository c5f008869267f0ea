import {describe, expect, it} from '@jest/globals';
import {isFortio, planFortio} from '../../../../src/local/workloads/jobs/fortio.js';

const URL = 'http://127.0.0.1:8080/page';

function options(...args: string[]) {
  const plan = planFortio({image: 'fortio/fortio', args});
  return plan.kind === 'load' ? plan.options : plan.command;
}

const planned = (more: object, headers: object = {}) => ({
  qps: 8,
  connections: 4,
  timeMs: 5000,
  targets: [{name: 'url', url: URL, ...headers}],
  ...more,
});

describe('a command of fortio', () => {
  it.each([
    ['with its defaults', ['load', URL], {}],
    ['with time and rate', ['load', '-t', '1m30s', '-qps', '16', URL], {timeMs: 90_000, qps: 16}],
    ['with = and two dashes', ['load', '-t=6000s', '--qps=2.5', URL], {timeMs: 6_000_000, qps: 2.5}],
    ['as fast as it answers', ['load', '-qps', '0', '-n', '50', URL], {qps: 0, numQueries: 50}],
    ['as fast, in other words', ['load', '-qps', '-1', URL], {qps: 0}],
    ['without an end', ['load', '-t', '0', URL], {timeMs: 24 * 24 * 3_600_000}],
    [
      'with output that is left out',
      ['load', '-json', '/shared/out.json', '-quiet', '-c', '8', URL],
      {connections: 8},
    ],
    ['that posts', ['load', '-payload', 'x', '-content-type', 'text/plain', URL], {payload: 'x', contentType: 'text/plain'}], // prettier-ignore
    ['with the name of the program', ['fortio', 'load', '-timeout', '2s', URL], {timeoutMs: 2000}],
  ])('is read %s', (_how, args, more) => {
    expect(options(...args)).toEqual(planned(more));
  });

  it('is read with headers', () => {
    expect(options('load', '-H', 'Host: app', '-H', 'X-Day:monday', URL)).toEqual(
      planned({}, {headers: {Host: 'app', 'X-Day': 'monday'}}),
    );
  });

  it('is read from command and args, with variables of its environment', () => {
    const container = {
      image: 'fortio/fortio',
      command: ['fortio', 'load'],
      args: ['-qps', '$(RATE)', '$(URL)'],
      env: [
        {name: 'URL', value: URL},
        {name: 'RATE', value: '3'},
      ],
    };
    expect(planFortio(container)).toEqual({kind: 'load', options: planned({qps: 3})});
  });

  it.each([
    ['another command', ['server']],
    ['no URL', ['load', '-t', '5s']],
    ['two URLs', ['load', URL, URL]],
    ['a flag that is not known', ['load', '-grpc-ping', URL]],
    ['a time that is none', ['load', '-t', 'soon', URL]],
    ['nothing', []],
  ])('is not read with %s', (_what, args) => {
    expect(typeof options(...args)).toBe('string');
  });
});

it.each([
  ['fortio/fortio', true],
  ['fortio/fortio:1.60', true],
  ['docker.io/fortio/fortio@sha256:0', true],
  ['busybox', false],
  ['notfortio/fortio', false],
  ['fortio/fortio-other', false],
])('image %s is fortio: %p', (image, expected) => {
  expect(isFortio({image})).toBe(expected);
});
