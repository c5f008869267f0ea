import {describe, expect, it} from '@jest/globals';
import type {BundledPackage} from '../../scripts/licences/bundled.js';
import {type Bom, sbomOfShipped} from '../../scripts/sbom/shipped.js';

const component = (name: string, over = {}) => ({
  'bom-ref': `${name}@1.0.0`,
  type: 'library',
  name,
  version: '1.0.0',
  scope: 'optional',
  properties: [{name: 'cdx:npm:package:development', value: 'true'}],
  ...over,
});

const shipped = (name: string, over: Partial<BundledPackage> = {}): BundledPackage => ({
  name,
  version: '1.0.0',
  licence: 'MIT',
  texts: ['Do.'],
  holdsWebAssembly: false,
  parts: [],
  ...over,
});

/** The folder is called main; we need `tool` and `used`, which needs `deep` by way of `glue`. */
const INSTALLED: Bom = {
  metadata: {component: {'bom-ref': 'iter8ctl@0.1.0', type: 'library', name: 'main', version: '0.1.0'}},
  components: ['tool', 'used', 'glue', 'deep'].map((name) => component(name)),
  dependencies: [
    {ref: 'iter8ctl@0.1.0', dependsOn: ['tool@1.0.0', 'used@1.0.0']},
    {ref: 'tool@1.0.0', dependsOn: []},
    {ref: 'used@1.0.0', dependsOn: ['glue@1.0.0']},
    {ref: 'glue@1.0.0', dependsOn: ['deep@1.0.0']},
    {ref: 'deep@1.0.0', dependsOn: []},
  ],
};

describe('the SBOM', () => {
  const bom = sbomOfShipped(INSTALLED, [shipped('used'), shipped('deep')], 'iter8ctl');

  it('is of our program, whatever the folder is called', () => {
    expect(bom.metadata.component).toMatchObject({type: 'application', name: 'iter8ctl', version: '0.1.0'});
  });

  it('has what is in the bundle, which nobody can leave out, and nothing else', () => {
    const told = bom.components.map(({name, scope, properties}) => ({name, scope, properties}));
    expect(told).toEqual([
      {name: 'used', scope: 'required', properties: []},
      {name: 'deep', scope: 'required', properties: []},
    ]);
  });

  it('tells who needs whom, and that we need what was only needed by what is left out', () => {
    expect(bom.dependencies).toEqual([
      {ref: 'iter8ctl@0.1.0', dependsOn: ['used@1.0.0', 'deep@1.0.0']},
      {ref: 'used@1.0.0', dependsOn: []},
      {ref: 'deep@1.0.0', dependsOn: []},
    ]);
  });

  it('has what a package holds of others inside it', () => {
    const parts = [{name: 'engine', version: '3', licence: 'MIT AND ICU', text: 'engine.txt'}];
    const {components} = sbomOfShipped(INSTALLED, [shipped('used', {parts})], 'iter8ctl');
    expect(components[0]?.components).toEqual([
      {
        'bom-ref': 'used@1.0.0#engine',
        type: 'library',
        name: 'engine',
        version: '3',
        licenses: [{expression: 'MIT AND ICU'}],
      },
    ]);
  });

  it('is not made where npm does not know what is shipped', () => {
    const strange = shipped('used', {version: '2.0.0'});
    expect(() => sbomOfShipped(INSTALLED, [strange], 'iter8ctl')).toThrow('npm does not know used 2.0.0');
  });
});
