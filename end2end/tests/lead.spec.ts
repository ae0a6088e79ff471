// A team lead decides what goes to production, from the inbox.
import { countClicks, everywhere, request as ask, show, signIn } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const production = [{ stage: 'prod', region: 'eu-west-3' }];

test('one decision in at most three clicks', async ({ page, request }) => {
  const waiting = await ask(request, 'inbox-yes', production);
  await signIn(page, 'Jiwoo Lee');
  const seen = await countClicks(page);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Approvals/ }).click();
  await page.getByRole('link', { name: /inbox-yes/ }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect.poll(async () => (await show(request, waiting.id)).status).toBe('succeeded');
  expect(seen.clicks).toBeLessThanOrEqual(3);
});

test('whoever asked, and other roles, cannot decide and are told why', async ({ page, request }) => {
  const waiting = await ask(request, 'inbox-no', production);
  for (const person of ['Dana Kim', 'Minjun Park', 'Sora Choi'] as const) {
    await signIn(page, person);
    await page.goto(`/requests/${waiting.id}`);
    await expect(page.getByRole('button', { name: 'Approve' })).toBeDisabled();
    await expect(page.locator('#decision-reason')).toContainText('team lead');
    await expect(page.getByRole('heading', { name: 'Decision', exact: true })).toBeVisible();
    await expect(page.getByLabel('Comment')).toHaveCount(0);
  }
});

test('a decision is about what waits, and asking for changes takes a word that the requester reads', async ({
  page,
  request,
}) => {
  const waiting = await ask(request, 'inbox-why', everywhere);
  await signIn(page, 'Jiwoo Lee');
  await page.goto(`/approvals?request=${waiting.id}`);
  await expect(page.getByRole('heading', { name: /inbox-why.* in prod ×4/ })).toBeVisible();
  await expect(page.getByText('8 others need no approval: 8 done').first()).toBeVisible();

  await page.getByRole('button', { name: 'Ask for changes' }).click();
  expect((await show(request, waiting.id)).status).toBe('awaiting_approval');
  await page.getByLabel('Comment').fill('Paris has to wait for the contract');
  await page.getByRole('button', { name: 'Ask for changes' }).click();
  await expect.poll(async () => (await show(request, waiting.id)).status).toBe('changes_requested');

  await signIn(page, 'Dana Kim');
  await page.goto(`/requests/${waiting.id}`);
  await expect(page.getByRole('button', { name: /Retry/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Amend', exact: true }).click();
  await expect(page.getByText('Paris has to wait for the contract')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /^dev Seoul/ })).toBeDisabled();
  await expect(page.getByRole('checkbox', { name: /^prod Seoul/ })).toBeChecked();
  await expect(page.getByRole('button', { name: 'Resubmit for 4 targets' })).toBeVisible();
});

test('what is over offers nothing to press', async ({ page, request }) => {
  const done = await ask(request, 'inbox-over', [{ stage: 'dev', region: 'eu-west-3' }]);
  await signIn(page, 'Jiwoo Lee');
  await page.goto(`/requests/${done.id}`);
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  for (const name of ['Amend', 'Withdraw…', 'Cancel…', 'Retry what failed']) {
    await expect(page.getByText(name, { exact: true })).toHaveCount(0);
  }
});
