import {TemplateError} from '../../experiment/task-template.js';

/** Why placeholders cannot be filled in; undefined: they can. */
export function findTemplateProblem(fill: () => unknown): string | undefined {
  try {
    fill();
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}
