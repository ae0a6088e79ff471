// A developer gets environments for every stage and region from one form, and watches them come up.
import { countClicks, signIn, show } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('three stages in four regions take at most twelve clicks on one page', async ({ page, request }) => {
  await signIn(page, 'Dana Kim');
  const seen = await countClicks(page);
  await page.getByRole('link', { name: 'New request' }).first().click();
  await page.getByLabel('Service', { exact: true }).fill('live-edge');
  await page.getByRole('checkbox', { name: 'All', exact: true }).click();
  await page.getByRole('button', { name: 'Request 12 environments' }).click();
  await expect(page).toHaveURL(/\/requests\/req_/);
  expect(seen.clicks).toBeLessThanOrEqual(12);
  const forms = [...seen.pages].filter((path) => path === '/requests/new');
  expect(forms).toEqual(['/requests/new']);

  // The same page turns into the progress view and keeps itself up to date.
  await expect(page.getByText('8 of 12 targets done')).toBeVisible({ timeout: 40_000 });
  const id = new URL(page.url()).pathname.split('/').pop() as string;
  expect((await show(request, id)).status).toBe('awaiting_approval');
  await expect(page.getByRole('button', { name: 'Approve' })).toBeDisabled();
});

test('a form that does not fit keeps what was typed and says what to mend', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await page.goto('/requests/new');
  await page.getByLabel('Service', { exact: true }).fill('Live API!');
  await page.getByLabel('Why').fill('for the opening in Paris');
  await page.getByLabel('Why').blur();
  await expect(page.getByText('may contain lowercase letters').first()).toBeVisible();
  await expect(page.getByLabel('Why')).toHaveValue('for the opening in Paris');
});

test('everything works without scripts', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, 'Dana Kim');
  await page.getByRole('link', { name: 'New request' }).first().click();
  await page.getByLabel('Service', { exact: true }).fill('plain-html');
  await page.getByRole('checkbox', { name: /^All of .*prod/i }).check();
  await page.getByRole('button', { name: /^Request|^Tick/ }).click();
  await expect(page).toHaveURL(/\/requests\/req_/);
  const address = page.url();
  await expect(async () => {
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'Decision', exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();

  const lead = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(lead, 'Jiwoo Lee');
  await lead.goto(address);
  await lead.getByRole('button', { name: 'Approve' }).click();
  await expect(async () => {
    await lead.goto(address);
    await expect(lead.getByText('4 of 4 targets done')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await context.close();
});
