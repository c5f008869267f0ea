/** What is wrong with one input of a task. */
export interface WrongInput {
  readonly input: string;
  /** In words, after the name of the input. */
  readonly problem: string;
}

type TextCheck = (text: string) => string | undefined;

/**
 * What the texts of a notification must be besides texts. Placeholders are looked at once they are filled in.
 *
 * @param task by its whole name
 * @param textOf an input, undefined where there is none
 */
export function wrongNotificationInputs(
  task: string,
  textOf: (input: string) => string | undefined,
): readonly WrongInput[] {
  const wrong = (input: string, check: TextCheck): readonly WrongInput[] => {
    const text = textOf(input);
    const problem = text === undefined || /\{\{|@</.test(text) ? undefined : check(text);
    return problem === undefined ? [] : [{input, problem}];
  };
  switch (task) {
    case 'notification/http':
      return [...wrong('url', urlProblem), ...wrong('authType', (type) => authProblem(type, textOf('secret')))];
    case 'notification/slack':
      return wrong('api', apiProblem);
    case 'notification/github-workflow':
      return [
        ...wrong('repository', repositoryProblem),
        ...wrong('workflow', workflowProblem),
        ...wrong('api', apiProblem),
      ];
    case 'notification/commit-status':
      return [
        ...wrong('repository', textOf('provider') === 'gitlab' ? projectProblem : repositoryProblem),
        ...wrong('sha', (sha) => commitProblem(sha, textOf('provider'))),
        ...wrong('targetUrl', urlProblem),
        ...wrong('api', apiProblem),
      ];
    default:
      return [];
  }
}

export function urlProblem(text: string): string | undefined {
  const isHttp = URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
  return isHttp ? undefined : 'is no http or https URL';
}

function apiProblem(text: string): string | undefined {
  return (
    urlProblem(text) ?? (/[?#]/.test(text) ? 'goes on after its path; write the beginning of a URL' : undefined)
  );
}

function authProblem(type: string, secret: string | undefined): string | undefined {
  return ['Basic', 'Bearer'].includes(type) && secret === undefined ? `${type} needs the input secret` : undefined;
}

/** Part of a path that is neither another path nor leads out of it. */
const SEGMENT = /^(?!\.{1,2}$)[\w.-]+$/;

/** Of GitHub. */
export function repositoryProblem(text: string): string | undefined {
  const segments = text.split('/');
  const isRepository = segments.length === 2 && segments.every((segment) => SEGMENT.test(segment));
  return isRepository ? undefined : 'is no repository; write owner/name';
}

/** Of GitLab, where groups have groups. */
export function projectProblem(text: string): string | undefined {
  const segments = text.split('/');
  const isProject = segments.length > 1 && segments.every((segment) => SEGMENT.test(segment));
  return isProject || /^\d+$/.test(text) ? undefined : 'is no project; write group/project, or its number';
}

function workflowProblem(text: string): string | undefined {
  return SEGMENT.test(text.replaceAll(' ', '_'))
    ? undefined
    : 'is no workflow; write the name of its file, or its number';
}

/** GitHub takes no shortened ones. */
export function commitProblem(text: string, provider: string | undefined): string | undefined {
  const isCommit = provider === 'gitlab' ? /^[0-9a-f]{7,64}$/i : /^([0-9a-f]{40}|[0-9a-f]{64})$/i;
  return isCommit.test(text) ? undefined : 'is no SHA of a commit; write all of it';
}
