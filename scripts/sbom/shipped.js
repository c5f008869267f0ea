/**
 * As much of CycloneDX 1.5 as npm writes.
 *
 * @typedef {object} Component
 * @property {string} type
 * @property {string} name
 * @property {string} [version]
 * @property {string} [scope]
 * @property {string} [description]
 * @property {string} [bom-ref]
 * @property {string} [purl]
 * @property {readonly {readonly name: string, readonly value: string}[]} [properties]
 * @property {readonly object[]} [externalReferences]
 * @property {readonly object[]} [hashes]
 * @property {readonly object[]} [licenses]
 * @property {readonly Component[]} [components]
 *
 * @typedef {object} Bom
 * @property {{readonly component: Component}} metadata
 * @property {readonly Component[]} components
 * @property {readonly {readonly ref: string, readonly dependsOn: readonly string[]}[]} dependencies
 */

/**
 * Of all packages that are installed here, those that are shipped, with what they hold of others.
 *
 * @template {Bom} T
 * @param {T} installed what `npm sbom` tells
 * @param {readonly import('../licences/bundled.js').BundledPackage[]} shipped
 * @param {string} name of our package; npm takes that of the folder
 * @throws Error where npm does not know a package that is shipped
 */
export function sbomOfShipped(installed, shipped, name) {
  const {component} = installed.metadata;
  const root = String(component['bom-ref']);
  const components = shipped.map((each) => componentOf(installed, each));
  return {
    ...installed,
    metadata: {...installed.metadata, component: {...component, type: 'application', name}},
    components,
    dependencies: dependenciesOf(installed.dependencies, root, new Set(components.map(refOf))),
  };
}

/** @param {Component} component */
function refOf(component) {
  return String(component['bom-ref']);
}

/**
 * @param {Bom} installed
 * @param {import('../licences/bundled.js').BundledPackage} shipped
 * @returns {Component}
 */
function componentOf({components}, {name, version, parts}) {
  const found = components.find((each) => each.name === name && each.version === version);
  if (found === undefined) throw new Error(`npm does not know ${name} ${version}, which is in the bundle`);
  const properties = found.properties?.filter((property) => property.name !== 'cdx:npm:package:development');
  const inside = parts.map((part) => partOf(part, refOf(found)));
  return {
    ...found,
    scope: 'required', // of the bundle, though not of those who install it
    properties: properties ?? [],
    ...(inside.length > 0 && {components: inside}),
  };
}

/**
 * @param {import('../licences/inside.js').Part} part
 * @param {string} owner
 * @returns {Component}
 */
function partOf({name, version, licence}, owner) {
  return {
    'bom-ref': `${owner}#${name}`,
    type: 'library',
    name,
    ...(version !== undefined && {version}),
    licenses: [{expression: licence}],
  };
}

/**
 * Who needs whom among those that are shipped. What only a package needs that is not, we need.
 *
 * @param {Bom['dependencies']} all
 * @param {string} root
 * @param {ReadonlySet<string>} shipped
 */
function dependenciesOf(all, root, shipped) {
  const kept = all
    .filter(({ref}) => ref === root || shipped.has(ref))
    .map(({ref, dependsOn}) => ({ref, dependsOn: dependsOn.filter((other) => shipped.has(other))}));
  const needed = new Set(kept.flatMap(({dependsOn}) => dependsOn));
  const orphans = [...shipped].filter((ref) => !needed.has(ref));
  return kept.map((each) => (each.ref === root ? {ref: root, dependsOn: [...each.dependsOn, ...orphans]} : each));
}
