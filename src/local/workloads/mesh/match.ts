import type {JsonObject} from '../../../experiment/json.js';
import {objectOf, objectsOf, textOf, valueAt} from '../../apiserver/object.js';

/** What a router looks at. */
export interface RoutedRequest {
  /** Without the query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Text as it must be. `element`: a path that is this one or below it. */
export interface TextMatch {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'element';
  readonly value: string;
}

/** All of it must hold. */
export interface RequestMatch {
  /** undefined: any. */
  readonly path: TextMatch | undefined;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, TextMatch>;
}

export function matches({path, headers}: RequestMatch, request: RoutedRequest): boolean {
  if (path && !isMatch(path, request.path)) return false;
  return [...headers].every(([name, wanted]) => {
    const value = request.headers[name];
    return value !== undefined && isMatch(wanted, typeof value === 'string' ? value : value.join(','));
  });
}

function isMatch({kind, value}: TextMatch, text: string): boolean {
  switch (kind) {
    case 'exact':
      return text === value;
    case 'prefix':
      return text.startsWith(value);
    case 'element':
      return text === value || text.startsWith(value.endsWith('/') ? value : `${value}/`);
    case 'regex':
      return isWholeMatch(value, text);
  }
}

/** An expression that cannot be read matches nothing. */
function isWholeMatch(expression: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${expression})$`).test(text);
  } catch {
    return false;
  }
}

/** `http[].match[]` of a VirtualService; what else it asks for than path and headers counts as given. */
export function istioMatches(rule: JsonObject): readonly RequestMatch[] {
  return objectsOf(rule.match).map(({uri, headers}) => ({
    path: istioText(objectOf(uri)),
    headers: new Map(
      Object.entries(objectOf(headers)).map(([name, wanted]) => [
        name.toLowerCase(),
        istioText(objectOf(wanted)) ?? {kind: 'prefix', value: ''},
      ]),
    ),
  }));
}

function istioText(wanted: JsonObject): TextMatch | undefined {
  const kind = (['exact', 'prefix', 'regex'] as const).find((one) => typeof wanted[one] === 'string');
  return kind && {kind, value: textOf(wanted[kind])};
}

/** `rules[].matches[]` of an HTTPRoute; what else it asks for than path and headers counts as given. */
export function gatewayMatches(rule: JsonObject): readonly RequestMatch[] {
  return objectsOf(rule.matches).map((match) => ({
    path: gatewayPath(objectOf(match.path)),
    headers: new Map(
      objectsOf(match.headers).map(({name, type, value}) => [
        textOf(name).toLowerCase(),
        {kind: type === 'RegularExpression' ? 'regex' : 'exact', value: textOf(value)},
      ]),
    ),
  }));
}

const PATH_KINDS: Readonly<Record<string, TextMatch['kind']>> = {Exact: 'exact', RegularExpression: 'regex'};

function gatewayPath(path: JsonObject): TextMatch | undefined {
  const value = textOf(valueAt(path, 'value'));
  return value === '' ? undefined : {kind: PATH_KINDS[textOf(path.type)] ?? 'element', value};
}
