/* SPDX-License-Identifier: BSD-2-Clause */
/* What the libraries of other people's podcast apps read in a feed:
 *
 *     node read_feed.js URL
 *
 * fetches it twice, the second time as one who has it, and prints JSON:
 * {"again": STATUS, "LIBRARY": [{"guid": …, "title": …, …}, …], …}. */
'use strict';
const partytime = require('podcast-partytime');
const feedsmith = require('feedsmith');
const RssParser = require('rss-parser');

const seconds = date => new Date(date).getTime() / 1000;

function of_partytime(text) {
    return partytime.parseFeed(text).items.map(item => ({
        guid: item.guid, title: item.title, link: item.link,
        published: seconds(item.pubDate), number: item.podcastEpisode.number,
        duration: item.duration, media: item.enclosure.url,
        bytes: item.enclosure.length, type: item.enclosure.type,
        chapters: item.podcastChapters ? item.podcastChapters.url : null,
        transcripts: (item.podcastTranscripts || []).map(each => each.url),
        persons: item.podcastPeople.map(each => each.name),
        integrity: item.alternativeEnclosures.map(
            each => each.integrity.value),
    }));
}

function of_feedsmith(text) {
    return feedsmith.parseFeed(text).feed.items.map(item => ({
        guid: item.guid.value, title: item.title, link: item.link,
        published: seconds(item.pubDate), number: item.podcast.episode.number,
        duration: item.itunes.duration, media: item.enclosures[0].url,
        bytes: item.enclosures[0].length, type: item.enclosures[0].type,
        chapters: item.podcast.chapters ? item.podcast.chapters.url : null,
        transcripts: (item.podcast.transcripts || []).map(each => each.url),
        persons: item.podcast.persons.map(each => each.display),
        integrity: item.podcast.alternateEnclosures.map(
            each => each.integrity.value),
    }));
}

async function of_rss_parser(text) {
    const feed = await new RssParser().parseString(text);
    return feed.items.map(item => ({
        guid: item.guid, title: item.title, link: item.link,
        published: seconds(item.isoDate), number: Number(item.itunes.episode),
        duration: Number(item.itunes.duration), media: item.enclosure.url,
        bytes: Number(item.enclosure.length), type: item.enclosure.type,
    }));
}

async function main(url) {
    const first = await fetch(url);
    const text = await first.text();
    const again = await fetch(
        url, {headers: {'If-None-Match': first.headers.get('etag')}});
    console.log(JSON.stringify({
        again: again.status,
        partytime: of_partytime(text),
        feedsmith: of_feedsmith(text),
        rss_parser: await of_rss_parser(text),
    }));
}

main(process.argv[2]);
