import {Chalk} from 'chalk';
import type {Paint} from './style.js';

/** The 16 basic colours: readable on light and dark, in any terminal. Whether to use them is not chalk's to decide. */
const chalk = new Chalk({level: 1});

export const COLOR: Paint = {
  heading: (text) => chalk.bold.cyan(text),
  strong: (text) => chalk.bold(text),
  good: (text) => chalk.green(text),
  bad: (text) => chalk.red(text),
  warning: (text) => chalk.yellow(text),
  faint: (text) => chalk.dim(text),
};
