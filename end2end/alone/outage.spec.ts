// A release breaks one region: what somebody on call sees, how far the cause and the way back are, and that it helps.
import { countClicks, rolledOut, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

test('somebody on call is one click from the cause and three from the way back', async ({ page, request }) => {
  // Two rollouts, an outage that has to be noticed, and a rollback.
  test.setTimeout(300_000);
  await rolledOut(request, 'live-api', 'dev', '1.8.1');
  await rolledOut(request, 'live-api', 'dev', '1.7.8-bad');

  await signIn(page, 'Minjun Park');
  const seen = await countClicks(page);
  await page.getByRole('link', { name: /^dev/ }).click();
  const cause = page.getByRole('region', { name: 'Probable cause' });
  const first = cause.getByRole('listitem').first();
  await expect(first).toContainText('1.7.8-bad', { timeout: 60_000 });
  await expect(first).toContainText(/\d+ % likely/);
  await expect(first).toContainText('1.8.1');
  await expect(first).toContainText(/it reached Paris .* before things went wrong there/);
  const card = page.getByRole('list', { name: 'Regions' }).getByRole('listitem').first();
  await expect(card).toContainText('Paris');
  await expect(card).toContainText('Unhealthy');
  await expectAccessible(page);
  expect(seen.clicks).toBeLessThanOrEqual(1);

  await first.getByRole('link', { name: 'Roll back…' }).click();
  const confirm = page.getByRole('button', { name: 'Roll back', exact: true });
  await expect(confirm).toBeVisible();
  expect(seen.clicks).toBeLessThanOrEqual(3);
  const rollout = page.url();

  // An incident has opened by itself. What is unwell still is not called resolved by mistake.
  await page.goto('/health?stage=dev');
  await page.getByRole('link', { name: /live-api · dev · Paris/ }).first().click();
  await expect(page.getByText('Unwell still:')).toBeVisible();
  await page.getByLabel('What helped').fill('Nothing yet');
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(page.getByRole('checkbox', { name: 'Resolve it all the same' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Reopen' })).toHaveCount(0);

  await page.goto(rollout);
  await page.getByRole('textbox', { name: 'Why' }).fill('Paris answers with errors');
  await confirm.click();
  await expect(page).not.toHaveURL(/confirm=/);
  await page.goto('/health?stage=dev');
  await expect(cause).toContainText('Nothing is unwell.', { timeout: 150_000 });
});
