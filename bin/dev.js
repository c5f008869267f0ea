#!/usr/bin/env node
import {bundle} from '../scripts/bundle.js';

await bundle({minify: false});
await import('./run.js');
