import {ageText} from '../../experiment/age.js';
import {type Markup, markup} from '../report/html/markup.js';
import {timeText} from '../report/words.js';
import type {Connection} from '../watch/main-page.js';

/** Whether what is shown is up to date. */
export function connectionMarkup(connection: Connection, now: Date): Markup {
  if (connection.kind === 'live') return markup`<p id="connection" class="none" role="status"></p>\n`;
  const {since, reason} = connection;
  const lost = `Connection to the cluster lost since ${timeText(since)}, ${ageText(since, now)} ago: ${reason}.`;
  return markup`<p id="connection" class="alarm" role="status">${lost} What is shown is from before. Trying again.</p>\n`;
}
