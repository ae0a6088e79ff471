// A portal of its own for one run of the browser tests: free ports, an empty data folder, a sandbox cloud of its own.
// With SLIPWAY_URL=… the tests use a portal that runs already.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const checkout = path.resolve(import.meta.dirname, '../..');
const target = path.resolve(checkout, process.env.CARGO_TARGET_DIR ?? 'target');

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-browser-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function portal() {
  // Playwright reads its configuration again in every worker; the first reading decides.
  if (process.env.SLIPWAY_URL) {
    return { url: process.env.SLIPWAY_URL };
  }
  const [port, cloudPort, githubPort] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  process.env.SLIPWAY_URL = url;
  const program = process.env.SLIPWAY_PROGRAM ?? `${target}/debug/slipway`;
  const flags = {
    port,
    'cloud-port': cloudPort,
    'github-port': githubPort,
    data: emptyFolder(),
    'cloud-program': `${checkout}/.tools/ministack`,
    site: `${target}/site-dev`,
  };
  const words = Object.entries(flags).map(([name, value]) => `--${name} '${value}'`);
  const webServer = {
    command: `exec '${program}' sandbox ${words.join(' ')}`,
    url: `${url}/readyz`,
    cwd: checkout,
    timeout: 60_000,
    stderr: 'pipe' as const,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
  };
  return { url, webServer };
}
