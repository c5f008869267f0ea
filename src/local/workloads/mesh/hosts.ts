/** A Service of the cluster. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

const DOMAIN = '.svc.cluster.local';
const HOST = /^([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?)?\.?$/;

/**
 * The Service that a host means as DNS in a cluster has it: `shop`, `shop.prod`, `shop.prod.svc`, and in full.
 *
 * @param namespace of who names it
 * @returns undefined for a host that can be none
 */
export function serviceOfHost(host: string, namespace: string): ServiceName | undefined {
  const [, name, named = namespace] = HOST.exec(host.toLowerCase()) ?? [];
  return name === undefined ? undefined : {namespace: named, name};
}

export function fullHost({namespace, name}: ServiceName): string {
  return `${name}.${namespace}${DOMAIN}`;
}

/** Without port and case, as it is compared. */
export function hostOfHeader(header: string): string {
  return header.toLowerCase().replace(/:\d*$/, '');
}

const ADDRESS = /^(?:\d+(?:\.\d+){3}|\[.*\]|localhost|)$/;

/** Whether a host says where a machine is, and not whom it is asked for. */
export function isAddress(host: string): boolean {
  return ADDRESS.test(host);
}

/** Whether a host is one that an object names, where `*` and `*.example.com` name many. */
export function isHostNamed(host: string, pattern: string): boolean {
  if (!pattern.startsWith('*')) return host === pattern.toLowerCase();
  return host.endsWith(pattern.slice(1).toLowerCase());
}
