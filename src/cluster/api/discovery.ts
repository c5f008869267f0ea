import {ifThere} from '../not-found.js';
import {Field} from '../../experiment/field.js';
import type {Call, ResourceKind} from '../port.js';
import type {Api} from './api.js';
import {groupVersionPath} from './paths.js';

export interface WantedKind {
  readonly group: string;
  readonly kind: string;
  readonly version?: string | undefined;
}

/** What the server serves, asked for once in each process. */
export class Discovery {
  private readonly versions = new Map<string, readonly string[]>();
  private readonly kinds = new Map<string, readonly ResourceKind[]>();

  constructor(private readonly api: Api) {}

  /** @returns undefined when the server serves no such kind */
  async find(wanted: WantedKind, call: Call = {}): Promise<ResourceKind | undefined> {
    const versions = wanted.version === undefined ? await this.versionsOf(wanted.group, call) : [wanted.version];
    for (const version of versions) {
      const kinds = await this.kindsOf({group: wanted.group, version}, call);
      const found = kinds.find(({kind}) => kind === wanted.kind);
      if (found) return found;
    }
    return undefined;
  }

  /** After this all is asked for anew. */
  forget(): void {
    this.versions.clear();
    this.kinds.clear();
  }

  /** The one that the server prefers comes first. */
  private async versionsOf(group: string, call: Call): Promise<readonly string[]> {
    if (group === '') return ['v1'];
    const known = this.versions.get(group);
    if (known) return known;
    const answer = await this.read(`/apis/${group}`, call);
    if (!answer) return [];
    const preferred = answer.get('preferredVersion', 'version').text();
    const served = answer
      .get('versions')
      .items()
      .map((item) => item.get('version').requiredText());
    const versions = [...new Set([...(preferred === undefined ? [] : [preferred]), ...served])];
    this.versions.set(group, versions);
    return versions;
  }

  private async kindsOf(
    groupVersion: {readonly group: string; readonly version: string},
    call: Call,
  ): Promise<readonly ResourceKind[]> {
    const path = groupVersionPath(groupVersion);
    const known = this.kinds.get(path);
    if (known) return known;
    const answer = await this.read(path, call);
    if (!answer) return [];
    const resources = answer.get('resources').items();
    const kinds = resources
      .map((item) => readKind(item, groupVersion))
      .filter(({plural}) => !plural.includes('/'));
    this.kinds.set(path, kinds);
    return kinds;
  }

  private async read(path: string, {signal}: Call): Promise<Field | undefined> {
    const answer = await ifThere(this.api.object({verb: 'get', path, signal}));
    return answer && new Field(answer);
  }
}

function readKind(
  item: Field,
  {group, version}: {readonly group: string; readonly version: string},
): ResourceKind {
  return {
    group,
    version,
    kind: item.get('kind').requiredText(),
    plural: item.get('name').requiredText(),
    isNamespaced: item.get('namespaced').boolean() ?? false,
  };
}
