// A release goes to the home region first, then to the world at once, with one yes for the whole way.
import { countClicks, signIn } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

test('a developer starts a rollout with four clicks, and a lead decides with three', async ({ page, browser }) => {
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/releases');
    await expect(page.getByRole('row', { name: /1\.8\.2/ })).toBeVisible({ timeout: 1_000 });
  }).toPass();

  // Staging has to have run it before prod may.
  await page.goto('/rollouts/new?service=live-api&stage=prod');
  await expect(page.getByRole('button', { name: 'Start the rollout' })).toBeDisabled();
  await page.goto('/rollouts/new?service=live-api&stage=staging');
  await page.getByRole('button', { name: 'Start the rollout' }).click();
  await expect(page.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 40_000 });

  await page.goto('/');
  const developer = await countClicks(page);
  await page.getByRole('link', { name: 'Rollouts', exact: true }).click();
  await page.getByRole('link', { name: 'New rollout' }).first().click();
  // The next stage is chosen already, unless the release has not been in dev.
  const stage = page.getByLabel('Stage');
  if ((await stage.inputValue()) !== 'prod') {
    await stage.selectOption('prod');
    await expect(page).toHaveURL(/stage=prod/);
  }
  await page.getByRole('button', { name: 'Start the rollout' }).click();
  await expect(page).toHaveURL(/\/rollouts\/rol_/);
  expect(developer.clicks).toBeLessThanOrEqual(4);
  await expect(page.getByText(/team lead/i).first()).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'Jiwoo Lee');
  const lead = await countClicks(other);
  await other.getByRole('link', { name: /live-api 1\.8\.2/ }).first().click();
  await other.getByRole('button', { name: 'Approve', exact: true }).click();
  expect(lead.clicks).toBeLessThanOrEqual(3);
  await expect(other.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 40_000 });

  // The developer's page has followed by itself.
  await expect(page.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 10_000 });
  await page.goto('/releases');
  await expect(page.getByRole('row', { name: /1\.8\.2/ })).toContainText('prod');
});

test('a release tells where it comes from and what it would change', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/releases');
    await page.getByRole('link', { name: '1.8.2', exact: true }).click({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('heading', { name: 'live-api 1.8.2' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What changes' })).toBeVisible();
});
