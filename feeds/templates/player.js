/* SPDX-License-Identifier: BSD-2-Clause */
/* What a page does besides playing, which it can do without this: chapters
 * and words that jump, speed, a transcript that follows, links to a time. */
"use strict";
(() => {
    const one = (selector) => document.querySelector(selector);
    const all = (selector) => [...document.querySelectorAll(selector)];

    const copy = (text, said) => navigator.clipboard.writeText(text).then(
        () => said("Copied"), () => said(text));

    for (const button of all("[data-copy]")) {
        button.hidden = !navigator.clipboard;
        button.addEventListener("click", () => copy(button.dataset.copy,
            (text) => { button.textContent = text; }));
    }

    const audio = one(".player audio");
    if (!audio)
        return;
    const controls = one(".controls");
    let box = one(".transcript");
    const follow = one("[data-follow]");
    const played = one("#played rect");
    const wave = one(".player .wave");
    const chapters = all("ol.chapters [data-t]");
    let words = [];
    const seconds = (element) => Number(element.dataset.t);

    const clock = (time) => {
        const parts = [time / 60 % 60, time % 60].map(
            (part) => String(Math.floor(part)).padStart(2, "0"));
        const hours = Math.floor(time / 3600);
        return hours ? `${hours}:${parts.join(":")}`
            : parts.join(":").replace(/^0/, "");
    };

    /* Before anything is loaded a time can only be set when it is. */
    const jump = (time, play) => {
        if (audio.readyState)
            audio.currentTime = time;
        else
            audio.addEventListener("loadedmetadata",
                () => { audio.currentTime = time; }, { once: true });
        if (play)
            audio.play();
        else if (!audio.readyState) {
            audio.preload = "metadata";
            audio.load();
        }
    };

    /* The last that has begun; the times rise. */
    const current = (elements, time) => {
        let found = null;
        for (const element of elements) {
            if (seconds(element) > time)
                break;
            found = element;
        }
        return found;
    };

    const keep_in_view = (element) => {
        const top = element.getBoundingClientRect().top
            - box.getBoundingClientRect().top;
        if (top < 0 || top > box.clientHeight * 0.6)
            box.scrollTop += top - box.clientHeight * 0.3;
    };

    let spoken = null;
    const show_time = () => {
        const time = audio.currentTime;
        one("[data-now]").textContent = clock(time);
        if (played && audio.duration)
            played.setAttribute("width", 1000 * time / audio.duration);
        const chapter = current(chapters, time);
        for (const element of chapters)
            if (element === chapter)
                element.setAttribute("aria-current", "true");
            else
                element.removeAttribute("aria-current");
        const word = current(words, time);
        if (word === spoken)
            return;
        spoken?.classList.remove("now");
        word?.classList.add("now");
        spoken = word;
        if (word && follow?.checked)
            keep_in_view(word);
    };

    document.addEventListener("click", (event) => {
        const target = event.target.closest("[data-t]");
        if (!target || event.ctrlKey || event.metaKey || event.shiftKey
            || String(getSelection()))
            return;
        event.preventDefault();
        jump(seconds(target), true);
    });
    wave?.addEventListener("click", (event) => {
        const place = wave.getBoundingClientRect();
        const part = (event.clientX - place.left) / place.width;
        jump(part * (audio.duration || Number(wave.dataset.seconds)), true);
    });
    for (const button of all("[data-skip]"))
        button.addEventListener("click", () => {
            audio.currentTime += Number(button.dataset.skip);
        });

    const speed = one("[data-speed]");
    const remember = (value) => {
        try {
            if (value)
                localStorage.setItem("speed", value);
            return localStorage.getItem("speed");
        } catch {
            return null;
        }
    };
    speed.value = remember() || "1";
    if (!speed.value)
        speed.value = "1";
    const set_speed = () => {
        audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
    };
    speed.addEventListener("change", () => {
        remember(speed.value);
        set_speed();
    });
    set_speed();

    const said = document.createElement("span");
    said.className = "soft";
    said.setAttribute("role", "status");
    controls.append(said);
    one("[data-share]").addEventListener("click", () => {
        const link = new URL(location.href);
        link.hash = `t=${Math.floor(audio.currentTime)}`;
        copy(link.href, (text) => {
            said.textContent = text;
        });
    });
    const follow_hash = () => {
        const found = /^#t=(\d+)/.exec(location.hash);
        if (found)
            jump(Number(found[1]), false);
    };
    addEventListener("hashchange", follow_hash);
    follow_hash();

    if ("mediaSession" in navigator) {
        const cover = one(".cover[src]");
        navigator.mediaSession.metadata = new MediaMetadata({
            title: one("h1").textContent,
            artist: one(".back a, .back span")?.textContent || "",
            artwork: cover ? [{ src: cover.src }] : [],
        });
        for (const [name, by] of [["seekbackward", -15], ["seekforward", 30]])
            navigator.mediaSession.setActionHandler(name,
                () => { audio.currentTime += by; });
    }
    audio.addEventListener("timeupdate", show_time);
    audio.addEventListener("seeked", show_time);
    controls.hidden = false;
    const show_words = () => {
        words = all(".transcript span[data-t]");
        follow.closest("p").hidden = false;
        box.classList.add("can-jump");
    };
    if (box)
        show_words();

    /* A long transcript is a page of its own: its words come when somebody
     * begins to listen. */
    const long_words = one("[data-words]");
    const fetch_words = async () => {
        const answer = await fetch(long_words.querySelector("a").href);
        const page = new DOMParser().parseFromString(
            await answer.text(), "text/html");
        box = page.querySelector(".words");
        if (!answer.ok || !box)
            return;
        box.className = "transcript";
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-labelledby", "transcript");
        long_words.replaceWith(box);
        show_words();
    };
    if (long_words)
        audio.addEventListener("play",
            () => fetch_words().catch(() => {}), { once: true });
    wave?.classList.add("can-seek");
})();
