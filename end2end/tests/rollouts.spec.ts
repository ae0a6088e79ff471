// A release goes to the home region first, then to the world at once, with one yes for the whole way.
import { countClicks, signIn } from '../harness/people.ts';
import { expect, expectAccessible, test } from '../harness/test.ts';

test('a developer starts a rollout with four clicks, and a lead decides with three', async ({ page, browser }) => {
  // Two whole rollouts, which take their time on a busy machine.
  test.setTimeout(150_000);
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
  await expect(page.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 60_000 });

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
  await expect(other.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 60_000 });

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

const developer = { Authorization: 'Bearer sandbox-developer' };

type Target = { region: string; values: Record<string, { value: string | null }> };

test('a rollout changes the environment of each region before its code, and both pages lead to each other', async ({ page }) => {
  await signIn(page, 'Dana Kim');
  await page.goto('/rollouts/new?service=live-api&stage=dev');
  await page.getByLabel('Change environments first').selectOption({ label: 'Document store' });
  await expect(page).toHaveURL(/carry=document-store/);
  const plan = page.getByRole('region', { name: 'Changes environments first' });
  await expect(plan.getByRole('listitem')).toHaveCount(4);
  await expect(plan.getByRole('listitem').first()).toContainText('Create');
  await page.getByRole('textbox', { name: 'Environment' }).or(page.getByRole('combobox', { name: 'Environment', exact: true })).fill('carried');
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await expect(plan).toContainText('live-api--carried--dev');
  await page.getByText('Values for single regions').click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start the rollout' }).click();
  await expect(page).toHaveURL(/\/rollouts\/rol_/);

  await expect(page.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 50_000 });
  await expect(page.getByText('Environment changed')).toHaveCount(4);
  await expectAccessible(page);
  await page.getByRole('link', { name: /^Environment's events: Seoul/ }).click();
  await expect(page).toHaveURL(/\/requests\/req_.*#lane-dev-ap-northeast-2/);
  await expect(page.locator('#carrier')).toContainText('the first step of the rollout');
  await page.locator('#carrier').getByRole('link').click();
  await expect(page).toHaveURL(/\/rollouts\/rol_/);
});

test('without scripts a change is chosen, previewed and started, and what does not fit comes back with what was typed', async ({ browser, request }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await signIn(page, 'Dana Kim');
  await page.goto('/rollouts/new?service=live-api&stage=staging');
  await page.getByLabel('Change environments first').selectOption({ label: 'Document store' });
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await page.getByRole('combobox', { name: 'Environment', exact: true }).or(page.getByRole('textbox', { name: 'Environment' })).fill('No Name!');
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await expect(page.getByRole('alert')).toContainText(/environment/i);
  await expect(page.getByRole('button', { name: 'Start the rollout' })).toBeDisabled();
  await expect(page.locator('#new-environment')).toHaveValue('No Name!');
  // One region differs; what does not fit comes back as it was typed, too.
  await page.getByText('Values for single regions').click();
  await page.getByLabel('Sort key: Paris', { exact: true }).fill('not a key!');
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await expect(page).toHaveURL(/r\.eu-west-3\.SortKey=not/);
  await expect(page.getByLabel('Sort key: Paris', { exact: true })).toHaveValue('not a key!');
  await page.getByLabel('Sort key: Paris', { exact: true }).fill('at');
  await page.locator('#new-environment').fill('carried');
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await page.getByRole('button', { name: 'Start the rollout' }).click();
  await expect(page).toHaveURL(/\/rollouts\/rol_/);
  const shown = await (await request.get(`/api/v1${new URL(page.url()).pathname}`, { headers: developer })).json();
  const { targets } = await (await request.get(`/api/v1/requests/${shown.carried.request}`, { headers: developer })).json();
  const keys = targets.map((target: Target) => [target.region, target.values.SortKey?.value]);
  expect(Object.fromEntries(keys)).toMatchObject({ 'ap-northeast-2': 'sk', 'eu-west-3': 'at', 'us-east-1': 'sk' });
  await expect(page.locator('#carried')).toContainText('Rolling back takes', { ignoreCase: true });
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('a lead reads what a rollout does to environments in the inbox, and one yes covers plans and code', async ({ page, request }) => {
  let id = '';
  await expect(async () => {
    const data = { service: 'live-api', stage: 'prod', release: '1.8.2', carry: { template: 'document-store', environment: 'carried' } };
    const made = await request.post('/api/v1/rollouts', { headers: developer, data });
    expect(made.status(), await made.text()).toBe(201);
    id = (await made.json()).id;
  }).toPass({ timeout: 40_000 });
  const shown = async () => (await request.get(`/api/v1/rollouts/${id}`, { headers: developer })).json();
  await expect.poll(async () => (await shown()).status, { timeout: 30_000 }).toBe('awaiting_approval');
  const { carried } = await shown();
  const refused = await request.post(`/api/v1/requests/${carried.request}/retry`, { headers: developer });
  expect(refused.status()).toBe(409);
  expect(await refused.text()).toContain(id);

  await signIn(page, 'Jiwoo Lee');
  const waiting = page.getByRole('listitem').filter({ has: page.locator(`a[href="/rollouts/${id}#decision"]`) });
  await expect(waiting).toContainText('Changes environments first:');
  await waiting.getByText('Changes environments first:').click();
  await expect(waiting.getByRole('table').first()).toContainText('AWS::DynamoDB::Table');
  await expectAccessible(page);
  await waiting.getByRole('link').first().click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 50_000 });
  await expect(page.getByText('Environment changed')).toHaveCount(4);
});

test('a second change of the same environments waits for the first, and says behind what', async ({ page, request }) => {
  const carry = { template: 'document-store', environment: 'queued' };
  const start = async (reason: string) => {
    const data = { service: 'live-api', stage: 'dev', release: '1.8.2', reason, carry };
    const made = await request.post('/api/v1/rollouts', { headers: developer, data });
    expect(made.status(), await made.text()).toBe(201);
    return (await made.json()).id as string;
  };
  const steer = async (id: string, what: string) => {
    const answer = await request.post(`/api/v1/rollouts/${id}/steering`, { headers: developer, data: { action: what, reason: 'so' } });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  await signIn(page, 'Dana Kim');
  await expect(async () => {
    await page.goto('/releases');
    await expect(page.getByRole('row', { name: /1\.8\.2/ })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const first = await start('the first');
  await steer(first, 'pause');
  await page.goto('/rollouts/new?service=live-api&stage=dev&carry=document-store&environment=queued');
  await expect(page.getByRole('region', { name: 'Changes environments first' })).toContainText('1.8.2 → ');
  await page.getByRole('button', { name: 'Start the rollout' }).click();
  await expect(page).toHaveURL(/\/rollouts\/rol_/);
  const card = page.locator('#carried');
  await expect(card).toContainText('First comes');
  await expect(card.locator(`a[href="/rollouts/${first}"]`)).toContainText('1.8.2 → ');
  await expect(page.getByText('planned when its turn comes').first()).toBeVisible();
  await expectAccessible(page);
  const abort = await request.post(`/api/v1/rollouts/${first}/abort`, { headers: developer, data: { reason: 'no' } });
  expect(abort.ok(), await abort.text()).toBe(true);
  // The page follows by itself: its turn has come, and its plans are made.
  await expect(card).not.toContainText('First comes', { timeout: 20_000 });
  await expect(page.getByText('4 of 4 regions done').first()).toBeVisible({ timeout: 50_000 });
});
