process.env.TZ = 'UTC';

// oclif listens when it is loaded, which each test file does anew, to the same stream.
process.stdout.removeAllListeners('error');
