// The sandbox's people, and what they do through the API where a test is about something else.
import { type APIRequestContext, type Page } from '@playwright/test';
import { expect } from './test.ts';

export type Person = 'Dana Kim' | 'Jiwoo Lee' | 'Minjun Park' | 'Sora Choi';

export async function signIn(page: Page, person: Person) {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: person }).click();
  const homes: Partial<Record<Person, RegExp>> = { 'Jiwoo Lee': /\/approvals/, 'Minjun Park': /\/health/ };
  await expect(page).toHaveURL(homes[person] ?? /\/environments/);
}

const stages = ['dev', 'staging', 'prod'];
const regions = ['ap-northeast-2', 'ap-southeast-1', 'eu-west-3', 'us-east-1'];
export const everywhere = stages.flatMap((stage) => regions.map((region) => ({ stage, region })));

type Target = { stage: string; region: string };
type Shown = { id: string; status: string; digest: string; targets: { status: string }[] };

export async function show(api: APIRequestContext, id: string): Promise<Shown> {
  const answer = await api.get(`/api/v1/requests/${id}`, { headers: { Authorization: 'Bearer sandbox-developer' } });
  return answer.json();
}

/** Makes a request and waits until it is over or waits for people. */
export async function request(api: APIRequestContext, service: string, targets: Target[]): Promise<Shown> {
  const made = await api.post('/api/v1/requests', {
    headers: { Authorization: 'Bearer sandbox-developer' },
    data: { action: 'create', service, template: 'document-store', targets, parameters: {}, overrides: [] },
  });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = await made.json();
  const busy = ['planning', 'applying'];
  await expect
    .poll(async () => {
      const shown = await show(api, id);
      return busy.includes(shown.status) || shown.targets.some((target) => busy.includes(target.status));
    })
    .toBe(false);
  return show(api, id);
}

/** Counts what a person clicks and the pages that they see, from here on. */
export async function countClicks(page: Page) {
  const seen = { clicks: 0, pages: new Set<string>() };
  await page.exposeFunction('countClick', () => (seen.clicks += 1));
  await page.addInitScript(() => {
    // A click on a label is followed by one on its control, made by the browser: only the person's counts.
    addEventListener('click', (event) => event.detail > 0 && (window as never as { countClick(): void }).countClick(), true);
  });
  await page.reload();
  page.on('framenavigated', (frame) => frame === page.mainFrame() && seen.pages.add(new URL(frame.url()).pathname));
  return seen;
}

/** Rolls a release out, and waits until it runs everywhere. */
export async function rolledOut(api: APIRequestContext, service: string, stage: string, release: string) {
  const id = await rollOut(api, service, stage, release);
  const headers = { Authorization: 'Bearer sandbox-developer' };
  const status = async () => (await (await api.get(`/api/v1/rollouts/${id}`, { headers })).json()).status;
  await expect.poll(status, { timeout: 60_000 }).toBe('succeeded');
}

/** Starts a rollout, once the sandbox's releases are there, and answers with its id. */
export async function rollOut(api: APIRequestContext, service: string, stage: string, release: string): Promise<string> {
  const headers = { Authorization: 'Bearer sandbox-developer' };
  let id = '';
  await expect(async () => {
    const made = await api.post('/api/v1/rollouts', { headers, data: { service, stage, release } });
    expect(made.status(), await made.text()).toBe(201);
    id = (await made.json()).id;
  }).toPass();
  return id;
}
