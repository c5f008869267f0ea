import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {nameOf} from './ours.js';

export function portsOf(service: JsonObject): Field[] {
  return new Field(service).get('spec', 'ports').items();
}

/**
 * The port by which a route leads to a Service: the one that says it is for HTTP, else the first.
 *
 * @throws Iter8Error INVALID for a Service without ports
 */
export function httpPort(service: JsonObject): number {
  const ports = portsOf(service);
  const port = (ports.find(isForHttp) ?? ports[0])?.get('port').integer();
  if (port !== undefined) return port;
  throw new Iter8Error('INVALID', `Service ${nameOf(service)} has no ports, and a route needs one`);
}

function isForHttp(port: Field): boolean {
  return [port.get('appProtocol').text(), port.get('name').text()].some((word) => word?.startsWith('http'));
}
