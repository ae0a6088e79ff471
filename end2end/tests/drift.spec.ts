// Whoever is on call has an environment compared with what was applied, and sees the outcome where they asked.
import { request as ask, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

const authorization = { Authorization: 'Bearer sandbox-developer' };

/** The page of the only environment of a new service. */
async function environmentOf(api: Parameters<typeof ask>[0], service: string): Promise<string> {
  await ask(api, service, [{ stage: 'dev', region: 'eu-west-3' }]);
  const found = await api.get(`/api/v1/environments?service=${service}`, { headers: authorization });
  const { items } = await found.json();
  return `/environments/${items[0].id}`;
}

test('a check for drift ends on the page on which it began', async ({ page, request }) => {
  const address = await environmentOf(request, `drift-${Date.now().toString(36)}`);
  await signIn(page, 'Minjun Park');
  await page.goto(address);
  await page.getByRole('button', { name: 'Check drift' }).click();
  await expect(page).toHaveURL(address);
  const fact = page.locator('.drift-fact');
  await expect(fact).toContainText('In sync');
  await expect(fact).toContainText('checked');
  await expect(fact.getByRole('button', { name: 'Check drift' })).toBeEnabled();
  await expectAccessible(page);
});

test('without scripts the check is a plain form', async ({ browser, request }) => {
  const address = await environmentOf(request, `plain-drift-${Date.now().toString(36)}`);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, 'Minjun Park');
  await page.goto(address);
  await page.getByRole('button', { name: 'Check drift' }).click();
  await expect(page).toHaveURL(address);
  await expect(async () => {
    await page.goto(address);
    await expect(page.locator('.drift-fact')).toContainText('checked', { timeout: 1_000 });
  }).toPass();
  await context.close();
});
