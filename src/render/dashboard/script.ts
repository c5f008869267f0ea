/**
 * What keeps a page up to date in the browser. The server sends parts of the page as HTML, by their ids; they are compared
 * with what is there, and only what differs is changed, so that focus, selection and scrolling stay. Nothing it does is
 * needed to read a page.
 */
export const SCRIPT = `
'use strict';
(() => {
  const page = document.body;
  const at = (id) => document.getElementById(id);
  const SILENCE_MS = 15000;
  let version = page.dataset.version;
  let heardAt = Date.now();
  let source;
  let again;

  const parse = (html) => {
    const box = document.createElement('template');
    box.innerHTML = html;
    return box.content.firstElementChild;
  };

  const sync = (old, fresh) => {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    for (const {name} of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const {name, value} of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const wanted = [...fresh.childNodes];
    while (old.childNodes.length > wanted.length) old.lastChild.remove();
    wanted.forEach((child, place) => {
      const present = old.childNodes[place];
      if (present) sync(present, child);
      else old.append(child);
    });
  };

  const put = (id, html) => {
    const fresh = parse(html);
    if (at(id)) sync(at(id), fresh);
    else at('rows').append(fresh);
  };

  const arrange = (ids) => {
    const focused = document.activeElement;
    const rows = at('rows');
    let next = rows.firstElementChild;
    for (const id of ids) {
      const row = at(id);
      if (next && row === next.nextElementSibling) {
        rows.append(next); // one that goes down or away: all below it stay where they are
        next = row;
      }
      if (row === next) next = next.nextElementSibling;
      else rows.insertBefore(row, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    if (focused !== document.activeElement && focused.isConnected) focused.focus({preventScroll: true});
  };

  const tellLink = (words) => {
    const link = at('link');
    if (link.textContent !== words) link.textContent = words;
    link.className = words === '' ? 'none' : 'alarm';
    page.classList.toggle('stale', words !== '' || at('connection').className === 'alarm');
  };

  const lost = () => {
    if (at('link').textContent !== '') return;
    const since = new Date(heardAt).toLocaleTimeString();
    tellLink('Connection to iter8ctl lost since ' + since + '. What is shown is from before. Trying again; if it has ended, start it anew.');
  };

  const hear = ({data}) => {
    const change = JSON.parse(data);
    heardAt = Date.now();
    version = change.version;
    for (const [id, html] of Object.entries(change.parts)) put(id, html);
    if (change.order) arrange(change.order);
    if (change.news !== undefined) at('news').textContent = change.news;
    tellLink('');
  };

  const open = () => {
    close();
    heardAt = Date.now();
    source = new EventSource(page.dataset.stream + '?since=' + version);
    source.onmessage = hear;
    source.onerror = () => {
      lost();
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 3000);
    };
  };

  const close = () => {
    clearTimeout(again);
    if (source) source.close();
    source = undefined;
  };

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  setInterval(() => {
    if (source && Date.now() - heardAt > SILENCE_MS) lost();
  }, 1000);
  open();
})();
`;
