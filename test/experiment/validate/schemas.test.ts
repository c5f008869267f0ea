import {describe, expect, it} from '@jest/globals';
import {SCHEMAS} from '../../../src/experiment/schema/find-schema.js';
import type {Schema} from '../../../src/experiment/schema/schema.js';

const all = Object.entries(SCHEMAS).flatMap(([kind, versions]) =>
  Object.entries(versions).map(([version, schema]): [string, Schema] => [`${kind} ${version}`, schema]),
);

function parts(schema: Schema, path: string): [string, Schema][] {
  const {properties = {}, items, additionalProperties} = schema;
  const children = Object.entries(properties).flatMap(([name, child]) => parts(child, `${path}.${name}`));
  return [
    [path, schema],
    ...children,
    ...(items ? parts(items, `${path}[]`) : []),
    ...(additionalProperties ? parts(additionalProperties, `${path}.*`) : []),
  ];
}

describe.each(all)('the schema of %s', (_name, schema) => {
  const fields = parts(schema, '');

  it('has a type everywhere, as a structural schema must', () => {
    const untyped = fields.filter(
      ([, part]) =>
        !part.type && !part['x-kubernetes-int-or-string'] && !part['x-kubernetes-preserve-unknown-fields'],
    );
    expect(untyped).toEqual([]);
  });

  it('does not mix named and free members, which a CustomResourceDefinition forbids', () => {
    expect(fields.filter(([, part]) => part.properties && part.additionalProperties)).toEqual([]);
  });

  it('gives lists an item type, and requires only fields that it has', () => {
    expect(fields.filter(([, part]) => part.type === 'array' && !part.items)).toEqual([]);
    const strangers = fields.flatMap(([path, {required = [], properties = {}}]) =>
      required.filter((name) => !Object.hasOwn(properties, name)).map((name) => `${path}.${name}`),
    );
    expect(strangers).toEqual([]);
  });

  it('says nothing of metadata, as the server wants it', () => {
    expect(schema.properties?.metadata).toEqual({type: 'object'});
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
