import fc from 'fast-check';

// Within the suite properties are tried on the same examples each time, because a change is to be judged by what it changes.
// `npm run test:simulation` tries new ones.
if (process.env.MODE !== 'simulation') fc.configureGlobal({ seed: 20260601 });
