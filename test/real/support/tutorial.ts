/** Blocks of a tutorial, a Markdown file of MkDocs, as a reader would copy them. */

/** The code blocks of that language in a section, without the indentation of what encloses them. */
export function blocksOf(markdown: string, section: string, language: string): string[] {
  return codeBlocks(sectionOf(markdown, section), language);
}

/** The YAML of a collapsed box, with the indentation that it is printed with. */
export function boxOf(markdown: string, title: string): string {
  const start = markdown.indexOf(`??? info "${title}"\n`);
  const [block] = start < 0 ? [] : codeBlocks(markdown.slice(start), 'yaml');
  if (block === undefined) throw new Error(`the tutorial has no box "${title}"`);
  return block;
}

function sectionOf(markdown: string, title: string): string {
  const found = markdown.split(/^## /m).find((section) => section.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`the tutorial has no section "${title}"`);
  return found;
}

function codeBlocks(markdown: string, language: string): string[] {
  const fenced = new RegExp(String.raw`^( *)\`\`\`${language}\n([^]*?)\n\1\`\`\`\s*$`, 'gm');
  return [...markdown.matchAll(fenced)].map(([, indentation = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
  );
}

const PUBLISHED = 'https://raw.githubusercontent.com/iter8-tools/iter8/master/samples/knative/canaryprogressive';
const LOCAL = '$ITER8/samples/knative/canaryprogressive';

/** The same with what the tutorial takes from the network taken from the repository: the chart, and values. */
export function onThisMachine(script: string): string {
  return script
    .replaceAll(`--repo ${PUBLISHED}/helm-repo sample-app sample-app`, `sample-app ${LOCAL}/sample-app`)
    .replaceAll(PUBLISHED, LOCAL);
}
