import {doubtfulValue, type Finding, wrongValue} from '../finding.js';
import type {Place} from '../place.js';

const UNITS = 's|m|h|d|w|y|ms';
const IDENTIFIER = /^[A-Za-z_]\w*$/;
const PLACEHOLDER = /\$(?:\$|\{([^}]*)\}|([A-Za-z_]\w*))/g;

/**
 * Placeholders `$name` and `${name}` take the longest name there is, and one that nobody fills in stays as it is.
 *
 * @param elapsed what this generation calls the seconds since the start: `elapsedTime`, or `interval` with its unit
 */
export function checkMetricPlaceholders(spec: Place, elapsed: 'elapsedTime' | 'interval'): Finding[] {
  const params = spec.get('params');
  const values = [
    ...params.items().map((param) => param.get('value')),
    ...params.entries().map(([, value]) => value),
    spec.get('body'),
  ];
  const secrets = [
    ...spec
      .get('headerTemplates')
      .items()
      .map((header) => header.get('value')),
    spec.get('urlTemplate'),
  ];
  return [
    ...values.flatMap((place) => namesIn(place).flatMap((name) => checkName(place, name, elapsed))),
    ...[...values, ...secrets].flatMap((place) => namesIn(place).flatMap((name) => noIdentifier(place, name))),
    ...secrets.flatMap((place) => namesIn(place).flatMap((name) => versionInSecret(place, name, spec))),
  ];
}

interface Name {
  readonly name: string;
  readonly inBraces: boolean;
}

function namesIn(place: Place): Name[] {
  const matches = [...(place.text() ?? '').matchAll(PLACEHOLDER)];
  return matches.flatMap(([, braced, plain]) => {
    const name = braced ?? plain;
    return name === undefined ? [] : [{name, inBraces: braced !== undefined}];
  });
}

function checkName(place: Place, {name, inBraces}: Name, elapsed: string): Finding[] {
  const [, base, unit] = new RegExp(`^(elapsedTime|interval)(${UNITS})$`).exec(name) ?? [];
  if (base !== undefined && !inBraces) {
    const right = elapsed === 'interval' ? '$interval' : `\${elapsedTime}${unit}`;
    return [
      wrongValue(
        place,
        `$${name} is read as one name and never filled in, the ${unit} belongs to it; write ${right}`,
      ),
    ];
  }
  if (elapsed === 'elapsedTime' && name === 'interval') {
    return [doubtfulValue(place, '$interval is the placeholder of v2alpha1; write ${elapsedTime}s')];
  }
  if (elapsed === 'interval' && name === 'elapsedTime') {
    return [
      doubtfulValue(place, '$elapsedTime is the placeholder of v2alpha2; v2alpha1 has $interval, with its unit'),
    ];
  }
  return [];
}

/** Names in braces that are no identifiers, such as keys of a Secret with a hyphen, cannot be referred to. */
function noIdentifier(place: Place, {name}: Name): Finding[] {
  if (IDENTIFIER.test(name)) return [];
  const message = `\${${name}} is never filled in: a name has letters, digits and _ only`;
  return [
    wrongValue(
      place,
      `${message}; rename the key or variable to ${name.replace(/\W+/g, '_').replace(/^(?=\d)/, '_') || 'a word'}`,
    ),
  ];
}

/** URL and headers see the Secret only, never the version. */
function versionInSecret(place: Place, {name}: Name, spec: Place): Finding[] {
  const isKey = spec.get('secret').exists && !['elapsedTime', 'interval'].includes(name);
  if (isKey || !IDENTIFIER.test(name)) return [];
  return [
    doubtfulValue(
      place,
      `$${name} stays as it is: URL and headers are filled in from the secret only; use params or body for what belongs to a version`,
    ),
  ];
}
