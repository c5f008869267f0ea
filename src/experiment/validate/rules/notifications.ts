import {wrongNotificationInputs} from '../../notification-inputs.js';
import type {TaskItem} from '../experiment-v2.js';
import {doubtfulField, type Finding, wrongValue} from '../finding.js';

/** What notifications need beyond the types of their inputs. */
export function checkNotification({name, place}: TaskItem): Finding[] {
  const inputs = place.get('with');
  const wrong = wrongNotificationInputs(name ?? '', (input) => inputs.get(input).text());
  const mistakes = wrong.map(({input, problem}) => wrongValue(inputs.get(input), problem));
  return name === 'notification/http' ? [...mistakes, ...checkHttp({place})] : mistakes;
}

function checkHttp({place}: Pick<TaskItem, 'place'>): Finding[] {
  const inputs = place.get('with');
  const [authType, body] = [inputs.get('authType'), inputs.get('body')];
  const isApiKey = authType.text() === 'APIKey';
  return [
    ...(isApiKey && !inputs.get('headers').exists
      ? [
          doubtfulField(
            authType,
            'does nothing by itself; write a header with a placeholder such as {{ .secret.key }}',
          ),
        ]
      : []),
    ...(inputs.get('method').text() === 'GET' && body.exists
      ? [doubtfulField(body, 'is not sent with GET; write method: POST')]
      : []),
  ];
}
