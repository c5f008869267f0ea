import {fullNameOf, type Metric} from './metric.js';
import {type Unavailable, unavailable} from './outcome.js';
import {MASK, SecretMask} from './secret-mask.js';

/**
 * Reads the data of a Secret, decoded from base64.
 *
 * In a cluster an implementation must answer only for Secrets labelled `iter8.tools/metrics: "true"` and give undefined
 * for all others, as if they did not exist: whoever may create Metrics must not be able to send any Secret of the
 * namespace to a server of their choice. It may cache for some seconds.
 *
 * @returns undefined if there is no such Secret; rejects when it cannot be read
 */
export type SecretReader = (
  namespace: string,
  name: string,
) => Promise<Readonly<Record<string, Uint8Array>> | undefined>;

/** Key → text. */
export type SecretData = ReadonlyMap<string, string>;

/** Label that lets metrics use a Secret of their namespace. */
export const SECRET_LABEL = 'iter8.tools/metrics';

/**
 * The data of the Secret that a metric names: its own namespace's only. (A bare name meant the install namespace in the
 * original, and any other namespace could be named.)
 *
 * @param reference `name` or `namespace/name`
 */
export async function readMetricSecret(
  metric: Metric,
  reference: string,
  read: SecretReader,
): Promise<SecretData | Unavailable> {
  const parts = reference.split('/');
  const name = parts.pop() ?? '';
  if (parts.length > 1 || name === '' || parts[0] === '') {
    return unavailable('secret', `secret ${JSON.stringify(reference)} is neither name nor namespace/name`);
  }
  if (parts.length === 1 && parts[0] !== metric.namespace) {
    const rule = `metric ${fullNameOf(metric)} may use only secrets of its own namespace`;
    return unavailable('secret', `${rule}, not ${reference}`);
  }
  return readData(`${metric.namespace}/${name}`, () => read(metric.namespace, name));
}

async function readData(
  shownName: string,
  read: () => ReturnType<SecretReader>,
): Promise<SecretData | Unavailable> {
  try {
    const data = await read();
    return data ? decode(shownName, data) : unavailable('secret', missing(shownName));
  } catch {
    return unavailable('secret', `secret ${shownName} cannot be read`);
  }
}

function missing(shownName: string): string {
  return `there is no secret ${shownName} that metrics may use (label ${SECRET_LABEL}: "true")`;
}

/** As in the original, one value that is no ASCII text makes the whole Secret unusable. */
function decode(shownName: string, data: Readonly<Record<string, Uint8Array>>): SecretData | Unavailable {
  const entries = Object.entries(data);
  const odd = entries.find(([, bytes]) => bytes.some((byte) => byte > 127));
  if (odd) return unavailable('secret', `key ${odd[0]} of secret ${shownName} holds more than ASCII text`);
  return new Map(entries.map(([key, bytes]) => [key, Buffer.from(bytes).toString('latin1')]));
}

/** The same keys with values that may be shown. */
export function maskSecret(secret: SecretData): SecretData {
  return new Map([...secret.keys()].map((key) => [key, MASK]));
}

/** A text without the values of a secret. */
export function concealSecret(text: string, secret: SecretData): string {
  return new SecretMask([secret]).conceal(text);
}
