import {describe, expect, it} from '@jest/globals';
import {readTasks} from '../../../src/operate/create/task-text.js';

const read = (text: string, files: Record<string, string> = {}) =>
  readTasks(text, 'finish', async (name) => ({name, text: files[name] ?? ''}));

describe('readTasks', () => {
  it.each([
    ['run: kubectl apply -f x.yaml', {run: 'kubectl apply -f x.yaml'}],
    ["run: curl -H 'Accept: text/plain' {a,b} # all", {run: "curl -H 'Accept: text/plain' {a,b} # all"}],
    ['common/readiness', {task: 'common/readiness'}],
    ['{task: common/exec, with: {cmd: helm}}', {task: 'common/exec', with: {cmd: 'helm'}}],
    ['{"run": "true", "if": "CandidateWon()"}', {run: 'true', if: 'CandidateWon()'}],
    ['if: CandidateWon()\nrun: |\n  a\n  b\n', {if: 'CandidateWon()', run: 'a\nb\n'}],
  ])('reads %j', async (text, item) => {
    expect(await read(text)).toEqual([item]);
  });

  it('reads several items from a file', async () => {
    const files = {'tasks.yaml': 'task: common/readiness\n---\nrun: echo done\n'};
    expect(await read('@tasks.yaml', files)).toEqual([{task: 'common/readiness'}, {run: 'echo done'}]);
  });

  it.each([
    ['kubectl apply', '--finish: the text:1:1: expected an object'],
    ['{task: [}', '--finish: the text:1:9: not valid YAML'],
    ['@tasks.yaml', '--finish: tasks.yaml:2:1: not valid YAML'],
  ])('refuses %j', async (text, message) => {
    await expect(read(text, {'tasks.yaml': '- run: x\n- run: y\n'})).rejects.toThrow(message);
  });
});
