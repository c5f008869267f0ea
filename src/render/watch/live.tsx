import {render, useInput} from 'ink';
import type {Experiment} from '../../experiment/model.js';
import {describeView} from '../describe/view.js';
import type {Terminal} from '../../runtime/deps.js';
import {WatchScreen, type WatchProps} from './screen.js';

/** A view that is drawn over itself, and stays on the screen when it is closed. */
export interface LiveScreen {
  show(experiment: Experiment, note: string | undefined): void;
  close(): void;
}

/** @param onQuit called when somebody presses q, or Ctrl-C, which a terminal hands over as a key here */
export function openLiveScreen({input, output}: Terminal, onQuit: (key: 'q' | 'Ctrl-C') => void): LiveScreen {
  const hasKeys = input.isTTY;
  const node = (props: Pick<WatchProps, 'view' | 'note'>, keys: boolean) => (
    <>
      <WatchScreen {...props} columns={output.columns} hasKeys={keys} />
      {keys && <Keys onQuit={onQuit} />}
    </>
  );
  const screen = render(null, {stdin: input, stdout: output, exitOnCtrlC: false, patchConsole: false});
  let last: Pick<WatchProps, 'view' | 'note'> | undefined;
  return {
    show: (experiment, note) => {
      last = {view: describeView(experiment), note};
      screen.rerender(node(last, hasKeys));
    },
    close: () => {
      if (last) screen.rerender(node(last, false));
      screen.unmount();
    },
  };
}

function Keys({onQuit}: {readonly onQuit: (key: 'q' | 'Ctrl-C') => void}) {
  useInput((input, key) => {
    if (input === 'q') onQuit('q');
    if (key.ctrl && input === 'c') onQuit('Ctrl-C');
  });
  return null;
}
