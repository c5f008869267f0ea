/** What can go wrong with a request, each as a server, a proxy or a network does it. */
export const FAULTS = {
  late: 'the request arrives late',
  'late answer': 'the server does it at once, and its answer comes late, after those of later requests',
  cut: 'the connection is cut before the request arrives',
  'cut answer': 'the server does it, and the connection is cut before its answer arrives',
  truncated: 'the connection is cut in the middle of the answer, or after some of the events of a watch',
  shortened: 'the answer, or the text of an event, ends in the middle as if that were all',
  silence: 'the server does it, and nothing is ever heard of it',
  expired: 'the credentials expire; new ones come a little later',
  conflict: 'somebody else is said to have changed the object',
  forgotten: 'the past is forgotten, so that a watch has to begin anew',
  busy: 'the server is busy, and says for how long',
  failing: 'the server fails without doing anything',
  'failing late': 'the server fails after it has done what was asked',
  away: 'the server is not there, and says for how long',
  page: 'a login page comes in place of the answer',
};
