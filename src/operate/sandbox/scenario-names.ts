/** Of what `demo` can play; apart from the scenarios themselves, so that its flag costs nothing. */
export const SCENARIOS = ['good', 'slow', 'errors', 'flaky', 'ab', 'abn', 'conformance', 'bluegreen'] as const;

export type ScenarioName = (typeof SCENARIOS)[number];
