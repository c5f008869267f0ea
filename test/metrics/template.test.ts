import {describe, expect, it} from '@jest/globals';
import {substitute, unknownPlaceholders, versionValues} from '../../src/metrics/template.js';

const values = versionValues({name: 'v1', variables: new Map([['revision', 'app-1'], ['_x9', 'under']])}, 30); // prettier-ignore

describe('substitute', () => {
  it.each([
    ['$name ${name} $$x', 'v1 v1 $x'],
    ['[${elapsedTime}s]', '[30s]'],
    ['[$elapsedTimes]', '[$elapsedTimes]'],
    ['$nosuch ${a.b} $1 $', '$nosuch ${a.b} $1 $'],
    ['[$interval]', '[30s]'],
    ["revision_name='$revision'", "revision_name='app-1'"],
    ['$revision-x ${revision}x $Revision', 'app-1-x app-1x $Revision'],
    ['$_x9 ${_x9}', 'under under'],
    ['$$$name $$$$ $${name}', '$v1 $$ ${name}'],
    ['${name ${} ${ name}', '${name ${} ${ name}'],
    ['$nämé $name²', '$nämé v1²'],
    ['', ''],
  ])('makes of %s: %s', (template, expected) => {
    expect(substitute(template, values)).toBe(expected);
  });

  it('does not look for placeholders in what it has put in', () => {
    const tricky = new Map([['a', '$b $$'], ['b', '$a']]); // prettier-ignore
    expect(substitute('$a ${b}', tricky)).toBe('$b $$ $a');
  });
});

describe('versionValues', () => {
  it('lets variables override the name and the interval, never the elapsed time', () => {
    const variables = new Map([['name', 'n'], ['interval', 'i'], ['elapsedTime', 'e']]); // prettier-ignore
    const overridden = versionValues({name: 'v1', variables}, 285);
    expect(substitute('$name $interval $elapsedTime', overridden)).toBe('n i 285');
  });

  it.each([
    [30.99, '30'],
    [0.4, '1'],
    [-5, '1'],
  ])('counts %d seconds as %s', (elapsedSeconds, expected) => {
    expect(versionValues({name: 'v1', variables: new Map()}, elapsedSeconds).get('elapsedTime')).toBe(expected);
  });
});

describe('unknownPlaceholders', () => {
  it('names each placeholder without a value once', () => {
    expect(unknownPlaceholders('$ns ${ns} $name $$dollar $sid $1', values)).toEqual(['ns', 'sid']);
  });
});
