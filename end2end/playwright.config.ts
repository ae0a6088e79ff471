import { defineConfig } from '@playwright/test';
import { checkout, portal } from './harness/portal.ts';

const { url, webServer } = await portal();
// Workers read this file again with other arguments; the first reading decides for them.
process.env.SLIPWAY_PICTURES ??= process.argv.some((word) => word.includes('screenshots')) ? 'yes' : '';

export default defineConfig({
  outputDir: 'results',
  // Pages of one portal are looked at by one browser per core at most.
  workers: 2,
  // Whole rollouts run in a test, also on machines that are slow and busy.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['html', { outputFolder: 'report', open: 'never' }]],
  webServer,
  use: {
    baseURL: url,
    locale: 'en-US',
    timezoneId: 'Asia/Seoul',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: `${checkout}/.tools/chromium`,
      args: [
        // Chromium's own sandbox does not work for root and in containers; the only pages opened are ours.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'tests', testDir: 'tests' },
    // Tests that break what others stand on come when those are over.
    { name: 'alone', testDir: 'alone', dependencies: ['tests'], workers: 1 },
    // `make screenshots`: takes the README's pictures; it proves nothing, so it runs only when asked for.
    ...(process.env.SLIPWAY_PICTURES ? [{ name: 'screenshots', testDir: 'screenshots' }] : []),
  ],
});
