// Starting a rollout: what is started is what the form shows, with and without scripts.
import { signIn } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

const developer = { Authorization: 'Bearer sandbox-developer' };
const start = { name: 'Start the rollout' };

for (const scripts of [true, false]) {
  const how = scripts ? 'with' : 'without';

  test(`a value that was not shown is not started ${how} scripts, and neither is it lost`, async ({ browser, request }) => {
    const page = await (await browser.newContext({ javaScriptEnabled: scripts })).newPage();
    await signIn(page, 'Dana Kim');
    const environment = `typed-${how}`;
    await expect(async () => {
      await page.goto(`/rollouts/new?service=live-api&stage=dev&carry=document-store&environment=${environment}&p.SortKey=at`);
      await expect(page.getByRole('button', start)).toBeEnabled({ timeout: 1_000 });
    }).toPass();
    const key = page.getByLabel('Sort key', { exact: true });
    await key.fill('by');
    await key.press('Tab');
    await page.getByRole('button', start).click();
    await expect(page.getByRole('alert')).toContainText('Nothing was started');
    await expect(key).toHaveValue('by');
    await expect(page.getByRole('region', { name: 'Changes environments first' })).toContainText('by');
    await page.getByRole('button', start).click();
    await expect(page).toHaveURL(/\/rollouts\/rol_/);
    const path = `/api/v1${new URL(page.url()).pathname}`;
    const { carried } = await (await request.get(path, { headers: developer })).json();
    const { targets } = await (await request.get(`/api/v1/requests/${carried.request}`, { headers: developer })).json();
    expect(targets.map((target: { values: { SortKey: { value: string } } }) => target.values.SortKey.value)).toEqual(['by', 'by', 'by', 'by']);
    const ended = await request.post(`${path}/abort`, { headers: developer, data: { reason: 'seen enough' } });
    expect(ended.ok(), await ended.text()).toBe(true);
  });
}

test('without scripts another stage is shown before anything goes there', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/rollouts/new?service=live-api&stage=dev');
    await expect(page.getByRole('button', start)).toBeEnabled({ timeout: 1_000 });
  }).toPass();
  await page.getByLabel('Stage').selectOption('staging');
  await page.getByLabel(/^Why/).fill('a try');
  await page.getByRole('button', start).click();
  await expect(page).toHaveURL(/\/rollouts\/new\?.*stage=staging/);
  await expect(page.getByRole('alert')).toContainText('Nothing was started');
  await expect(page.getByLabel('Stage')).toHaveValue('staging');
  await expect(page.getByLabel(/^Why/)).toHaveValue('a try');
});

test('another choice keeps the reason and the focus', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/rollouts/new?service=live-api&stage=dev');
    await expect(page.getByRole('button', start)).toBeEnabled({ timeout: 1_000 });
  }).toPass();
  await page.getByLabel(/^Why/).fill('a try');
  const stage = page.getByLabel('Stage');
  await stage.focus();
  await stage.selectOption('staging');
  await expect(page).toHaveURL(/stage=staging/);
  await expect(page.getByLabel(/^Why/)).toHaveValue('a try');
  await expect(stage).toBeFocused();
});

test('a value that is refused is named as the form names it, and cannot be started', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/rollouts/new?service=live-api&stage=dev&carry=document-store&environment=refused&p.SortKey=not%20a%20key!');
    await expect(page.getByRole('alert')).toContainText('Sort key', { timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('button', start)).toBeDisabled();
  await expect(page.getByText('The change of environments is refused')).toBeVisible();
});
