// Whoever decides asks for changes: the requester starts anew with the same choices, in the old one's place.
import { rolledOut, rollOut, signIn } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const headers = { Authorization: 'Bearer sandbox-developer' };

test('what was asked to be changed is started anew, and ends when the new one starts', async ({ page, request }) => {
  test.setTimeout(120_000);
  // Not the newest release, which a form without choices would take.
  await rolledOut(request, 'live-api', 'staging', '1.8.1');
  const id = await rollOut(request, 'live-api', 'prod', '1.8.1');
  const status = async () => (await (await request.get(`/api/v1/rollouts/${id}`, { headers })).json()).status;
  await expect.poll(status, { timeout: 60_000 }).toBe('awaiting_approval');
  await signIn(page, 'Jiwoo Lee');
  await page.goto(`/rollouts/${id}`);
  await page.getByLabel('Comment').fill('Without Paris, please');
  await page.getByRole('button', { name: 'Ask for changes' }).click();
  await expect.poll(status).toBe('changes_requested');

  await signIn(page, 'Dana Kim');
  await page.goto(`/rollouts/${id}`);
  await expect(page.getByText('Without Paris, please').first()).toBeVisible();
  await page.getByRole('link', { name: 'Change it and start anew' }).click();
  await expect(page.getByLabel('Stage')).toHaveValue('prod');
  await page.getByRole('button', { name: 'Start the rollout' }).click();
  await expect(page).toHaveURL(/\/rollouts\/rol_/);
  expect(page.url()).not.toContain(id);
  await expect.poll(status).toBe('aborted');
  const next = new URL(page.url()).pathname;
  const chosen = async (path: string) => {
    const { service, stage, release, waves } = await (await request.get(`/api/v1${path}`, { headers })).json();
    return { service, stage, release: release.version, waves: waves.length };
  };
  expect(await chosen(next)).toEqual(await chosen(`/rollouts/${id}`));
  const ended = await request.post(`/api/v1${next}/abort`, { headers, data: { reason: 'seen enough' } });
  expect(ended.ok(), await ended.text()).toBe(true);
});
