// Compiles and runs the sample application in one process.
import './compile.mjs';

// npm passes a signal on to its shell alone, and not every shell hands its process over to the command. An application
// that is left behind ends as if the signal had reached it.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
}, 200).unref();

await import('../dist/sample-app/main.js');
