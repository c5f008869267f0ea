/** Of Grafana 10.4; later ones take it and bring it up to date. */
const SCHEMA_VERSION = 39;
const DATASOURCE = {type: 'prometheus', uid: '${datasource}'};
const COLUMNS = 24;

/**
 * A query and the name of each of its series.
 *
 * @typedef {{expr: string, legend: string}} Query
 */
/**
 * `stat` shows one number for each series, of a query that is asked once for the end of the time; `timeseries` shows lines.
 *
 * @typedef {{
 *   type: 'stat' | 'timeseries', title: string, description: string, unit: string, queries: readonly Query[],
 *   width: number, height: number, max?: number, decimals?: number, isStacked?: boolean, mappings?: readonly object[],
 * }} PanelSketch
 */
/** @typedef {{name: string, label: string, query: string, regex?: string, multi?: boolean, all?: boolean}} VariableSketch */

/**
 * A dashboard as Grafana imports it, with the datasource left to whoever looks at it.
 *
 * @param {{uid: string, title: string, description: string, range: string, variables: readonly VariableSketch[], panels: readonly PanelSketch[]}} sketch
 */
export function dashboard({uid, title, description, range, variables, panels}) {
  return {
    uid,
    title,
    description,
    tags: ['iter8'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '10s',
    time: {from: `now-${range}`, to: 'now'},
    annotations: {list: []},
    links: [],
    templating: {list: [datasourceVariable(), ...variables.map(queryVariable)]},
    panels: placed(panels).map(panel),
  };
}

function datasourceVariable() {
  return {name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', refresh: 1, hide: 0};
}

/** @param {VariableSketch} sketch */
function queryVariable({name, label, query, regex = '', multi = false, all = false}) {
  return {
    name,
    label,
    type: 'query',
    datasource: DATASOURCE,
    definition: query,
    query: {qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery'},
    regex,
    multi,
    includeAll: all,
    refresh: 2,
    sort: 1,
    hide: 0,
  };
}

/** From left to right, in lines as high as their highest panel. @param {readonly PanelSketch[]} panels */
function placed(panels) {
  let [x, y, lineHeight] = [0, 0, 0];
  return panels.map((sketch) => {
    if (x + sketch.width > COLUMNS) [x, y, lineHeight] = [0, y + lineHeight, 0];
    const gridPos = {x, y, w: sketch.width, h: sketch.height};
    [x, lineHeight] = [x + sketch.width, Math.max(lineHeight, sketch.height)];
    return {sketch, gridPos};
  });
}

/** @param {{sketch: PanelSketch, gridPos: object}} placed @param {number} index */
function panel({sketch, gridPos}, index) {
  const {type, title, description, queries} = sketch;
  return {
    id: index + 1,
    type,
    title,
    description,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: {defaults: fieldDefaults(sketch), overrides: []},
    options: type === 'stat' ? STAT_OPTIONS : TIME_SERIES_OPTIONS,
    targets: queries.map((query, place) => target(query, place, type === 'stat')),
  };
}

/** @param {PanelSketch} sketch */
function fieldDefaults({type, unit, max, decimals, isStacked = false, mappings}) {
  const lines = {lineWidth: 2, fillOpacity: isStacked ? 30 : 0, spanNulls: true, showPoints: 'never'};
  return {
    unit,
    min: 0,
    ...(max !== undefined && {max}),
    ...(decimals !== undefined && {decimals}),
    ...(mappings && {mappings}),
    ...(type === 'timeseries' && {
      custom: {...lines, stacking: {group: 'A', mode: isStacked ? 'normal' : 'none'}},
    }),
    color: {mode: 'palette-classic'},
  };
}

const STAT_OPTIONS = {
  reduceOptions: {calcs: ['lastNotNull'], fields: '', values: false},
  textMode: 'value_and_name',
  colorMode: 'value',
  graphMode: 'none',
};

const TIME_SERIES_OPTIONS = {
  legend: {displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['mean', 'lastNotNull']},
  tooltip: {mode: 'multi', sort: 'desc'},
};

/** @param {Query} query @param {number} place @param {boolean} isInstant */
function target({expr, legend}, place, isInstant) {
  const refId = String.fromCharCode('A'.charCodeAt(0) + place);
  return {refId, datasource: DATASOURCE, expr, legendFormat: legend, instant: isInstant, range: !isInstant};
}
