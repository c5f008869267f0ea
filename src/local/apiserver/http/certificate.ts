import {generateKeyPairSync, type KeyObject, randomBytes, sign} from 'node:crypto';

/** A certificate for 127.0.0.1 with its key, both in PEM; it is its own authority. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Makes a certificate that nobody else has: clients know it from the kubeconfig alone. */
export function createCertificate(now: Date): Certificate {
  const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const content = toBeSigned(publicKey, now);
  const signature = sign('sha256', content, privateKey);
  const der = sequence(content, ECDSA_WITH_SHA256, bitString(signature));
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
  };
}

/** One value in ASN.1 DER. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function sequence(...content: readonly Buffer[]): Buffer {
  return der(0x30, ...content);
}

function bitString(content: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), content);
}

function text(content: string, tag = 0x0c): Buffer {
  return der(tag, Buffer.from(content, 'ascii'));
}

/** An object identifier in its encoded form. */
function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'));
const COMMON_NAME = identifier('550403');
const SUBJECT_ALTERNATIVE_NAME = identifier('551d11');
const BASIC_CONSTRAINTS = identifier('551d13');
const TRUE = der(0x01, Buffer.from([0xff]));

/** @see RFC 5280, section 4.1 */
function toBeSigned(publicKey: KeyObject, now: Date): Buffer {
  const name = sequence(der(0x31, sequence(COMMON_NAME, text('iter8ctl embedded API server'))));
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)]));
  const validity = sequence(time(now.getTime() - YEAR_MS / 365), time(now.getTime() + YEAR_MS));
  const key = publicKey.export({type: 'spki', format: 'der'});
  return sequence(version3, serial, ECDSA_WITH_SHA256, name, validity, name, key, extensions());
}

function time(milliseconds: number): Buffer {
  return text(`${new Date(milliseconds).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 0x17);
}

function extensions(): Buffer {
  const addresses = sequence(der(0x87, Buffer.from([127, 0, 0, 1])), text('localhost', 0x82));
  return der(
    0xa3,
    sequence(
      sequence(SUBJECT_ALTERNATIVE_NAME, der(0x04, addresses)),
      sequence(BASIC_CONSTRAINTS, TRUE, der(0x04, sequence(TRUE))),
    ),
  );
}
