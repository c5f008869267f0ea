/** @typedef {import('./soak.js').Plan} Plan */

const SWIFT = {server: /** @type {const} */ ('embedded'), speed: 60, isCutWhenIdle: true, seed: 'simulated'};

/** An hour of the controller's clock, and some more. @type {Plan} */
export const SIMULATED = {
  ...SWIFT,
  waves: 6,
  waveSeconds: 600,
  slots: 6,
  intervalSeconds: 20,
  sampleSeconds: 20,
  cutSeconds: 120,
  idleLooks: 8,
};

/** Just long enough to see whether anything is left behind. @type {Plan} */
export const SHORT = {
  ...SWIFT,
  waves: 2,
  waveSeconds: 40,
  slots: 6,
  intervalSeconds: 5,
  sampleSeconds: 10,
  cutSeconds: 20,
  idleLooks: 4,
};

/** Clients keep idle connections for half a minute, which is waited for after each wave. Ten minutes. @type {Plan} */
const EMBEDDED = {
  server: 'embedded',
  waves: 5,
  waveSeconds: 85,
  slots: 20,
  intervalSeconds: 1,
  sampleSeconds: 5,
  cutSeconds: 20,
  idleLooks: 50,
  isCutWhenIdle: false,
  seed: 'real time',
};

export const REAL_TIME = {embedded: EMBEDDED, real: {...EMBEDDED, server: /** @type {const} */ ('real')}};
