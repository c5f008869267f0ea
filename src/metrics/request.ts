import {type HttpRequest, parseHttpUrl} from './http/request.js';
import {maskLiterals} from './mask-literals.js';
import type {NamedTemplate, QuerySource} from './metric.js';
import {type Unavailable, unavailable} from './outcome.js';
import {maskSecret, type SecretData} from './secrets.js';
import {type PlaceholderValues, substitute, unknownPlaceholders} from './template.js';

export interface PreparedRequest {
  readonly kind: 'request';
  readonly request: HttpRequest;
  /** The same for people: no value of a secret in it, nor what looks like one. */
  readonly shown: HttpRequest;
  /** Placeholders without a value, which are sent literally. */
  readonly unknown: readonly string[];
}

/**
 * The request for one version. Version data goes into `params` and `body` only, secret data into the URL and, with
 * `authType` Bearer or APIKey, into headers only.
 *
 * @param secret undefined when the metric names none
 */
export function buildRequest(
  source: QuerySource,
  values: PlaceholderValues,
  secret: SecretData | undefined,
): PreparedRequest | Unavailable {
  const {urlTemplate} = source;
  if (urlTemplate === undefined) return unavailable('definition', 'the metric has no urlTemplate');
  const complete = {...source, urlTemplate};
  const problem = checkSecret(source, secret) ?? checkBody(source, values);
  if (problem) return problem;
  const masked = secret && maskSecret(secret);
  const request = assemble(complete, values, secret);
  const shownUrl = filledUrl(complete, masked);
  if (!request) return noUrl(shownUrl);
  const shown = assemble(complete, values, masked) ?? {method: request.method, url: shownUrl, headers: {}};
  const unknown = unknownIn(complete, values, secret);
  if (source.needsAllValues && unknown.length > 0) return noValue(unknown);
  return checkHeaders(request) ?? {kind: 'request', request, shown: maskLiterals(shown), unknown};
}

type CompleteSource = QuerySource & {readonly urlTemplate: string};

const NOTHING: PlaceholderValues = new Map();

function noValue(names: readonly string[]): Unavailable {
  return unavailable('definition', `there is no value for ${names.map((name) => `$${name}`).join(', ')}`);
}

function noUrl(shownUrl: string): Unavailable {
  const shown = shownUrl.replace(/\/\/[^/@]*@/, '//').replace(/\?.*$/s, '');
  return unavailable('definition', `urlTemplate gives no http or https URL: ${shown}`);
}

function checkSecret({authType}: QuerySource, secret: SecretData | undefined): Unavailable | undefined {
  if (authType !== 'Basic') return undefined;
  if (!secret) return unavailable('definition', 'authType Basic needs a secret');
  const missing = ['username', 'password'].filter((key) => !secret.has(key));
  return missing.length === 0
    ? undefined
    : unavailable('secret', `authType Basic needs ${missing.join(' and ')} in the secret`);
}

function checkBody({body}: QuerySource, values: PlaceholderValues): Unavailable | undefined {
  if (body === undefined) return undefined;
  try {
    JSON.parse(substitute(body, values));
    return undefined;
  } catch {
    return unavailable('definition', 'the body is not valid JSON once its placeholders are filled in');
  }
}

/** @returns undefined if the URL is none, or neither http nor https */
function assemble(
  source: CompleteSource,
  values: PlaceholderValues,
  secret: SecretData | undefined,
): HttpRequest | undefined {
  const url = parseHttpUrl(filledUrl(source, secret));
  if (!url) return undefined;
  const params = new Map(source.params.map(({name, value}) => [name, substitute(value, values)]));
  params.forEach((value, name) => url.searchParams.append(name, value));
  return {
    method: source.method,
    url: url.href,
    headers: headersOf(source, secret),
    ...(source.body === undefined ? {} : {body: substitute(source.body, values)}),
  };
}

/** Without a secret the URL is sent as it is written, `$$` included. */
function filledUrl({urlTemplate}: CompleteSource, secret: SecretData | undefined): string {
  return secret ? substitute(urlTemplate, secret) : urlTemplate;
}

/** The names of headers are compared without case; a later one of the same name replaces the earlier. */
function headersOf(source: QuerySource, secret: SecretData | undefined): Record<string, string> {
  const values = takesSecretHeaders(source) ? (secret ?? NOTHING) : NOTHING;
  const content: NamedTemplate[] =
    source.body === undefined ? [] : [{name: 'Content-Type', value: 'application/json'}];
  const basic = source.authType === 'Basic' && secret ? [basicHeader(secret)] : [];
  const byName = new Map<string, readonly [string, string]>();
  for (const {name, value} of [...content, ...source.headerTemplates]) {
    byName.set(name.toLowerCase(), [name, filled(value, values, source)]);
  }
  for (const {name, value} of basic) byName.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(byName.values());
}

function takesSecretHeaders({authType}: QuerySource): boolean {
  return authType === 'Bearer' || authType === 'APIKey';
}

/** Without Bearer or APIKey headers are sent as they are written, `$$` included. */
function filled(value: string, values: PlaceholderValues, source: QuerySource): string {
  return takesSecretHeaders(source) && source.secret !== undefined ? substitute(value, values) : value;
}

function basicHeader(secret: SecretData): NamedTemplate {
  const [username, password] = [secret.get('username') ?? '', secret.get('password') ?? ''];
  const encoded = Buffer.from(`${username}:${password}`, 'latin1').toString('base64');
  return {name: 'Authorization', value: `Basic ${encoded}`};
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A line break in a value, often the one at the end of a secret's file, would begin a header of its own. */
export function checkHeaders({headers}: Pick<HttpRequest, 'headers'>): Unavailable | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name))
      return unavailable('definition', `${JSON.stringify(name)} is no name of a header`);
    if (!HEADER_VALUE.test(value)) {
      const hint = /\n$/.test(value) ? ': it ends in a line break' : '';
      return unavailable('secret', `header ${name} holds a character that headers cannot carry${hint}`);
    }
  }
  return undefined;
}

function unknownIn(source: CompleteSource, values: PlaceholderValues, secret: SecretData | undefined): string[] {
  const versionTemplates = [...source.params.map(({value}) => value), source.body ?? ''];
  const secretTemplates = [
    source.urlTemplate,
    ...(takesSecretHeaders(source) ? source.headerTemplates.map(({value}) => value) : []),
  ];
  const unknown = [
    ...versionTemplates.flatMap((template) => unknownPlaceholders(template, values)),
    ...secretTemplates.flatMap((template) => unknownPlaceholders(template, secret ?? NOTHING)),
  ];
  return [...new Set(unknown)];
}
