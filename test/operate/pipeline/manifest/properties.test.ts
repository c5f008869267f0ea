import {describe, expect, it} from '@jest/globals';
import {loadOfProperties, readLoadProperties} from '../../../../src/operate/pipeline/manifest/properties.js';

const read = (text: string) => readLoadProperties({name: 'pipeline.prop', text}, 'shop');

const TUTORIAL = `# where requests go; the port: of the ingress, its ip: below
ip: istio-ingressgateway.example.org
port: 8080
app-path: demo?q=a:b
app-host: front.$NAMESPACE.svc:80
load-duration: 600
load-frequency: 0.1
`;

describe('properties', () => {
  it('are found by their whole key, and may hold colons', () => {
    expect(read(TUTORIAL)).toEqual({
      url: 'http://istio-ingressgateway.example.org:8080/demo?q=a:b',
      host: 'front.shop.svc:80',
      requestsPerSecond: 10,
      durationMs: 600_000,
    });
  });

  it('ask for load with a header Host', () => {
    expect(loadOfProperties(read(TUTORIAL))).toEqual({
      targets: [
        {
          name: 'load',
          url: 'http://istio-ingressgateway.example.org:8080/demo?q=a:b',
          headers: {host: 'front.shop.svc:80'},
        },
      ],
      qps: 10,
      timeMs: 600_000,
    });
  });

  it.each([
    ['ip: 10.0.0.7', 'http://10.0.0.7/'],
    ['ip: 10.0.0.7:8080', 'http://10.0.0.7:8080/'],
    ['ip: fd00::7\nport: 81', 'http://[fd00::7]:81/'],
    ['ip: https://shop.example\napp-path: /a/b', 'https://shop.example/a/b'],
    ['ip:10.0.0.7\r\nport:\r\n', 'http://10.0.0.7/'],
    ['ip: 10.0.0.7\napp-path: //', 'http://10.0.0.7//'],
    ['ip: 10.0.0.7\napp-path: //elsewhere.example/x', 'http://10.0.0.7//elsewhere.example/x'],
    ['ip: 10.0.0.7\napp-path: /\\elsewhere.example', 'http://10.0.0.7//elsewhere.example'],
  ])('%j is %s', (text, url) => {
    expect(read(text).url).toBe(url);
  });

  it.each([
    [
      'ip: YOUR-ISTIO-INGRESS-GATEWAY-HERE',
      'pipeline.prop:1: ip is still the placeholder YOUR-ISTIO-INGRESS-GATEWAY-HERE',
    ],
    ['port: 80', 'pipeline.prop: ip is missing'],
    ['ip: a\n\nport: 99999', 'pipeline.prop:3: port is no port: 99999'],
    ['ip: a\nip: b', 'pipeline.prop:2: ip stands there twice'],
    ['ip: a\nnonsense', 'pipeline.prop:2: is not key: value'],
    ['ip: a\nload-frequency: 0', 'pipeline.prop:2: load-frequency is no time from a nanosecond to a year: 0'],
    ['ip: a\nload-duration: soon', 'pipeline.prop:2: load-duration is no time from a nanosecond to a year: soon'],
    [
      'ip: a\nload-duration: 99999999',
      'pipeline.prop:2: load-duration is no time from a nanosecond to a year: 99999999',
    ],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
