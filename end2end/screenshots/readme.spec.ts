// Takes the README's pictures: `make screenshots`.
import path from 'node:path';
import { checkout } from '../harness/portal.ts';
import { everywhere, request as ask, signIn } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the README's pictures, ${colorScheme}`, async ({ browser, request }) => {
    test.setTimeout(120_000);
    const services = [`chat-${colorScheme}`, `live-api-${colorScheme}`, `player-${colorScheme}`];
    const made = [];
    for (const service of services) made.push(await ask(request, service, everywhere));
    const page = await (await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } })).newPage();
    await signIn(page, 'Jiwoo Lee');
    const picture = (name: string) =>
      page.screenshot({ path: path.join(checkout, 'docs', 'pictures', `${name}-${colorScheme}.png`) });
    await page.goto(`/requests/${made[1]!.id}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await picture('request');
    await page.goto('/environments');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await picture('environments');
    await page.goto('/requests/new');
    await page.getByRole('checkbox', { name: 'All', exact: true }).click();
    await picture('form');
  });
}
