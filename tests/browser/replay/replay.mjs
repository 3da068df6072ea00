// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// replay.mjs BASE OTHER OUT FLOW…: plays every flow with @puppeteer/replay in one Chromium and writes what became of each:
// {"name": {"outcome": "ok" | "rejected" | step from 0, "reason": …, "page": dump or null}}.
import { createRunner, parse, PuppeteerRunnerExtension } from '@puppeteer/replay';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import puppeteer from 'puppeteer';

const [base, other, out, ...files] = process.argv.slice(2);
// A retried step leaves its first asserted event behind, which nobody awaits.
process.on('unhandledRejection', () => {});

class Counting extends PuppeteerRunnerExtension {
  index = -1;
  async beforeEachStep() { ++this.index; }
}

async function play(browser, text) {
  const recording = JSON.parse(text);
  let flow;
  try {
    flow = parse(recording);
  } catch (error) {
    return { outcome: 'rejected', reason: error.message, page: null };
  }
  const page = await browser.newPage();
  const extension = new Counting(browser, page);
  const result = { outcome: 'ok', reason: '', page: null };
  try {
    await (await createRunner(flow, extension)).run();
  } catch (error) {
    result.outcome = extension.index;
    result.reason = error.message;
  }
  try {
    await new Promise(resolve => setTimeout(resolve, 150));
    if (!page.isClosed()) result.page = await page.evaluate(() => window.pageDump?.() ?? {});
  } catch (error) {
    result.reason += ` (no dump: ${error.message})`;
  }
  return result;
}

const profile = mkdtempSync(join(tmpdir(), 'tst_replaydiff-node-'));
const browser = await puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  ignoreDefaultArgs: true,
  defaultViewport: null,
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-quic', '--window-size=1000,800', '--remote-debugging-port=0',
    `--user-data-dir=${profile}`, 'about:blank'],
});
const results = {};
try {
  const idle = new Set(await browser.pages());
  for (const file of files) {
    const text = readFileSync(file, 'utf8').replaceAll('{{base}}', base).replaceAll('{{other}}', other);
    results[basename(file, '.json')] = await play(browser, text);
    for (const page of await browser.pages())
      if (!idle.has(page)) await page.close().catch(() => {});
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
writeFileSync(out, JSON.stringify(results, null, 1));
process.exit(0);
