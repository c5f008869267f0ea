import type {JsonObject} from '../../json.js';
import {Field} from '../../field.js';
import {doubtfulValue, type Finding, wrongField, wrongValue} from '../finding.js';
import {Place} from '../place.js';

const NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const NAMESPACE = /^(?=.{1,63}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

const GENERATIONS: Readonly<Record<string, string>> = {
  'iter8.tools/v1alpha1': 'the format of Iter8 v0.x',
  'iter8.tools/v1alpha2': 'the format of Iter8 v1.0',
  'iter8.tools/v2alpha1': 'the format before v2alpha2',
};

/** Name, namespace and generation of a resource of any kind. */
export function checkIdentity(resource: JsonObject): Finding[] {
  const root = new Place(new Field(resource));
  const metadata = root.get('metadata');
  const [name, namespace] = [metadata.get('name'), metadata.get('namespace')];
  const isNamed = name.exists || metadata.get('generateName').exists;
  return [
    ...(isNamed
      ? []
      : [
          wrongField(
            metadata.exists ? metadata : root,
            metadata.exists ? 'name is missing' : 'metadata.name is missing',
          ),
        ]),
    ...badName(name, NAME, 'a-z, 0-9, - and .'),
    ...badName(namespace, NAMESPACE, 'a-z, 0-9 and -'),
    ...oldGeneration(root.get('apiVersion'), root.get('kind').text()),
  ];
}

function badName(place: Place, pattern: RegExp, letters: string): Finding[] {
  const name = place.text();
  if (name === undefined || pattern.test(name)) return [];
  return [
    wrongValue(
      place,
      `the server refuses this name; write one of ${letters} that begins and ends in a letter or digit`,
    ),
  ];
}

function oldGeneration(apiVersion: Place, kind: string | undefined): Finding[] {
  const format = GENERATIONS[apiVersion.text() ?? ''];
  if (format === undefined) return [];
  const instead =
    kind === 'Experiment' ? 'iter8ctl convert -f FILE writes the newest' : 'the newest is iter8.tools/v2alpha2';
  return [doubtfulValue(apiVersion, `${apiVersion.text()} is ${format}; ${instead}`)];
}
