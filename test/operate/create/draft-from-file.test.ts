import {describe, expect, it} from '@jest/globals';
import {Field} from '../../../src/experiment/field.js';
import {draftFromFile, type FileRequest} from '../../../src/operate/create/draft-from-file.js';
import {fixture} from '../../support/golden.js';

const draft = (text: string, over: Partial<FileRequest> = {}) =>
  draftFromFile({name: 'file', text}, {isNameGenerated: false, labels: [], annotations: [], ...over});

describe('draftFromFile', () => {
  it("takes the Helm tutorial's YAML as it stands, and says what it made of it", async () => {
    const {resource, warnings, mistakes} = await draft(fixture('validate/tutorial-listing.yaml'));
    const root = new Field(resource);
    expect(mistakes).toEqual([]);
    expect(root.get('apiVersion').value).toBe('iter8.tools/v2alpha2');
    expect(root.get('spec', 'versionInfo', 'baseline', 'name').value).toBe('current');
    expect(root.get('spec', 'versionInfo', 'candidates').items()).toHaveLength(1);
    expect(root.get('spec').value).not.toHaveProperty('baseline');
    expect(warnings).toContainEqual(
      'file:42:3: moved spec.baseline below versionInfo, as iter8ctl validate --fix does',
    );
    expect(warnings).toContainEqual(expect.stringContaining('iter8.tools/v2alpha1 is the format before v2alpha2'));
  });

  it.each(['legacy/v1alpha1-waiting.yaml', 'legacy/v1alpha2-canary-won.yaml', 'legacy/v2alpha1-early.yaml'])(
    'converts %s, and keeps nothing that a server wrote',
    async (name) => {
      const {resource, original, mistakes} = await draft(fixture(name));
      expect(mistakes).toEqual([]);
      expect(resource).toMatchObject({apiVersion: 'iter8.tools/v2alpha2'});
      expect(original.apiVersion).not.toBe(resource.apiVersion);
      for (const object of [resource, original]) {
        expect(object).not.toHaveProperty('status');
        expect(object.metadata).not.toHaveProperty('creationTimestamp');
      }
    },
  );

  it('takes name, labels and annotations of the command line besides those of the file', async () => {
    const over = {name: 'second', labels: ['commit=4f5e'], annotations: ['a=b'], namespace: 'shop'};
    const {resource} = await draft(fixture('canary-rolled-back.yaml'), over);
    expect(resource.metadata).toEqual({
      name: 'second',
      namespace: 'shop',
      labels: {commit: '4f5e'},
      annotations: {a: 'b'},
    });
    const generated = await draft(fixture('canary-rolled-back.yaml'), {isNameGenerated: true});
    expect(generated.resource.metadata).toEqual({generateName: 'shop-canary-', namespace: 'shop'});
  });

  it('lists what cannot be repaired', async () => {
    const {mistakes} = await draft(fixture('canary-rolled-back.yaml').replace('upperLimit: 300', 'upperLimit: x'));
    expect(mistakes).toEqual([
      expect.stringMatching(/^file:24:\d+: spec\.criteria\.objectives\[0\]\.upperLimit: /),
    ]);
  });

  it('names what it passes over', async () => {
    const metric = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\n';
    const {warnings} = await draft(metric + fixture('canary-rolled-back.yaml'));
    expect(warnings).toContainEqual('file: passed over ConfigMap (v1); kubectl apply creates it');
  });

  it.each([
    ['2 Experiments in file', `${fixture('ab-tie.yaml')}---\n${fixture('abn-won.yaml')}`, {}],
    ['no Experiment in file', 'apiVersion: v1\nkind: ConfigMap\n', {}],
    ['is of namespace "shop", not "test"', fixture('canary-rolled-back.yaml'), {namespace: 'test'}],
    ['file is empty', '', {}],
  ])('refuses: %s', async (message, text, over) => {
    await expect(draft(text, over)).rejects.toThrow(message);
  });
});
