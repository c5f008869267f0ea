import {readFile} from 'node:fs/promises';
import {Iter8Error} from '../../errors.js';
import type {Material} from './access.js';

/**
 * @param what it is, for the message
 * @throws Iter8Error INVALID when the file cannot be read
 */
export async function readMaterial(material: Material, what: string): Promise<Buffer> {
  if (material.kind === 'data') return material.data;
  try {
    return await readFile(material.path);
  } catch (error) {
    const {code = 'no reason given'} = error as NodeJS.ErrnoException;
    throw new Iter8Error(
      'INVALID',
      `cannot read the ${what} ${material.path}: ${code}`,
      'the kubeconfig names this file',
    );
  }
}
