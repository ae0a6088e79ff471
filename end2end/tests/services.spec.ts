// Services: found in the catalogue, seen with what they need, read again.
import { signIn } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('a service is found, tells what it needs, and is read again', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/services');
    await expect(page.getByRole('row', { name: /player-kit/ })).toBeVisible({ timeout: 1_000 });
  }).toPass();

  await page.getByRole('searchbox', { name: 'Search' }).fill('live streams');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/search=live/);
  await expect(page.getByRole('row', { name: /player-kit/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'live-api' }).click();

  await expect(page.getByRole('heading', { name: 'Live API', level: 1 })).toBeVisible();
  const dependencies = page.locator('#dependencies');
  await expect(dependencies.getByRole('link', { name: 'platform-tools' })).toBeVisible();
  await expect(dependencies.getByRole('img', { name: /depends on/ })).toBeVisible();
  await expect(page.locator('#links').getByRole('link', { name: /Runbook/ })).toHaveAttribute('href', /^https:/);
  await expect(page.locator('#catalogue')).toContainText('api:default/streams');

  await page.getByRole('button', { name: 'Read again', exact: true }).click();
  await expect(page).toHaveURL(/reading=/);
  await expect(page.getByText('is being read again')).toHaveCount(0, { timeout: 15_000 });
});

test('what a kind of its own says is shown as it is', async ({ page }) => {
  await signIn(page, 'Jiwoo Lee');
  await expect(async () => {
    await page.goto('/services/player');
    await expect(page.locator('#catalogue')).toContainText('Scorecard', { timeout: 1_000 });
  }).toPass();
  await page.locator('#catalogue').getByText('As written').click();
  await expect(page.locator('#catalogue')).toContainText('startup-below-one-second');
  await expect(page.locator('#catalogue')).toContainText('only takes with a plugin');
});
