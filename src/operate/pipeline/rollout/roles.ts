import {Iter8Error} from '../../../errors.js';
import type {StandingVersion} from '../../service-routing/service-versions.js';

/**
 * What a release is: the first of its Service, one of the version that has all the traffic already, or one that has to
 * prove itself against a baseline.
 */
export type Roles =
  | {readonly kind: 'firstRelease'}
  | {readonly kind: 'live'}
  | {readonly kind: 'canary'; readonly baseline: StandingVersion; readonly others: readonly StandingVersion[]};

/**
 * Who is the baseline of a candidate: of the other Deployments the one that has the traffic, or the only one.
 *
 * @param versions all that the Service selects now, the candidate perhaps among them
 * @param wanted name of the baseline, where somebody has named it
 * @throws Iter8Error INVALID when it cannot be told, naming those that it might be
 */
export function assignRoles(candidate: string, versions: readonly StandingVersion[], wanted?: string): Roles {
  const others = versions.filter(({name}) => name !== candidate);
  if (wanted !== undefined) return canary(wantedVersion(wanted, others), others);
  const hasCandidate = others.length < versions.length;
  if (others.length === 0) return {kind: hasCandidate ? 'live' : 'firstRelease'};
  const busy = others.filter(({weightPercent = 0}) => weightPercent > 0);
  const own = versions.find(({name}) => name === candidate)?.weightPercent ?? 0;
  if (busy.length === 0 && own > 0) return {kind: 'live'};
  const possible = busy.length === 0 ? others : busy;
  const [baseline] = possible;
  if (baseline && possible.length === 1) return canary(baseline, others);
  throw unclear(possible, busy.length > 0);
}

function canary(baseline: StandingVersion, others: readonly StandingVersion[]): Roles {
  return {kind: 'canary', baseline, others: others.filter(({name}) => name !== baseline.name)};
}

function wantedVersion(wanted: string, others: readonly StandingVersion[]): StandingVersion {
  const version = others.find(({name}) => name === wanted);
  if (version) return version;
  const names = others.map(({name}) => name).join(', ') || 'none';
  throw new Iter8Error(
    'INVALID',
    `--baseline: the Service has no Deployment "${wanted}" besides`,
    `it has ${names}`,
  );
}

function unclear(versions: readonly StandingVersion[], haveTraffic: boolean): Iter8Error {
  const names = versions.map(({name}) => name).join(', ');
  const why = haveTraffic ? 'have traffic' : 'could be the live version, and no router tells which';
  return new Iter8Error(
    'INVALID',
    `several Deployments ${why}: ${names}`,
    'say which one is live with --baseline',
  );
}
