import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import {ifThere} from '../not-found.js';
import type {Call, ResourceKind} from '../port.js';
import {meantGroups, readResourceText, type ResourceText} from '../resource-text.js';
import type {Api} from './api.js';
import {groupVersionPath} from './paths.js';

export interface WantedKind {
  readonly group: string;
  readonly kind: string;
  readonly version?: string | undefined;
}

/** A kind and the names, in lower case, by which people call it. */
interface ServedKind {
  readonly resource: ResourceKind;
  readonly fullNames: readonly string[];
  readonly shortNames: readonly string[];
}

/** What the server serves, asked for once in each process; what is not known to be served is asked for anew. */
export class Discovery {
  private readonly versions = new Map<string, readonly string[]>();
  /** By group and version. */
  private readonly kinds = new Map<string, Map<string, readonly ServedKind[]>>();
  private groups: readonly string[] | undefined;

  constructor(private readonly api: Api) {}

  /** @returns undefined when the server serves no such kind now, whatever was known before */
  async find(wanted: WantedKind, call: Call = {}): Promise<ResourceKind | undefined> {
    const {group} = wanted;
    const isNews = !this.versions.has(group) && !this.kinds.has(group);
    const found = await this.searchKind(wanted, call);
    if (found || isNews) return found;
    this.versions.delete(group);
    this.kinds.delete(group);
    return this.searchKind(wanted, call);
  }

  private async searchKind(wanted: WantedKind, call: Call): Promise<ResourceKind | undefined> {
    const versions = wanted.version === undefined ? await this.versionsOf(wanted.group, call) : [wanted.version];
    for (const version of versions) {
      const kinds = await this.kindsOf({group: wanted.group, version}, call);
      const found = kinds.find(({resource}) => resource.kind === wanted.kind);
      if (found) return found.resource;
    }
    return undefined;
  }

  /**
   * The core group goes first, then the server's order of groups.
   *
   * @returns undefined when the server serves no such kind now, whatever was known before
   * @throws Iter8Error also when a group that may have it gives no answer and no other has it
   */
  async findByText(text: string, call: Call = {}): Promise<ResourceKind | undefined> {
    const isNews = this.groups === undefined && this.kinds.size === 0;
    const found = await this.searchAll(text, call);
    if (found || isNews) return found;
    this.forget();
    return this.searchAll(text, call);
  }

  /** After this all is asked for anew. */
  forget(): void {
    this.versions.clear();
    this.kinds.clear();
    this.groups = undefined;
  }

  private async searchAll(text: string, call: Call): Promise<ResourceKind | undefined> {
    for (const wanted of readResourceText(text)) {
      const found = await this.search(wanted, call);
      if (found) return found;
    }
    return undefined;
  }

  /** A group whose own server is down hides nothing of the others. */
  private async search(wanted: ResourceText, call: Call): Promise<ResourceKind | undefined> {
    let silence: Iter8Error | undefined;
    for (const group of meantGroups(await this.allGroups(call), wanted)) {
      try {
        const found = await this.searchGroup(group, wanted, call);
        if (found) return found;
      } catch (error) {
        if (!(error instanceof Iter8Error && error.code === 'UNREACHABLE')) throw error;
        silence ??= error;
      }
    }
    if (silence) throw silence;
    return undefined;
  }

  private async searchGroup(
    group: string,
    {name, version: wanted}: ResourceText,
    call: Call,
  ): Promise<ResourceKind | undefined> {
    const versions = await this.versionsOf(group, call);
    for (const version of versions.filter((each) => wanted === undefined || each === wanted)) {
      const kinds = await this.kindsOf({group, version}, call);
      const byName = kinds.find(({fullNames}) => fullNames.includes(name));
      const found = byName ?? kinds.find(({shortNames}) => shortNames.includes(name));
      if (found) return found.resource;
    }
    return undefined;
  }

  private async allGroups(call: Call): Promise<readonly string[]> {
    if (this.groups) return this.groups;
    const served = (await this.read('/apis', call))?.get('groups').items() ?? [];
    const names = served.map((group) => group.get('name').requiredText());
    names.forEach((name, at) => this.versions.set(name, readVersions(served[at] ?? new Field(undefined))));
    this.groups = ['', ...names];
    return this.groups;
  }

  /** The one that the server prefers comes first. */
  private async versionsOf(group: string, call: Call): Promise<readonly string[]> {
    if (group === '') return ['v1'];
    const known = this.versions.get(group);
    if (known) return known;
    const answer = await this.read(`/apis/${group}`, call);
    if (!answer) return [];
    const versions = readVersions(answer);
    this.versions.set(group, versions);
    return versions;
  }

  private async kindsOf(
    groupVersion: {readonly group: string; readonly version: string},
    call: Call,
  ): Promise<readonly ServedKind[]> {
    const {group, version} = groupVersion;
    const known = this.kinds.get(group)?.get(version);
    if (known) return known;
    const answer = await this.read(groupVersionPath(groupVersion), call);
    if (!answer) return [];
    const resources = answer.get('resources').items();
    const kinds = resources
      .map((item) => readKind(item, groupVersion))
      .filter(({resource: {plural}}) => !plural.includes('/'));
    this.kinds.set(group, (this.kinds.get(group) ?? new Map<string, readonly ServedKind[]>()).set(version, kinds));
    return kinds;
  }

  private async read(path: string, {signal}: Call): Promise<Field | undefined> {
    const answer = await ifThere(this.api.object({verb: 'get', path, signal}));
    return answer && new Field(answer);
  }
}

function readVersions(group: Field): readonly string[] {
  const preferred = group.get('preferredVersion', 'version').text();
  const served = group
    .get('versions')
    .items()
    .map((item) => item.get('version').requiredText());
  return [...new Set([...(preferred === undefined ? [] : [preferred]), ...served])];
}

function readKind(item: Field, {group, version}: {readonly group: string; readonly version: string}): ServedKind {
  const kind = item.get('kind').requiredText();
  const plural = item.get('name').requiredText();
  const isNamespaced = item.get('namespaced').boolean() ?? false;
  const shortNames = item
    .get('shortNames')
    .items()
    .map((name) => name.requiredText());
  return {
    resource: {group, version, kind, plural, isNamespaced},
    fullNames: [plural, item.get('singularName').text() ?? '', kind.toLowerCase()],
    shortNames,
  };
}
