import { type AddressInfo, createServer } from 'node:net';

/** Returns the preferred port, or the next one above it that is free on this host. For port 0, it is any. */
export async function freePort(preferred: number, host: string): Promise<number> {
  for (let port = preferred; port < preferred + 20; port += 1) {
    const found = await tried(port, host);
    if (found !== undefined) return found;
  }

  throw new Error(`No port from ${preferred} to ${preferred + 19} is free. Set PORT to another one.`);
}

function tried(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    probe.listen(port, host, () => {
      const { port: found } = probe.address() as AddressInfo;
      probe.close(() => resolve(found));
    });
  });
}
