/**
 * A structural schema as a CustomResourceDefinition takes it: the type of every field, nothing conditional. What depends
 * on several fields is a rule of `validate/`.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly description?: string;
  readonly properties?: Properties;
  /** Schema of every member of a map with free keys. */
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  /** One of these is needed: the generations differ in what a resource must have. */
  readonly anyOf?: readonly {readonly required: readonly string[]}[];
  /** `null` is allowed too; a server refuses it elsewhere. */
  readonly nullable?: true;
  readonly enum?: readonly (string | boolean)[];
  readonly default?: string;
  readonly format?: 'int32' | 'int64' | 'date-time' | 'duration';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly 'x-kubernetes-int-or-string'?: true;
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
}

export type Properties = Readonly<Record<string, Schema>>;

type Details = Omit<Schema, 'type' | 'properties' | 'items' | 'additionalProperties' | 'required'>;

export function object(properties: Properties, required: readonly string[] = []): Schema {
  return {type: 'object', properties, ...(required.length > 0 && {required})};
}

export function mapOf(additionalProperties: Schema): Schema {
  return {type: 'object', additionalProperties};
}

export function listOf(items: Schema): Schema {
  return {type: 'array', items};
}

export function text(details: Details = {}): Schema {
  return {type: 'string', ...details};
}

export function oneOf(words: readonly string[], details: Details = {}): Schema {
  return {type: 'string', enum: words, ...details};
}

export function integer(minimum?: number, maximum?: number): Schema {
  return {
    type: 'integer',
    format: 'int32',
    ...(minimum !== undefined && {minimum}),
    ...(maximum !== undefined && {maximum}),
  };
}

/** An integer beyond 32 bits, such as a time in nanoseconds. */
export const LARGE_INTEGER: Schema = {type: 'integer', format: 'int64'};

export function number(minimum?: number, maximum?: number): Schema {
  return {type: 'number', ...(minimum !== undefined && {minimum}), ...(maximum !== undefined && {maximum})};
}

/** A duration as Go writes it, such as `30s`. */
export const DURATION: Schema = {type: 'string', format: 'duration'};

export const BOOLEAN: Schema = {type: 'boolean'};
export const TIME: Schema = {type: 'string', format: 'date-time'};
/** Any value, kept as it is. */
export const ANYTHING: Schema = {'x-kubernetes-preserve-unknown-fields': true};
/** An object with any members, kept as they are. */
export const OPEN_OBJECT: Schema = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true};

const QUANTITY_PATTERN =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** A number as Kubernetes writes it: an integer, or text such as `"0.01"` and `10m`; never a float. */
export const QUANTITY: Schema = {'x-kubernetes-int-or-string': true, pattern: QUANTITY_PATTERN};

/** Name and value, both text and both needed: variables, query parameters, headers. */
export const NAMED_VALUES: Schema = listOf(
  object({name: text({description: 'Its name.'}), value: text({description: 'Its value; "1" and not 1.'})}, [
    'name',
    'value',
  ]),
);

/** What the field is for, as `kubectl explain` and the reference show it: sentences for people. */
export function explained(description: string, schema: Schema): Schema {
  return {...schema, description};
}

/** Begins the description of what is read, but should not be written any more; nothing suggests it. */
const DEPRECATED = 'Deprecated:';

export function deprecated(schema: Schema, instead: string): Schema {
  return {...schema, description: `${DEPRECATED} ${instead}`};
}

export function isDeprecated({description}: Schema): boolean {
  return description?.startsWith(DEPRECATED) === true;
}

/** Lets a schema keep members that it does not name. */
export function keepingUnknown(schema: Schema): Schema {
  return {...schema, 'x-kubernetes-preserve-unknown-fields': true};
}

/** Conditions of a status, in any generation. */
export const CONDITIONS: Schema = listOf(
  keepingUnknown(
    object({
      type: text(),
      status: text(),
      reason: text(),
      message: text(),
      lastTransitionTime: {...TIME, nullable: true},
    }),
  ),
);

/** A whole resource. Of `metadata` a CustomResourceDefinition may say nothing more; see METADATA. */
export function resource(properties: Properties, required: readonly string[] = ['spec']): Schema {
  return object({apiVersion: text(), kind: text(), metadata: {type: 'object'}, ...properties}, required);
}

/** The part of every resource's `metadata` that people write. */
export const METADATA: Schema = keepingUnknown(
  object({
    name: text(),
    generateName: text(),
    namespace: text(),
    labels: mapOf(text()),
    annotations: mapOf(text()),
  }),
);
