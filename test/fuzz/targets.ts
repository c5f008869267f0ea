import type {Target} from './target.js';
import {CONDITION_TARGETS} from './targets/conditions.js';
import {CONVERSION_TARGETS} from './targets/conversion.js';
import {JQ_TARGETS} from './targets/jq.js';
import {KUBECONFIG_TARGETS} from './targets/kubeconfig.js';
import {LINE_TARGETS} from './targets/lines.js';
import {PIPELINE_TARGETS} from './targets/pipeline.js';
import {READER_TARGETS} from './targets/readers.js';
import {SHELL_TARGETS} from './targets/shell.js';
import {TEMPLATE_TARGETS} from './targets/templates.js';
import {VALUE_TARGETS} from './targets/values.js';
import {VIEW_TARGETS} from './targets/views.js';

/** Everything that reads what strangers write, or shows it. */
export const TARGETS: readonly Target[] = [
  ...READER_TARGETS,
  ...VALUE_TARGETS,
  ...TEMPLATE_TARGETS,
  ...CONDITION_TARGETS,
  ...JQ_TARGETS,
  ...KUBECONFIG_TARGETS,
  ...PIPELINE_TARGETS,
  ...CONVERSION_TARGETS,
  ...VIEW_TARGETS,
  ...LINE_TARGETS,
  ...SHELL_TARGETS,
];
