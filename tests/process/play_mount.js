// SPDX-License-Identifier: BSD-2-Clause
/* Plays a mount in Chromium's audio element, for test_relay_player.py:
 *
 *     node play_mount.js CHROMIUM URL SECONDS
 *
 * Prints one JSON object: how far it has come twice a second, and the events
 * that tell of trouble. */
"use strict";
const { chromium } = require("playwright-core");

const [, , executablePath, url, seconds] = process.argv;

function play(address) {
    const audio = new Audio(address);
    window.found = { events: [], times: [] };
    window.audio = audio;
    for (const name of ["stalled", "waiting", "error", "ended", "emptied"])
        audio.addEventListener(name, () => {
            window.found.events.push(
                { name, at: audio.currentTime, error: audio.error?.message });
        });
    return audio.play();
}

async function main() {
    const browser = await chromium.launch({ executablePath,
        args: ["--no-sandbox", "--disable-gpu",
            "--autoplay-policy=no-user-gesture-required"] });
    const page = await browser.newPage();
    await page.evaluate(play, url);
    for (let half = 0; half < 2 * Number(seconds); half++) {
        await page.waitForTimeout(500);
        await page.evaluate(() =>
            window.found.times.push(window.audio.currentTime));
    }
    console.log(JSON.stringify(await page.evaluate(() => window.found)));
    await browser.close();
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
