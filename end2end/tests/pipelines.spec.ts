// Workflows that people start with their typed inputs, runs that go on before their eyes, and actions with limits.
import { signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

test('a workflow is started with its typed inputs, and its page follows the run to its log', async ({ page }) => {
  await signIn(page, 'Sora Choi');
  await page.getByRole('link', { name: 'Pipelines', exact: true }).click();
  await page.getByLabel('Repository').selectOption('acme/platform-tools');
  await expect(page).toHaveURL(/repository=acme%2Fplatform-tools/);
  await page.getByRole('link', { name: 'Run Rotate keys' }).click();

  // The browser itself holds back what is required; a box carries its declared default.
  await expect(page.getByLabel('dry_run')).toBeChecked();
  await page.getByRole('button', { name: 'Start the run' }).click();
  await expect(page.getByLabel('stage', { exact: true })).toBeFocused();
  await expectAccessible(page);
  await page.getByLabel('stage', { exact: true }).selectOption('dev');
  await page.getByLabel('dry_run').uncheck();
  await page.getByLabel('Reason').fill('A key was seen in a chat');
  await page.getByRole('button', { name: 'Start the run' }).click();

  await expect(page).toHaveURL(/\/pipelines\/acme\/platform-tools\/runs\/lch_/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Rotate the keys of dev', { timeout: 15_000 });
  await expect(page.locator('#run-head')).toContainText('Succeeded', { timeout: 20_000 });
  await expect(page.locator('#run-facts')).toContainText('A key was seen in a chat');
  await page.getByRole('link', { name: 'Show log rotate' }).click();
  await expect(page.getByRole('region', { name: 'Log of rotate' })).toContainText('dry run: false');
  await expectAccessible(page);

  await page.goto('/pipelines?repository=acme/platform-tools&status=success');
  await expect(page.getByRole('row', { name: /Rotate the keys of dev/ })).toContainText('Sora Choi');
  await page.goto('/audit');
  await expect(page.getByText('Workflow started').first()).toBeVisible();
});

test('a run is cancelled by those who may; others see why not', async ({ page, browser, request }) => {
  // It waits for a reviewer, so it is not over before somebody can cancel it.
  const answer = await request.post('/api/v1/pipelines/acme/platform-tools/workflows/rotate-keys.yml/runs', {
    headers: { Authorization: 'Bearer sandbox-admin' },
    data: { inputs: { stage: 'prod' }, reason: 'The yearly rotation' },
  });
  expect(answer.status(), await answer.text()).toBe(202);
  const run = `/pipelines/acme/platform-tools/runs/${(await answer.json()).id}`;
  const cancel = { name: 'Cancel the run' };

  const other = await (await browser.newContext()).newPage();
  await signIn(other, 'Minjun Park');
  await other.goto(run);
  await expect(other.getByRole('button', cancel)).toBeDisabled();
  const whyNot = /Only a developer or team lead or person on call or admin of the team platform/;
  await expect(other.locator('#run-actions')).toContainText(whyNot);
  await other.goto('/pipelines?service=platform-tools');
  await expect(other.getByText(whyNot).first()).toBeVisible();
  const row = other.getByRole('listitem').filter({ hasText: 'deploy.yml' });
  await expect(row).toContainText('goes through a rollout');

  await signIn(page, 'Sora Choi');
  await page.goto(run);
  await page.getByRole('button', cancel).click();
  await expect(page.locator('#run-head')).toContainText('Cancelled');
  await expect(page.getByRole('button', { name: 'Run failed jobs again' })).toBeEnabled();
});

test('a workflow is started without scripts', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, 'Minjun Park');
  await page.goto('/pipelines/acme/player/build.yml/run');
  await page.getByRole('button', { name: 'Start the run' }).click();
  await expect(page).toHaveURL(/\/pipelines\/acme\/player\/runs\/lch_/);
});

test('on-call scales a service within its limits, and not beyond', async ({ page, request }) => {
  const headers = { Authorization: 'Bearer sandbox-oncall' };
  const refused = await request.post('/api/v1/actions/live-api/scale', {
    headers,
    data: { stage: 'prod', region: 'us-east-1', inputs: { tasks: '1' }, reason: 'It is quiet' },
  });
  expect((await refused.json()).detail).toBe('Nothing was started: tasks may never go below 2.');

  await signIn(page, 'Minjun Park');
  await page.goto('/pipelines?service=live-api');
  await page.getByRole('link', { name: 'Scale', exact: true }).click();
  await page.getByLabel('Stage').selectOption('prod');
  await expect(page).toHaveURL(/stage=prod/);
  await expect(page.getByRole('heading', { name: 'prod · Seoul (ap-northeast-2)' })).toBeVisible();
  const tasks = page.getByLabel('tasks', { exact: true });
  await expect(tasks).toHaveAttribute('max', '8');
  await expect(tasks).toHaveAccessibleDescription(/Now: 4/);
  await page.getByLabel('Reason').fill('The final begins');
  await tasks.fill('9');
  await page.getByRole('button', { name: 'Do it' }).click();
  await expect(page).toHaveURL(/\/pipelines\/actions\/live-api\/scale/);
  await tasks.fill('8');
  await page.getByRole('button', { name: 'Do it' }).click();
  await expect(page.locator('#run-head')).toContainText('Succeeded', { timeout: 20_000 });
  await expect(page.locator('#run-facts')).toContainText('tasks: 4 → 8');

  // What it set is what is present now.
  await page.goto('/pipelines/actions/live-api/scale?stage=prod&region=ap-northeast-2');
  await expect(page.getByLabel('tasks', { exact: true })).toHaveAttribute('max', '16');
  await expectAccessible(page);

  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.getByText('2 이상, 40 이하, 현재 값의 ×2 이하')).toBeVisible();
});
