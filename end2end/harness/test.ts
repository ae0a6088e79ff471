// Playwright's `test`, which also fails when a page complains in the browser's console: script errors, hydration
// warnings, things that cannot be loaded.
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

type Options = {
  /** What a test provokes on purpose, such as /status of 403/. */
  expectedComplaints: RegExp[];
};

export const test = base.extend<Options & { silence: void }>({
  expectedComplaints: [[], { option: true }],
  silence: [
    async ({ context, expectedComplaints }, use) => {
      const complaints: string[] = [];
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) {
          complaints.push(`${message.page()?.url()}: ${message.text()}`);
        }
      });
      context.on('weberror', (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
      await use();
      const surprises = complaints.filter((text) => !expectedComplaints.some((pattern) => pattern.test(text)));
      expect(surprises, 'complaints in the browser console').toEqual([]);
    },
    { auto: true },
  ],
});

/** Fails with every accessibility violation that axe finds on the page as it is now. */
export async function expectAccessible(page: Page) {
  // Otherwise axe opens an empty page for itself each time, which Chromium now and then never finishes opening. That page
  // is for frames from elsewhere, and there are none.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join(', ')}`);
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

export { expect };
