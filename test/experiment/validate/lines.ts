import {examine} from '../../../src/experiment/validate/diagnosis.js';

/** What is found in a text: `line:column severity field: message`, in order. */
export async function lines(text: string): Promise<string[]> {
  const {diagnoses} = await examine({name: 'a.yaml', text});
  return diagnoses.map(({line, column, severity, field, message}) => {
    return `${line}:${column} ${severity} ${field ?? ''}: ${message}`;
  });
}

/** A valid Experiment to spoil: each of its lines can be replaced. */
export const VALID = `apiVersion: iter8.tools/v2alpha2
kind: Experiment
metadata:
  name: canary
spec:
  target: shop/app
  strategy:
    testingPattern: Canary
  criteria:
    objectives:
    - metric: istio/latency
      upperLimit: 50
  versionInfo:
    baseline:
      name: v1
      weightObjRef: {apiVersion: v1, kind: Service, name: app, fieldPath: ".spec.traffic[0].percent"}
    candidates:
    - name: v2
      weightObjRef: {apiVersion: v1, kind: Service, name: app, fieldPath: ".spec.traffic[1].percent"}
`;

/** The valid Experiment with one part of its text replaced. */
export function spoilt(part: string, other: string): string {
  if (!VALID.includes(part)) throw new Error(`the sample has no ${part}`);
  return VALID.replace(part, other);
}
