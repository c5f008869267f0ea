import {expect, it} from '@jest/globals';
import {lines, spoilt} from './lines.js';

const PATTERN = '    testingPattern: Canary\n';

function withObject(reference: string): string {
  const item = `{task: common/readiness, with: {objRefs: [${reference}]}}`;
  return spoilt(PATTERN, `${PATTERN}    actions: {start: [${item}]}\n`);
}

it.each([
  ['{kind: deploy, name: web, waitFor: ready}', '9:100 error spec.strategy.actions.start[0].with.objRefs[0].waitFor: is nothing to wait for: possible are condition=NAME'],
  ['{kind: deploy, name: web, waitFor: "jsonpath={.a"}', 'objRefs[0].waitFor: is nothing to wait for'],
  ['{kind: deploy/web, name: web}', 'objRefs[0].kind: is no kind: write TYPE, TYPE.GROUP or'],
  ['{kind: deploy, name: web, namespace: Shop}', 'objRefs[0].namespace: is no DNS label'],
])('the object %s of common/readiness is an error', async (reference, problem) => {
  const [line, ...others] = await lines(withObject(reference));
  expect([line, others]).toEqual([expect.stringContaining(problem), []]);
}); // prettier-ignore

it.each([
  '{kind: deploy, name: web, namespace: "", waitFor: ""}',
  '{kind: services.serving.knative.dev, name: shop, waitFor: condition=Ready}',
  `{kind: Deployment.v1.apps, name: web, waitFor: "jsonpath='{.status.replicas}'=3"}`,
])('the object %s of common/readiness is sound', async (reference) => {
  expect(await lines(withObject(reference))).toEqual([]);
});
