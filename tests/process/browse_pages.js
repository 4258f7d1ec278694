/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads pages in Chromium as people do, for test_pages.py:
 *
 *     node browse_pages.js CHROMIUM URL
 *
 * Each page is looked at on a phone in light, and some on a desk in the dark;
 * axe-core judges them by WCAG 2.2 AA. Then the script of an episode's page is used.
 * Prints one JSON object for all of it. */
"use strict";
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; "
    + "img-src 'self'; media-src 'self'; connect-src 'self'";
const PAGES = ["", "river/", "river/flood/", "river/flood/transcript.html",
    "long/", "long/episodes-2025.html"];
const IN_THE_DARK = ["", "river/", "river/flood/"];
const SIZES = { desk: { width: 1100, height: 800 },
    phone: { width: 390, height: 800 } };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const LONG_WORD = "Rindfleischetikettierungsueberwachungsaufgaben"
    + "uebertragungsgesetz";

/* No wait says how fast anything is. */
const PATIENCE_MS = 120000;
/* What plays goes on until somebody looks. */
const LATE_SECONDS = 15;

const [, , executablePath, url] = process.argv;
const found = { violations: [], complaints: [], looked: 0, too_wide: [] };

async function judge_width(page, what) {
    if (await page.evaluate(() =>
        document.documentElement.scrollWidth > innerWidth))
        found.too_wide.push(what);
}

/* Names of shows, episodes and people can have words like this one. */
async function lengthen_words(page) {
    await page.evaluate((word) => {
        const texts = document.querySelectorAll(
            "h1, h2, h3, h1 a, h2 a, h3 a, p, .by, .back a, cite, .persons a");
        for (const text of texts)
            text.append(` ${word}`);
    }, LONG_WORD);
}

/* The policy that a careful host would send. */
async function guard(context) {
    await context.route("**/*", async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(),
            "content-security-policy": POLICY };
        await route.fulfill({ response, headers });
    }, { times: 1000 });
}

async function open_context(browser, options) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    context.on("console", (message) => {
        if (message.type() === "error")
            found.complaints.push(message.text());
    });
    context.on("weberror", (error) => {
        found.complaints.push(String(error.error()));
    });
    return context;
}

async function judge(page, name) {
    await page.evaluate(axe.source);
    const result = await page.evaluate((rules) => axe.run(document,
        { runOnly: { type: "tag", values: rules } }), RULES);
    for (const rule of result.violations)
        for (const node of rule.nodes)
            found.violations.push(`${name}: ${rule.id}: ${node.html}: `
                + node.failureSummary);
    found.looked++;
}

/* On a phone, and then where there is room, in both colours. */
async function look(browser) {
    const context = await open_context(browser, { viewport: SIZES.phone });
    await guard(context);
    const page = await context.newPage();
    for (const path of PAGES) {
        await page.goto(url + path);
        await judge_width(page, path);
        await judge(page, `${path} on a phone`);
        if (!IN_THE_DARK.includes(path))
            continue;
        await page.setViewportSize(SIZES.desk);
        await page.emulateMedia({ colorScheme: "dark" });
        await judge(page, `${path} in the dark`);
        await page.emulateMedia({ colorScheme: "light" });
        await page.setViewportSize(SIZES.phone);
    }
    for (const path of PAGES) {
        await page.goto(url + path);
        await lengthen_words(page);
        await judge_width(page, `${path} with long words`);
    }
    /* What the last page still asks for, nobody waits for. */
    await context.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
}

const state = (page) => page.evaluate(() => {
    const audio = document.querySelector(".player audio");
    const text = (selector) =>
        document.querySelector(selector)?.textContent.trim();
    return {
        time: audio.currentTime, speed: audio.playbackRate,
        chapter: text(".chapters [aria-current] span"),
        words: text(".transcript .now"), now: text("[data-now]"),
        played: Number(document.querySelector("#played rect")
            .getAttribute("width")),
        has_controls: !document.querySelector(".controls").hidden,
    };
});

/* page.waitForFunction() makes code of a text within the page, which the
 * server's policy forbids. */
async function until(page, question, argument) {
    const end = Date.now() + PATIENCE_MS;
    while (!await page.evaluate(question, argument)) {
        if (Date.now() > end)
            throw new Error(`never: ${question}`);
        await page.waitForTimeout(50);
    }
}

const at = (page, time) => until(page, ([wanted, late]) => {
    const audio = document.querySelector(".player audio");
    const passed = audio.currentTime - wanted;
    return !audio.seeking && passed > -1 && passed < late;
}, [time, LATE_SECONDS]);

async function use(browser) {
    const context = await open_context(browser, {
        viewport: SIZES.desk, permissions: ["clipboard-read",
            "clipboard-write"] });
    const page = await context.newPage();
    await page.goto(url + "river/flood/#t=61");
    await at(page, 61);
    found.by_link = await state(page);
    await page.click(".chapters li:nth-child(2) a");
    await at(page, 312);
    await page.selectOption("[data-speed]", "1.5");
    await until(page, () =>
        document.querySelector(".chapters [aria-current]"));
    found.by_chapter = await state(page);
    await page.evaluate(() =>
        document.querySelector(".player audio").pause());
    await page.click(".transcript span[data-t]");
    await at(page, 0.8);
    found.by_word = await state(page);
    await page.evaluate(() =>
        document.querySelector(".player audio").pause());
    await page.click("[data-share]");
    found.shared = await page.evaluate(() => navigator.clipboard.readText());
    await page.reload();
    found.reloaded = await page.$eval("[data-speed]", (speed) => speed.value);
    await page.goto(url + "river/long/");
    await page.click(".chapters li:nth-child(2) a");
    await page.waitForSelector(".transcript .now");
    found.fetched = await state(page);
    await context.close();
}

async function read_without_script(browser) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url + "river/flood/");
    found.without_script = {
        has_player: await page.isVisible(".player audio[controls]"),
        has_controls: await page.isVisible(".controls"),
        has_follow: await page.isVisible(".follow"),
        chapter: await page.getAttribute(
            ".chapters li:nth-child(2) a", "href"),
    };
    await context.close();
}

(async () => {
    const browser = await chromium.launch({ executablePath,
        args: ["--no-sandbox", "--disable-gpu",
            "--autoplay-policy=no-user-gesture-required"] });
    await look(browser);
    await use(browser);
    await read_without_script(browser);
    await browser.close();
    console.log(JSON.stringify(found));
})();
