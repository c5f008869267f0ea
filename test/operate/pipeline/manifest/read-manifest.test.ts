import {describe, expect, it} from '@jest/globals';
import {findCandidate} from '../../../../src/operate/pipeline/manifest/find-candidate.js';
import {readManifest} from '../../../../src/operate/pipeline/manifest/read-manifest.js';

const SERVICE = {apiVersion: 'v1', kind: 'Service', metadata: {name: 'demo'}, spec: {selector: {app: 'demo'}}};

const DEPLOYMENT = `# name: not-this-one
apiVersion: v1
kind: ConfigMap
metadata:
  labels:
    name: nor-this
  name: settings
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels: {app: demo, name: nor-that}
  name: iter8-demo-v101 # the candidate
spec:
  template:
    metadata:
      labels: {app: demo, version: v101}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: front}
spec: {template: {metadata: {labels: {app: front}}}}
`;

const read = (text: string, namespace = 'shop') => readManifest([{name: 'deploy.yaml', text}], namespace);

describe('a manifest', () => {
  it('may have several documents, comments, and labels before the name', async () => {
    const objects = await read(DEPLOYMENT);
    expect(objects.map(({where}) => where)).toEqual(['deploy.yaml:7:9', 'deploy.yaml:13:9', 'deploy.yaml:21:18']);
    const {name, labels} = findCandidate(objects, SERVICE, undefined);
    expect({name, labels}).toEqual({name: 'iter8-demo-v101', labels: {app: 'demo', version: 'v101'}});
  });

  it('may be a List', async () => {
    const objects = await read(
      '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "demo"}}]}',
    );
    expect(objects.map(({object}) => object.kind)).toEqual(['Service']);
  });

  it('with the same object twice is refused, since the second would undo the first', async () => {
    const twice = `${DEPLOYMENT}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: front}\n`;
    await expect(read(twice)).rejects.toMatchObject({
      message: 'deploy.yaml:26:18: Deployment "front" stands at deploy.yaml:21:18 already',
    });
  });

  it.each([
    [
      'of another namespace',
      'metadata:\n  name: x\n  namespace: other',
      'deploy.yaml:5:14: Service "x" is of namespace "other", the pipeline works in "shop"',
    ],
    ['without a name', 'metadata:\n  labels: {}', 'deploy.yaml:4:3: this Service has no name'],
    ['with a name that is none', 'metadata:\n  name: 7', 'deploy.yaml:4:9: this Service has no name'],
  ])('with an object %s is refused, with the line', async (_what, metadata, message) => {
    await expect(read(`apiVersion: v1\nkind: Service\n${metadata}\n`)).rejects.toMatchObject({
      code: 'INVALID',
      message,
    });
  });

  it('that is no object of Kubernetes is refused', async () => {
    await expect(read('ip: 10.0.0.7\n')).rejects.toMatchObject({code: 'INVALID'});
  });
});

describe('the candidate of a manifest', () => {
  const objects = () => read(DEPLOYMENT.replaceAll('app: front', 'app: demo'));

  it('must be named where the Service selects several', async () => {
    const several = await objects();
    expect(() => findCandidate(several, SERVICE, undefined)).toThrow(
      'service "demo" selects several Deployments of the manifest: iter8-demo-v101, front',
    );
    expect(findCandidate(several, SERVICE, 'front').name).toBe('front');
  });

  it('is missed with what there is instead', async () => {
    const others = await read(DEPLOYMENT);
    const service = {...SERVICE, spec: {selector: {app: 'other'}}};
    expect(() => findCandidate(others, service, undefined)).toThrow(
      expect.objectContaining({
        message: 'service "demo" selects no Deployment of the manifest',
        hint: expect.stringContaining('its Deployments are: iter8-demo-v101, front'),
      }),
    );
  });
});
