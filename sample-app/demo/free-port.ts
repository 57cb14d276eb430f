import { createServer } from 'node:net';

/** Returns the preferred port, or the next one above it that is free on this host. */
export async function freePort(preferred: number, host: string): Promise<number> {
  for (let port = preferred; port < preferred + 20; port += 1) if (await isFree(port, host)) return port;

  throw new Error(`No port from ${preferred} to ${preferred + 19} is free. Set PORT to another one.`);
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
