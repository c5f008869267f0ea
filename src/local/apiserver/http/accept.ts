import type {View} from '../table/view.js';

/** In which form the client wants objects, by its Accept header. */
export function viewOf(accept: string, query: URLSearchParams, now: () => Date): View {
  const included = query.get('includeObject');
  return {
    form: formOf(accept),
    includeObject: included === 'None' || included === 'Object' ? included : 'Metadata',
    now,
  };
}

/** The first form in the list that we know; clients put the one that they like best first. */
function formOf(accept: string): View['form'] {
  const forms = accept.split(',').map((one): View['form'] | undefined => {
    if (/;as=Table\b/.test(one)) return one.includes('v=v1beta1') ? undefined : 'table';
    if (/;as=PartialObjectMetadata(List)?\b/.test(one)) return 'metadata';
    return /^\s*(application\/json|\*\/\*|)\s*(;|$)/.test(one) ? 'whole' : undefined;
  });
  return forms.find((form) => form !== undefined) ?? 'whole';
}
