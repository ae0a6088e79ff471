// A team lead decides what goes to production, from the inbox.
import { countClicks, request as ask, show, signIn } from '../harness/people.ts';
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
    await expect(page.locator('#decision-reason')).toContainText('lead');
  }
});
