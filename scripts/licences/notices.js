import {readFile} from 'node:fs/promises';

const LINE = '-'.repeat(80);

/**
 * The licences of all that is bundled, as they ask to be passed on.
 *
 * @param {readonly import('./bundled.js').BundledPackage[]} packages
 */
export async function noticesText(packages) {
  const notices = await Promise.all(packages.map(noticesOf));
  return notices.flat().join(`\n${LINE}\n\n`);
}

/** @param {import('./bundled.js').BundledPackage} bundled */
async function noticesOf({name, version, licence, texts, parts}) {
  const inside = parts.map(async (part) => {
    const title = [part.name, part.version, `(in ${name})`].filter((word) => word !== undefined).join(' ');
    return notice(title, part.licence, [await readFile(part.text, 'utf8')]);
  });
  return [notice(`${name} ${version}`, licence, texts), ...(await Promise.all(inside))];
}

/** @param {string} title @param {string} licence @param {readonly string[]} texts */
function notice(title, licence, texts) {
  const lines = texts.map((text) => text.replaceAll('\r\n', '\n').trim());
  return [title, `Licence: ${licence}`, ...lines].join('\n\n') + '\n';
}
