// SPDX-License-Identifier: BSD-2-Clause
/* Plays a mount in Chromium's audio element, for test_relay_player.py:
 *
 *     node play_mount.js CHROMIUM URL SECONDS
 *
 * Says "playing" when it does. When its standard input has ended it goes on
 * for so many seconds of sound, for two minutes at most, and prints one JSON
 * object: how far it came until then and in the end, and the events that tell of
 * trouble. */
"use strict";
const { chromium } = require("playwright-core");

const [, , executablePath, url, seconds] = process.argv;
const MOST_MS = 120000;

function play(address) {
    const audio = new Audio(address);
    window.found = { events: [] };
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
    console.log("playing");
    await new Promise((resolve) => process.stdin.resume().on("end", resolve));
    const time = () => page.evaluate(() => window.audio.currentTime);
    const before = await time();
    const end = Date.now() + MOST_MS;
    while (await time() < before + Number(seconds) && Date.now() < end)
        await page.waitForTimeout(100);
    const found = await page.evaluate(() => window.found);
    console.log(JSON.stringify({ ...found, before, after: await time() }));
    await browser.close();
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
